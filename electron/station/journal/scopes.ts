import type { Clock } from '../../../hardware/ports.ts'

/**
 * How many scopes (transactions, sessions, days) each of the two generations remembers the key of. The key of an older
 * transaction is looked up in the journal.
 */
const MOST_SCOPES = 25_000

/** Remembers which body key seals each scope: a transaction, a session or a day. */
export interface Scopes {
  get(scope: string): number | undefined
  set(scope: string, key: number): void
  /** A time in milliseconds since 1970: the key of a scope that began at or before it may be forgotten. */
  forgottenUntil(): number
}

/**
 * Makes an empty memory of at most `2 * MOST_SCOPES` scopes and their keys. `clock` gives the time for `forgottenUntil`.
 */
export function createScopes(clock: Pick<Clock, 'now'>): Scopes {
  let [older, newer] = [new Map<string, number>(), new Map<string, number>()]
  let [forgotten, turned] = [clock.now(), clock.now()]
  return {
    get: (scope) => newer.get(scope) ?? older.get(scope),
    set(scope, key) {
      newer.set(scope, key)
      if (newer.size <= MOST_SCOPES) return
      ;[older, newer] = [newer, new Map<string, number>()]
      ;[forgotten, turned] = [turned, clock.now()]
    },
    forgottenUntil: () => forgotten,
  }
}

/** When a UUIDv7 was made (RFC 9562, section 5.7), in milliseconds since 1970; undefined for any other text. */
export function timeOf(transaction: string): number | undefined {
  const [, high, low] = /^([0-9a-f]{8})-([0-9a-f]{4})-7/.exec(transaction) ?? []
  return high === undefined || low === undefined ? undefined : Number.parseInt(high + low, 16)
}
