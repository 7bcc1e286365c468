/** How long an act is kept without anything happening before it is left, in milliseconds: as a verified person is. */
export const ACT_KEPT_MS = 5 * 60_000
/** How many ends of an ID number that aren't the person's end an act. */
export const MOST_WRONG_DIGITS = 3
/** How many papers of one act may be printed within a minute. */
export const MOST_PAPERS = 5
export const PAPERS_COUNTED_MS = 60_000
/** How long the code of a slip finds its act again. */
export const SLIP_GOOD_MS = 30 * 86_400_000
