/** What the loopback server bears, in bytes and milliseconds. It serves a few windows of one machine. */
export const LIMITS = {
  /** All headers of a request together: a browser's are under 2 KiB. */
  headerBytes: 8 * 1024,
  /** A client that sends its headers slower than this is let go (slow loris). */
  headersMs: 5_000,
  requestMs: 10_000,
  /** How often those two are looked at. */
  lookMs: 1_000,
  /** A connection without a request is kept this long. */
  idleMs: 5_000,
  /** A client that stops reading its answer is let go after this. */
  stalledMs: 30_000,
  connections: 128,
  /** Sockets of the contract at once: one a page, and some that are about to close. */
  sockets: 32,
  /** The largest frame of the contract: a scan is at most 64 KiB. */
  frameBytes: 256 * 1024,
  /** First and longest wait before a station that could not start is tried again. */
  retryFirstMs: 10_000,
  retryLongestMs: 120_000,
} as const
