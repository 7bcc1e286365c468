import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'

const MINUTE = 60_000

let till: TwinTill
beforeEach(async () => {
  till = await createTwinTill()
})
afterEach(() => {
  till.close()
})

async function paid(tender: 'card' | 'cash' | 'wallet-scan', amounts: readonly number[] = [85_000, 30_000]) {
  const transaction = await till.pay(
    till.order(
      amounts.map((amountAvos) => till.agencies.owe({ amountAvos }).ref),
      tender,
    ),
  )
  await till.pass()
  return transaction
}
const refund = (transaction: string, items: readonly number[]) =>
  till.machine.refund({
    transaction,
    items: items.map((index) => `${transaction}:${String(index)}`),
    reason: 'paid by mistake',
    actor: 'supervisor-1',
  })
const states = (transaction: string) => till.show(transaction).items.map(({ state }) => state)

describe('a refund', () => {
  it('of one item is a transaction of its own that names the first, and gives back only that', async () => {
    const first = await paid('card')
    const outcome = await refund(first, [2])
    const transaction = outcome.ok ? outcome.transaction : ''
    await till.pass()
    expect(states(first)).toEqual(['acknowledged', 'refunded'])
    expect(till.show(first).state).toBe('committed')
    expect(till.show(transaction)).toMatchObject({ state: 'reversed', totalAvos: 30_000 })
    expect(till.card.books()).toMatchObject([{ state: 'approved', parts: { [`${transaction}:1`]: 30_000 } }])
    expect(till.agencies.books().agencies).toMatchObject([{ reversed: false }, { reversed: true }])
    const [intent] = till.journal.entriesOf(transaction)
    expect(intent).toMatchObject({
      actor: 'supervisor-1',
      facts: { refundOf: first, refundAttempt: `${first}/1`, totalAvos: 30_000 },
    })
    expect(JSON.stringify(intent?.facts)).not.toContain('mistake')
    expect(till.journal.bodyOf(intent?.seq ?? 0)).toMatchObject({ reason: 'paid by mistake' })
    expect(till.machine.takings(undefined)).toMatchObject({ payments: 1, totalAvos: 85_000 })
    expect(till.machine.receiptFacts(transaction)).toBeUndefined()
  })

  it('takes its item off a receipt that is printed later', async () => {
    const first = await paid('card')
    till.card.dropAnswers('reverse', false)
    await refund(first, [2])
    await till.pass()
    expect(states(first)).toEqual(['acknowledged', 'reversing'])
    expect(till.machine.receiptFacts(first)).toMatchObject({ totalAvos: 85_000, items: [{ amountAvos: 85_000 }] })
    // Its money may take long to go back, and nobody pays meanwhile.
    expect([till.machine.isMoneyOpen(), till.machine.isPaying()]).toEqual([true, false])
    till.card.answerAgain('reverse')
    await till.pass(MINUTE)
    expect(till.machine.receiptFacts(first)).toMatchObject({ totalAvos: 85_000, items: [{ amountAvos: 85_000 }] })
    await refund(first, [1])
    await till.pass(MINUTE)
    expect(till.machine.receiptFacts(first)).toBeUndefined()
  })

  it('of cash counts once the agency has taken the item back', async () => {
    const first = await paid('cash')
    till.agencies.planFaults('reverseItem', 'drop', 'lose')
    await refund(first, [1, 2])
    await till.pass()
    expect(states(first)).toContain('reversing')
    await till.pass(MINUTE)
    expect(states(first)).toEqual(['refunded', 'refunded'])
    expect(till.machine.takings(undefined)).toMatchObject({ payments: 1, totalAvos: 0 })
  })

  it('gives an item back once when several ask at the same time', async () => {
    const first = await paid('wallet-scan')
    const outcomes = await Promise.all([refund(first, [1]), refund(first, [1, 2]), refund(first, [1])])
    await till.pass(MINUTE)
    expect(outcomes.map((outcome) => (outcome.ok ? 'refunded' : outcome.refusal.code))).toEqual([
      'refunded',
      'already-refunded',
      'already-refunded',
    ])
    expect(till.agencies.books().charges).toMatchObject([{ takenAvos: 115_000, givenBackAvos: 85_000 }])
    expect(await refund(first, [2])).toMatchObject({ ok: true })
    await till.pass(MINUTE)
    expect(till.agencies.books().charges).toMatchObject([{ givenBackAvos: 115_000 }])
    expect(await refund(first, [2])).toMatchObject({ ok: false, refusal: { code: 'already-refunded' } })
  })

  it('gives an item back once when it is named twice', async () => {
    const first = await paid('card')
    await refund(first, [1, 1])
    await till.pass(MINUTE)
    expect(Object.values(till.card.books()[0]?.parts ?? {})).toEqual([85_000])
  })

  it.each([1, 2, 3, 4, 5])('is finished after a crash at commit %i, and gives back once', async (commits) => {
    const first = await paid('wallet-scan')
    for (const when of ['before', 'after'] as const) {
      till.cutPowerAt(commits, when)
      void refund(first, [when === 'before' ? 1 : 2])
      await till.pass(MINUTE)
      await till.restart()
      await till.pass(MINUTE)
    }
    for (const index of [1, 2]) if (states(first)[index - 1] === 'acknowledged') await refund(first, [index])
    await till.pass(MINUTE)
    expect(states(first)).toEqual(['refunded', 'refunded'])
    expect(till.agencies.books().charges).toMatchObject([{ takenAvos: 115_000, givenBackAvos: 115_000 }])
    expect(till.machine.takings(undefined)).toMatchObject({ totalAvos: 0, open: [] })
  })

  it('is refused for anything but an acknowledged item of a known payment', async () => {
    const code = async (...asked: Parameters<typeof refund>) => {
      const outcome = await refund(...asked)
      return outcome.ok ? 'refunded' : outcome.refusal.code
    }
    expect(await code('01999999-0000-7000-8000-000000000001', [1])).toBe('payment-unknown')
    const first = await paid('card')
    expect(await code(first, [3])).toBe('payment-unknown')
    expect(await code(first, [1, 3])).toBe('payment-unknown')
    till.card.behave({ do: 'decline', reason: 'declined' })
    expect(await code(await paid('card'), [1])).toBe('not-paid')
    till.card.behave({ do: 'approve' })
    till.agencies.planFaults('submitItem', 'drop', 'drop')
    expect(await code(await paid('card'), [1])).toBe('not-paid')
    const refused = till.agencies.owe()
    till.agencies.refuseItem(refused.ref, 'bill-barred')
    const reversed = await till.pay(till.order([refused.ref], 'card'))
    await till.pass(MINUTE)
    expect(await code(reversed, [1])).toBe('already-refunded')
    till.tenders.set('card', undefined)
    expect(await code(first, [1])).toBe('tender-unavailable')
    till.tenders.delete('card')
    till.disk.freeBytes = 1
    expect(await code(first, [1])).toBe('disk-full')
    till.disk.freeBytes = 2 ** 40
    till.disk.fault = () => {
      throw Object.assign(new Error('disk'), { code: 'EIO' })
    }
    expect(await code(first, [1])).toBe('data-damaged')
    till.disk.fault = undefined
    const ok = await refund(first, [1])
    expect(await code(ok.ok ? ok.transaction : '', [1])).toBe('payment-unknown')
  })

  it('can be neither cancelled nor refunded', async () => {
    const first = await paid('card')
    till.card.dropAnswers('reverse', false)
    const outcome = await refund(first, [1])
    await till.pass()
    expect(await till.machine.cancel(outcome.ok ? outcome.transaction : '')).toMatchObject({
      ok: false,
      refusal: { code: 'cannot-cancel' },
    })
    till.card.answerAgain('reverse')
    await till.pass(MINUTE)
    expect(states(first)).toEqual(['refunded', 'acknowledged'])
  })
})
