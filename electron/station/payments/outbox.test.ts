import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'
import type { TenderKind } from '../../contract/index.ts'

const MINUTE = 60_000

let till: TwinTill
beforeEach(async () => {
  till = await createTwinTill()
})
afterEach(() => {
  till.close()
})

/** A car with a fine that blocks its tax, and another car; in the order in which they are submitted. */
function basket() {
  const fine = till.agencies.owe({ agency: 'PSP', kind: 'fine', amountAvos: 30_000 })
  const tax = till.agencies.owe({ amountAvos: 85_000, requires: [fine.ref] })
  const other = till.agencies.owe({ amountAvos: 40_000 })
  return { fine: fine.ref, tax: tax.ref, other: other.ref, refs: [fine.ref, tax.ref, other.ref] }
}
const itemStates = (transaction: string) => till.show(transaction).items.map(({ state }) => state)
const parts = () => till.card.books().map((each) => each.parts)

describe('an agency', () => {
  it('is asked to take each item with the same key until it answers', async () => {
    till.agencies.planFaults('submitItem', 'drop', 'lose', 'nonsense', 'twice')
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass(5 * MINUTE)
    expect(itemStates(transaction)).toEqual(['acknowledged'])
    expect(new Set(till.agencies.keys('submitItem'))).toEqual(new Set([`${transaction}:1`]))
    expect(till.agencies.books().agencies).toMatchObject([{ acknowledged: 1 }])
  })

  it("that can't be reached for hours is told later, and the bill can't be paid again meanwhile", async () => {
    const bill = till.agencies.owe()
    till.agencies.planFaults('submitItem', ...Array.from({ length: 400 }, () => 'drop' as const))
    const transaction = await till.pay(till.order([bill.ref], 'card'))
    await till.pass(60 * MINUTE)
    expect(itemStates(transaction)).toEqual(['submitted'])
    expect(await till.machine.begin(till.order([bill.ref], 'card'))).toMatchObject({
      ok: false,
      refusal: { code: 'bill-pending' },
    })
    till.agencies.setLine(true)
    await till.pass(MINUTE)
    expect(itemStates(transaction)).toEqual(['acknowledged'])
  })

  it('is told of the fine before the tax of its vehicle, and acknowledges each', async () => {
    const { refs } = basket()
    till.agencies.planFaults('submitItem', 'drop')
    const transaction = await till.pay(till.order(refs, 'card'))
    await till.pass(MINUTE)
    expect(itemStates(transaction)).toEqual(['acknowledged', 'acknowledged', 'acknowledged'])
    const acknowledged = till.journal
      .entriesOf(transaction)
      .filter(({ kind }) => kind === 'item-acknowledged')
      .map(({ facts }) => facts['item'])
    expect(acknowledged.indexOf(`${transaction}:1`)).toBeLessThan(acknowledged.indexOf(`${transaction}:2`))
    expect(till.card.books()).toHaveLength(1)
  })
})

