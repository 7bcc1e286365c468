/** The limits of what is recorded of identity checks, and of the papers about them. Times in milliseconds. */

/** How many people may be verified within a minute: far more than come, and few for a page that attacks its station. */
export const MOST_VERIFIED = 120
/** How many refused checks within a minute have an entry of their own; the rest are counted in one. */
export const MOST_REFUSED = 30
export const CHECKS_COUNTED_MS = 60_000
/** How many papers of what was read may be printed within a minute. */
export const MOST_READ_PAPERS = 5
export const READ_PAPERS_COUNTED_MS = 60_000
