/** The waits of the payment machine, in one place; milliseconds (money.md, "A payment"). */

/** The tender may approve for this long after it was asked. */
export const TENDER_DEADLINE_MS = 3 * 60_000
/** A driver that hasn't answered so long after the deadline never will. */
export const TENDER_GRACE_MS = 15_000
/** The same of the calls that wait for nobody; longer than any driver's own patience. */
export const TENDER_CALL_MS = 60_000
/** A reservation outlives the tender's deadline by two minutes. */
export const RESERVED_MS = TENDER_DEADLINE_MS + 2 * 60_000
/** Asking again: after the first wait, doubling up to the longest. */
export const AGAIN_FIRST_MS = 500
export const AGAIN_LONGEST_MS = 30_000
/** The wait before a card terminal is asked again doubles so often at most: to four seconds. */
export const TERMINAL_AGAIN_DOUBLED = 3
/** Whatever waits for longer than this is stuck, and is said to be. */
export const LATE_MS = {
  outcome: RESERVED_MS,
  reversal: 15 * 60_000,
  acknowledgement: 60 * 60_000,
  'item-reversal': 15 * 60_000,
  refund: 15 * 60_000,
  undo: 60 * 60_000,
} as const
/** An attempt that came to nothing, and of which nobody says for so long that nothing was kept, is a supervisor's. */
export const UNDO_TASK_MS = 86_400_000
/** A pending slip can be shown at a counter for this long. */
export const SLIP_GOOD_MS = 30 * 86_400_000
/**
 * Refused orders that are written one by one within the time after which they are counted anew; the rest of it is one
 * entry.
 */
export const MOST_REFUSED_EACH = 10
export const REFUSED_COUNTED_MS = 60_000
/**
 * Payments that may be begun, and aren't paid, within a minute: far more than people do, and few for a page that is
 * turned against its station.
 */
export const MOST_UNPAID = 120
export const UNPAID_COUNTED_MS = 60_000
/** Papers of one payment within a minute. */
export const MOST_PAPERS = 5
export const PAPERS_COUNTED_MS = 60_000
/** Within this time after a payment its head is known elsewhere than in the data folder, or its receipt follows. */
export const HEAD_KNOWN_MS = 2_000
/** Numbers that one payment's confirmation is ever sent to. */
export const MOST_PHONES = 3
/** Settled payments that are kept at hand; older ones are read from the journal. */
export const MOST_AT_HAND = 2_000
/** Between two questions what became of an attempt that a card terminal hasn't answered yet. */
export const TERMINAL_LOOK_MS = 3_000
/** Between two looks at a wallet that waits for its holder. */
export const WALLET_LOOK_MS = 1_000
