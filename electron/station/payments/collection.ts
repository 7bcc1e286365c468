import type { Clock } from '../../../hardware/ports.ts'
import type { ShownCode, TenderAnswer, TenderStatus } from '../../../hardware/payment-terminal/port.ts'
import { canCancel, type RefusalCode, type TenderKind } from '../../contract/index.ts'
import type { Gateway } from '../../gateway/port.ts'
import type { Book } from './book.ts'
import { RESERVED_MS, TENDER_DEADLINE_MS, TERMINAL_AGAIN_DOUBLED, TERMINAL_LOOK_MS } from './limits.ts'
import { isFrozen, REVERSAL_REFUSED, type PaymentRecord } from './record.ts'
import type { Move } from './states.ts'
import { pause } from './tenders/pause.ts'
import type { TenderCalls } from './tenders/with-timeouts.ts'
import type { Undos } from './undos.ts'

/** Getting the money: asking the tender, asking again, giving it back (money.md, "A payment", 2 and 4). */
export interface Collection {
  /** Asks the tender of a payment that was just recorded as `asked`; runs until its outcome is recorded. */
  ask(payment: PaymentRecord, customerCode: string | undefined): Promise<void>
  /**
   * Goes on with a payment whose outcome wasn't recorded when the station stopped. `tried` is called once somebody was
   * asked.
   */
  resume(payment: PaymentRecord, tried: () => void): Promise<void>
  cancel(transaction: string): Promise<boolean>
  /** The code for the customer's phone, while it is shown. */
  shown(transaction: string): ShownCode | undefined
  /**
   * Tells the gateway that a transaction's items are free again; tried until it hears, or the reservation has run out
   * by itself.
   */
  release(transaction: string): Promise<void>
  /** The same for many, the last ones first and a few at a time. */
  releaseAll(transactions: readonly string[]): Promise<void>
  /**
   * Transactions of which the gateway is just being told that they are released, each with the end of the try that is
   * under way.
   */
  releasing(): ReadonlyMap<string, Promise<unknown>>
}

const WHY: Readonly<Record<string, RefusalCode>> = {
  declined: 'tender-declined',
  'insufficient-funds': 'insufficient-funds',
  limit: 'tender-limit',
  'code-used': 'wallet-code-used',
  'code-expired': 'wallet-code-expired',
  'code-unknown': 'wallet-code-unknown',
  maintenance: 'wallet-maintenance',
  'reversed-before': 'tender-declined',
}

/** So many releases are under way at once after a start: the gateway is everybody's. */
const RELEASES_AT_ONCE = 4

