/** The limits of what serves pages. Sizes in bytes, times in milliseconds. */

/** The largest frame that a page, the command line or anyone else may send; the longest code is 4,096 bytes. */
export const MAX_FRAME_BYTES = 256 * 1024

/** Requests of one connection that may be open at once, streams of events included. */
export const MAX_OPEN_REQUESTS = 64

/** What may wait in a socket that its reader doesn't empty, before the socket is closed. */
export const MAX_UNSENT_BYTES = 4 * 1024 * 1024

/** Events that wait for one subscriber; one who lets more pile up loses the stream and subscribes again. */
export const MAX_WAITING_EVENTS = 256

/** A verified person is forgotten this long after they were read or last shown. */
export const PERSON_KEPT_MS = 5 * 60_000

/** A session without a connection keeps its sign-in this long, so that a page may reload. */
export const SESSION_KEPT_MS = 60_000

/** A window that doesn't answer a ping for this long is gone, whatever its socket says. */
export const WINDOW_ANSWERS_MS = 1_000

/**
 * A face whose window went is kept for it this long from those that wait for it: longer than a page ever waits between
 * two attempts to connect.
 */
export const FACE_KEPT_MS = 4_000
