/** What every room is given instead of using the system's own: time, chance and the health of a device. */

/** Time, injected. `now` is the wall clock and may be set back; `monotonic` never goes back within one process. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z. */
  now(): number
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonic(): number
  /**
   * Calls `then` once after `ms` milliseconds; the returned function cancels it. A timer alone doesn't keep the process
   * alive.
   */
  after(ms: number, then: () => void): () => void
}

/**
 * The source of random bytes, injected. Ids, keys and nonces are made of it, so real ones are cryptographically strong.
 */
export interface Random {
  /** `length` unpredictable bytes. */
  bytes(length: number): Uint8Array<ArrayBuffer>
}

/**
 * `lost`: it was there, or is looked for, and can't be reached; `failed`: it is there and doesn't work; `unused`: it is
 * there, and nobody has said that it is to be used.
 */
export type DeviceState = 'ready' | 'starting' | 'lost' | 'failed' | 'unused'

/**
 * What a device is for. `wallet` and `cash` are no devices but ways to pay, through the gateway and the clerk's hands;
 * they are kinds because their health is shown beside the devices'.
 */
export type DeviceKind = 'scanner' | 'card-reader' | 'fingerprint' | 'printer' | 'payment-terminal' | 'wallet' | 'cash'

/** The health of one device, as a screen and `station doctor` show it. `error` is a code, never a device's content. */
export interface DeviceHealth {
  id: string
  kind: DeviceKind
  /** True of a twin that the program plays; screens say so. */
  virtual: boolean
  state: DeviceState
  /** Milliseconds since 1970 at which `state` began. */
  since: number
  error?: string
}
