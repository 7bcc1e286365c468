/** Every wait (milliseconds) and bound (bytes) of the gateway's client, in one place. */

/** A person stands at the desk: after this the bundle decides instead (codes.md, section 2). */
export const CHECK_DEADLINE = 1_500
export const HEARTBEAT_DEADLINE = 3_000
export const ENROL_DEADLINE = 10_000
export const BUNDLE_DEADLINE = 15_000
export const SUCCESSIONS_DEADLINE = 10_000
/** Files are large and lines can be slow; nobody waits for one. */
export const FILE_DEADLINE = 120_000

/** A gateway's time that took longer, there and back, isn't believed: it may be wrong by half of it. */
export const TIME_ROUND_TRIP = 2_000

/** Between two heartbeats while the line is up. */
export const HEARTBEAT_UP = 5_000
/** Between two heartbeats while it is down: doubles from the first to the last. */
export const HEARTBEAT_DOWN_FIRST = 1_000
export const HEARTBEAT_DOWN_LAST = 10_000

export const KEY_DEADLINE = 10_000

export const SMALL_ANSWER_BYTES = 64 * 1024
/** A fleet's vehicles with the photographs of their fines. */
const BILLS_ANSWER_BYTES = 8 * 1024 * 1024
/** Some 400 reading keys and 10,000 operators fit in a tenth of it. */
export const BUNDLE_ANSWER_BYTES = 8 * 1024 * 1024
/** The filter of eight million dead bindings, in base64. */
export const FILE_ANSWER_BYTES = 40 * 1024 * 1024

/** How long a call may take (milliseconds) and how large its answer may be (bytes). */
export interface Bounds {
  deadline: number
  maxBytes: number
}

const small = (deadline: number): Bounds => ({ deadline, maxBytes: SMALL_ANSWER_BYTES })

/**
 * The money calls. A person waits at the first three; the agencies and wallets are slower, and a lost answer is asked
 * for again. None waits for a holder's decision: that is asked for by `walletStatus`.
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
