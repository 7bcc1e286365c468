import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Scan } from '../../../hardware/scanner/port.ts'
import { readCode } from './index.ts'
import { FOREIGN_CODES, goodCodes, slipText } from './codes.fixture.ts'

const TABLES = { walletPrefixes: ['28'] }
const SOURCES = ['hid-pos', 'hid-keyboard', 'camera', 'typed'] as const
const read = (code: string, more: Partial<Scan> = {}) =>
  readCode({ bytes: Buffer.from(code), source: 'typed', ...more }, TABLES)
/** A slip that is accepted without any wrapping. */
const SLIP = '00020126280010mo.gov.pay0102MP0204slip53034465406600.005802MO621001062026-16304E655'

const PADDING = [
  '',
  ' ',
  '\r\n',
  '\n',
  '\t',
  '\0',
  '\0\0\0',
  '\u0002',
  '\u0003',
  '\u00a0',
  '\u3000',
  '\ufeff',
  '\u2003',
  '\u202f',
  '\u2060',
  '\u200e',
  '\u1680',
  ' \0\r\n',
  '\u00ef\u00bb\u00bf',
]
const IDENTIFIERS = ['', ']Q1', ']Q2', ']C0', ']d2', ']z0']
const DESIGNATORS = ['', '\\000026', '\\000003', '\\000027']

describe('the envelope of a code', () => {
  it.each([
    ['a byte order mark', `\ufeff${SLIP}`],
    ['a symbology identifier', `]Q1${SLIP}`],
    ['a designator', `\\000026${SLIP}`],
    ['both', `]Q2\\000026${SLIP}`],
    ['blanks', `  ${SLIP}  `],
    ['NULs', `\0${SLIP}\0\0`],
    ['line ends', `\r\n${SLIP}\r\n`],
    ['all of them', `\r\n ]Q2\\000026\ufeff${SLIP} \0\r\n`],
    ['UTF-16 around it', Buffer.from(`\ufeff${SLIP}\r\n`, 'utf16le').toString('latin1')],
  ])('is taken off when it is %s', (what, wrapped) => {
    const bytes = what.startsWith('UTF-16') ? Buffer.from(wrapped, 'latin1') : Buffer.from(wrapped)
    for (const source of SOURCES)
      expect(readCode({ bytes, source }, TABLES)).toMatchObject({
        ok: true,
        code: { slip: { amountAvos: 60_000, billNumber: '2026-1', agency: 'MP' } },
      })
  })

  it.each(['utf16le', 'utf16be'])("is taken off in the scanner's own charset around a code in %s", (charset) => {
    for (const mark of ['', '\ufeff'])
      for (const ahead of ['', ']Q1'])
        for (const end of ['', '\r', '\n', '\r\n', '\t', '\0'])
          for (const code of [SLIP, ...goodCodes()]) {
            const wide = Buffer.from(mark + code, 'utf16le')
            expect(
              readCode(
                {
                  bytes: Buffer.concat([
                    Buffer.from(ahead),
                    charset === 'utf16be' ? wide.swap16() : wide,
                    Buffer.from(end),
                  ]),
                  source: 'typed',
                },
                TABLES,
              ),
            ).toEqual(read(code))
          }
  })

  it('changes nothing about any code from any source', () => {
    const padding = fc.constantFrom(...PADDING)
    fc.assert(
      fc.property(
        fc.constantFrom(...goodCodes(), ...Object.values(FOREIGN_CODES)),
        fc.constantFrom(...SOURCES),
        fc.constantFrom(...IDENTIFIERS),
        fc.constantFrom(...DESIGNATORS),
        padding,
        padding,
        padding,
        (code, source, identifier, designator, ahead, between, behind) => {
          // Codes in another charset are tested elsewhere.
          fc.pre(designator === '' || designator === '\\000026' || Buffer.from(code).every((byte) => byte < 0x80))
          const bare = read(code, { source })
          expect(read(ahead + identifier + between + designator + code + behind, { source })).toEqual(bare)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('is accepted only outside: within a slip it is refused', () => {
    fc.assert(
      fc.property(fc.nat(SLIP.length - 2), fc.constantFrom(...PADDING.slice(1), ']Q1', '\\000026'), (at, inside) => {
        expect(read(SLIP.slice(0, at + 1) + inside + SLIP.slice(at + 1)).ok).toBe(false)
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([`]Q1]Q1${SLIP}`, `]Q${SLIP}`, `x${SLIP}`, `\\00026${SLIP}`, `"${SLIP}"`])(
    'of any other form is refused: %j',
    (code) => {
      expect(read(code).ok).toBe(false)
    },
  )

  it('gives a foreign code its hint by the symbology identifier', () => {
    expect(read(']E04006381333931\r\n', { source: 'hid-keyboard' })).toMatchObject({ ok: false, hint: 'ean' })
    expect(read(' \r\n')).toMatchObject({ ok: false, hint: 'empty' })
  })

  it('takes time in proportion to its length when there is nothing else', () => {
    const began = performance.now()
    for (const all of [
      ' '.repeat(4096),
      `x${' '.repeat(4000)}x`,
      `${' '.repeat(2000)}${slipText()}`,
      '\u3000'.repeat(1300),
    ])
      for (let i = 0; i < 20; i++) read(all)
    expect(performance.now() - began).toBeLessThan(1_000)
  })
})
