import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'
import type { TenderAnswer } from '../../../hardware/payment-terminal/port.ts'

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

describe('at a start', () => {
  it('a payment that was only intended is refused, and its bill is free again', async () => {
    const bill = till.agencies.owe()
    till.cutPowerAt(2, 'before')
    void till.machine.begin(till.order([bill.ref], 'card'))
    await till.pass()
    expect(till.agencies.isHeld(bill.ref)).toBe(true)
    await till.restart()
    expect(till.show(only())).toMatchObject({ state: 'refused', refusal: { code: 'payment-interrupted' } })
    expect(till.card.books()).toEqual([])
    expect(till.agencies.isHeld(bill.ref)).toBe(false)
    expect(till.machine.readiness()).toBe('ready')
  })

  it('an attempt that nobody received is asked for, and reversed', async () => {
    till.cutPowerAt(2, 'after')
    void till.machine.begin(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    expect(till.card.books()).toEqual([])
    await till.restart()
    expect(till.show(only()).state).toBe('reversed')
    expect(till.card.books()).toMatchObject([{ state: 'reversed', amountAvos: 0 }])
  })

  it.each(['before', 'after'] as const)('money that was taken %s the commit becomes one payment', async (when) => {
    const bill = till.agencies.owe()
    till.cutPowerAt(3, when)
    void till.machine.begin(till.order([bill.ref], 'wallet-scan'))
    await till.pass()
    await till.restart()
    expect(till.show(only())).toMatchObject({ state: 'committed', items: [{ state: 'acknowledged' }] })
    expect(till.agencies.books()).toMatchObject({
      charges: [{ takenAvos: bill.amountAvos, givenBackAvos: 0 }],
      agencies: [{ acknowledged: 1 }],
    })
    expect(till.kindsOf(only()).filter((kind) => kind === 'payment-committed')).toHaveLength(1)
  })

  it.each(['wallet-scan', 'card', 'cash'] as const)(
    'a payment by %s that is under way is left to its payer',
    async (kind) => {
      const terminal = Promise.withResolvers<TenderAnswer>()
      till.tenders.set(kind, {
        ...till.card,
        ask: () => terminal.promise,
        status: () => Promise.resolve({ state: 'none' }),
      })
      const transaction = await till.pay(till.order([till.agencies.owe().ref], kind))
      await till.machine.recover()
      await till.pass(MINUTE)
      expect(till.kindsOf(transaction)).toEqual(['payment-intended', 'payment-reserved', 'payment-asked'])
      terminal.resolve({
        state: 'approved',
        reference: 'R',
        approvedAvos: till.show(transaction).totalAvos,
        provider: 'P',
      })
      await till.pass()
      expect(till.show(transaction)).toMatchObject({ state: 'committed', items: [{ state: 'acknowledged' }] })
    },
  )

  it('a customer who is still deciding can go on', async () => {
    till.card.behave({ do: 'wait' })
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.restart()
    expect(till.show(transaction).state).toBe('unknown')
    till.card.decide(`${transaction}/1`, 'approve')
    await till.pass(MINUTE)
    expect(till.show(transaction).state).toBe('committed')
  })

  it('a reversal goes on until it is acknowledged, with its reason', async () => {
    till.card.behave({ do: 'lose', take: true })
    till.card.dropAnswers('status')
    till.card.dropAnswers('reverse', false)
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass(5 * MINUTE)
    await till.restart()
    expect(till.show(transaction)).toMatchObject({ state: 'reversing', refusal: { code: 'tender-timeout' } })
    till.card.answerAgain('reverse')
    await till.pass(MINUTE)
    expect(till.show(transaction).state).toBe('reversed')
  })

  it('a cancellation stays a cancellation', async () => {
    till.card.behave({ do: 'wait' })
    till.card.dropAnswers('reverse', false)
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    void till.machine.cancel(transaction)
    await till.pass()
    await till.restart()
    till.card.answerAgain('reverse')
    await till.pass(MINUTE)
    expect(till.show(transaction).state).toBe('cancelled')
  })

  /** A payment whose customer was declined, and that the power took before its bill was let go. */
  async function declined() {
    till.card.behave({ do: 'decline', reason: 'declined' })
    const bill = till.agencies.owe()
    till.cutPowerAt(3, 'after')
    void till.machine.begin(till.order([bill.ref], 'card'))
    await till.pass()
    till.card.behave({ do: 'approve' })
    expect(till.agencies.isHeld(bill.ref)).toBe(true)
    return bill
  }

  it("a bill whose declined payment wasn't released before the power cut can be paid at once", async () => {
    const bill = await declined()
    await till.restart()
    expect(till.show(only()).state).toBe('declined')
    expect(till.machine.readiness()).toBe('ready')
    const transaction = await till.pay(till.order([bill.ref], 'card'))
    await till.pass()
    expect(till.show(transaction).state).toBe('committed')
  })

  it("a release that the gateway doesn't hear delays no new payment, and is repeated", async () => {
    const bill = await declined()
    till.agencies.planFaults('release', 'drop', 'drop', 'drop')
    await till.restart()
    expect(till.machine.readiness()).toBe('ready')
    await till.pay(till.order([till.agencies.owe().ref], 'card'))
    expect(till.agencies.isHeld(bill.ref)).toBe(true)
    await till.pass(MINUTE)
    expect(till.agencies.isHeld(bill.ref)).toBe(false)
  })

  it('many bills are released four at a time', async () => {
    till.card.behave({ do: 'decline', reason: 'declined' })
    for (let count = 0; count < 12; count++) {
      await till.pay(till.order([till.agencies.owe().ref], 'card'))
      await till.pass()
    }
    const before = till.agencies.arrivalsOf('release')
    till.agencies.planFaults('release', ...Array.from({ length: 12 }, () => 'lose' as const))
    await till.restart()
    expect(till.agencies.arrivalsOf('release') - before).toBe(4)
    await till.pass(2 * MINUTE)
    expect(till.agencies.arrivalsOf('release') - before).toBe(24)
  })

  it('no bill is released that was paid or whose reservation has expired', async () => {
    await declined()
    await till.restart()
    await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass(5 * MINUTE)
    const before = till.agencies.arrivalsOf('release')
    await till.restart()
    await till.pass(MINUTE)
    expect(till.agencies.arrivalsOf('release')).toBe(before)
  })

  it('no new money is taken before each open attempt was asked for', async () => {
    till.card.behave({ do: 'wait' })
    await till.pay(till.order([till.agencies.owe().ref], 'card'))
    let answer: () => void = () => undefined
    till.tenders.set('card', {
      ...till.card,
      status: () =>
        new Promise((resolve) => {
          answer = () => resolve({ state: 'pending' })
        }),
    })
    await till.restart()
    expect(till.machine.readiness()).toBe('settling')
    expect(await till.machine.begin(till.order([till.agencies.owe().ref], 'cash'))).toMatchObject({
      ok: false,
      refusal: { code: 'settling' },
    })
    expect(
      await till.machine.refund({ transaction: only(), items: [`${only()}:1`], reason: 'x', actor: 's' }),
    ).toMatchObject({ ok: false, refusal: { code: 'settling' } })
    answer()
    await till.pass()
    expect(till.machine.readiness()).toBe('ready')
  })

  it("a driver that throws doesn't keep the station from becoming ready", async () => {
    till.card.behave({ do: 'wait' })
    await till.pay(till.order([till.agencies.owe().ref], 'card'))
    till.tenders.set('card', { ...till.card, status: () => Promise.reject(new Error('a bug in a driver')) })
    await till.restart()
    expect(till.machine.readiness()).toBe('ready')
    expect(till.faults).not.toHaveLength(0)
  })

  it('the takings are the same as before', async () => {
    for (const tender of ['card', 'cash', 'wallet-scan'] as const)
      await till.pay(till.order([till.agencies.owe().ref], tender))
    await till.pass()
    const before = till.machine.takings(undefined)
    expect(before.payments).toBe(3)
    await till.restart()
    expect(till.machine.takings(undefined)).toEqual(before)
  })
})
