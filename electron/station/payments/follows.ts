import type { Journal } from '../journal/index.ts'
import type { Book } from './book.ts'
import { HEAD_KNOWN_MS } from './limits.ts'
import type { PaymentRecord } from './record.ts'

/**
 * Receipts wait until a head that holds their payment is known elsewhere than in the data folder (money.md, "A
 * payment", 9).
 */
export interface Follows {
  /**
   * Waits until a head that holds the payment's commit is known elsewhere than in the data folder, two seconds at most;
   * resolves whether it is, so that its receipt may leave.
   */
  mayGo(transaction: string): Promise<boolean>
  /** Whether receipts wait for that: then no new money is taken. */
  areReceiptsWaiting(): boolean
  /** Begins to see to it that a head is known. */
  watch(transaction: string): void
  /** Whether the receipt of a payment was waited for in vain, and follows. */
  follows(payment: PaymentRecord): boolean
}

export function createFollows(deps: {
  book: Book
  journal: Journal
  inBackground(work: Promise<unknown>): void
}): Follows {
  const { book, journal } = deps
  /** The last entry that was waited for in vain. */
  let overdue = 0

  async function isKnownSoon(seq: number, transaction: string): Promise<boolean> {
    if (seq <= overdue) return journal.isKnownElsewhere(seq)
    if (await journal.makeKnown(seq, HEAD_KNOWN_MS)) return true
    if (book.isClosed()) return false
    overdue = Math.max(overdue, seq)
    book.changed(transaction)
    deps.inBackground(
      journal.makeKnown(seq).then((isKnown) => {
        if (isKnown) book.changed(transaction)
      }),
    )
    return false
  }

  async function mayGo(transaction: string): Promise<boolean> {
    const seq = book.get(transaction)?.committed?.seq
    return seq === undefined || isKnownSoon(seq, transaction)
  }

  // What was paid before the start counts as well: nothing says which of it a head that is known holds.
  deps.inBackground(isKnownSoon(journal.head().seq, ''))

  return {
    mayGo,
    watch: (transaction) => deps.inBackground(mayGo(transaction)),
    follows: ({ committed }) =>
      committed !== undefined && committed.seq <= overdue && !journal.isKnownElsewhere(committed.seq),
    areReceiptsWaiting: () => !journal.isKnownElsewhere(overdue),
  }
}