export function createCollection(deps: {
  book: Book
  tender(kind: TenderKind): TenderCalls | undefined
  gateway: Pick<Gateway, 'money'>
  undos: Undos
  clock: Clock
  onPaid(payment: PaymentRecord): void
  /** Lets work go on that nobody waits for. */
  inBackground(work: Promise<unknown>): void
}): Collection {
  const { book, tender, gateway, undos, clock, inBackground } = deps
  const waiting = new Map<string, AbortController>()
  const codes = new Map<string, ShownCode>()
  const releasing = new Map<string, Promise<unknown>>()

  /**
   * Ends a payment by what its provider said: its bills are free, and that nothing was taken all the same is made sure
   * of.
   */
  async function end(payment: PaymentRecord, move: Move, facts: Record<string, string>): Promise<void> {
    const { transaction, attempt = '' } = payment
    if (!(await book.move(transaction, move, { attempt, ...facts }, undos.due(payment)))) return
    inBackground(release(transaction))
    inBackground(undos.carryOut(attempt))
  }

  /** Waits as long as a supervisor ends a payment; false where the book was closed meanwhile. */
  async function untilItMoves(transaction: string): Promise<boolean> {
    const isHeld = () => {
      const payment = book.get(transaction)
      return payment !== undefined && isFrozen(payment)
    }
    for (let count = 0; isHeld(); count++) if (!(await book.pause(count))) return false
    return true
  }

  /** Records what a provider said for good. False where it said nothing that ends the attempt. */
  async function conclude(payment: PaymentRecord, answer: TenderStatus): Promise<boolean> {
    const { transaction, attempt = '', tender: kind, totalAvos } = payment
    // What may not be undone is asked for again: it may be approved yet.
    if (answer.state !== 'approved' && !book.mayUndo(transaction)) return false
    switch (answer.state) {
      case 'approved': {
        // Another amount than the one asked for is no payment of this: it goes back whole.
        if (answer.approvedAvos !== totalAvos) {
          await reverse(payment, 'amount-changed')
          return true
        }
        // The commit comes first: nobody is told of a payment, and no receipt is made, before it is durable.
        const committed = await book.move(transaction, 'payment-committed', {
          attempt,
          tender: kind,
          avos: totalAvos,
          provider: answer.provider,
          ...(payment.givenAvos === undefined
            ? {}
            : { givenAvos: payment.givenAvos, changeAvos: payment.givenAvos - totalAvos }),
        })
        const paid = book.get(transaction)
        if (committed && paid) deps.onPaid(paid)
        return true
      }
      case 'declined':
        await end(payment, 'payment-declined', { why: WHY[answer.reason] ?? 'tender-declined' })
        return true
      case 'cancelled':
        await end(payment, 'payment-cancelled', {})
        return true
      case 'reversed':
        // Of a reversal that was begun meanwhile, by a person perhaps, it is the acknowledgement: whoever began it ends
        // it, with their own reason.
        if (book.get(transaction)?.state !== 'unknown') return true
        await end(payment, 'payment-reversed', { why: 'tender-timeout' })
        return true
      case 'none':
        // It may still be on its way: the provider remembers the reversal and refuses it when it arrives.
        await reverse(payment, 'payment-interrupted')
        return true
      case 'pending':
      case 'unknown':
        return false
    }
  }

  const isPastDeadline = (payment: PaymentRecord, askedAt: number): boolean =>
    clock.now() >= (payment.deadlineAt ?? 0) || clock.monotonic() - askedAt >= TENDER_DEADLINE_MS

  /**
   * Asks a card terminal what became of an attempt beside the wait for its answer, which may have been lost; a wallet's
   * driver looks by itself. Only what ends the attempt ends the wait: one that the terminal hasn't heard of may still
   * be on its way.
   */
  async function lookBeside({ tender: kind, attempt = '' }: PaymentRecord, signal: AbortSignal): Promise<TenderAnswer> {
    if (kind !== 'card') return new Promise(() => undefined)
    for (;;) {
      await pause(clock, TERMINAL_LOOK_MS, signal)
      if (signal.aborted) return { state: 'unknown' }
      const answer: TenderStatus = (await tender(kind)?.status(attempt)) ?? { state: 'unknown' }
      if (answer.state === 'approved' || answer.state === 'declined' || answer.state === 'cancelled') return answer
    }
  }

  /** Asks what became of an attempt, with the same key, until somebody knows or its deadline has passed. */
  async function askAgain(payment: PaymentRecord, askedAt: number, tried: () => void): Promise<void> {
    const { transaction, attempt = '' } = payment
    for (let count = 0; book.get(transaction)?.state === 'unknown'; count++) {
      if (!(await untilItMoves(transaction))) return
      const answer: TenderStatus = (await tender(payment.tender)?.status(attempt)) ?? { state: 'unknown' }
      tried()
      if (book.isClosed() || (await conclude(payment, answer))) return
      if (isPastDeadline(payment, askedAt) && book.mayUndo(transaction)) return reverse(payment, 'tender-timeout')
      // A card terminal is this station's own, and its customer stands before it: it is asked every few seconds, not
      // ever more slowly.
      if (!(await book.pause(payment.tender === 'card' ? Math.min(count, TERMINAL_AGAIN_DOUBLED) : count))) return
    }
  }

  /** Begins a reversal, and repeats it until it is acknowledged. */
  async function reverse(payment: PaymentRecord, why: RefusalCode): Promise<void> {
    const { transaction, attempt = '' } = payment
    if (await book.move(transaction, 'payment-reversing', { attempt, why }))
      await giveBack(payment, why, () => undefined)
  }

  async function giveBack(payment: PaymentRecord, why: string | undefined, tried: () => void): Promise<void> {
    const { transaction, attempt = '' } = payment
    for (let count = 0; book.get(transaction)?.state === 'reversing'; count++) {
      if (!(await untilItMoves(transaction))) return
      const answer = (await tender(payment.tender)?.reverse({ attempt })) ?? { state: 'unknown' }
      tried()
      if (book.isClosed()) return
      if (answer.state === 'reversed') {
        if (await book.move(transaction, why === CANCELLED ? 'payment-withdrawn' : 'payment-reversed', { attempt }))
          inBackground(release(transaction))
        return
      }
      if (answer.state === 'refused') {
        // It will never be a payment, and what was taken is a supervisor's: its bills are free.
        const isRefused = await book.note(
          transaction,
          { kind: REVERSAL_REFUSED, facts: { attempt, avos: payment.totalAvos } },
          () => book.get(transaction)?.state === 'reversing',
        )
        if (isRefused) inBackground(release(transaction))
        return
      }
      if (!(await book.pause(count))) return
    }
  }

  async function release(transaction: string): Promise<void> {
    const began = clock.monotonic()
    for (let count = 0; clock.monotonic() - began < RESERVED_MS && !book.isClosed(); count++) {
      const asking = gateway.money.release({ transaction })
      releasing.set(
        transaction,
        asking.catch(() => undefined),
      )
      const outcome = await asking.finally(() => releasing.delete(transaction))
      if (outcome.ok || !(await book.pause(count + 2))) return
    }
  }

  async function releaseAll(transactions: readonly string[]): Promise<void> {
    const left = [...transactions]
    const lane = async () => {
      for (let next = left.pop(); next !== undefined && !book.isClosed(); next = left.pop()) await release(next)
    }
    await Promise.all(Array.from({ length: RELEASES_AT_ONCE }, lane))
  }

  return {
    async ask(payment, customerCode) {
      const { transaction, attempt = '', totalAvos } = payment
      const waitingFor = new AbortController()
      waiting.set(transaction, waitingFor)
      const askedAt = clock.monotonic()
      const show = (code: ShownCode) => {
        codes.set(transaction, code)
        book.changed(transaction)
      }
      const answer: TenderAnswer = await Promise.race([
        tender(payment.tender)?.ask(
          {
            attempt,
            amountAvos: totalAvos,
            deadlineMs: TENDER_DEADLINE_MS,
            ...(customerCode === undefined ? {} : { customerCode }),
          },
          { signal: waitingFor.signal, show },
        ) ?? { state: 'unknown' as const },
        lookBeside(payment, waitingFor.signal),
      ])
      waitingFor.abort()
      waiting.delete(transaction)
      codes.delete(transaction)
      if (book.isClosed() || (await conclude(payment, answer))) return
      if (await book.move(transaction, 'payment-unknown', { attempt }))
        await askAgain(payment, askedAt, () => undefined)
    },
    async resume(payment, tried) {
      const { transaction, attempt = '', state } = payment
      if (payment.isKept === true) return
      if (state === 'reversing') return giveBack(payment, payment.why, tried)
      if (state === 'asked' && !(await book.move(transaction, 'payment-unknown', { attempt }))) return
      return askAgain(payment, clock.monotonic(), tried)
    },
    async cancel(transaction) {
      const payment = book.get(transaction)
      // A refund's own move to `reversing` is none that a person may make.
      if (
        !payment ||
        !canCancel(payment.state) ||
        !(await book.move(transaction, 'payment-reversing', { attempt: payment.attempt ?? '', why: CANCELLED }))
      )
        return false
      waiting.get(transaction)?.abort()
      await Promise.race([giveBack(payment, CANCELLED, () => undefined), book.pause(2)])
      return true
    },
    shown: (transaction) => codes.get(transaction),
    release,
    releaseAll,
    releasing: () => releasing,
  }
}

const CANCELLED = 'cancelled'
