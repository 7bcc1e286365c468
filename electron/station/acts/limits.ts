/** The limits of acts. Times in milliseconds. */

/** How many acts may begin within a minute: far more than people begin, and few for a page that attacks its station. */
export const MOST_BEGUN = 60
export const BEGUN_COUNTED_MS = 60_000
/** How many refused steps of one act are written into the journal. */
export const MOST_STEPS_REFUSED = 20
/** The pauses between two questions what became of an act: the first, doubling up to the longest. */
export const AGAIN_FIRST_MS = 500
export const AGAIN_LONGEST_MS = 30_000
/** The free space, in bytes, below which no act begins. */
export const DISK_FOR_ACTS = 50 * 1024 * 1024
