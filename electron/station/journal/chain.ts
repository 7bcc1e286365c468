import { hash } from 'node:crypto'
import { hashedForm } from './canonical.ts'

/** The layout of an entry's hashed form; it changes when the fields do. */
const LAYOUT = 1
/** The previous hash of the first entry. */
export const GENESIS = new Uint8Array(32)

/**
 * An entry as it stands in the table. `facts` is canonical CBOR; `key` is the number of the body key that sealed
 * `body`; `kid` and `signature` are on the last entry of a commit group.
 */
export interface Row {
  seq: number
  /** Milliseconds since 1970. */
  at: number
  kind: string
  actor: string
  transaction: string | null
  facts: Uint8Array
  key: number | null
  body: Uint8Array | null
  hash: Uint8Array
  kid: Uint8Array | null
  signature: Uint8Array | null
}

/**
 * An entry's hash: SHA-256 over the canonical CBOR of
 * `[1, seq, at, kind, actor, transaction, facts (bytes), key, body (bytes as sealed), previous hash]`.
 * The signature isn't in it: it signs the hash.
 */
export function hashOf(row: Omit<Row, 'hash' | 'kid' | 'signature'>, previous: Uint8Array): Uint8Array {
  return hash(
    'sha256',
    hashedForm([LAYOUT, row.seq, row.at, row.kind, row.actor, row.transaction, row.facts, row.key, row.body, previous]),
    'buffer',
  )
}
