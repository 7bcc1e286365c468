import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toBase64 } from './base64.ts'

it('base64 of any bytes is read back by Node as the same bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
      expect(new Uint8Array(Buffer.from(toBase64(bytes), 'base64'))).toEqual(bytes)
    }),
    { numRuns: 50 },
  )
})
