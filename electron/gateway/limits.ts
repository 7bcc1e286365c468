/** Every deadline (milliseconds) and size limit (bytes) of the gateway's client. */

/** A person is waiting: after this time the trust bundle decides instead (codes.md, section 2). */
export const CHECK_DEADLINE = 1_500
export const HEARTBEAT_DEADLINE = 3_000
export const ENROL_DEADLINE = 10_000
export const BUNDLE_DEADLINE = 15_000
export const SUCCESSIONS_DEADLINE = 10_000
/** Files are large and lines can be slow; no person waits for one. */
export const FILE_DEADLINE = 120_000

/** A signed time whose question and answer took longer isn't believed, since it may be wrong by half of that. */
export const TIME_ROUND_TRIP = 2_000

/** The pause between two heartbeats while the line is up. */
export const HEARTBEAT_UP = 5_000
/** The pause between two heartbeats while the line is down: it doubles from the first to the last. */
export const HEARTBEAT_DOWN_FIRST = 1_000
export const HEARTBEAT_DOWN_LAST = 10_000

export const KEY_DEADLINE = 10_000

export const SMALL_ANSWER_BYTES = 64 * 1024
/** Enough for all vehicles of a fleet with the photographs of their fines. */
const BILLS_ANSWER_BYTES = 8 * 1024 * 1024
/** About twice what the longest answer takes, with two hundred logins. */
const ENTITY_ANSWER_BYTES = 512 * 1024
/** About ten times what 400 reading keys and 10,000 operators take. */
export const BUNDLE_ANSWER_BYTES = 8 * 1024 * 1024
/** Enough for the revocation filter of eight million ended bindings, in base64. */
export const FILE_ANSWER_BYTES = 40 * 1024 * 1024

/** How long a call may take (milliseconds) and how large its answer may be (bytes). */
export interface Bounds {
  deadline: number
  maxBytes: number
}

const small = (deadline: number): Bounds => ({ deadline, maxBytes: SMALL_ANSWER_BYTES })

/**
 * The limits of the money calls. A person waits for the first three. Agencies and wallets may be slower, and a lost
 * answer is asked for again. No call waits until a wallet's holder decides: `walletStatus` asks for that.
 */
export const MONEY_BOUNDS = {
  findBills: { deadline: 5_000, maxBytes: BILLS_ANSWER_BYTES },
  quote: { deadline: 5_000, maxBytes: BILLS_ANSWER_BYTES },
  reserve: small(5_000),
  release: small(5_000),
  submitItem: small(10_000),
  reverseItem: small(10_000),
  itemStates: small(8_000),
  sendMessage: small(10_000),
  chargeWallet: small(8_000),
  showWallet: small(8_000),
  walletStatus: small(8_000),
  reverseWallet: small(8_000),
} as const satisfies Record<string, Bounds>

/** The limits of the identity calls; a person waits for each but the last. */
export const IDENTITY_BOUNDS = {
  checkCard: small(5_000),
  checkGuardian: small(5_000),
  findNumber: small(5_000),
  findBindings: small(5_000),
  findFreeze: small(5_000),
  findEntity: { deadline: 5_000, maxBytes: ENTITY_ANSWER_BYTES },
  findSecurityCode: small(5_000),
  performAct: small(8_000),
  settleAct: small(8_000),
} as const satisfies Record<string, Bounds>
