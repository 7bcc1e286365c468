/** The payment machine's times in milliseconds, and its counts (money.md, "A payment"). */

/** How long after it was asked a tender may approve. */
export const TENDER_DEADLINE_MS = 3 * 60_000
/** How long after that deadline a driver's answer is still waited for. */
export const TENDER_GRACE_MS = 15_000
/** How long a call that waits for no person may take; longer than any driver's own timeout. */
export const TENDER_CALL_MS = 60_000
/** How long the gateway reserves bills: two minutes beyond the tender's deadline. */
export const RESERVED_MS = TENDER_DEADLINE_MS + 2 * 60_000
/** The pauses between repeated questions: the first, doubling up to the longest. */
export const AGAIN_FIRST_MS = 500
export const AGAIN_LONGEST_MS = 30_000
/** How often the pause before a card terminal is asked again doubles at most: to four seconds. */
export const TERMINAL_AGAIN_DOUBLED = 3
/** How long each kind of wait may take before it is reported as stuck. */
export const LATE_MS = {
  outcome: RESERVED_MS,
  reversal: 15 * 60_000,
  acknowledgement: 60 * 60_000,
  'item-reversal': 15 * 60_000,
  refund: 15 * 60_000,
  undo: 60 * 60_000,
} as const
/** How long an undo may stay unconfirmed before it becomes a supervisor's task. */
export const UNDO_TASK_MS = 86_400_000
/** How long a pending slip's code is good. */
export const SLIP_GOOD_MS = 30 * 86_400_000
/**
 * How many refused orders are written one by one, and within what time they are counted; the rest of that time is one
 * entry.
 */
export const MOST_REFUSED_EACH = 10
export const REFUSED_COUNTED_MS = 60_000
/**
 * How many payments may be begun without being paid within a minute: far more than people begin, and few for a page
 * that attacks its station.
 */
export const MOST_UNPAID = 120
export const UNPAID_COUNTED_MS = 60_000
/** How many printouts of one payment may be printed within a minute. */
export const MOST_PRINTOUTS = 5
export const PRINTOUTS_COUNTED_MS = 60_000
/** How long after a payment its head must be known outside the data folder; otherwise the receipt follows later. */
export const HEAD_ANCHOR_WAIT_MS = 2_000
/** To how many phone numbers one payment's confirmation is ever sent. */
export const MOST_PHONES = 3
/** How many settled payments are kept in memory; older ones are read from the journal. */
export const MOST_CACHED = 2_000
/** How often a card terminal that hasn't answered an attempt is asked what became of it. */
export const TERMINAL_LOOK_MS = 3_000
/** How often a wallet is asked while it waits for its holder. */
export const WALLET_LOOK_MS = 1_000
