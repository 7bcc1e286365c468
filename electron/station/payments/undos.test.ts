import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

let till: TwinTill
beforeEach(async () => {
  till = await createTwinTill()
})
afterEach(() => {
  till.close()
})

const begin = (tender: 'card' | 'wallet-scan' | 'wallet-show' | 'cash' = 'card') =>
  till.pay(till.order([till.agencies.owe().ref], tender))
/** The card terminal declines, and takes the money all the same. */
const oddly = (answer: 'declined' | 'cancelled' = 'declined') => till.card.behave({ do: 'take-and-say', answer })
const attempt = (transaction: string) => `${transaction}/1`
const givenBack = (transaction: string) =>
  till.card.books().find((each) => each.attempt === attempt(transaction))?.givenBackAvos
const now = () => till.machine.takings(undefined)

describe('after a payment that ended without a commit', () => {
  it.each(['declined', 'cancelled'] as const)(
    'a card that was charged anyway gets its money back: %s',
    async (said) => {
      oddly(said)
      const transaction = await begin()
      await till.pass()
      expect(till.show(transaction)).toMatchObject({ state: said, hasSlip: false })
      expect(till.card.books()).toMatchObject([
        { attempt: attempt(transaction), takenAvos: 85_000, givenBackAvos: 85_000 },
      ])
      expect(till.kindsOf(transaction).slice(-3)).toEqual([`payment-${said}`, 'attempt-undo-due', 'attempt-undone'])
      expect(now()).toMatchObject({ payments: 0, totalAvos: 0, open: [], tasks: [] })
    },
  )

  it.each(['wallet-scan', 'wallet-show'] as const)(
    'a wallet that was charged anyway gets its money back: %s',
    async (tender) => {
      for (const says of ['take-and-decline', 'take-and-cancel'] as const) {
        till.agencies.answerWallets(says)
        const transaction = await begin(tender)
        await till.pass(MINUTE)
        expect(till.show(transaction).state).toBe(says === 'take-and-decline' ? 'declined' : 'cancelled')
      }
      for (const { takenAvos, givenBackAvos } of till.agencies.books().charges) expect(givenBackAvos).toBe(takenAvos)
      expect(till.agencies.books().charges.some(({ takenAvos }) => takenAvos > 0)).toBe(true)
    },
  )

  it('a provider that took nothing acknowledges the undo, and nothing changes', async () => {
    till.card.behave({ do: 'decline', reason: 'insufficient-funds' })
    const transaction = await begin()
    await till.pass()
    expect(till.card.books()).toMatchObject([{ state: 'declined', takenAvos: 0, givenBackAvos: 0 }])
    expect(till.kindsOf(transaction).at(-1)).toBe('attempt-undone')
  })

  it('a provider that claims an unasked reversal is asked for one', async () => {
    till.card.behave({ do: 'lose', take: true })
    till.tenders.set('card', { ...till.card, status: () => Promise.resolve({ state: 'reversed' }) })
    const transaction = await begin()
    await till.pass(MINUTE)
    expect(till.show(transaction).state).toBe('reversed')
    expect(givenBack(transaction)).toBe(85_000)
  })

  it('many open undos are asked for a few at a time', async () => {
    till.card.behave({ do: 'decline', reason: 'declined' })
    till.card.dropAnswers('reverse', false)
    for (let count = 0; count < 20; count++) {
      await begin()
      await till.pass()
    }
    await till.restart()
    let [now, most] = [0, 0]
    till.tenders.set('card', {
      ...till.card,
      async reverse(question) {
        most = Math.max(most, ++now)
        await new Promise<void>((resolve) => {
          till.manual.clock.after(5_000, resolve)
        })
        const answer = await till.card.reverse(question)
        now--
        return answer
      },
    })
    await till.pass(MINUTE)
    expect([most, till.machine.takings(undefined).open.length]).toEqual([4, 20])
    till.card.answerAgain('reverse')
    await till.pass(HOUR)
    expect(till.machine.takings(undefined)).toMatchObject({ open: [], tasks: [] })
  })

  it("an undo in the queue isn't sent while somebody pays", async () => {
    let asked = 0
    const sent: string[] = []
    till.tenders.set('card', {
      ...till.card,
      ask: () =>
        ++asked <= 5 ? Promise.resolve({ state: 'declined', reason: 'declined' }) : new Promise(() => undefined),
      status: () => Promise.resolve({ state: 'pending' }),
      reverse({ attempt: undone }) {
        if (asked > 5) sent.push(undone)
        return new Promise(() => undefined)
      },
    })
    for (let count = 0; count < 6; count++) {
      await begin()
      await till.pass(10)
    }
    await till.pass(2 * MINUTE)
    expect([asked, sent]).toEqual([6, []])
  })

  it('an undo that waits for a payer is sent within two seconds of the end of their payment', async () => {
    let isUnderWay = false
    let refused = ''
    let sent: number[] = []
    till.tenders.set('card', {
      ...till.card,
      ask: () =>
        isUnderWay ? new Promise(() => undefined) : Promise.resolve({ state: 'declined', reason: 'declined' }),
      status: () => Promise.resolve(isUnderWay ? { state: 'pending' } : { state: 'declined', reason: 'declined' }),
      reverse(question) {
        if (question.attempt !== attempt(refused)) return Promise.resolve({ state: 'reversed' })
        sent.push(till.manual.clock.now())
        return Promise.resolve(sent.length === 1 ? { state: 'unknown' } : { state: 'reversed' })
      },
    })
    // Several lengths, since an undo asked again in doubling pauses could be sent in time once by chance.
    for (const seconds of [90, 97, 103, 109, 116]) {
      sent = []
      refused = await begin()
      await till.pass()
      isUnderWay = true
      const payer = await begin()
      await till.pass(seconds * 1000)
      expect(sent).toHaveLength(1)
      const ended = till.manual.clock.now()
      isUnderWay = false
      await till.machine.cancel(payer)
      await till.pass(MINUTE)
      expect(till.kindsOf(refused).at(-1)).toBe('attempt-undone')
      expect((sent[1] ?? Infinity) - ended).toBeLessThanOrEqual(2_000)
    }
  })

  it('cash has no undo', async () => {
    till.cutPowerAt(3, 'before')
    const transaction = await begin('cash')
    await till.pass()
    await till.restart()
    await till.machine.answerCash(transaction, false)
    await till.pass(MINUTE)
    expect(till.show(transaction).state).toBe('cancelled')
    expect(till.kindsOf(transaction)).not.toContain('attempt-undo-due')
  })
})

