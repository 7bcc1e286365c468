import { createHash } from 'node:crypto'
import type { Clock } from '../../../hardware/ports.ts'
import { MAX_AVOS, type RefusalCode, type TenderKind } from '../../contract/index.ts'
import type { Journal } from '../journal/index.ts'
import type { Book } from './book.ts'
import type { Guard } from './guard.ts'
import { totalOf } from './intent.ts'
import { MOST_AT_HAND, MOST_UNPAID, UNPAID_COUNTED_MS } from './limits.ts'
import type { PaymentOrder } from './order.ts'

/** Under this much free space no new money is taken, while there is still room to record what was. Bytes. */
const DISK_FOR_MONEY = 200 * 1024 * 1024

/** Whether a payment, a refund or a task's end may begin, before anything of it is written. */
export interface Admission {
  /** Why this order is refused, if it is. */
  objection(order: PaymentOrder): RefusalCode | undefined
  /** Why nothing of a payment may be refunded now, if so. */
  whyNoRefund(transaction: string): RefusalCode | undefined
  /** Why no task may be ended now, if so. */
  whyNoEnd(): RefusalCode | undefined
  /** Whether a payment holds any of these bills. */
  holdsAny(transaction: string, refs: ReadonlySet<string>): boolean
  /** Counts a payment that has begun: only so many a minute may stay unpaid. */
  noteBegun(transaction: string): void
  /** Notes a wallet's code for which its provider is asked: it is refused from now on. */
  noteUsed(customerCode: string): void
}

export interface AdmissionDeps {
  book: Book
  journal: Pick<Journal, 'checking'>
  guard: Pick<Guard, 'refusal'>
  clock: Clock
  /** Whether an entry isn't as it was written, or what is recorded now isn't kept. */
  isDamaged(): boolean
  hasGoneBack(): boolean
  isClockRight(): boolean
  areReceiptsWaiting(): boolean
  readiness(): 'checking' | 'settling' | 'cash-open' | 'ready'
  freeBytes(): number
  hasTender(kind: TenderKind): boolean
}

export function createAdmission(deps: AdmissionDeps): Admission {
  const { book, clock } = deps
  const usedCodes = new Set<string>()
  /** What was begun within a minute, by transaction, with when it was (monotonic milliseconds). */
  const begunLately = new Map<string, number>()

  /** Why nothing may rest on what the journal says, if so. */
  function distrust(): RefusalCode | undefined {
    if (deps.isDamaged()) return 'data-damaged'
    return deps.hasGoneBack() ? 'journal-went-back' : undefined
  }

  /** How many payments were begun within a minute that aren't paid. */
  function unpaidLately(): number {
    const since = clock.monotonic() - UNPAID_COUNTED_MS
    for (const [transaction, at] of begunLately)
      if (at <= since || book.get(transaction)?.committed) begunLately.delete(transaction)
    return begunLately.size
  }

  function holdsAny(transaction: string, refs: ReadonlySet<string>): boolean {
    const payment = book.get(transaction)
    // What became of one whose later entries are lost, the gateway knows: it reserves nothing that is held or paid.
    if (!payment || payment.refundOf !== undefined || payment.isKept === true || book.ledger.doubted.has(transaction))
      return false
    return payment.items.some(({ item }) => refs.has(book.refOf(transaction, item) ?? ''))
  }

  return {
    objection({ quote, tender: kind, givenAvos = 0, customerCode }) {
      const distrusted = distrust()
      if (distrusted !== undefined) return distrusted
      if (deps.areReceiptsWaiting()) return 'head-unwitnessed'
      if (deps.readiness() !== 'ready') return 'settling'
      if (!deps.isClockRight()) return 'clock-unsure'
      if (deps.freeBytes() < DISK_FOR_MONEY) return 'disk-full'
      if (!deps.hasTender(kind)) return 'tender-unavailable'
      const totalAvos = totalOf(quote)
      if (
        quote.items.length === 0 ||
        !quote.items.every(({ amountAvos }) => isPayable(amountAvos)) ||
        !isPayable(totalAvos)
      )
        return 'amount-invalid'
      if (quote.expiresAt <= clock.now()) return 'quote-expired'
      if (kind === 'cash' && givenAvos !== 0 && !isPayable(givenAvos)) return 'amount-invalid'
      if (kind === 'cash' && givenAvos < totalAvos) return 'cash-short'
      if (customerCode !== undefined && usedCodes.has(codeHash(customerCode))) return 'wallet-code-used'
      if (unpaidLately() >= MOST_UNPAID) return 'too-often'
      const refs = new Set(quote.items.map(({ bill }) => bill.ref))
      return [...book.ledger.open.keys()].some((open) => holdsAny(open, refs)) ? 'bill-pending' : undefined
    },
    whyNoRefund(transaction) {
      const distrusted = distrust()
      if (distrusted !== undefined) return distrusted
      if (deps.readiness() === 'settling' || deps.journal.checking()) return 'settling'
      if (!deps.isClockRight()) return 'clock-unsure'
      return deps.guard.refusal(transaction) ?? (deps.freeBytes() < DISK_FOR_MONEY ? 'disk-full' : undefined)
    },
    whyNoEnd() {
      const distrusted = distrust()
      if (distrusted !== undefined) return distrusted
      if (deps.journal.checking()) return 'settling'
      return deps.isClockRight() ? undefined : 'clock-unsure'
    },
    holdsAny,
    noteBegun: (transaction) => void begunLately.set(transaction, clock.monotonic()),
    noteUsed(customerCode) {
      // A code is good for minutes and its provider knows for good: the newest are enough.
      usedCodes.add(codeHash(customerCode))
      const [oldest] = usedCodes
      if (usedCodes.size > MOST_AT_HAND && oldest !== undefined) usedCodes.delete(oldest)
    },
  }
}

const isPayable = (avos: number): boolean => Number.isSafeInteger(avos) && avos > 0 && avos <= MAX_AVOS
/** A used code is known by its hash alone. */
const codeHash = (code: string) => createHash('sha256').update(code).digest('base64')
