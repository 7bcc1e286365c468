import type { DeviceHealth } from '../ports.ts'

/** Why a provider (a wallet or a card's bank) said no. A decline isn't a failure: another tender can be offered. */
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
 * What one attempt asks for. `attempt` (`<transaction>/<n>`) is the idempotency key: the same attempt, asked again, has
 * the same answer (money.md, "A payment", 2).
 */
export interface TenderRequest {
  attempt: string
  /**
   * In avos, above zero. An amount that isn't above zero, or is above `MOST_AVOS`, is declined before the provider is
   * asked.
   */
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
 * The same four answers for every tender (money.md, "A payment", 8). `unknown`: the answer was lost, late or
 * unreadable; the station asks for the status again and never takes it for a decline.
 */
export type TenderAnswer =
  | { state: 'approved'; reference: string; approvedAvos: number; provider: string }
  | { state: 'declined'; reason: DeclineReason }
  | { state: 'cancelled' }
  | { state: 'unknown' }

/**
 * What a provider knows of an attempt. `pending`: the customer hasn't decided yet; `none`: the provider has never seen
 * it.
 */
export type TenderStatus = TenderAnswer | { state: 'pending' } | { state: 'none' } | { state: 'reversed' }

/**
 * What is to be given back: all that is left of an attempt or, with `part`, so many avos once under the idempotency key
 * `part.key`. A part that is known under its key with another amount, or that is more than what is left, isn't given
 * back and is answered `unknown`.
 */
export interface ReversalRequest {
  attempt: string
  part?: { key: string; amountAvos: number }
}

/**
 * `refused`: the provider will never give the money back this way, so asking again is no use. `unknown`: the provider
 * hasn't acknowledged; the same request is to be sent again.
 */
export type ReversalAnswer = { state: 'reversed' } | { state: 'refused' } | { state: 'unknown' }

/**
 * One way to take money, real or virtual. No method rejects because of a provider, a line or a customer: that is
 * `unknown` or a decline. When a provider gets a reversal of an attempt that it hasn't seen, it acknowledges and
 * remembers it, and declines the attempt when that arrives (`reversed-before`).
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
   * What became of an attempt. It may be called while `ask` still waits for the same attempt. `pending`: the customer
   * hasn't decided yet.
   */
  status(attempt: string): Promise<TenderStatus>
  /** Gives the money back, or makes sure that an attempt which isn't decided yet never takes any. */
  reverse(request: ReversalRequest): Promise<ReversalAnswer>
  close(): Promise<void>
}
