import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

let till: TwinTill
beforeEach(async () => { till = await createTwinTill() })
afterEach(() => { till.close() })

const now = () => till.machine.takings(undefined)
const end = (transaction: string, how: 'cash' | 'settled', item?: string) => till.machine.endTask({ transaction, item, how, reason: 'talked to the bank', actor: 'supervisor-1' })
/** Counts what is asked of the card's terminal. */
function counted() {
  let asked = 0
  till.tenders.set('card', { ...till.card, reverse: (request) => (asked += 1, till.card.reverse(request)) })
  return () => asked
}
/** Nobody asks again, whatever time passes and whatever becomes of the power. */
async function expectNoMore(asked: () => number) {
  const before = asked()
  await till.pass(HOUR)
  await till.restart()
  await till.pass(HOUR)
  expect(asked()).toBe(before)
  expect(till.machine.readiness()).toBe('ready')
}

describe('a reversal that is refused for good', () => {
  it('of a whole payment ends its tries, frees its bill and is a task until a supervisor has ended it', async () => {
    till.card.behave({ do: 'lose', take: true })
    till.card.lose('status')
    till.card.refuse()
    const asked = counted()
    const bill = till.agencies.owe()
    const transaction = await till.pay(till.order([bill.ref], 'card'))
    await till.pass(5 * MINUTE)
    expect(till.story(transaction).at(-1)).toBe('payment-reversal-refused')
    expect(now()).toMatchObject({ open: [], tasks: [{ transaction, amountAvos: bill.amountAvos, why: 'reversal-refused' }] })
    expect(till.agencies.isHeld(bill.ref)).toBe(false)
    await expectNoMore(asked)
    const second = await till.pay(till.order([bill.ref], 'wallet-scan'))
    await till.pass()
    expect(till.show(second).state).toBe('committed')

    expect(await end(transaction, 'cash', `${transaction}:1`)).toMatchObject({ ok: false, refusal: { code: 'payment-unknown' } })
    expect(await end(transaction, 'cash')).toEqual({ ok: true })
    expect(till.show(transaction).state).toBe('reversed')
    expect(now().tasks).toEqual([])
    expect(now().byTender.find(({ tender }) => tender === 'cash')).toMatchObject({ payments: 0, totalAvos: -bill.amountAvos })
    expect(await end(transaction, 'cash')).toMatchObject({ ok: false, refusal: { code: 'payment-unknown' } })
    expect(till.journal.entriesOf(transaction).at(-1)).toMatchObject({ kind: 'reversal-decided', actor: 'supervisor-1', facts: { how: 'cash' } })
  })

  it.each([['cash', 'cash'], ['settled', 'card']] as const)('of an item that its agency refused: %s goes out of the takings of %s', async (how, tender) => {
    const bill = till.agencies.owe()
    till.agencies.refuseItem(bill.ref, 'bill-barred')
    till.card.refuse()
    const asked = counted()
    const transaction = await till.pay(till.order([bill.ref], 'card'))
    const item = `${transaction}:1`
    await till.pass()
    expect(till.show(transaction)).toMatchObject({ state: 'committed', items: [{ state: 'task' }] })
    expect(now()).toMatchObject({ totalAvos: bill.amountAvos, open: [], tasks: [{ transaction, item, why: 'reversal-refused' }] })
    expect(till.machine.receiptFacts(transaction)).toBeUndefined()
    await expectNoMore(asked)
    const [first, second] = await Promise.all([end(transaction, how, item), end(transaction, how, item)])
    expect([first.ok, second.ok].sort()).toEqual([false, true])
    expect(till.show(transaction).items).toMatchObject([{ state: 'refunded' }])
    expect(now()).toMatchObject({ totalAvos: 0, tasks: [] })
    expect(now().byTender.find((each) => each.tender === tender)?.totalAvos).toBe(how === 'cash' ? -bill.amountAvos : 0)
  })

  it('by the agency leaves the item paid, and no cash is owed', async () => {
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'wallet-scan'))
    const item = `${transaction}:1`
    await till.pass()
    till.agencies.keep()
    const refund = await till.machine.refund({ transaction, items: [item], reason: 'paid twice', actor: 'supervisor-1' })
    await till.pass(MINUTE)
    expect(till.show(refund.ok ? refund.transaction : '').state).toBe('reversed')
    expect(till.show(transaction).items).toMatchObject([{ state: 'acknowledged' }])
    expect(till.machine.receiptFacts(transaction)).toBeDefined()
    expect(now()).toMatchObject({ totalAvos: 85_000, open: [], tasks: [{ transaction, item, why: 'reversal-refused' }] })
    expect(await end(transaction, 'cash', item)).toMatchObject({ ok: false, refusal: { code: 'tender-unavailable' } })
    expect(await end(transaction, 'settled', item)).toEqual({ ok: true })
    expect(now()).toMatchObject({ totalAvos: 85_000, tasks: [] })
    expect(till.show(transaction).items).toMatchObject([{ state: 'acknowledged' }])
  })

  it('of a refund leaves a task, and another refund may ask again', async () => {
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    const item = `${transaction}:1`
    await till.pass()
    let refuses = true
    till.tenders.set('card', { ...till.card, reverse: (request) => refuses ? Promise.resolve({ state: 'refused' }) : till.card.reverse(request) })
    const order = { transaction, items: [item], reason: 'paid twice', actor: 'supervisor-1' }
    await till.machine.refund(order)
    await till.pass(MINUTE)
    expect(till.show(transaction).items).toMatchObject([{ state: 'task' }])
    expect(now()).toMatchObject({ open: [], tasks: [{ item, why: 'reversal-refused' }] })
    refuses = false
    expect(await till.machine.refund(order)).toMatchObject({ ok: true })
    await till.pass(MINUTE)
    expect(till.show(transaction).items).toMatchObject([{ state: 'refunded' }])
    expect(now()).toMatchObject({ totalAvos: 0, tasks: [] })
  })

  it('of an attempt that came to nothing ends its tries too', async () => {
    till.card.behave({ do: 'decline', reason: 'declined' })
    till.card.refuse()
    const asked = counted()
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    expect(till.show(transaction).state).toBe('declined')
    expect(now()).toMatchObject({ open: [], tasks: [{ transaction, amountAvos: 85_000, why: 'reversal-refused' }] })
    await expectNoMore(asked)
    expect(await end(transaction, 'settled')).toEqual({ ok: true })
    expect(now()).toMatchObject({ totalAvos: 0, tasks: [] })
    expect(till.show(transaction).state).toBe('declined')
  })

  it('is never taken from a line that fails, nor from an answer that can\'t be read', async () => {
    till.agencies.wallet('wait')
    till.agencies.next('reverseWallet', 'drop', 'lose', 'nonsense', 'drop')
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'wallet-scan'))
    await till.pass()
    void till.machine.cancel(transaction)
    await till.pass(MINUTE)
    expect(till.show(transaction).state).toBe('cancelled')
    expect(till.story(transaction)).not.toContain('payment-reversal-refused')
  })

  it('is ended while neither the journal has gone back nor the disk is full', async () => {
    till.card.behave({ do: 'decline', reason: 'declined' })
    till.card.refuse()
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    till.disk.isOlder = true
    expect(await end(transaction, 'settled')).toMatchObject({ ok: false, refusal: { code: 'data-damaged' } })
    till.disk.isOlder = false
    till.disk.fault = () => { throw Object.assign(new Error('no space'), { code: 'ENOSPC' }) }
    expect(await end(transaction, 'settled')).toMatchObject({ ok: false, refusal: { code: 'disk-full' } })
    till.disk.fault = undefined
    expect(await end(transaction, 'settled')).toEqual({ ok: true })
  })
})
