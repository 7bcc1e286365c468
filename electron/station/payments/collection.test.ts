import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'
import type { TenderStatus } from '../../../hardware/payment-terminal/port.ts'

const MINUTE = 60_000
const DEADLINE = 3 * MINUTE

let till: TwinTill
beforeEach(async () => {
  till = await createTwinTill()
})
afterEach(() => {
  till.close()
})

const begin = (tender: 'card' | 'wallet-scan' | 'wallet-show' = 'card') =>
  till.pay(till.order([till.agencies.owe().ref], tender))
const attempt = (transaction: string) => `${transaction}/1`
/** The money of an attempt that the card terminal has kept. */
const kept = (transaction: string) =>
  till.card
    .books()
    .filter((each) => each.attempt === attempt(transaction) && each.state === 'approved')
    .reduce((sum, { amountAvos }) => sum + amountAvos, 0)

describe('an answer of the tender', () => {
  it('that declines ends the payment with its reason and releases the bill', async () => {
    till.card.behave({ do: 'decline', reason: 'limit' })
    const bill = till.agencies.owe()
    const transaction = await till.pay(till.order([bill.ref], 'card'))
    await till.pass()
    expect(till.show(transaction)).toMatchObject({
      state: 'declined',
      refusal: { code: 'tender-limit' },
      hasSlip: false,
      canCancel: false,
    })
    expect(till.agencies.isHeld(bill.ref)).toBe(false)
  })

  it('that the customer cancelled at the terminal ends the payment', async () => {
    till.card.behave({ do: 'cancel' })
    const transaction = await begin()
    await till.pass()
    expect(till.show(transaction).state).toBe('cancelled')
  })

  it('that approves another amount is reversed in full', async () => {
    till.agencies.answerWallets('less')
    const transaction = await begin('wallet-scan')
    await till.pass()
    expect(till.show(transaction)).toMatchObject({ state: 'reversed', refusal: { code: 'amount-changed' } })
    expect(till.agencies.books()).toMatchObject({
      agencies: [],
      charges: [{ givenBackAvos: expect.any(Number) as number }],
    })
    const [charge] = till.agencies.books().charges
    expect(charge?.takenAvos).toBe(charge?.givenBackAvos)
  })

  it('is asked for by status when the driver throws', async () => {
    till.tenders.set('card', {
      ...till.card,
      ask: async (request, options) => {
        await till.card.ask(request, options)
        throw new Error('a bug in a driver')
      },
    })
    const transaction = await begin()
    await till.pass()
    expect(till.show(transaction).state).toBe('committed')
    expect(till.faults).toHaveLength(1)
  })
})

describe('a driver that never answers', () => {
  it('is asked for the status of the attempt after the deadline', async () => {
    till.tenders.set('card', {
      ...till.card,
      ask: async (request, options) => {
        await till.card.ask(request, options)
        return new Promise(() => undefined)
      },
    })
    till.card.dropAnswers('status')
    const transaction = await begin()
    await till.pass(DEADLINE)
    expect(till.show(transaction).state).toBe('asked')
    await till.pass(14_000)
    till.card.answerAgain('status')
    await till.pass(MINUTE)
    expect(till.show(transaction)).toMatchObject({ state: 'committed' })
  })

  it('is asked for a reversal until it answers', async () => {
    till.card.behave({ do: 'wait' })
    let isMute = true
    till.tenders.set('card', {
      ...till.card,
      reverse: (request) => (isMute ? new Promise(() => undefined) : till.card.reverse(request)),
    })
    const transaction = await begin()
    void till.machine.cancel(transaction)
    await till.pass(5 * MINUTE)
    expect(till.show(transaction)).toMatchObject({ state: 'reversing', hasSlip: true })
    isMute = false
    await till.pass(2 * MINUTE)
    expect(till.show(transaction).state).toBe('cancelled')
  })
})

