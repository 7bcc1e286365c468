import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'
import type { CallFault } from '../../../build/twins/agencies.ts'
import type { TenderKind } from '../../contract/index.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

let till: TwinTill
beforeEach(async () => {
  till = await createTwinTill()
})
afterEach(() => {
  till.close()
})

const always = (act: CallFault) => Array.from({ length: 10_000 }, () => act)
const slip = (transaction: string) => till.machine.pendingFacts(transaction)
const end = (transaction: string, item?: string) =>
  till.machine.endTask({ transaction, item, how: 'settled', reason: 'talked to the bank', actor: 'supervisor-1' })

/** A card payment that timed out, and whose reversal its terminal refuses for good. */
async function kept(): Promise<string> {
  till.card.behave({ do: 'lose', take: true })
  till.card.dropAnswers('status')
  till.card.refuseReversals()
  const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
  await till.pass(5 * MINUTE)
  return transaction
}

async function acceptLoss(): Promise<void> {
  await till.journal.append([
    {
      kind: 'loss-accepted',
      actor: 'system',
      transaction: null,
      facts: { lost: [{ seq: 99, hash: new Uint8Array(32) }] },
    },
  ])
  await till.restart()
  await till.pass(MINUTE)
}

describe("money that doesn't go back by itself", () => {
  it('of a whole payment needs staff, on page and slip, until a supervisor has ended the task', async () => {
    const transaction = await kept()
    expect(till.show(transaction)).toMatchObject({ state: 'reversing', needsStaff: true, hasSlip: true })
    expect(till.show(transaction)).not.toHaveProperty('refusal')
    expect(slip(transaction)).toMatchObject({ outcome: 'staff', totalAvos: 85_000, items: [{ amountAvos: 85_000 }] })
    await till.restart()
    expect(slip(transaction)?.outcome).toBe('staff')
    await till.machine.receiptGiven(transaction, 'screen')
    expect(till.journal.entriesOf(transaction).at(-1)).toMatchObject({
      kind: 'slip-given',
      facts: { outcome: 'staff' },
    })
    expect(await end(transaction)).toEqual({ ok: true })
    expect(till.show(transaction)).toMatchObject({ state: 'reversed', hasSlip: false })
    expect(till.show(transaction)).not.toHaveProperty('needsStaff')
    expect(slip(transaction)).toBeUndefined()
  })

  it('of a declined payment needs staff when its tender keeps what it took', async () => {
    till.card.behave({ do: 'decline', reason: 'declined' })
    till.card.refuseReversals()
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass(MINUTE)
    expect(till.show(transaction)).toMatchObject({ state: 'declined', needsStaff: true, hasSlip: true })
    expect(till.show(transaction)).not.toHaveProperty('refusal')
    expect(slip(transaction)).toMatchObject({ outcome: 'staff', totalAvos: 85_000 })
    await till.restart()
    expect(slip(transaction)?.outcome).toBe('staff')
    expect(await end(transaction)).toEqual({ ok: true })
    expect(till.show(transaction)).toMatchObject({ state: 'declined', hasSlip: false })
    expect(till.show(transaction)).not.toHaveProperty('needsStaff')
    await till.restart()
    expect(slip(transaction)).toBeUndefined()
  })

  it.each<TenderKind>(['card', 'cash'])(
    'of an item that its agency refused needs staff, beside the receipt of the rest (%s)',
    async (tender) => {
      const bills = [till.agencies.owe({ amountAvos: 85_000 }), till.agencies.owe({ amountAvos: 30_000 })]
      till.agencies.refuseItem(bills[1]?.ref ?? '', 'bill-barred')
      till.card.refuseReversals()
      const transaction = await till.pay(
        till.order(
          bills.map(({ ref }) => ref),
          tender,
        ),
      )
      await till.pass(MINUTE)
      expect(till.show(transaction)).toMatchObject({
        state: 'committed',
        needsStaff: true,
        hasSlip: true,
        items: [{ state: 'acknowledged' }, { state: 'task', needsStaff: true }],
      })
      expect(till.show(transaction).items[0]).not.toHaveProperty('needsStaff')
      expect(slip(transaction)).toMatchObject({ outcome: 'staff', totalAvos: 30_000, items: [{ amountAvos: 30_000 }] })
      expect(till.machine.receiptFacts(transaction)).toMatchObject({ totalAvos: 85_000 })
      const ended =
        tender === 'cash'
          ? await till.machine.refund({
              transaction,
              items: [`${transaction}:2`],
              reason: 'handed back',
              actor: 'supervisor-1',
            })
          : await end(transaction, `${transaction}:2`)
      expect(ended.ok).toBe(true)
      await till.pass(MINUTE)
      expect(till.show(transaction)).toMatchObject({ hasSlip: false })
      expect(slip(transaction)).toBeUndefined()
    },
  )

  it.each([
    [1, 'intended'],
    [2, 'unknown'],
    [3, 'unknown'],
  ] as const)('needs staff when later entries of its payment are lost (entry group %i)', async (group, state) => {
    till.card.behave({ do: 'wait' })
    till.cutPowerAt(group, 'after')
    void till.machine.begin(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    till.disk.isEndConfirmed = false
    await till.restart()
    await acceptLoss()
    till.disk.isEndConfirmed = true
    await till.pass(HOUR)
    const [{ transaction, why } = { transaction: '', why: '' }] = till.machine.takings(undefined).tasks
    expect(why).toBe('journal-went-back')
    expect(till.show(transaction)).toMatchObject({ state, needsStaff: true, hasSlip: true, canCancel: false })
    expect(slip(transaction)?.outcome).toBe('staff')
  })

  it('needs staff while the journal has gone back, and no longer when it is found whole', async () => {
    till.card.dropAnswers('reverse', false)
    const bills = [till.agencies.owe(), till.agencies.owe({ amountAvos: 30_000 })]
    till.agencies.refuseItem(bills[1]?.ref ?? '', 'bill-barred')
    const transaction = await till.pay(
      till.order(
        bills.map(({ ref }) => ref),
        'card',
      ),
    )
    await till.pass(MINUTE)
    expect(till.show(transaction)).toMatchObject({
      hasSlip: true,
      items: [{ state: 'acknowledged' }, { state: 'reversing' }],
    })
    expect(slip(transaction)?.outcome).toBe('reversing')
    till.disk.isOlder = true
    expect(till.show(transaction)).toMatchObject({
      needsStaff: true,
      items: [{}, { state: 'reversing', needsStaff: true }],
    })
    expect(slip(transaction)).toMatchObject({ outcome: 'staff', totalAvos: 30_000 })
    till.disk.isOlder = false
    expect(slip(transaction)?.outcome).toBe('reversing')
    till.card.answerAgain('reverse')
    await till.pass(HOUR)
    expect(till.show(transaction)).toMatchObject({ items: [{ state: 'acknowledged' }, { state: 'reversed' }] })
  })

  it('needs staff when later entries of a refund are lost', async () => {
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    till.agencies.planFaults('reverseItem', ...always('drop'))
    expect(
      await till.machine.refund({
        transaction,
        items: [`${transaction}:1`],
        reason: 'paid twice',
        actor: 'supervisor-1',
      }),
    ).toMatchObject({ ok: true })
    await till.pass()
    expect(till.show(transaction)).toMatchObject({ hasSlip: false, items: [{ state: 'reversing' }] })
    expect(till.show(transaction)).not.toHaveProperty('needsStaff')
    await acceptLoss()
    expect(till.machine.takings(undefined).tasks).toMatchObject([
      { transaction, item: `${transaction}:1`, why: 'journal-went-back' },
    ])
    expect(till.show(transaction)).toMatchObject({
      needsStaff: true,
      hasSlip: true,
      items: [{ state: 'reversing', needsStaff: true }],
    })
    expect(slip(transaction)?.outcome).toBe('staff')
  })

  it("doesn't need staff while it is just being paid, even on a journal that went back", async () => {
    till.card.behave({ do: 'wait' })
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    till.disk.isOlder = true
    expect(till.show(transaction)).toMatchObject({ state: 'asked', hasSlip: false })
    expect(till.show(transaction)).not.toHaveProperty('needsStaff')
  })

  it("doesn't need staff when it is paid and only its words can't be read", async () => {
    till.agencies.planFaults('submitItem', ...always('drop'))
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    await till.journal.erase(transaction)
    till.agencies.planFaults('itemStates', ...always('drop'))
    await till.restart()
    await till.pass(MINUTE)
    expect(till.machine.takings(undefined).tasks).toMatchObject([{ why: 'unreadable' }])
    expect(till.show(transaction)).toMatchObject({ state: 'committed', hasSlip: false })
    expect(till.machine.receiptFacts(transaction)).toBeDefined()
  })
})
