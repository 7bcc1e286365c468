import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase45, encodeBase45 } from './base45.ts'

const MALFORMED = { ok: false, refusal: { code: 'malformed' } }

describe('base45', () => {
  // RFC 9285, section 4.3 and 4.4.
  it.each([
    ['AB', 'BB8'],
    ['Hello!!', '%69 VD92EX0'],
    ['base-45', 'UJCLQE7W581'],
    ['ietf!', 'QED8WEX0'],
  ])('encodes and decodes as the RFC shows when given %s', (plain, text) => {
    expect(encodeBase45(Buffer.from(plain))).toBe(text)
    expect(decodeBase45(text)).toEqual({ ok: true, bytes: new Uint8Array(Buffer.from(plain)) })
  })

  it('gives no bytes when the text is empty', () => {
    expect(decodeBase45('')).toEqual({ ok: true, bytes: new Uint8Array() })
  })

  it('keeps the greatest values when they just fit', () => {
    expect(decodeBase45('FGW')).toEqual({ ok: true, bytes: Uint8Array.of(255, 255) })
    expect(decodeBase45('U5')).toEqual({ ok: true, bytes: Uint8Array.of(255) })
  })

  it.each([
    ['a triple overflows', 'GGW'],
    ['a triple is the greatest of all', ':::'],
    ['a last pair overflows', 'V5'],
    ['one character is left over', 'A'],
    ['one character is left over after a triple', 'BB8A'],
    ['a letter is lower case', 'bB8'],
    ['the last pair has a foreign character', 'BB8_0'],
    ['the last pair ends in a foreign character', 'BB80_'],
    ['a line ends in the middle', 'BB8\n00'],
    ['a character is beyond ASCII', 'BB澳'],
    ['a character shares its low byte with a good one', 'B\u0142B'],
    ['a surrogate stands alone', 'BB\ud800'],
  ])('refuses when %s', (_why, text) => {
    expect(decodeBase45(text)).toEqual(MALFORMED)
  })

  it('comes back the same when any bytes go through it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decodeBase45(encodeBase45(bytes))).toEqual({ ok: true, bytes: new Uint8Array(bytes) })
      }),
    )
  })

  it('has one spelling when a text decodes at all', () => {
    const text = fc.string({
      unit: fc.constantFrom(...Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:')),
      maxLength: 60,
    })
    fc.assert(
      fc.property(text, (each) => {
        const decoded = decodeBase45(each)
        if (decoded.ok) expect(encodeBase45(decoded.bytes)).toBe(each)
      }),
    )
  })
})
