/** The limits of disk and log. Sizes in bytes, times in milliseconds. */

/** Under this much free space the disk counts as nearly full. */
export const DISK_LOW_BYTES = 200 * 1024 * 1024

/**
 * Lines of the log that may say the same sentence within the time after which they are counted anew; the rest are
 * counted.
 */
export const MAX_SAME_LINES = 60
export const SAME_LINES_COUNTED_MS = 60_000

/** The log file is begun anew before it is larger than this; one older file is kept. */
export const LOG_FILE_BYTES = 5 * 1024 * 1024
