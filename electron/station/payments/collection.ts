import { createLanes } from '../../common/turns.ts'
import { defined } from '../../common/defined.ts'
import type { Clock } from '../../../hardware/ports.ts'
import type { ShownCode, TenderAnswer, TenderStatus } from '../../../hardware/payment-terminal/port.ts'
import { awaitsTender, type RefusalCode, type TenderKind } from '../../contract/index.ts'
import type { Gateway } from '../../gateway/port.ts'
import type { Book } from './book.ts'
import { RESERVED_MS, TENDER_DEADLINE_MS, TERMINAL_AGAIN_DOUBLED, TERMINAL_LOOK_MS } from './limits.ts'
import { isFrozen, REVERSAL_REFUSED, type PaymentRecord } from './record.ts'
import type { Move } from './states.ts'
import { pause } from './tenders/pause.ts'
import type { TenderCalls } from './tenders/with-timeouts.ts'
import type { Undos } from './undos.ts'

/** Collects the money: asks the tender, asks again, and gives it back (money.md, "A payment", 2 and 4). */
export interface Collection {
  /** Asks the tender of a payment that was just recorded as `asked`; resolves when the outcome is recorded. */
  ask(payment: PaymentRecord, customerCode: string | undefined): Promise<void>
  /**
   * Resumes a payment whose outcome wasn't recorded when the station stopped. `tried` is called once the tender was
   * asked.
   */
  resume(payment: PaymentRecord, tried: () => void): Promise<void>
  cancel(transaction: string): Promise<boolean>
  /** The code for the customer's phone to scan, while it is shown. */
  shown(transaction: string): ShownCode | undefined
  /** Tells the gateway to release a transaction's bills; repeated until it hears, or the reservation has expired. */
  release(transaction: string): Promise<void>
  /** The same for many transactions, the latest first and a few at a time. */
  releaseAll(transactions: readonly string[]): Promise<void>
  /** The transactions that are being released now, each with the end of the current call. */
  releasing(): ReadonlyMap<string, Promise<unknown>>
}

const DECLINE_REFUSALS: Readonly<Record<string, RefusalCode>> = {
  declined: 'tender-declined',
  'insufficient-funds': 'insufficient-funds',
  limit: 'tender-limit',
  'code-used': 'wallet-code-used',
  'code-expired': 'wallet-code-expired',
  'code-unknown': 'wallet-code-unknown',
  maintenance: 'wallet-maintenance',
  'reversed-before': 'tender-declined',
}

/** How many releases run at once after a start, to spare the gateway, which others use too. */
const RELEASES_AT_ONCE = 4

