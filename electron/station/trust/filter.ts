import { createHash } from 'node:crypto'
import type { Outcome } from '../../contract/index.ts'
import { refuseTrust } from './reasons.ts'

/**
 * The revocation filter, `MEF1`: a Bloom filter (B. H. Bloom, 1970) with double hashing (Kirsch and Mitzenmacher,
 * 2006). Bytes 0–3 `MEF1`, 4 the number of hashes k, 5–7 zero, 8–11 the number of bindings, 12–19 the number of bits m,
 * 20–35 a salt, then m bits, the first of a byte in its highest place. With k = 20 and 30 bits a binding, 100,000
 * bindings take 375,036 bytes, and the filter holds an id that wasn't put in at most once in a million (0.5 in theory).
 */
export interface RevocationFilter {
  /** Whether the binding may have been revoked; false is certain. */
  isRevoked(bindingId: Uint8Array): boolean
}

const MAGIC = Buffer.from('MEF1', 'ascii')
const HEADER_BYTES = 36
const SALT_AT = 20
const MOST_HASHES = 64
const COORDINATE_BYTES = 6

/**
 * Reads the filter's file; the bytes are kept, not copied. Refuses with `trust-refused` (reason `filter`) a file that
 * isn't exactly in form.
 */
export function readFilter(bytes: Uint8Array): Outcome<{ filter: RevocationFilter }> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (file.length < HEADER_BYTES || !file.subarray(0, 4).equals(MAGIC)) return refuseTrust('filter')
  const hashes = file.readUInt8(4)
  const bits = file.readBigUInt64BE(12)
  if (hashes < 1 || hashes > MOST_HASHES || file.readUIntBE(5, 3) !== 0) return refuseTrust('filter')
  if (bits === 0n || bits % 8n !== 0n || bits / 8n !== BigInt(file.length - HEADER_BYTES)) return refuseTrust('filter')
  const salt = file.subarray(SALT_AT, HEADER_BYTES)
  const size = Number(bits)

  function isRevoked(bindingId: Uint8Array): boolean {
    const digest = createHash('sha256').update(salt).update(bindingId).digest()
    const drawn = digest.readUIntBE(COORDINATE_BYTES, COORDINATE_BYTES)
    // The step is made odd without 32-bit operators, since the number has 48 bits. The last position stays below 2^53.
    const step = drawn % 2 === 0 ? drawn + 1 : drawn
    let position = digest.readUIntBE(0, COORDINATE_BYTES)
    for (let hash = 0; hash < hashes; hash++, position += step) {
      const bit = position % size
      const byte = file[HEADER_BYTES + Math.floor(bit / 8)] ?? 0
      if ((byte & (0x80 >> (bit % 8))) === 0) return false
    }
    return true
  }
  return { ok: true, filter: { isRevoked } }
}
