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
 * What a device is for. `wallet` is no device but a way to pay, through the gateway; it is a kind because its health is
 * shown beside the devices'. `cash` is both: the way to pay through the clerk's hands, and the drawer.
 */
export type DeviceKind =
  | 'scanner'
  | 'camera'
  | 'card-reader'
  | 'fingerprint'
  | 'printer'
  | 'lights'
  | 'keypad'
  | 'payment-terminal'
  | 'wallet'
  | 'cash'

/**
 * What a USB device says of itself: `vendor` and `product` as `lsusb` prints them, `port` the socket that it is plugged
 * into, `name` its model, `release` the number of its firmware (bcdDevice), such as `1.20`, `mode` how a scanner sends what
 * it reads.
 */
export interface DeviceInfo {
  vendor: string
  product: string
  serial?: string | undefined
  port?: string | undefined
  maker?: string | undefined
  name?: string | undefined
  release?: string | undefined
  mode?: 'hid-pos' | 'keyboard' | undefined
}

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