describe('a card terminal that waits for its customer', () => {
  /** The terminal acts, but its answers are lost. */
  const mute = () =>
    void till.tenders.set('card', {
      ...till.card,
      ask: async (request, options) => {
        await till.card.ask(request, options)
        return new Promise(() => undefined)
      },
    })

  it.each([
    ['approved', 'committed', () => till.card.behave({ do: 'approve' })],
    ['declined', 'declined', () => till.card.behave({ do: 'decline', reason: 'limit' })],
    ['cancelled', 'cancelled', () => till.card.behave({ do: 'cancel' })],
  ] as const)(
    'is asked for the status meanwhile: %s without an answer ends it within seconds',
    async (_said, state, does) => {
      mute()
      does()
      const transaction = await begin()
      await till.pass(1_000)
      expect(till.show(transaction).state).toBe('asked')
      await till.pass(5_000)
      expect(till.show(transaction).state).toBe(state)
      await till.pass(DEADLINE)
      expect(till.kindsOf(transaction).filter((kind) => kind === `payment-${state}`)).toHaveLength(1)
    },
  )

  it('goes on waiting when its status says `none`, `unknown` or `pending`', async () => {
    till.card.behave({ do: 'wait' })
    let said: TenderStatus = { state: 'none' }
    let asked = 0
    till.tenders.set('card', {
      ...till.card,
      status: (attempt) => ((asked += 1), said.state === 'pending' ? till.card.status(attempt) : Promise.resolve(said)),
    })
    const transaction = await begin()
    for (const state of ['none', 'unknown', 'pending'] as const) {
      said = { state }
      await till.pass(10_000)
      expect(till.show(transaction).state).toBe('asked')
    }
    expect(asked).toBeGreaterThanOrEqual(8)
    till.card.decide(attempt(transaction), 'approve')
    await till.pass()
    expect(till.show(transaction).state).toBe('committed')
    const before = asked
    await till.pass(MINUTE)
    expect(asked).toBe(before)
  })
})

