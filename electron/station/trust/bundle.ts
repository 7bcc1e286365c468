import type { KeyObject } from 'node:crypto'
import type { FieldName, ServiceId } from '../../contract/index.ts'

/** A key and the time in which it is good: from ≤ now ≤ until, in milliseconds since 1970. `kid`: 8 bytes. */
interface TrustedKey<Key> {
  kid: Uint8Array
  key: Key
  from?: number
  until?: number
}

/**
 * `capAvos`: the most that one payment may be. `maintenance`: times of day in Asia/Macau, `HH:MM`; one that ends before
 * it begins ends on the next day.
 */
interface TrustedWallet {
  id: string
  name: string
  prefixes: readonly string[]
  capAvos?: number
  maintenance?: readonly { from: string; until: string }[]
}

/** What the station trusts, opened and checked (codes.md, section 4). Instants are milliseconds since 1970. */
export interface TrustBundle {
  version: number
  issuedAt: number
  expiresAt: number
  issuerKeys: readonly TrustedKey<KeyObject>[]
  readingKeys: readonly TrustedKey<Uint8Array>[]
  /** The keys by which the gateway signs its time: Ed25519. Without them no gateway's time is known. */
  timeKeys?: readonly TrustedKey<KeyObject>[]
  /** Which revocation filter goes with it; `size` in bytes. */
  revokedBindings: { version: number; size: number; sha256: Uint8Array }
  /** The fields that DSI approved for this station, per service. */
  authorisations: Readonly<Partial<Record<ServiceId, readonly FieldName[]>>>
  /** The wallets whose codes of 16 to 24 digits are known by their prefix. */
  wallets: readonly TrustedWallet[]
  /** The season of vehicle tax: dates (YYYY-MM-DD in Asia/Macau) are data. */
  season?: { year: number; from: string; until: string }
  /** How long what is personal in the journal is kept, in milliseconds, by kind of entry; `*`: every other kind. */
  retention?: Readonly<Record<string, number>>
}
