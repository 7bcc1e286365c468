import type { DeviceHealth } from '../ports.ts'

/** Why a provider said no. A wallet that refuses an amount is a reason to offer another, not a failure. */
export const DECLINE_REASONS = [
  /** The holder's bank or wallet gave no reason. */
  'declined',
  'insufficient-funds',
  /** Above what this holder, or this kind of tender, may pay at once. */
  'limit',
  'code-used',
  'code-expired',
  'code-unknown',
  /** Announced night maintenance. */
  'maintenance',
  /** The provider refuses the attempt since it was reversed before it arrived. */
  'reversed-before',
] as const
export type DeclineReason = (typeof DECLINE_REASONS)[number]

/** The most that an attempt can ask for, in avos: ten million patacas. */
export const MOST_AVOS = 1_000_000_000

/**
 * What one attempt asks for. `attempt` (`<transaction>/<n>`) is the idempotency key: asked again, the answer is the
 * same.
 */
export interface TenderRequest {
  attempt: string
  /** In avos, above zero; what isn't, and what is above `MOST_AVOS`, is declined before anybody is asked. */
  amountAvos: number
  /** Milliseconds from now after which the provider shall no longer approve. */
  deadlineMs: number
  /** The payment code that the customer's wallet showed, where one was scanned. */
  customerCode?: string
}

/** A code for the customer's phone: EMVCo merchant-presented text, good until `expiresAt` (milliseconds since 1970). */
export interface ShownCode {
  text: string
  expiresAt: number
}

/**
 * The same four answers for every tender (money.md). `unknown`: a lost, late or unreadable answer; it is asked for
 * again, never taken for a failure.
 */
export type TenderAnswer =
  | { state: 'approved'; reference: string; approvedAvos: number; provider: string }
  | { state: 'declined'; reason: DeclineReason }
  | { state: 'cancelled' }
  | { state: 'unknown' }

/** What a provider knows of an attempt. `none`: it has never seen it. */
export type TenderStatus = TenderAnswer | { state: 'pending' } | { state: 'none' } | { state: 'reversed' }

/**
 * What is given back: all that is left of an attempt, or one part under a key of its own, which makes it idempotent
 * too. A part known under its key with another amount, and one that is more than what is left, isn't given back and
 * stays `unknown`.
 */
export interface ReversalRequest {
  attempt: string
  part?: { key: string; amountAvos: number }
}

/**
 * `refused`: whoever has the money will never give it back this way; asking again is no use. `unknown`: not
 * acknowledged; ask again with the same words.
 */
export type ReversalAnswer = { state: 'reversed' } | { state: 'refused' } | { state: 'unknown' }

/**
 * One way to take money, real or virtual. No method rejects for what a provider, a line or a customer can do: that is
 * `unknown` or a decline. A reversal of an attempt that the provider hasn't seen is acknowledged, remembered, and the
 * attempt refused when it arrives.
 */
export interface Tender {
  health(): DeviceHealth
  onHealth(listener: (health: DeviceHealth) => void): () => void
  /**
   * Asks for the money. `show` is called where the customer has to scan something. `signal` aborts the waiting only:
   * the outcome is then `unknown`.
   */
  ask(request: TenderRequest, options: { signal: AbortSignal; show?: (code: ShownCode) => void }): Promise<TenderAnswer>
  /**
   * What became of an attempt; it may be asked while `ask` waits, and then answers beside it. `pending`: the customer
   * hasn't decided yet.
   */
  status(attempt: string): Promise<TenderStatus>
  /** Gives the money back, or makes sure that it is never taken. */
  reverse(request: ReversalRequest): Promise<ReversalAnswer>
  close(): Promise<void>
}
