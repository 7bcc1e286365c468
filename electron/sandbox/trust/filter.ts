import { createHash } from 'node:crypto'

/** The revocation filter's shape: 30 bits a binding under 20 hashes give at most one false positive in a million. */
const HASHES = 20
const BITS_PER_BINDING = 30
/** The size of a small filter, in bindings: fewer would let chance fill it unevenly. */
const LEAST_BINDINGS = 1024
const HEADER_BYTES = 36
const SALT_BYTES = 16

/**
 * Makes the revocation filter's file from the ended bindings (`MEF1`: a Bloom filter with a salt). `salt` has 16 bytes.
 */
export function encodeFilter(deadBindings: readonly Uint8Array[], salt: Uint8Array): Uint8Array {
  const bits = Math.ceil((Math.max(deadBindings.length, LEAST_BINDINGS) * BITS_PER_BINDING) / 8) * 8
  const file = Buffer.alloc(HEADER_BYTES + bits / 8)
  file.write('MEF1', 'ascii')
  file[4] = HASHES
  file.writeUInt32BE(deadBindings.length, 8)
  file.writeBigUInt64BE(BigInt(bits), 12)
  file.set(salt.subarray(0, SALT_BYTES), 20)
  for (const bindingId of deadBindings) {
    const digest = createHash('sha256').update(salt).update(bindingId).digest()
    let position = digest.readUIntBE(0, 6)
    const drawn = digest.readUIntBE(6, 6)
    const step = drawn % 2 === 0 ? drawn + 1 : drawn
    for (let hash = 0; hash < HASHES; hash++, position += step) {
      const bit = position % bits
      const at = HEADER_BYTES + Math.floor(bit / 8)
      file[at] = (file[at] ?? 0) | (0x80 >> (bit % 8))
    }
  }
  return new Uint8Array(file)
}