describe("an agency's refusal after the tender took the money", () => {
  it.each<TenderKind>(['card', 'wallet-scan'])(
    'gives the money of a %s payment back, with a pending slip meanwhile',
    async (tender) => {
      const { fine, other } = basket()
      till.agencies.refuseItem(other, 'bill-barred')
      till.card.dropAnswers('reverse', false)
      till.agencies.planFaults('reverseWallet', ...Array.from({ length: 20 }, () => 'drop' as const))
      const transaction = await till.pay(till.order([fine, other], tender))
      await till.pass()
      expect(till.show(transaction)).toMatchObject({
        state: 'committed',
        hasSlip: true,
        items: [{ state: 'acknowledged' }, { state: 'reversing' }],
      })
      expect(till.machine.pendingFacts(transaction)).toMatchObject({
        outcome: 'reversing',
        totalAvos: 40_000,
        items: [{ amountAvos: 40_000 }],
      })
      expect(till.machine.receiptFacts(transaction)).toMatchObject({
        totalAvos: 30_000,
        items: [{ amountAvos: 30_000 }],
      })
      till.card.answerAgain('reverse')
      till.agencies.setLine(true)
      await till.pass(MINUTE)
      expect(till.show(transaction)).toMatchObject({
        state: 'committed',
        hasSlip: true,
        items: [{ state: 'acknowledged' }, { state: 'reversed' }],
      })
      if (tender === 'card') expect(parts()).toEqual([{ [`${transaction}:2`]: 40_000 }])
      else expect(till.agencies.books().charges).toMatchObject([{ takenAvos: 70_000, givenBackAvos: 40_000 }])
      expect(till.machine.takings(undefined)).toMatchObject({ payments: 1, totalAvos: 30_000, tasks: [] })
    },
  )

  it('of every item gives all of the money back, and there is no receipt', async () => {
    const bill = till.agencies.owe()
    till.agencies.refuseItem(bill.ref, 'bill-paid')
    const transaction = await till.pay(till.order([bill.ref], 'wallet-scan'))
    await till.pass(MINUTE)
    expect(itemStates(transaction)).toEqual(['reversed'])
    expect(till.machine.receiptFacts(transaction)).toBeUndefined()
    expect(till.machine.pendingFacts(transaction)).toMatchObject({ totalAvos: bill.amountAvos })
    await till.machine.receiptGiven(transaction, 'paper')
    expect(till.show(transaction)).toMatchObject({ state: 'committed', receipt: { printed: 0 } })
    expect(till.kindsOf(transaction).at(-1)).toBe('slip-given')
    expect(till.agencies.books().charges).toMatchObject([
      { takenAvos: bill.amountAvos, givenBackAvos: bill.amountAvos },
    ])
  })

  it('of the fine gives back the tax of its vehicle too, and nothing else', async () => {
    const { fine, refs } = basket()
    till.agencies.refuseItem(fine, 'bill-barred')
    const transaction = await till.pay(till.order(refs, 'card'))
    await till.pass(MINUTE)
    expect(itemStates(transaction)).toEqual(['reversed', 'reversed', 'acknowledged'])
    expect(parts()).toEqual([{ [`${transaction}:1`]: 30_000, [`${transaction}:2`]: 85_000 }])
    expect(till.agencies.keys('submitItem')).not.toContain(`${transaction}:2`)
    expect(till.agencies.keys('reverseItem')).toEqual([`${transaction}:2`])
  })

  it('of one of two items paid in cash leaves a receipt of the other alone, without change', async () => {
    const { fine, other } = basket()
    till.agencies.refuseItem(other, 'bill-barred')
    const transaction = await till.pay(till.order([fine, other], 'cash', { givenAvos: 100_000 }))
    await till.pass(MINUTE)
    expect(itemStates(transaction)).toEqual(['acknowledged', 'task'])
    const receipt = till.machine.receiptFacts(transaction)
    expect(receipt).toMatchObject({ totalAvos: 30_000, items: [{ amountAvos: 30_000 }] })
    expect([receipt?.givenAvos, receipt?.changeAvos]).toEqual([undefined, undefined])
    await till.machine.receiptPrinting(transaction)
    await till.machine.receiptGiven(transaction, 'paper')
    expect(till.kindsOf(transaction).at(-1)).toBe('payment-receipted')
  })

  it("of an item paid in cash is a supervisor's task, and the cash stays in the drawer", async () => {
    const bill = till.agencies.owe({ amountAvos: 85_000 })
    till.agencies.refuseItem(bill.ref, 'amount-changed')
    const transaction = await till.pay(till.order([bill.ref], 'cash'))
    await till.pass(MINUTE)
    expect(itemStates(transaction)).toEqual(['task'])
    expect(till.machine.takings(undefined)).toMatchObject({
      totalAvos: 85_000,
      tasks: [{ transaction, item: `${transaction}:1`, amountAvos: 85_000 }],
    })
    // The item was never paid, so no receipt states it; a supervisor hands the cash back, which ends the task.
    expect(till.machine.receiptFacts(transaction)).toBeUndefined()
    expect(
      await till.machine.refund({
        transaction,
        items: [`${transaction}:1`],
        reason: 'refused by its agency',
        actor: 'supervisor',
      }),
    ).toMatchObject({ ok: true })
    await till.pass()
    expect(itemStates(transaction)).toEqual(['refunded'])
    expect(till.machine.takings(undefined)).toMatchObject({ totalAvos: 0, tasks: [] })
    expect(till.machine.receiptFacts(transaction)).toBeUndefined()
  })

  it('is reversed once when answers to the reversal are lost, always with the same key', async () => {
    const bill = till.agencies.owe()
    till.agencies.refuseItem(bill.ref, 'bill-barred')
    till.agencies.planFaults('reverseWallet', 'lose', 'nonsense', 'drop')
    const transaction = await till.pay(till.order([bill.ref], 'wallet-scan'))
    await till.pass(5 * MINUTE)
    expect(itemStates(transaction)).toEqual(['reversed'])
    expect(new Set(till.agencies.keys('reverseWallet'))).toEqual(new Set([`${transaction}:1`]))
    expect(till.agencies.books().charges).toMatchObject([{ givenBackAvos: bill.amountAvos }])
  })
})
