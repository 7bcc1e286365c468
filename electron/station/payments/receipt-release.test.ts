import { rmSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isSettled } from '../../../build/twins/desk.ts'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'
import { refuse } from '../../contract/index.ts'

let till: TwinTill
beforeEach(async () => {
  till = await createTwinTill()
  till.acknowledgesHeads = false
  // The head before the payment is known by now.
  await till.pass(25)
})
afterEach(() => till.close())

const cash = () => till.order([till.agencies.owe().ref], 'cash')
/** Makes the folder of the heads unwritable. */
function block(): void {
  rmSync(till.heads, { recursive: true, force: true })
  writeFileSync(till.heads, '')
}
const unblock = () => rmSync(till.heads)

describe('a receipt', () => {
  it('leaves when a head anchor holds its payment', async () => {
    const transaction = await till.pay(cash())
    await till.pass(25)
    expect(await till.machine.mayRelease(transaction)).toBe(true)
    expect(till.machine.receiptFacts(transaction)).toBeDefined()
    expect(till.show(transaction)).toMatchObject({ state: 'committed', hasSlip: false })
  })

  it('leaves at once when the gateway has acknowledged the head sent with its first item', async () => {
    till.acknowledgesHeads = true
    block()
    const transaction = await till.pay(cash())
    await till.pass()
    expect(await till.machine.mayRelease(transaction)).toBe(true)
    expect(till.machine.receiptFacts(transaction)).toBeDefined()
  })

  it('follows when there is no head anchor within two seconds, and no new money is taken until then', async () => {
    block()
    const transaction = await till.pay(cash())
    await till.pass()
    expect(till.machine.receiptFacts(transaction)).toBeUndefined()
    expect(till.show(transaction)).toMatchObject({ state: 'committed', hasSlip: false })
    const mayLeave = till.machine.mayRelease(transaction)
    await till.pass(1_999)
    expect(await isSettled(mayLeave)).toBe(false)
    await till.pass(1)
    expect(await mayLeave).toBe(false)
    expect(till.show(transaction)).toMatchObject({
      state: 'committed',
      hasSlip: true,
      receipt: { printed: 0, follows: true },
    })
    expect(till.machine.receiptFacts(transaction)).toBeUndefined()
    expect(till.machine.pendingFacts(transaction)).toMatchObject({
      outcome: 'follows',
      tender: 'cash',
      items: [{ kind: 'tax' }],
    })
    await till.machine.receiptGiven(transaction, 'screen')
    expect(till.kindsOf(transaction).at(-1)).toBe('slip-given')
    expect(till.machine.areReceiptsWaiting()).toBe(true)
    expect(await till.machine.begin(cash())).toEqual(refuse('head-unwitnessed'))
    await till.restart()
    await till.pass(2_000)
    expect(await till.machine.begin(cash())).toEqual(refuse('head-unwitnessed'))
    expect(till.machine.pendingFacts(transaction)).toMatchObject({ outcome: 'follows' })
  })

  it.each([
    ['the folder of the heads is back', () => unblock()],
    ['the gateway has the head', () => till.journal.noteKept(till.journal.head())],
  ])('leaves by itself later when %s', async (_what, mend) => {
    block()
    const transaction = await till.pay(cash())
    await till.pass(2_000)
    expect(till.show(transaction).receipt).toMatchObject({ follows: true })
    mend()
    await till.pass(3_000)
    expect(till.show(transaction)).toMatchObject({ hasSlip: false, receipt: { printed: 0 } })
    expect(till.show(transaction).receipt).not.toHaveProperty('follows')
    expect(till.machine.pendingFacts(transaction)).toBeUndefined()
    expect(till.machine.receiptFacts(transaction)).toBeDefined()
    expect(till.machine.areReceiptsWaiting()).toBe(false)
    await till.pay(cash())
  })

  it("doesn't leave on an older head that the gateway acknowledged", async () => {
    block()
    const older = till.journal.head()
    const transaction = await till.pay(cash())
    await till.pass(2_000)
    till.journal.noteKept(older)
    expect(till.machine.receiptFacts(transaction)).toBeUndefined()
  })
})
