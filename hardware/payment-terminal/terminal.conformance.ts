import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { DECLINE_REASONS, MOST_AVOS, type DeclineReason, type Tender, type TenderAnswer } from './port.ts'
import { processClock } from '../process-clock.ts'

/**
 * What the conformance tests need of a way to pay: the driver, the customer in front of it, a line that fails on
 * demand, and the provider's own books.
 */
export interface TenderUnderTest {
  tender: Tender
  /** What the customer does with each attempt from now on. */
  customer(does: 'approve' | 'cancel' | 'wait' | { decline: DeclineReason }): Promise<void>
  decide(attempt: string, answer: 'approve' | 'decline' | 'cancel'): Promise<void>
  /** From now on the provider takes the money and says that it didn't. */
  odd(says: 'declined' | 'cancelled'): Promise<void>
  /** The next call of this kind gets no answer; with `done` the provider still does what it was asked. */
  lose(call: 'pay' | 'status' | 'reverse', done: boolean): Promise<void>
  /** The provider takes the next attempt's money and never answers `ask`, while it answers everything else. */
  mute(): Promise<void>
  /** From now on the provider refuses for good to give anything back. */
  refuse(): Promise<void>
  /** From now on every call is answered. */
  clearFaults(): Promise<void>
  books(): Promise<readonly { attempt: string; takenAvos: number; givenBackAvos: number }[]>
  close(): Promise<void>
}

const AMOUNT = 85_000
const LONG_MS = 30_000
const SHORT_MS = 150

/**
 * The conformance tests of every way to pay, real or virtual (hardware.md). `open` is called once a test and gives one
 * on fresh books.
 */
