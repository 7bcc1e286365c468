import type { Journal } from '../journal/index.ts'
import type { Book } from './book.ts'
import { HEAD_ANCHOR_WAIT_MS } from './limits.ts'
import type { PaymentRecord } from './record.ts'

/**
 * Holds receipts back until a head that includes their payment is known outside the data folder (money.md, "A payment",
 * 9).
 */
export interface ReceiptRelease {
  /**
   * Waits, two seconds at most, until a head that includes the payment's commit is known outside the data folder;
   * answers whether it is, so that the receipt may leave.
   */
  mayRelease(transaction: string): Promise<boolean>
  /** Whether receipts are held back; no new money is taken then. */
  areReceiptsWaiting(): boolean
  /** Starts making the payment's head known outside the folder. */
  startAnchoring(transaction: string): void
  /** Whether the wait for a payment's head was in vain, so that its receipt follows later. */
  followsLater(payment: PaymentRecord): boolean
}

/** Makes the holding back of receipts, and begins to make the journal's head of the start known. */
export function createReceiptRelease(deps: {
  book: Book
  journal: Journal
  inBackground(work: Promise<unknown>): void
}): ReceiptRelease {
  const { book, journal } = deps
  /** The last entry whose head wasn't known in time. */
  let overdue = 0

  async function isAnchoredSoon(seq: number, transaction: string): Promise<boolean> {
    if (seq <= overdue) return journal.isAnchored(seq)
    if (await journal.ensureAnchored(seq, HEAD_ANCHOR_WAIT_MS)) return true
    if (book.isClosed()) return false
    overdue = Math.max(overdue, seq)
    book.changed(transaction)
    deps.inBackground(
      journal.ensureAnchored(seq).then((isAnchored) => {
        if (isAnchored) book.changed(transaction)
      }),
    )
    return false
  }

  async function mayRelease(transaction: string): Promise<boolean> {
    const seq = book.get(transaction)?.committed?.seq
    return seq === undefined || isAnchoredSoon(seq, transaction)
  }

  // Payments before the start count too, since it isn't known which of them a known head includes.
  deps.inBackground(isAnchoredSoon(journal.head().seq, ''))

  return {
    mayRelease,
    startAnchoring: (transaction) => deps.inBackground(mayRelease(transaction)),
    followsLater: ({ committed }) =>
      committed !== undefined && committed.seq <= overdue && !journal.isAnchored(committed.seq),
    areReceiptsWaiting: () => !journal.isAnchored(overdue),
  }
}
