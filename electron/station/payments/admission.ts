import { createHash } from 'node:crypto'
import type { Clock } from '../../../hardware/ports.ts'
import { MAX_AVOS, type RefusalCode, type TenderKind } from '../../contract/index.ts'
import type { Journal } from '../journal/index.ts'
import type { Book } from './book.ts'
import type { Guard } from './guard.ts'
import { totalOf } from './intent.ts'
import { MOST_CACHED, MOST_UNPAID, UNPAID_COUNTED_MS } from './limits.ts'
import type { PaymentOrder } from './order.ts'

/** The free space, in bytes, below which no new money is taken. What is left is for recording payments under way. */
const DISK_FOR_MONEY = 200 * 1024 * 1024

/** Decides whether a payment, a refund or a task's end may begin, before anything of it is written. */
export interface Admission {
  /** The refusal of this order; undefined where it may begin. */
  whyNoPayment(order: PaymentOrder): RefusalCode | undefined
  /** The refusal of any refund of this payment now; undefined where one may begin. */
  whyNoRefund(transaction: string): RefusalCode | undefined
  /** The refusal of any task's end now; undefined where one may begin. */
  whyNoEnd(): RefusalCode | undefined
  /** Whether a payment holds any of these bills. */
  holdsAny(transaction: string, refs: ReadonlySet<string>): boolean
  /** Counts a payment that has begun, since only `MOST_UNPAID` a minute may stay unpaid. */
  noteBegun(transaction: string): void
  /** Remembers a wallet's code that its provider was asked about; it is refused from now on. */
  noteUsed(customerCode: string): void
}

/** What decides whether something may begin. Free space is in bytes. */
export interface AdmissionDeps {
  book: Book
  journal: Pick<Journal, 'checking'>
  guard: Pick<Guard, 'refusal'>
  clock: Clock
  /** Whether an entry was changed since it was written, or the database doesn't keep new entries. */
  isDamaged(): boolean
  hasGoneBack(): boolean
  isClockRight(): boolean
  areReceiptsWaiting(): boolean
  readiness(): 'checking' | 'settling' | 'cash-open' | 'ready'
  freeBytes(): number
  hasTender(kind: TenderKind): boolean
}

/** Makes the admission of a machine; it remembers the payments begun and the wallet codes used since the start. */
export function createAdmission(deps: AdmissionDeps): Admission {
  const { book, clock } = deps
  const usedCodes = new Set<string>()
  /** Payments begun within the last minute, with the time in monotonic milliseconds. */
  const begunLately = new Map<string, number>()

  /** The refusal while the journal can't be relied on; undefined where it can. */
  function journalRefusal(): RefusalCode | undefined {
    if (deps.isDamaged()) return 'data-damaged'
    return deps.hasGoneBack() ? 'journal-went-back' : undefined
  }

  /** How many payments of the last minute aren't paid. */
  function unpaidLately(): number {
    const since = clock.monotonic() - UNPAID_COUNTED_MS
    for (const [transaction, at] of begunLately)
      if (at <= since || book.get(transaction)?.committed) begunLately.delete(transaction)
    return begunLately.size
  }

  function holdsAny(transaction: string, refs: ReadonlySet<string>): boolean {
    const payment = book.get(transaction)
    // Entries of a doubted payment may be lost, so this journal can't say whether it still holds its bills. The gateway
    // can: it reserves no bill that is held or paid.
    if (!payment || payment.refundOf !== undefined || payment.isKept === true || book.ledger.doubted.has(transaction))
      return false
    return payment.items.some(({ item }) => refs.has(book.refOf(transaction, item) ?? ''))
  }

  return {
    whyNoPayment({ quote, tender: kind, givenAvos = 0, customerCode }) {
      const distrusted = journalRefusal()
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
      const distrusted = journalRefusal()
      if (distrusted !== undefined) return distrusted
      if (deps.readiness() === 'settling' || deps.journal.checking()) return 'settling'
      if (!deps.isClockRight()) return 'clock-unsure'
      return deps.guard.refusal(transaction) ?? (deps.freeBytes() < DISK_FOR_MONEY ? 'disk-full' : undefined)
    },
    whyNoEnd() {
      const distrusted = journalRefusal()
      if (distrusted !== undefined) return distrusted
      if (deps.journal.checking()) return 'settling'
      return deps.isClockRight() ? undefined : 'clock-unsure'
    },
    holdsAny,
    noteBegun: (transaction) => void begunLately.set(transaction, clock.monotonic()),
    noteUsed(customerCode) {
      // Only the newest codes are kept, to bound the memory. A code expires within minutes, and its provider refuses a
      // used one for good.
      usedCodes.add(codeHash(customerCode))
      const [oldest] = usedCodes
      if (usedCodes.size > MOST_CACHED && oldest !== undefined) usedCodes.delete(oldest)
    },
  }
}

const isPayable = (avos: number): boolean => Number.isSafeInteger(avos) && avos > 0 && avos <= MAX_AVOS
/** The hash by which a used code is remembered. */
const codeHash = (code: string) => createHash('sha256').update(code).digest('base64')
