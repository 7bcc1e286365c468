import type { KeyObject } from 'node:crypto'
import type { CardService, FieldName, ServiceId } from '../../contract/index.ts'

/** A key and the time in which it is good: from ≤ now ≤ until, in milliseconds since 1970. `kid`: 8 bytes. */
interface TrustedKey<Key> {
  kid: Uint8Array
  key: Key
  from?: number
  until?: number
}

/**
 * `capAvos`: the most that one payment may be, in avos. `maintenance`: times of day in Asia/Macau, `HH:MM`; one that
 * ends before it begins goes on into the next day.
 */
interface TrustedWallet {
  id: string
  name: string
  prefixes: readonly string[]
  capAvos?: number
  maintenance?: readonly { from: string; until: string }[]
}

/** A trust bundle, opened and checked (codes.md, section 4). Times are in milliseconds since 1970. */
export interface TrustBundle {
  version: number
  issuedAt: number
  expiresAt: number
  issuerKeys: readonly TrustedKey<KeyObject>[]
  readingKeys: readonly TrustedKey<Uint8Array>[]
  /** The keys by which ID cards are signed. Without them no card is believed. */
  documentKeys?: readonly TrustedKey<KeyObject>[]
  /** Which resident each operator is, by their ids, so that nobody acts on their own record. `subject`: 16 bytes. */
  operators?: readonly { id: string; subject: Uint8Array }[]
  /** The Ed25519 keys by which the gateway signs its time. Without them the gateway's time can't be verified. */
  timeKeys?: readonly TrustedKey<KeyObject>[]
  /** The revocation filter that belongs to the bundle; `size` is in bytes. */
  revokedBindings: { version: number; size: number; sha256: Uint8Array }
  /** The fields that DSI approved for this station, per service. */
  authorisations: Readonly<Partial<Record<ServiceId | CardService, readonly FieldName[]>>>
  /** The wallets; payment codes of 16 to 24 digits are recognised by their prefixes. */
  wallets: readonly TrustedWallet[]
  /** The season of vehicle tax, dates as YYYY-MM-DD in Asia/Macau. */
  season?: { year: number; from: string; until: string }
  /**
   * How long personal data in the journal is kept, in milliseconds by kind of entry; `*` stands for every other kind.
   */
  retention?: Readonly<Record<string, number>>
}
