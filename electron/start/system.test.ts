import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { systemRandom } from './system.ts'

describe('random bytes of this machine', () => {
  it('are as many as asked for, and shared with no other caller', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000), { maxLength: 40 }), (lengths) => {
        const given = lengths.map((length) => systemRandom.bytes(length))
        expect(given.map(({ length }) => length)).toEqual(lengths)
        const [first, ...others] = given
        const before = others.map((bytes) => Buffer.from(bytes))
        first?.fill(0)
        expect(others.every((bytes, index) => before[index]?.equals(bytes))).toBe(true)
      }),
    )
  })

  it("don't repeat and aren't zeros when they are asked for 20,000 times", () => {
    const seen = new Set(Array.from({ length: 20_000 }, () => Buffer.from(systemRandom.bytes(12)).toString('base64')))
    expect(seen.size).toBe(20_000)
    // No bytes that were erased after use are handed out: none begin with a run of zeros.
    expect([...seen].some((text) => text.startsWith('AAAAAAAA'))).toBe(false)
  })
})