describe('a lost answer', () => {
  it('leaves the payment unknown, with a slip and a held bill, until the status says that it is paid', async () => {
    till.card.behave({ do: 'lose', take: true })
    till.card.dropAnswers('status')
    const bill = till.agencies.owe()
    const transaction = await till.pay(till.order([bill.ref], 'card'))
    await till.pass(MINUTE)
    expect(till.show(transaction)).toMatchObject({ state: 'unknown', hasSlip: true, canCancel: true })
    expect(till.machine.pendingFacts(transaction)).toMatchObject({
      outcome: 'unknown',
      totalAvos: bill.amountAvos,
      items: [{ amountAvos: bill.amountAvos }],
    })
    expect(till.machine.receiptFacts(transaction)).toBeUndefined()
    expect(till.machine.takings(undefined).open).toMatchObject([{ transaction, what: 'outcome' }])
    till.card.answerAgain('status')
    await till.pass(MINUTE)
    expect(till.show(transaction)).toMatchObject({
      state: 'committed',
      hasSlip: false,
      items: [{ state: 'acknowledged' }],
    })
    expect(till.machine.takings(undefined).open).toEqual([])
  })

  it('is reversed when the attempt never arrived, which is refused if it arrives later', async () => {
    till.agencies.planFaults('chargeWallet', { late: MINUTE })
    const transaction = await begin('wallet-scan')
    await till.pass()
    expect(till.show(transaction)).toMatchObject({ state: 'reversed', refusal: { code: 'payment-interrupted' } })
    await till.pass(2 * MINUTE)
    expect(till.agencies.arrivalsOf('chargeWallet')).toBe(1)
    expect(till.agencies.books().charges).toMatchObject([{ takenAvos: 0 }])
  })

  it('is asked for with the same key each time, at growing intervals', async () => {
    till.agencies.planFaults('chargeWallet', 'lose')
    till.agencies.planFaults('walletStatus', ...Array.from({ length: 200 }, () => 'drop' as const))
    const asked: number[] = []
    const { walletStatus } = till.agencies.money
    till.agencies.money.walletStatus = (question) => (asked.push(till.manual.clock.monotonic()), walletStatus(question))
    await till.restart()
    const transaction = await begin('wallet-scan')
    await till.pass(DEADLINE - 1_000)
    const waits = asked.slice(1).map((at, index) => at - (asked[index] ?? 0))
    expect(waits.length).toBeGreaterThan(5)
    expect(waits.length).toBeLessThan(20)
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000)
    expect(waits.at(-1)).toBeGreaterThan(10_000)
    expect(till.show(transaction).state).toBe('unknown')
  })

  it("is asked for every few seconds from a card terminal that can't be reached", async () => {
    till.card.behave({ do: 'lose', take: true })
    const asked: number[] = []
    till.tenders.set('card', {
      ...till.card,
      status: () => {
        asked.push(till.manual.clock.monotonic())
        return Promise.resolve({ state: 'unknown' })
      },
    })
    const transaction = await begin()
    await till.pass(DEADLINE - 10_000)
    expect(till.show(transaction).state).toBe('unknown')
    const waits = asked.slice(1).map((at, index) => at - (asked[index] ?? 0))
    expect(waits.length).toBeGreaterThan(30)
    expect(Math.max(...waits)).toBeLessThanOrEqual(4_000)
  })

  it('leads to a reversal after the deadline, repeated until it is acknowledged', async () => {
    till.card.behave({ do: 'lose', take: true })
    till.card.dropAnswers('status')
    till.card.dropAnswers('reverse', false)
    const bill = till.agencies.owe()
    const transaction = await till.pay(till.order([bill.ref], 'card'))
    await till.pass(DEADLINE + MINUTE)
    expect(till.show(transaction)).toMatchObject({
      state: 'reversing',
      hasSlip: true,
      canCancel: false,
      refusal: { code: 'tender-timeout' },
    })
    expect(till.machine.pendingFacts(transaction)).toMatchObject({ outcome: 'reversing' })
    await till.pass(120 * MINUTE)
    expect(till.show(transaction).state).toBe('reversing')
    expect(await till.machine.begin(till.order([bill.ref], 'card'))).toMatchObject({
      ok: false,
      refusal: { code: 'bill-pending' },
    })
    expect(kept(transaction)).toBe(bill.amountAvos)
    till.card.answerAgain('reverse')
    await till.pass(MINUTE)
    expect(till.show(transaction)).toMatchObject({ state: 'reversed', hasSlip: false })
    expect(kept(transaction)).toBe(0)
    expect(till.agencies.books().agencies).toEqual([])
  })

  it('leads to one reversal when the answer to that is lost too', async () => {
    till.agencies.planFaults('chargeWallet', 'lose')
    till.agencies.planFaults('walletStatus', ...Array.from({ length: 50 }, () => 'drop' as const))
    till.agencies.planFaults('reverseWallet', 'lose', 'nonsense', 'twice')
    const transaction = await begin('wallet-scan')
    await till.pass(DEADLINE + 2 * MINUTE)
    expect(till.show(transaction).state).toBe('reversed')
    const [charge] = till.agencies.books().charges
    expect(charge?.givenBackAvos).toBe(charge?.takenAvos)
    expect(new Set(till.agencies.keys('reverseWallet'))).toEqual(new Set([attempt(transaction)]))
  })

  it.each<[string, TenderStatus]>([
    ['an approval', { state: 'approved', reference: 'r', approvedAvos: 85_000, provider: 'p' }],
    ['a decline', { state: 'declined', reason: 'declined' }],
    ['a cancellation', { state: 'cancelled' }],
    ['a reversal', { state: 'reversed' }],
  ])("doesn't change a reversal that has begun when it turns out to be %s", async (_, late) => {
    let answer: (status: TenderStatus) => void = () => undefined
    till.card.dropAnswers('reverse', true)
    till.tenders.set('card', {
      ...till.card,
      ask: () => Promise.resolve({ state: 'unknown' }),
      status: () =>
        new Promise((resolve) => {
          answer = resolve
        }),
    })
    const transaction = await till.pay(till.order([till.agencies.owe({ amountAvos: 85_000 }).ref], 'card'))
    await till.pass()
    expect(till.show(transaction).state).toBe('unknown')
    const cancelling = till.machine.cancel(transaction)
    await till.pass(5_000)
    expect(await cancelling).toEqual({ ok: true })
    answer(late)
    await till.pass(MINUTE)
    expect(till.show(transaction).state).toBe('reversing')
    till.card.answerAgain('reverse')
    await till.pass(MINUTE)
    expect(till.show(transaction).state).toBe('cancelled')
    expect(till.agencies.books().agencies).toEqual([])
  })
})