describe('an undo that nobody has acknowledged yet', () => {
  it('holds no bill, and delays neither another tender nor a start', async () => {
    oddly()
    till.card.dropAnswers('reverse', false)
    const bill = till.agencies.owe()
    const transaction = await till.pay(till.order([bill.ref], 'card'))
    await till.pass()
    expect(till.show(transaction)).toMatchObject({ state: 'declined' })
    expect(till.agencies.isHeld(bill.ref)).toBe(false)
    expect(now().open).toMatchObject([{ transaction, what: 'undo', isLate: false }])
    await till.restart()
    expect(till.machine.readiness()).toBe('ready')
    const second = await till.pay(till.order([bill.ref], 'wallet-scan'))
    await till.pass()
    expect(till.show(second).state).toBe('committed')
    till.card.answerAgain('reverse')
    await till.pass(MINUTE)
    expect(givenBack(transaction)).toBe(85_000)
    expect(now().open).toEqual([])
  })

  it('is repeated with the same key until acknowledged, across power cuts', async () => {
    oddly()
    till.card.dropAnswers('reverse', false)
    const transaction = await begin()
    await till.pass(HOUR)
    expect(now().open).toMatchObject([{ transaction, what: 'undo', isLate: true }])
    await till.restart()
    await till.pass(HOUR)
    till.card.answerAgain('reverse')
    till.cutPowerAt(1, 'before')
    await till.pass(MINUTE)
    expect(givenBack(transaction)).toBe(85_000)
    expect(till.isDead).toBe(true)
    await till.restart()
    await till.pass(MINUTE)
    expect(till.kindsOf(transaction).filter((kind) => kind === 'attempt-undone')).toHaveLength(1)
    expect(now().open).toEqual([])
  })

  it("is a supervisor's task after a day, until it is acknowledged", async () => {
    oddly()
    till.card.dropAnswers('reverse', false)
    const transaction = await begin()
    const since = new Date(till.manual.clock.now()).toISOString()
    await till.pass(24 * HOUR - MINUTE)
    expect(now()).toMatchObject({ tasks: [], open: [{ what: 'undo', isLate: true }] })
    await till.pass(2 * MINUTE)
    expect(now()).toMatchObject({ tasks: [{ transaction, amountAvos: 85_000, why: 'reversal-late', since }], open: [] })
    till.card.answerAgain('reverse')
    await till.pass(MINUTE)
    expect(now()).toMatchObject({ tasks: [], open: [] })
  })

  it('waits while another customer is at the terminal, and names its own attempt', async () => {
    oddly()
    till.card.dropAnswers('reverse', false)
    const transaction = await begin()
    await till.pass(1_000)
    till.card.answerAgain('reverse')
    till.card.behave({ do: 'wait' })
    const other = await begin()
    await till.pass(2 * MINUTE)
    expect(givenBack(transaction)).toBe(0)
    till.card.decide(attempt(other), 'approve')
    await till.pass(MINUTE)
    expect(till.card.books()).toMatchObject([
      { attempt: attempt(transaction), givenBackAvos: 85_000 },
      { attempt: attempt(other), takenAvos: 85_001, givenBackAvos: 0 },
    ])
    expect(till.show(other).state).toBe('committed')
  })

  it("isn't delayed by an attempt that was open at the terminal when a loss was accepted", async () => {
    till.card.behave({ do: 'wait' })
    const doubted = await begin()
    await till.journal.append([
      {
        kind: 'loss-accepted',
        actor: 'technician',
        transaction: null,
        facts: { lost: [{ seq: 99, hash: new Uint8Array(32) }] },
      },
    ])
    await till.restart()
    await till.pass(MINUTE)
    expect(till.show(doubted).state).toBe('unknown')
    oddly()
    const transaction = await begin()
    await till.pass(MINUTE)
    expect(till.show(transaction).state).toBe('declined')
    expect(till.card.books().find((each) => each.attempt === attempt(transaction))).toMatchObject({
      takenAvos: 85_001,
      givenBackAvos: 85_001,
    })
  })

  it("isn't sent while the journal has gone back", async () => {
    oddly()
    till.card.dropAnswers('reverse', false)
    const transaction = await begin()
    await till.pass(MINUTE)
    till.disk.isOlder = true
    till.card.answerAgain('reverse')
    await till.pass(10 * MINUTE)
    expect(givenBack(transaction)).toBe(0)
    till.disk.isOlder = false
    await till.pass(MINUTE)
    expect(givenBack(transaction)).toBe(85_000)
  })
})

it('an end that an earlier program recorded without an undo is left as it is', async () => {
  oddly()
  const transaction = '019ab000-0000-7000-8000-000000000001'
  const actor = 'resident'
  await till.journal.append([
    {
      kind: 'payment-intended',
      actor,
      transaction,
      facts: {
        tender: 'card',
        place: 'kiosk',
        totalAvos: 100,
        training: true,
        items: [{ item: `${transaction}:1`, agency: 'DSAT', kind: 'tax', avos: 100, requires: [] }],
      },
    },
    { kind: 'payment-reserved', actor, transaction, facts: {} },
    { kind: 'payment-asked', actor, transaction, facts: { attempt: attempt(transaction), deadlineAt: 0 } },
    { kind: 'payment-declined', actor, transaction, facts: { attempt: attempt(transaction), why: 'tender-declined' } },
  ])
  await till.restart()
  await till.pass(HOUR)
  expect(till.kindsOf(transaction).at(-1)).toBe('payment-declined')
  expect(till.card.books()).toEqual([])
})
