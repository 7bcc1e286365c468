/** The intervals and limits of upkeep. Times in milliseconds. */

/** How many faults of its page a face may report, and within what time they are counted. */
export const MAX_INCIDENTS = 20
export const INCIDENTS_COUNTED_MS = 60_000

/** How often the log reports the progress of the check of the journal's past. */
export const CHECK_LOGGED_MS = 10_000

/** How often the free space of the disk is checked. */
export const DISK_LOOK_MS = 60_000

/** How often personal data past its retention is looked for. */
export const ERASE_LOOK_MS = 3_600_000

/** How often idle devices are looked at whose last test is old. */
export const DEVICES_ASKED_MS = 60_000

/** How long a signing key is used, and how often its age and the gateway's knowledge of it are checked. */
export const SIGNING_KEY_USED_MS = 365 * 86_400_000
export const KEY_LOOK_MS = 60_000

/** A wall clock that moved this far against the monotonic one counts as set while the station ran. */
export const CLOCK_MOVED_MS = 15_000
