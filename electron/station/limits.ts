/** The station's own limits, in one place. Sizes in bytes, times in milliseconds. */

/** The largest frame that a page, the command line or anyone else may send; the longest code is 4,096 bytes. */
export const MAX_FRAME_BYTES = 256 * 1024

/** Requests of one connection that may be open at once, streams of events included. */
export const MAX_OPEN_REQUESTS = 64

/** What may wait in a socket that its reader doesn't empty, before the socket is closed. */
export const MAX_UNSENT_BYTES = 4 * 1024 * 1024

/** Events that wait for one subscriber; one who lets more pile up loses the stream and subscribes again. */
export const MAX_WAITING_EVENTS = 256

/** Faults of its page that a face may report within the time after which they are counted anew. */
export const MAX_INCIDENTS = 20
export const INCIDENTS_COUNTED_MS = 60_000

/** A verified person is forgotten this long after they were read or last shown. */
export const PERSON_KEPT_MS = 5 * 60_000

/** A session without a connection keeps its sign-in this long, so that a page may reload. */
export const SESSION_KEPT_MS = 60_000

/** Under this much free space the disk counts as nearly full. */
export const DISK_LOW_BYTES = 200 * 1024 * 1024

/** A window that doesn't answer a ping for this long is gone, whatever its socket says. */
export const WINDOW_ANSWERS_MS = 1_000

/**
 * A face whose window went is kept for it this long from those that wait for it: longer than a page ever waits between
 * two attempts to connect.
 */
export const FACE_KEPT_MS = 4_000

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

/**
 * A machine's clock may be this far from the gateway's: up to that it is corrected, beyond it no new money is taken.
 */
export const CLOCK_OFF_MOST_MS = 120_000

/** First and longest wait before something that failed at start (the sandbox, enrolment) is tried again. */
export const RETRY_FIRST_MS = 1_000
export const RETRY_LONGEST_MS = 60_000

/**
 * Lines of the log that may say the same sentence within the time after which they are counted anew; the rest are
 * counted.
 */
export const MAX_SAME_LINES = 60
export const SAME_LINES_COUNTED_MS = 60_000

/** The log file is begun anew above this size; one older file is kept. */
export const LOG_FILE_BYTES = 5 * 1024 * 1024
