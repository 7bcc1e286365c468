import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toBase64 } from './base64.ts'

it('is what Node reads back when the bytes are any', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
      expect(new Uint8Array(Buffer.from(toBase64(bytes), 'base64'))).toEqual(bytes)
    }),
    { numRuns: 50 },
  )
})
