import { encode } from 'cborg'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashedForm } from './chain.ts'

const field = fc.oneof(
  fc.maxSafeNat(), fc.nat(70_000), fc.string({ unit: 'binary', maxLength: 300 }), fc.constant(null), fc.uint8Array({ maxLength: 300 }), fc.constant(new Uint8Array(70_000))
)

describe('the form of an entry that is hashed', () => {
  it('is the canonical CBOR that cborg writes', () => {
    fc.assert(fc.property(fc.array(field, { maxLength: 12 }), (fields) => {
      expect(Buffer.from(hashedForm(fields)).equals(encode(fields))).toBe(true)
    }))
  })
})