describe('the deadline of an attempt', () => {
  it('passes by the monotonic clock when the wall clock is set back', async () => {
    till.card.behave({ do: 'lose', take: true })
    till.card.dropAnswers('status')
    const transaction = await begin()
    till.manual.setWall(till.manual.clock.now() - 24 * 60 * MINUTE)
    await till.pass(DEADLINE + MINUTE)
    expect(till.show(transaction).state).toBe('reversed')
    expect(kept(transaction)).toBe(0)
  })

  it('gives the money back when a clock that is set forward brings it early', async () => {
    till.card.behave({ do: 'lose', take: true })
    till.card.dropAnswers('status')
    const transaction = await begin()
    till.manual.setWall(till.manual.clock.now() + 24 * 60 * MINUTE)
    await till.pass(MINUTE)
    expect(till.show(transaction).state).toBe('reversed')
    expect(kept(transaction)).toBe(0)
  })

  it('ends the payment of a customer who never decides, and nothing is taken', async () => {
    till.card.behave({ do: 'wait' })
    const transaction = await begin()
    await till.pass(DEADLINE - 1_000)
    expect(till.show(transaction).state).toBe('asked')
    await till.pass(MINUTE)
    expect(['reversed', 'cancelled', 'declined']).toContain(till.show(transaction).state)
    till.card.decide(attempt(transaction), 'approve')
    await till.pass(MINUTE)
    expect(kept(transaction)).toBe(0)
  })
})

describe('a cancellation', () => {
  it('ends the payment while the customer could still pay, and gives back what they paid meanwhile', async () => {
    till.card.behave({ do: 'wait' })
    const bill = till.agencies.owe()
    const transaction = await till.pay(till.order([bill.ref], 'card'))
    till.card.decide(attempt(transaction), 'approve')
    expect(await till.machine.cancel(transaction)).toEqual({ ok: true })
    await till.pass(MINUTE)
    expect(till.show(transaction)).toMatchObject({ state: 'cancelled', hasSlip: false })
    expect(kept(transaction)).toBe(0)
    expect(till.agencies.isHeld(bill.ref)).toBe(false)
  })

  it('answers within seconds when nobody acknowledges it, and leaves the payer a slip', async () => {
    till.card.behave({ do: 'wait' })
    till.card.dropAnswers('reverse', false)
    const transaction = await begin()
    const cancelling = till.machine.cancel(transaction)
    await till.pass(5_000)
    expect(await cancelling).toEqual({ ok: true })
    expect(till.show(transaction)).toMatchObject({ state: 'reversing', hasSlip: true })
  })

  it("is refused for a payment that is paid or whose tender wasn't asked yet", async () => {
    const paid = await begin()
    await till.pass()
    expect(await till.machine.cancel(paid)).toMatchObject({ ok: false, refusal: { code: 'cannot-cancel' } })
    expect(till.show(paid).state).toBe('committed')

    const seen: string[] = []
    const { reserve } = till.agencies.money
    till.agencies.money.reserve = async (question) => {
      seen.push(question.transaction)
      await new Promise<void>((resolve) => {
        till.manual.clock.after(1_000, resolve)
      })
      return reserve(question)
    }
    await till.restart()
    const beginning = till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    expect(await till.machine.cancel(seen[0] ?? '')).toMatchObject({ ok: false, refusal: { code: 'cannot-cancel' } })
    await till.pass(1_000)
    const transaction = await beginning
    await till.pass()
    expect(till.show(transaction).state).toBe('committed')
  })

  it('is refused for cash and for an unknown payment', async () => {
    const cash = await till.pay(till.order([till.agencies.owe().ref], 'cash'))
    expect(await till.machine.cancel(cash)).toMatchObject({ ok: false, refusal: { code: 'cannot-cancel' } })
    expect(await till.machine.cancel('01999999-0000-7000-8000-000000000001')).toMatchObject({
      ok: false,
      refusal: { code: 'payment-unknown' },
    })
  })
})
