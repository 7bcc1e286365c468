import type { z } from 'zod'
import type { Outcome } from '../contract/refusals.ts'
import type { identityContract } from './identity-contract.ts'
import type { moneyContract } from './money-contract.ts'

type Contracts = typeof moneyContract & typeof identityContract
type Asked<Name extends keyof Contracts> = z.input<NonNullable<Contracts[Name]['~orpc']['inputSchema']>>
type Answered<Name extends keyof Contracts> = z.output<NonNullable<Contracts[Name]['~orpc']['outputSchema']>>

/**
 * The money calls. Each is sent once: a call without an answer is repeated, with the same key, by whoever keeps the
 * payment's record.
 */
export type GatewayMoney = {
  [Name in keyof typeof moneyContract]: (question: Asked<Name>) => Promise<Outcome<{ answer: Answered<Name> }>>
}

/**
 * The identity calls. Each is sent once; what became of an act without an answer is asked by `settleAct`, never by
 * doing it again.
 */
export type GatewayIdentity = {
  [Name in keyof typeof identityContract]: (question: Asked<Name>) => Promise<Outcome<{ answer: Answered<Name> }>>
}

/** The head of a journal: the number and the hash (32 bytes) of its newest entry. */
export interface JournalHead {
  seq: number
  hash: Uint8Array
}

/**
 * The agencies' gateway as the station sees it. Every call ends within its deadline. Calls refuse with
 * `gateway-unreachable` where no answer came and `gateway-refused` where the answer can't be used.
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
   * Every key that this station ever published, the oldest first: raw Ed25519, 32 bytes each. An older gateway without
   * this call answers `gateway-refused` with status 404.
   */
  stationKeys(): Promise<Outcome<{ publicKeys: Uint8Array[] }>>
  money: GatewayMoney
  identity: GatewayIdentity
  /**
   * From now on each heartbeat, each money call and each identity call carries the journal's head that `head` answers. `isInJournal`
   * answers whether a head that the gateway named is in the journal: true or false, or undefined where it isn't and the
   * station couldn't record that durably yet, so that the gateway has to name it again. Without `isInJournal` the
   * gateway notices a fork only where it compares the heads themselves. `onKept` is called with each head that the
   * gateway has kept from then on.
   */
  carryHead(
    head: () => JournalHead,
    isInJournal?: (head: JournalHead) => boolean | undefined,
    onKept?: (head: JournalHead) => void,
  ): void
  /**
   * The heads that the gateway named in the last answered heartbeat of this process: the last one that it had heard of
   * before and, where a code continued the station, the last one from before that, until the station has said that it
   * was told. Empty before the first answer, and where the gateway knows none.
   */
  headsNamed(): readonly JournalHead[]
  /**
   * Whether the gateway has answered a heartbeat of this process that carried the head; from then on `headsNamed` and
   * `suspect` are its judgement of the journal.
   */
  isHeadJudged(): boolean
  /**
   * Whether the gateway refused this station's token and hasn't accepted it since: then the line is there, and the
   * gateway judges no journal.
   */
  isTokenRefused(): boolean
  /**
   * What the gateway holds against this station's journal, by the last answered heartbeat. It takes no new quotes and
   * reservations from such a station.
   */
  suspect(): 'went-back' | 'forked' | undefined
  /**
   * Sets how the signed time in a heartbeat's answer is verified. `read` answers the time that was signed for this
   * station and this nonce, in milliseconds since 1970, or undefined where it doesn't verify. Setting it also tries the
   * last answer again that didn't verify. `onTime` is called after each time that is believed.
   */
  verifyTimesWith(read: (signed: Uint8Array, nonce: Uint8Array) => number | undefined, onTime: () => void): void
  /**
   * The gateway's clock minus this machine's, in milliseconds, by the last signed time of this process and the
   * monotonic time since; undefined before there is one. It is wrong by half of `TIME_ROUND_TRIP` at most.
   */
  clockOffset(): number | undefined
  /** The state of the line, by the heartbeat and every other call's outcome. */
  line(): LineState
  /** `listener` hears every change of the line. Returns the function that stops it. */
  onLine(listener: (line: LineState) => void): () => void
  close(): void
}

/**
 * The state of the line to the gateway. `starting`: nothing was answered or lost yet. `since`: milliseconds since 1970.
 */
export interface LineState {
  state: 'starting' | 'up' | 'down'
  since: number
}
