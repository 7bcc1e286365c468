import { hash } from 'node:crypto'
import { encode } from 'cborg'
import type { JournalValue } from './journal.ts'

/** The layout of an entry's hashed form; it changes when the fields do. */
const LAYOUT = 1
/** What the first entry follows. */
export const GENESIS = new Uint8Array(32)

/** An entry as it stands in the table. `facts`: canonical CBOR; `key`: whose body key sealed `body`; `signature`: on the last entry of a commit group. */
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

/** Canonical CBOR (RFC 8949, section 4.2.1): shortest integers, definite lengths, sorted keys. */
export function canonical(value: JournalValue): Uint8Array {
  return encode(value, { ignoreUndefinedProperties: true })
}

/**
 * An entry's hash: SHA-256 over the canonical CBOR of
 * `[1, seq, at, kind, actor, transaction, facts (bytes), key, body (bytes as sealed), previous hash]`.
 * The signature isn't in it: it signs the hash.
 */
export function hashOf(row: Omit<Row, 'hash' | 'kid' | 'signature'>, previous: Uint8Array): Uint8Array {
  return hash('sha256', hashedForm([LAYOUT, row.seq, row.at, row.kind, row.actor, row.transaction, row.facts, row.key, row.body, previous]), 'buffer')
}

/** Room for everything of an entry but its facts and its body. */
const MOST_FIELDS = 4_096
let form = Buffer.alloc(16 * 1_024)

/** Canonical CBOR of a flat array, by hand: verifying a journal does little else. The bytes are good until the next call. */
export function hashedForm(fields: readonly (number | string | Uint8Array | null)[]): Uint8Array {
  const size = fields.reduce<number>((sum, field) => sum + (field instanceof Uint8Array ? field.length : typeof field === 'string' ? field.length * 3 : 0), MOST_FIELDS)
  if (form.length < size) form = Buffer.alloc(size * 2)
  let end = head(0, 0x80, fields.length)
  for (const field of fields) {
    if (field === null) form[end++] = 0xf6
    else if (typeof field === 'number') end = head(end, 0, field)
    else if (typeof field === 'string') end = text(end, field)
    else {
      end = head(end, 0x40, field.length)
      form.set(field, end)
      end += field.length
    }
  }
  return form.subarray(0, end)
}

/** An item's first byte and its shortest argument (RFC 8949, section 3). */
function head(at: number, major: number, value: number): number {
  if (value < 24) return form.writeUInt8(major | value, at)
  if (value < 0x100) return form.writeUInt8(value, form.writeUInt8(major | 24, at))
  if (value < 0x1_0000) return form.writeUInt16BE(value, form.writeUInt8(major | 25, at))
  if (value < 0x1_0000_0000) return form.writeUInt32BE(value, form.writeUInt8(major | 26, at))
  const high = form.writeUInt32BE(Math.floor(value / 0x1_0000_0000), form.writeUInt8(major | 27, at))
  return form.writeUInt32BE(value % 0x1_0000_0000, high)
}

function text(at: number, value: string): number {
  const length = Buffer.byteLength(value)
  const from = head(at, 0x60, length)
  form.write(value, from)
  return from + length
}
