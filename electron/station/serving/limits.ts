/** The limits of serving pages. Sizes in bytes, times in milliseconds. */

/** The largest frame that any client may send; the longest code is 4,096 bytes. */
export const MAX_FRAME_BYTES = 256 * 1024

/** How many requests of one connection may be open at once, event streams included. */
export const MAX_OPEN_REQUESTS = 64

/** How many bytes may wait in a socket whose reader doesn't read, before the socket is closed. */
export const MAX_UNSENT_BYTES = 4 * 1024 * 1024

/** How many events may wait for one subscriber; with more the stream ends, and the page subscribes again. */
export const MAX_WAITING_EVENTS = 256

/** How long after they were read or last shown a verified person is forgotten. */
export const PERSON_KEPT_MS = 5 * 60_000

/** How long a session without a connection keeps its sign-in, so that a page may reload. */
export const SESSION_KEPT_MS = 60_000

/** How long a window may take to answer a ping before it counts as gone. */
export const WINDOW_ANSWERS_MS = 1_000

/**
 * How long a face stays free for its last window before a waiting one gets it: longer than a page ever waits between
 * two attempts to connect.
 */
export const FACE_KEPT_MS = 4_000
