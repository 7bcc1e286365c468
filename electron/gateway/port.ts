import type { Outcome } from '../contract/refusals.ts'

/** The agencies' gateway as the station sees it. Every call ends within its deadline; a lost answer is `gateway-unreachable`. */
export interface Gateway {
  /** Asks about one presentation (codes.md, section 2); answers within 1.5 s or not at all. */
  checkPresentation(question: { bindingId: Uint8Array; cti: Uint8Array }): Promise<Outcome<{ status: 'live' | 'dead' | 'seen-elsewhere' }>>
  /** The encrypted trust bundle, or null where the station's own (`have`) is the newest. */
  trustBundle(have: number): Promise<Outcome<{ bundle: Uint8Array | null }>>
  /** The chain of roots: each message is signed by the root before it. */
  trustSuccessions(): Promise<Outcome<{ successions: Uint8Array[] }>>
  /** A file that the bundle names by its SHA-256, such as the revocation filter. */
  trustFile(sha256: Uint8Array): Promise<Outcome<{ file: Uint8Array }>>
  /** The line as the heartbeat and every call's outcome show it. */
  line(): LineState
  /** `listener` hears every change of the line. Returns the function that stops it. */
  onLine(listener: (line: LineState) => void): () => void
  close(): void
}

/** `since`: milliseconds since 1970. */
export interface LineState {
  state: 'starting' | 'up' | 'down'
  since: number
}
