import type { z } from 'zod'
import type { Outcome } from '../contract/refusals.ts'
import type { moneyContract } from './money-contract.ts'

type Asked<Name extends keyof typeof moneyContract> = z.input<
  NonNullable<(typeof moneyContract)[Name]['~orpc']['inputSchema']>
>
type Answered<Name extends keyof typeof moneyContract> = z.output<
  NonNullable<(typeof moneyContract)[Name]['~orpc']['outputSchema']>
>

/**
 * The money side of the gateway, asked once each: what wasn't answered is asked again by whoever keeps the books, with
 * the same key.
 */
export type GatewayMoney = {
  [Name in keyof typeof moneyContract]: (question: Asked<Name>) => Promise<Outcome<{ answer: Answered<Name> }>>
}

/** The head of a journal. `hash`: 32 bytes. */
export interface JournalHead {
  seq: number
  hash: Uint8Array
}

/**
 * The agencies' gateway as the station sees it. Every call ends within its deadline; a lost answer is
 * `gateway-unreachable`.
 */
export interface Gateway {
  /** Asks about one presentation (codes.md, section 2); answers within 1.5 s or not at all. */
  checkPresentation(question: {
    bindingId: Uint8Array
    cti: Uint8Array
  }): Promise<Outcome<{ status: 'live' | 'dead' | 'seen-elsewhere' }>>
  /** The encrypted trust bundle, or null where the station's own (`have`) is the newest. */
  trustBundle(have: number): Promise<Outcome<{ bundle: Uint8Array | null }>>
  /** The chain of roots: each message is signed by the root before it. */
  trustSuccessions(): Promise<Outcome<{ successions: Uint8Array[] }>>
  /** A file that the bundle names by its SHA-256, such as the revocation filter. */
  trustFile(sha256: Uint8Array): Promise<Outcome<{ file: Uint8Array }>>
  /**
   * Tells the gateway the key with which this station signs from now on. `kid`: 8 bytes; `publicKey`: raw Ed25519, 32
   * bytes.
   */
  publishKey(key: { kid: Uint8Array; publicKey: Uint8Array }): Promise<Outcome>
  /**
   * Every key that this station ever published; an older gateway that can't say answers `gateway-refused` with status
   * 404.
   */
  stationKeys(): Promise<Outcome<{ publicKeys: Uint8Array[] }>>
  money: GatewayMoney
  /**
   * Each heartbeat and each money call carries this head of the journal from now on. `holds`: whether a head that the
   * gateway named is in the journal, or undefined where it isn't and that couldn't be kept yet, so that the gateway has
   * to name an earlier one again; without it a journal that forked and went on is seen only where it is asked for its
   * head. `heard`: called with each head that the gateway has from then on.
   */
  carryHead(
    head: () => JournalHead,
    holds?: (head: JournalHead) => boolean | undefined,
    heard?: (head: JournalHead) => void,
  ): void
  /**
   * The heads that the gateway named in the last answered heartbeat of this process: the last one that it had heard of
   * before, and of a station that a code continued the last one from before that, until the station has said that it
   * was told. None before the first answer, and where it knew none.
   */
  headsNamed(): readonly JournalHead[]
  /**
   * Whether the gateway has answered a heartbeat of this connection that carried the head: then `headsNamed` and
   * `suspect` are its judgement.
   */
  headJudged(): boolean
  /**
   * Whether the gateway refused this station's token and hasn't taken it since: then there is a line, and no judgement.
   */
  isTokenRefused(): boolean
  /**
   * What the gateway holds against this station's journal, by the last answered heartbeat: it takes no new money from
   * it then.
   */
  suspect(): 'went-back' | 'forked' | undefined
  /**
   * Says how the time in a heartbeat's answer is read: `read` answers what was signed for this station and this nonce,
   * in milliseconds since 1970, or undefined. Told again, it looks once more at the last answer that wasn't believed.
   * `heard` is called with each time that is believed from then on.
   */
  trustTime(read: (signed: Uint8Array, nonce: Uint8Array) => number | undefined, heard: () => void): void
  /**
   * The gateway's clock now less this machine's, in milliseconds, by the last signed time of this process and what was
   * counted since; undefined before. It may be wrong by half of `TIME_ROUND_TRIP` at most.
   */
  clockOffset(): number | undefined
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