/** Makes the collection of money. `onPaid` hears each payment whose commit is durable. */
export function createCollection(deps: {
  book: Book
  tender(kind: TenderKind): TenderCalls | undefined
  gateway: Pick<Gateway, 'money'>
  undos: Undos
  clock: Clock
  onPaid(payment: PaymentRecord): void
  /** Runs work that nobody waits for. */
  inBackground(work: Promise<unknown>): void
}): Collection {
  const { book, tender, gateway, undos, clock, inBackground } = deps
  const waiting = new Map<string, AbortController>()
  const codes = new Map<string, ShownCode>()
  const releasing = new Map<string, Promise<unknown>>()

  /**
   * Ends a payment by its provider's answer, releases its bills, and undoes the attempt in case money was taken all the
   * same.
   */
  async function endUnpaid(payment: PaymentRecord, move: Move, facts: Record<string, string>): Promise<void> {
    const { transaction, attempt = '' } = payment
    if (!(await book.move(transaction, move, { attempt, ...facts }, undos.due(payment)))) return
    inBackground(release(transaction))
    inBackground(undos.carryOut(attempt))
  }

  /** Waits while a supervisor ends a payment; false where the book was closed meanwhile. */
  async function waitWhileFrozen(transaction: string): Promise<boolean> {
    const isFrozenNow = () => {
      const payment = book.get(transaction)
      return payment !== undefined && isFrozen(payment)
    }
    const again = book.tries()
    while (isFrozenNow()) if (!(await again())) return false
    return true
  }

  /** Records a provider's final answer; false where the answer doesn't end the attempt. */
  async function conclude(payment: PaymentRecord, answer: TenderStatus): Promise<boolean> {
    const { transaction, attempt = '', tender: kind, totalAvos } = payment
    // A payment that may not be undone is asked about again, since it may still be approved.
    if (answer.state !== 'approved' && !book.mayUndo(transaction)) return false
    switch (answer.state) {
      case 'approved': {
        // While the payment is reversing, the table has no move for an approval: `repeatReversal` returns the money.
        // An approved amount other than the one asked for is reversed as a whole.
        if (answer.approvedAvos !== totalAvos) {
          await reverse(payment, 'amount-changed')
          return true
        }
        // The commit comes first, so that nobody hears of a payment, and no receipt is made, before it is durable.
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
        await endUnpaid(payment, 'payment-declined', { why: DECLINE_REFUSALS[answer.reason] ?? 'tender-declined' })
        return true
      case 'cancelled':
        await endUnpaid(payment, 'payment-cancelled', {})
        return true
      case 'reversed':
        // This answers a reversal that somebody else, perhaps a person, has begun meanwhile; that one ends the payment
        // with its own reason.
        if (book.get(transaction)?.state !== 'unknown') return true
        await endUnpaid(payment, 'payment-reversed', { why: 'tender-timeout' })
        return true
      case 'none':
        // The attempt may still reach the provider, which remembers the reversal and refuses it then.
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
   * Asks a card terminal what became of an attempt while its answer is awaited, since that may be lost; a wallet's
   * driver does so itself. Only an answer that ends the attempt ends the wait, since an attempt unknown to the terminal
   * may still reach it.
   */
  async function pollCard({ tender: kind, attempt = '' }: PaymentRecord, signal: AbortSignal): Promise<TenderAnswer> {
    if (kind !== 'card') return new Promise(() => undefined)
    for (;;) {
      await pause(clock, TERMINAL_LOOK_MS, signal)
      if (signal.aborted) return { state: 'unknown' }
      const answer: TenderStatus = (await tender(kind)?.status(attempt)) ?? { state: 'unknown' }
      if (answer.state === 'approved' || answer.state === 'declined' || answer.state === 'cancelled') return answer
    }
  }

  /** Asks what became of an attempt, with the same key, until there is an answer or the deadline has passed. */
  async function askAgain(payment: PaymentRecord, askedAt: number, tried: () => void): Promise<void> {
    const { transaction, attempt = '' } = payment
    // A card terminal belongs to this station and its customer is standing there, so its pauses stay short.
    const again = book.tries((count) => (payment.tender === 'card' ? Math.min(count, TERMINAL_AGAIN_DOUBLED) : count))
    while ((await again()) && book.get(transaction)?.state === 'unknown') {
      if (!(await waitWhileFrozen(transaction))) return
      const answer: TenderStatus = (await tender(payment.tender)?.status(attempt)) ?? { state: 'unknown' }
      tried()
      if (book.isClosed() || (await conclude(payment, answer))) return
      if (isPastDeadline(payment, askedAt) && book.mayUndo(transaction)) return reverse(payment, 'tender-timeout')
    }
  }

  /** Begins a reversal, and repeats it until it is acknowledged. */
  async function reverse(payment: PaymentRecord, why: RefusalCode): Promise<void> {
    const { transaction, attempt = '' } = payment
    if (await book.move(transaction, 'payment-reversing', { attempt, why }))
      await repeatReversal(payment, why, () => undefined)
  }

  async function repeatReversal(payment: PaymentRecord, why: string | undefined, tried: () => void): Promise<void> {
    const { transaction, attempt = '' } = payment
    const again = book.tries()
    while ((await again()) && book.get(transaction)?.state === 'reversing') {
      if (!(await waitWhileFrozen(transaction))) return
      const answer = (await tender(payment.tender)?.reverse({ attempt })) ?? { state: 'unknown' }
      tried()
      if (book.isClosed()) return
      if (answer.state === 'reversed') {
        if (await book.move(transaction, why === CANCELLED ? 'payment-withdrawn' : 'payment-reversed', { attempt }))
          inBackground(release(transaction))
        return
      }
      if (answer.state === 'refused') {
        // The payment has failed, and the money kept is a supervisor's task; its bills are released.
        const isRefused = await book.note(
          transaction,
          { kind: REVERSAL_REFUSED, facts: { attempt, avos: payment.totalAvos } },
          () => book.get(transaction)?.state === 'reversing',
        )
        if (isRefused) inBackground(release(transaction))
        return
      }
    }
  }

  async function release(transaction: string): Promise<void> {
    const began = clock.monotonic()
    const again = book.tries((count) => count + 2)
    while ((await again()) && clock.monotonic() - began < RESERVED_MS && !book.isClosed()) {
      const asking = gateway.money.release({ transaction })
      releasing.set(
        transaction,
        asking.catch(() => undefined),
      )
      const outcome = await asking.finally(() => releasing.delete(transaction))
      if (outcome.ok) return
    }
  }

  async function releaseAll(transactions: readonly string[]): Promise<void> {
    const inLane = createLanes(RELEASES_AT_ONCE)
    await Promise.all(transactions.toReversed().map((transaction) => inLane(() => release(transaction))))
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
            ...defined({ customerCode }),
          },
          { signal: waitingFor.signal, show },
        ) ?? { state: 'unknown' as const },
        pollCard(payment, waitingFor.signal),
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
      if (state === 'reversing') return repeatReversal(payment, payment.why, tried)
      if (state === 'asked' && !(await book.move(transaction, 'payment-unknown', { attempt }))) return
      return askAgain(payment, clock.monotonic(), tried)
    },
    async cancel(transaction) {
      const payment = book.get(transaction)
      // A person can't cancel a refund, though its table has the same move.
      if (
        !payment ||
        !awaitsTender(payment.state) ||
        !(await book.move(transaction, 'payment-reversing', { attempt: payment.attempt ?? '', why: CANCELLED }))
      )
        return false
      waiting.get(transaction)?.abort()
      await Promise.race([repeatReversal(payment, CANCELLED, () => undefined), book.pause(2)])
      return true
    },
    shown: (transaction) => codes.get(transaction),
    release,
    releaseAll,
    releasing: () => releasing,
  }
}

const CANCELLED = 'cancelled'
