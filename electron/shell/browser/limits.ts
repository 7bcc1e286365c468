/** The limits of the loopback server, in bytes and milliseconds. It serves a few windows of one machine. */
export const LIMITS = {
  /** All headers of a request together; a browser's are under 2 KiB. */
  headerBytes: 8 * 1024,
  /** A client that needs longer to send its headers is disconnected (against slow-loris attacks). */
  headersMs: 5_000,
  requestMs: 10_000,
  /** How often `headersMs` and `requestMs` are checked. */
  lookMs: 1_000,
  /** A connection without a request is kept this long. */
  idleMs: 5_000,
  /** A client that stops reading its answer is disconnected after this time. */
  stalledMs: 30_000,
  connections: 128,
  /** The most WebSockets of the contract at once: one for each page, and some that are closing. */
  sockets: 32,
  /** The largest message of the contract; a scan has 64 KiB at most. */
  frameBytes: 256 * 1024,
  /** The first and the longest wait before a station that couldn't start is started again. */
  retryFirstMs: 10_000,
  retryLongestMs: 120_000,
} as const
