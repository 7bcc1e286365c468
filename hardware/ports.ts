/** What every room takes from outside instead of reaching for it: time, chance and the health of a device. */

/** Time, injected. `now` is the wall clock and may be set back; `monotonic` only ever rises within one process. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z. */
  now(): number
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonic(): number
  /**
   * Calls `then` once after `ms` milliseconds; the returned function cancels it. The timer alone keeps no process
   * alive.
   */
  after(ms: number, then: () => void): () => void
}

/** Chance, injected. */
export interface Random {
  /** `length` unpredictable bytes. */
  bytes(length: number): Uint8Array<ArrayBuffer>
}

export type DeviceState = 'ready' | 'starting' | 'lost' | 'failed'

export type DeviceKind = 'scanner' | 'printer' | 'payment-terminal' | 'wallet' | 'cash'

/** The health of one device, as a screen and `station doctor` show it. `error` is a code, never a device's content. */
export interface DeviceHealth {
  id: string
  kind: DeviceKind
  /** A virtual twin says so on screen. */
  virtual: boolean
  state: DeviceState
  /** Milliseconds since 1970 at which `state` began. */
  since: number
  error?: string
}
