/** How often the station is looked after, and from when something is wrong. Times in milliseconds. */

/** Faults of its page that a face may report within the time after which they are counted anew. */
export const MAX_INCIDENTS = 20
export const INCIDENTS_COUNTED_MS = 60_000

/** While the journal's past is looked at the log says this often how far it is, in milliseconds. */
export const CHECK_TOLD_MS = 10_000

/** How often the disk is looked at. */
export const DISK_LOOK_MS = 60_000

/** How often what is past its retention is looked for. */
export const ERASE_LOOK_MS = 3_600_000

/**
 * A key signs for a year; whether it is time for the next, and whether the gateway has heard of it, is looked at this
 * often.
 */
export const SIGNING_KEY_USED_MS = 365 * 86_400_000
export const KEY_LOOK_MS = 60_000

/** A wall clock that moved this much against the monotonic one was set while the station ran. */
export const CLOCK_MOVED_MS = 15_000
