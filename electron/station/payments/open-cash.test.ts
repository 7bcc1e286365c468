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

/** The one transaction in the journal. */
const only = () =>
  till.journal.rebuild({
    name: 'only',
    version: 1,
    empty: () => ({ transaction: '' }),
    fold: (state, entry) => void (state.transaction = entry.transaction ?? state.transaction),
    write: () => null,
    read: () => ({ transaction: '' }),
  }).transaction

describe('cash that was open at a crash', () => {
  async function cutOff() {
    const bill = till.agencies.owe()
    till.cutPowerAt(3, 'before')
    void till.machine.begin(till.order([bill.ref], 'cash'))
    await till.pass()
    await till.restart()
    return bill
  }

  it('is asked of the clerk, and nobody can pay before the answer', async () => {
    await cutOff()
    expect(till.machine.readiness()).toBe('cash-open')
    expect(till.machine.openCash()).toMatchObject([{ transaction: only(), askCash: true }])
    expect(await till.machine.begin(till.order([till.agencies.owe().ref], 'card'))).toMatchObject({
      ok: false,
      refusal: { code: 'settling' },
    })
    expect(await till.machine.answerCash('01999999-0000-7000-8000-000000000001', true)).toMatchObject({
      ok: false,
      refusal: { code: 'payment-unknown' },
    })
    // However long that takes: nobody else decides.
    await till.pass(60 * MINUTE)
    expect(till.show(only()).state).toBe('asked')
    expect(till.machine.readiness()).toBe('cash-open')
  })

  it('is a payment when the clerk says that it was taken', async () => {
    const bill = await cutOff()
    expect(await till.machine.answerCash(only(), true)).toEqual({ ok: true })
    await till.pass()
    expect(till.show(only())).toMatchObject({ state: 'committed', askCash: false, items: [{ state: 'acknowledged' }] })
    expect(till.machine.takings(undefined)).toMatchObject({ totalAvos: bill.amountAvos })
    expect(till.machine.readiness()).toBe('ready')
  })

  it("is no payment when the clerk says that it wasn't taken, and its bill is free", async () => {
    const bill = await cutOff()
    await till.machine.answerCash(only(), false)
    await till.pass()
    expect(till.show(only()).state).toBe('cancelled')
    expect(till.agencies.isHeld(bill.ref)).toBe(false)
  })

  it('is answered once when two answer at the same time', async () => {
    await cutOff()
    const [yes, no] = await Promise.all([till.machine.answerCash(only(), true), till.machine.answerCash(only(), false)])
    expect([yes.ok, no.ok]).toEqual([true, false])
    expect(till.show(only()).state).toBe('committed')
  })

  it('is asked about again after another crash', async () => {
    await cutOff()
    await till.restart()
    expect(till.machine.openCash()).toHaveLength(1)
  })
})