export function describeTender(name: string, open: () => Promise<TenderUnderTest>): void {
  describe(name, () => {
    let under: TenderUnderTest | undefined
    let lastAttempt = 0

    afterEach(async () => {
      await under?.close()
      under = undefined
    })

    async function opened() {
      const each = await open()
      under = each
      return each
    }
    const nextAttempt = () => `019ab000-0000-7000-8000-${String((lastAttempt += 1)).padStart(12, '0')}/1`
    const ask = (
      { tender }: TenderUnderTest,
      attempt: string,
      changes: { amountAvos?: number; deadlineMs?: number; signal?: AbortSignal } = {},
    ): Promise<TenderAnswer> =>
      tender.ask(
        { attempt, amountAvos: changes.amountAvos ?? AMOUNT, deadlineMs: changes.deadlineMs ?? LONG_MS },
        { signal: changes.signal ?? new AbortController().signal },
      )
    const booked = async ({ books }: TenderUnderTest, attempt: string) => {
      const { takenAvos, givenBackAvos } = (await books()).find((each) => each.attempt === attempt) ?? {
        takenAvos: 0,
        givenBackAvos: 0,
      }
      return { takenAvos, givenBackAvos }
    }
    const untilPending = ({ tender }: TenderUnderTest, attempt: string) =>
      vi.waitFor(async () => expect(await tender.status(attempt)).toEqual({ state: 'pending' }))

    it('takes the amount once, and gives the same answer each time that it is asked', async () => {
      const each = await opened()
      const attempt = nextAttempt()
      const first = await ask(each, attempt)
      expect(first).toMatchObject({ state: 'approved', approvedAvos: AMOUNT })
      expect(await ask(each, attempt)).toEqual(first)
      expect(await each.tender.status(attempt)).toEqual(first)
      expect(await booked(each, attempt)).toEqual({ takenAvos: AMOUNT, givenBackAvos: 0 })
    })

    it.each(DECLINE_REASONS)('takes nothing when the provider declines: %s', async (reason) => {
      const each = await opened()
      await each.customer({ decline: reason })
      const attempt = nextAttempt()
      expect(await ask(each, attempt)).toEqual({ state: 'declined', reason })
      await each.customer('approve')
      expect(await ask(each, attempt)).toEqual({ state: 'declined', reason })
      expect(await booked(each, attempt)).toEqual({ takenAvos: 0, givenBackAvos: 0 })
    })

    it('takes nothing when the customer cancels', async () => {
      const each = await opened()
      await each.customer('cancel')
      const attempt = nextAttempt()
      expect(await ask(each, attempt)).toEqual({ state: 'cancelled' })
      expect(await each.tender.status(attempt)).toEqual({ state: 'cancelled' })
      expect(await booked(each, attempt)).toEqual({ takenAvos: 0, givenBackAvos: 0 })
    })

    it.each([0, -1, 0.5, Number.NaN, MOST_AVOS + 1, Number.MAX_SAFE_INTEGER + 1])(
      'declines %d avos without asking anybody',
      async (amountAvos) => {
        const each = await opened()
        expect(await ask(each, nextAttempt(), { amountAvos })).toMatchObject({ state: 'declined' })
        expect(await each.books()).toEqual([])
      },
    )

    it('takes no other amount for an attempt that it knows', async () => {
      const each = await opened()
      const attempt = nextAttempt()
      await ask(each, attempt)
      expect(await ask(each, attempt, { amountAvos: AMOUNT + 1 })).toEqual({ state: 'unknown' })
      expect(await booked(each, attempt)).toEqual({ takenAvos: AMOUNT, givenBackAvos: 0 })
    })

    it('says none of an attempt that it never received', async () => {
      const each = await opened()
      expect(await each.tender.status(nextAttempt())).toEqual({ state: 'none' })
    })

    it.each(['approve', 'decline', 'cancel'] as const)('waits for its customer, who decides: %s', async (decision) => {
      const each = await opened()
      await each.customer('wait')
      const attempt = nextAttempt()
      const answer = ask(each, attempt)
      await untilPending(each, attempt)
      expect(await booked(each, attempt)).toEqual({ takenAvos: 0, givenBackAvos: 0 })
      await each.decide(attempt, decision)
      expect(await answer).toMatchObject({
        state: { approve: 'approved', decline: 'declined', cancel: 'cancelled' }[decision],
      })
      expect(await each.tender.status(attempt)).toEqual(await answer)
    })

    it('never takes the money after the deadline', async () => {
      const each = await opened()
      await each.customer('wait')
      const attempt = nextAttempt()
      expect((await ask(each, attempt, { deadlineMs: SHORT_MS })).state).not.toBe('approved')
      // The driver's deadline runs from the call, the provider's from when the question arrived, a moment later.
      await new Promise<void>((resolve) => {
        processClock.after(SHORT_MS, resolve)
      })
      await each.decide(attempt, 'approve')
      expect((await each.tender.status(attempt)).state).not.toBe('approved')
      expect(await booked(each, attempt)).toEqual({ takenAvos: 0, givenBackAvos: 0 })
    })

    it('ends the waiting, and not the attempt, when the caller goes', async () => {
      const each = await opened()
      await each.customer('wait')
      const attempt = nextAttempt()
      const caller = new AbortController()
      const answer = ask(each, attempt, { signal: caller.signal })
      await untilPending(each, attempt)
      caller.abort()
      expect(await answer).toEqual({ state: 'unknown' })
      await each.decide(attempt, 'approve')
      expect(await each.tender.status(attempt)).toMatchObject({ state: 'approved', approvedAvos: AMOUNT })
    })

    it('says unknown when the answer was lost, and then the outcome', async () => {
      const each = await opened()
      const attempt = nextAttempt()
      await each.lose('pay', true)
      expect(await ask(each, attempt)).toEqual({ state: 'unknown' })
      await each.lose('status', true)
      expect(await each.tender.status(attempt)).toEqual({ state: 'unknown' })
      await each.clearFaults()
      expect(await each.tender.status(attempt)).toMatchObject({ state: 'approved', approvedAvos: AMOUNT })
      expect(await booked(each, attempt)).toEqual({ takenAvos: AMOUNT, givenBackAvos: 0 })
    })

    it('says by status how an attempt ended whose answer never comes', async () => {
      const each = await opened()
      const attempt = nextAttempt()
      await each.mute()
      const caller = new AbortController()
      let isAnswered = false
      void ask(each, attempt, { signal: caller.signal }).finally(() => {
        isAnswered = true
      })
      await vi.waitFor(async () =>
        expect(await each.tender.status(attempt)).toMatchObject({ state: 'approved', approvedAvos: AMOUNT }),
      )
      expect(isAnswered).toBe(false)
      caller.abort()
      expect(await booked(each, attempt)).toEqual({ takenAvos: AMOUNT, givenBackAvos: 0 })
    })

    it('says unknown when the question was lost, and takes no money', async () => {
      const each = await opened()
      const attempt = nextAttempt()
      await each.lose('pay', false)
      expect(await ask(each, attempt)).toEqual({ state: 'unknown' })
      await each.clearFaults()
      expect(['none', 'cancelled']).toContain((await each.tender.status(attempt)).state)
      expect(await each.tender.reverse({ attempt })).toEqual({ state: 'reversed' })
      expect((await ask(each, attempt)).state).not.toBe('approved')
      expect(await booked(each, attempt)).toEqual({ takenAvos: 0, givenBackAvos: 0 })
    })

    it('reverses the whole amount once, however often it is told to', async () => {
      const each = await opened()
      const attempt = nextAttempt()
      await ask(each, attempt)
      expect(await each.tender.reverse({ attempt })).toEqual({ state: 'reversed' })
      expect(await each.tender.reverse({ attempt })).toEqual({ state: 'reversed' })
      expect(await each.tender.status(attempt)).toEqual({ state: 'reversed' })
      expect((await ask(each, attempt)).state).not.toBe('approved')
      expect(await booked(each, attempt)).toEqual({ takenAvos: AMOUNT, givenBackAvos: AMOUNT })
    })

    it('refuses an attempt whose reversal came first', async () => {
      const each = await opened()
      const attempt = nextAttempt()
      expect(await each.tender.reverse({ attempt })).toEqual({ state: 'reversed' })
      expect(await each.tender.status(attempt)).toEqual({ state: 'reversed' })
      expect(await ask(each, attempt)).toEqual({ state: 'declined', reason: 'reversed-before' })
      expect(await ask(each, attempt)).toEqual({ state: 'declined', reason: 'reversed-before' })
      expect(await booked(each, attempt)).toEqual({ takenAvos: 0, givenBackAvos: 0 })
    })

    it('acknowledges the reversal of an attempt that took nothing', async () => {
      const each = await opened()
      await each.customer({ decline: 'insufficient-funds' })
      const attempt = nextAttempt()
      await ask(each, attempt)
      expect(await each.tender.reverse({ attempt })).toEqual({ state: 'reversed' })
      expect(await booked(each, attempt)).toEqual({ takenAvos: 0, givenBackAvos: 0 })
    })

    it.each(['declined', 'cancelled'] as const)(
      'reverses what was taken although it was said to be %s',
      async (says) => {
        const each = await opened()
        await each.odd(says)
        const attempt = nextAttempt()
        expect(await ask(each, attempt)).toMatchObject({ state: says })
        expect(await each.tender.status(attempt)).toMatchObject({ state: says })
        expect(await booked(each, attempt)).toEqual({ takenAvos: AMOUNT, givenBackAvos: 0 })
        expect(await each.tender.reverse({ attempt })).toEqual({ state: 'reversed' })
        expect(await each.tender.reverse({ attempt })).toEqual({ state: 'reversed' })
        expect((await ask(each, attempt)).state).not.toBe('approved')
        expect(await booked(each, attempt)).toEqual({ takenAvos: AMOUNT, givenBackAvos: AMOUNT })
      },
    )

    it('reverses while the customer is still deciding', async () => {
      const each = await opened()
      await each.customer('wait')
      const attempt = nextAttempt()
      const answer = ask(each, attempt)
      await untilPending(each, attempt)
      expect(await each.tender.reverse({ attempt })).toEqual({ state: 'reversed' })
      expect(await answer).toEqual({ state: 'unknown' })
      await each.decide(attempt, 'approve')
      expect((await each.tender.status(attempt)).state).toBe('reversed')
      expect(await booked(each, attempt)).toEqual({ takenAvos: 0, givenBackAvos: 0 })
    })

    it.each([true, false])('reverses once when a reversal got no answer (done: %s)', async (done) => {
      const each = await opened()
      const attempt = nextAttempt()
      await ask(each, attempt)
      await each.lose('reverse', done)
      expect(await each.tender.reverse({ attempt })).toEqual({ state: 'unknown' })
      await each.clearFaults()
      expect(await booked(each, attempt)).toEqual({ takenAvos: AMOUNT, givenBackAvos: done ? AMOUNT : 0 })
      expect(await each.tender.reverse({ attempt })).toEqual({ state: 'reversed' })
      expect(await booked(each, attempt)).toEqual({ takenAvos: AMOUNT, givenBackAvos: AMOUNT })
    })

    it("says refused when it won't reverse the whole or a part, and gives nothing back", async () => {
      const each = await opened()
      const attempt = nextAttempt()
      await ask(each, attempt)
      await each.refuse()
      expect(await each.tender.reverse({ attempt, part: { key: 'a:1', amountAvos: 30_000 } })).toEqual({
        state: 'refused',
      })
      expect(await each.tender.reverse({ attempt })).toEqual({ state: 'refused' })
      expect(await each.tender.status(attempt)).toMatchObject({ state: 'approved' })
      expect(await booked(each, attempt)).toEqual({ takenAvos: AMOUNT, givenBackAvos: 0 })
    })

    it('reverses parts, each once by its key, then the rest', async () => {
      const each = await opened()
      const attempt = nextAttempt()
      const part = (key: string, amountAvos: number) => each.tender.reverse({ attempt, part: { key, amountAvos } })
      await ask(each, attempt)
      expect(await part('a:1', 30_000)).toEqual({ state: 'reversed' })
      expect(await part('a:1', 30_000)).toEqual({ state: 'reversed' })
      expect(await part('a:1', 30_001)).toEqual({ state: 'unknown' })
      expect(await part('a:2', 55_001)).toEqual({ state: 'unknown' })
      expect(await booked(each, attempt)).toEqual({ takenAvos: AMOUNT, givenBackAvos: 30_000 })
      expect(await part('a:2', 5_000)).toEqual({ state: 'reversed' })
      expect((await each.tender.status(attempt)).state).toBe('approved')
      expect(await each.tender.reverse({ attempt })).toEqual({ state: 'reversed' })
      expect(await part('a:3', 1)).toEqual({ state: 'unknown' })
      expect(await part('a:2', 5_000)).toEqual({ state: 'reversed' })
      expect(await booked(each, attempt)).toEqual({ takenAvos: AMOUNT, givenBackAvos: AMOUNT })
    })

    it('keeps right books for any questions in any order over a line that fails', async () => {
      const each = await opened()
      const moves = fc.oneof(
        fc.record({ do: fc.constantFrom('pay' as const, 'status' as const, 'reverse' as const), of: fc.nat(2) }),
        fc.record({
          do: fc.constant('part' as const),
          of: fc.nat(2),
          key: fc.nat(2),
          amountAvos: fc.integer({ min: 1, max: AMOUNT }),
        }),
        fc.record({
          do: fc.constant('customer' as const),
          does: fc.constantFrom('approve' as const, 'cancel' as const, { decline: 'limit' as const }),
        }),
        fc.record({
          do: fc.constant('lose' as const),
          call: fc.constantFrom('pay' as const, 'status' as const, 'reverse' as const),
          done: fc.boolean(),
        }),
      )
      await fc.assert(
        fc.asyncProperty(fc.array(moves, { minLength: 1, maxLength: 12 }), async (sequence) => {
          const attempts = [nextAttempt(), nextAttempt(), nextAttempt()]
          const approved = new Set<string>()
          const givenBack = new Set<string>()
          await each.clearFaults()
          await each.customer('approve')
          for (const move of sequence) {
            const attempt = 'of' in move ? (attempts[move.of] ?? '') : ''
            if (move.do === 'customer') await each.customer(move.does)
            if (move.do === 'lose') await each.lose(move.call, move.done)
            if (move.do === 'status' && (await each.tender.status(attempt)).state === 'approved') approved.add(attempt)
            if (move.do === 'pay') {
              const { state } = await ask(each, attempt)
              if (state === 'approved') approved.add(attempt)
              expect(state === 'approved' && givenBack.has(attempt)).toBe(false)
            }
            if (move.do === 'reverse' && (await each.tender.reverse({ attempt })).state === 'reversed')
              givenBack.add(attempt)
            if (move.do === 'part')
              await each.tender.reverse({
                attempt,
                part: { key: `${attempt}:${String(move.key)}`, amountAvos: move.amountAvos },
              })
            if (move.do !== 'customer' && move.do !== 'lose') await each.clearFaults()
          }
          for (const attempt of attempts) {
            const { takenAvos, givenBackAvos } = await booked(each, attempt)
            expect([0, AMOUNT]).toContain(takenAvos)
            expect(givenBackAvos).toBeLessThanOrEqual(takenAvos)
            if (approved.has(attempt)) expect(takenAvos).toBe(AMOUNT)
            if (givenBack.has(attempt)) expect(givenBackAvos).toBe(takenAvos)
          }
        }),
        { numRuns: 40 },
      )
    })

    it('says that it is ready', async () => {
      const each = await opened()
      await vi.waitFor(() => expect(each.tender.health()).toMatchObject({ state: 'ready' }))
    })
  })
}
