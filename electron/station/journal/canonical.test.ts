import { encode } from 'cborg'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical, hashedForm } from './canonical.ts'
import type { JournalValue } from './journal.ts'

const leaf = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -70_000, max: 70_000 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 300 }),
  fc.constant(new Uint8Array(70_000)),
  fc.double({ noNaN: true }),
)
const name = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constant('__proto__'),
)
const { value } = fc.letrec<{ value: JournalValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 30 }),
    fc.dictionary(name, fc.option(tie('value'), { nil: undefined }), { maxKeys: 30 }),
  ),
}))

describe('canonical CBOR', () => {
  it('is what cborg writes, of every value', () => {
    fc.assert(
      fc.property(value, (any) => {
        expect(Buffer.from(canonical(any)).equals(encode(any, { ignoreUndefinedProperties: true }))).toBe(true)
      }),
    )
  })

  it("is a copy that the next value doesn't overwrite, unlike the hashed form", () => {
    const kept = canonical({ one: 1 })
    const lent = hashedForm({ one: 1 })
    canonical({ two: 2 })
    expect([Buffer.from(kept).equals(encode({ one: 1 })), Buffer.from(lent).equals(encode({ one: 1 }))]).toEqual([
      true,
      false,
    ])
  })

  it('refuses every other type of value', () => {
    const odd: unknown[] = [
      () => 1,
      Symbol('odd'),
      undefined,
      1n,
      new Map([['avos', 1]]),
      new Date(0),
      { at: new Date(0) },
    ]
    for (const any of odd)
      expect(() => {
        Reflect.apply(canonical, undefined, [any])
      }).toThrow(TypeError)
  })
})
