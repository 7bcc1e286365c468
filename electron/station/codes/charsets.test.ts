import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import type { Scan } from '../../../hardware/scanner/port.ts'
import { crc16 } from './crc16.ts'
import { readCode } from './index.ts'
import { slipText } from './codes.fixture.ts'

const TABLES = { walletPrefixes: [] }
const read = (bytes: Uint8Array, more: Partial<Scan> = {}) =>
  readCode({ bytes, source: 'camera', symbology: ']Q1', ...more }, TABLES)

const CHARACTERS = new Map<string, Map<string, Buffer>>()

/** Encodes a text in a charset. For one that Node only decodes, every two bytes are decoded once to invert it. */
function encode(text: string, charset: string): Buffer {
  if (charset === 'utf-8') return Buffer.from(text)
  if (charset === 'latin1') return Buffer.from(text, 'latin1')
  if (charset === 'utf-16le') return Buffer.from(text, 'utf16le')
  if (charset === 'utf-16be') return Buffer.from(text, 'utf16le').swap16()
  if (charset === 'big5') return iconv.encode(text, 'big5hkscs')
  const table = CHARACTERS.get(charset) ?? new Map<string, Buffer>()
  if (!CHARACTERS.has(charset)) {
    const decoder = new TextDecoder(charset)
    for (let lead = 0x81; lead < 0xff; lead++)
      for (let trail = 0x40; trail < 0xff; trail++)
        table.set(decoder.decode(Uint8Array.of(lead, trail)), Buffer.of(lead, trail))
    CHARACTERS.set(charset, table)
  }
  return Buffer.concat(
    Array.from(text, (character) =>
      character < '\x80' ? Buffer.from(character) : (table.get(character) ?? Buffer.from('?')),
    ),
  )
}

/** Makes a slip in a charset, with its CRC over the text's UTF-8 or over the symbol's own bytes. */
function slipIn(
  charset: string,
  purpose: string,
  crcOver: 'text' | 'bytes',
  change: Record<string, string> = {},
): Buffer {
  const text = slipText({ purpose, ...change })
  if (crcOver === 'text') return encode(text, charset)
  const covered = encode(text.slice(0, -4), charset)
  return Buffer.concat([covered, encode(crc16(covered).toString(16).toUpperCase().padStart(4, '0'), charset)])
}

const slipWith = (purpose: string) => ({
  ok: true,
  code: { kind: 'payment-slip', slip: { amountAvos: 125_050, billNumber: '990000017', purpose } },
})
const REFUSED = { ok: false, kind: 'payment-slip' }
const OVER = ['text', 'bytes'] as const
const STATED = [
  ['\\000028', 'big5', '行車稅'],
  ['\\000029', 'gb18030', '行车税'],
  ['\\000032', 'gb18030', '行车税'],
  ['\\000003', 'latin1', 'Imposto de circulação'],
  ['\\000020', 'shift_jis', '法院'],
  ['\\000025', 'utf-16be', '行車稅'],
  ['\\000033', 'utf-16le', '行車稅'],
  ['\\000026', 'utf-8', '行車稅'],
] as const

describe('a slip in another charset', () => {
  it.each(STATED.flatMap((each) => OVER.map((over) => [...each, over] as const)))(
    'is read by its ECI: %s, %s, %s, CRC over its %s',
    (designator, charset, purpose, over) => {
      const bytes = Buffer.concat([Buffer.from(designator), slipIn(charset, purpose, over)])
      expect(read(bytes, { symbology: ']Q2' })).toMatchObject(slipWith(purpose))
      expect(read(bytes)).toMatchObject(slipWith(purpose))
      // A camera's decoder has applied the ECI and sends the bytes without it.
      expect(read(slipIn(charset, purpose, over), { symbology: ']Q2', text: slipText({ purpose }) })).toMatchObject(
        slipWith(purpose),
      )
    },
  )

  it('is read when the ECI changes within it', () => {
    const text = slipText({ purpose: '行車稅' })
    const [ahead = '', behind = ''] = text.split('行車稅')
    for (const [designator, charset] of [
      ['\\000028', 'big5'],
      ['\\000025', 'utf-16be'],
      ['\\000020', 'shift_jis'],
    ] as const) {
      const purpose = charset === 'shift_jis' ? '行車税' : '行車稅'
      const whole = slipText({ purpose })
      const bytes = Buffer.concat([
        Buffer.from(ahead),
        Buffer.from(designator),
        encode(purpose, charset),
        Buffer.from(`\\000003${behind.slice(0, -4)}${whole.slice(-4)}`),
      ])
      expect(read(bytes, { symbology: ']Q2' })).toMatchObject(slipWith(purpose))
    }
  })

  it.each(OVER)(
    'is read without an ECI when it is Portuguese, even if its reader decoded it wrongly (CRC over %s)',
    (over) => {
      for (const purpose of ['Imposto de circulação', 'INSPECÇÃO', 'Contribuição nº 3', 'São Lourenço']) {
        expect(read(slipIn('latin1', purpose, over))).toMatchObject(slipWith(purpose))
        expect(
          read(slipIn('latin1', purpose, over), { text: slipText({ purpose: purpose.replace(/[^ -~]/g, 'ﾃ') }) }),
        ).toMatchObject(slipWith(purpose))
      }
    },
  )

  it('is read without an ECI when only one listed charset fits its form and CRC', () => {
    for (const [charset, purpose] of [
      ['big5', '行車稅'],
      ['big5', '法院訴訟費用'],
      ['gb18030', '行车税'],
      ['shift_jis', '法院'],
    ] as const)
      expect(read(slipIn(charset, purpose, 'text'))).toMatchObject(slipWith(purpose))
  })

  it.each([
    ['big5', '二○二六年度行車稅'],
    ['big5', '行車稅‧路環'],
    ['big5', '罰款●→法院'],
    ['big5', '費用×２（℃）'],
    ['gb18030', '第①期罚款'],
    ['gb18030', '№3 税'],
    ['gb18030', '行车税 Taxa à vista'],
    ['shift_jis', '罰款●'],
  ])('is read in %s with signs and letters among the Chinese: %s', (charset, purpose) => {
    expect(read(slipIn(charset, purpose, 'text'))).toMatchObject(slipWith(purpose))
    for (const over of OVER)
      expect(read(slipIn(charset, purpose, over), { text: slipText({ purpose }) })).toMatchObject(slipWith(purpose))
    // Where the bytes don't decide the charset, the slip has no purpose, and never a wrong one.
    const alone = read(slipIn(charset, purpose, 'bytes'))
    expect(alone).toMatchObject({ ok: true })
    if (alone.ok && alone.code.kind === 'payment-slip') expect([undefined, purpose]).toContain(alone.code.slip.purpose)
  })

  it.each(['氹仔街市', '裏邨', '路氹城①', '衞生局𨋢'])(
    'is read in Big5 with the characters of Hong Kong and Macao: %s',
    (purpose) => {
      expect(read(slipIn('big5', purpose, 'text'))).toMatchObject(slipWith(purpose))
      for (const over of OVER)
        expect(read(Buffer.concat([Buffer.from('\\000028'), slipIn('big5', purpose, over)]))).toMatchObject(
          slipWith(purpose),
        )
    },
  )

  it('is refused in Big5 when a byte of a character is missing', () => {
    const [ahead = '', behind = ''] = slipText({ purpose: '行車稅' }).split('行車稅')
    expect(
      read(
        Buffer.concat([Buffer.from(`\\000028${ahead}`), encode('行車稅', 'big5').subarray(0, 5), Buffer.from(behind)]),
      ),
    ).toMatchObject(REFUSED)
  })

  it('is read as its reader decoded it when the bytes alone are ambiguous', () => {
    const bytes = slipIn('shift_jis', '法院', 'bytes')
    expect(read(bytes, { text: slipText({ purpose: '法院' }) })).toMatchObject(slipWith('法院'))
  })

  it.each(['utf-16le', 'utf-16be'])('is read in %s without an ECI, with and without a byte order mark', (charset) => {
    for (const over of OVER) {
      const bytes = slipIn(charset, '行車稅', over)
      expect(read(bytes)).toMatchObject(slipWith('行車稅'))
      expect(read(Buffer.concat([encode('\ufeff', charset), bytes, encode('\r\n', charset)]))).toMatchObject(
        slipWith('行車稅'),
      )
    }
  })

  it('has no purpose when several listed charsets fit and differ in the purpose alone', () => {
    // Two Chinese texts from the same bytes: only a CRC over the text could tell them apart.
    for (const [charset, purpose, other] of [
      ['gb18030', '行车税', 'big5'],
      ['gb18030', '罚款', 'big5'],
      ['big5', '檢察院', 'gb18030'],
    ] as const) {
      expect(new TextDecoder(other).decode(encode(purpose, charset))).not.toContain('\ufffd')
      expect(read(slipIn(charset, purpose, 'bytes'))).toEqual({
        ok: true,
        code: {
          kind: 'payment-slip',
          slip: {
            agency: 'DSAT',
            slipKind: 'tax',
            amountAvos: 125_050,
            billNumber: '990000017',
            reference: 'MT-00-01',
            payBy: '2026-03-31',
          },
        },
      })
      expect(read(slipIn(charset, purpose, 'bytes'), { text: slipText({ purpose }) })).toMatchObject(slipWith(purpose))
    }
  })

  it('is refused when several listed charsets fit and differ in anything else', () => {
    expect(read(slipIn('gb18030', '', 'bytes', { purpose: 'tax', reference: '行车税' }))).toMatchObject(REFUSED)
    expect(read(slipIn('gb18030', '', 'text', { purpose: 'tax', reference: '行车税' }))).toMatchObject(slipWith('tax'))
  })

  it('is refused when its number is ambiguous, however the reader decoded it', () => {
    const bytes = slipIn('gb18030', '税', 'bytes', { bill: '行车1' })
    expect(read(bytes, { text: slipText({ purpose: '税', bill: '行车1' }) })).toMatchObject(REFUSED)
  })

  it('is refused when the ECI names another charset than its bytes have', () => {
    expect(read(Buffer.concat([Buffer.from('\\000003'), slipIn('big5', '行車稅', 'bytes')]))).toMatchObject(REFUSED)
    expect(read(Buffer.concat([Buffer.from('\\000899'), slipIn('big5', '行車稅', 'bytes')]))).toMatchObject(REFUSED)
  })

  it('is refused when its lengths count bytes instead of characters', () => {
    const purpose = encode('行車稅', 'big5').toString('latin1')
    expect(read(slipIn('latin1', purpose, 'bytes'))).toMatchObject(REFUSED)
  })

  it('never has another amount or number than written, whatever charset, CRC or damage', () => {
    const purpose = fc.constantFrom(
      '行車稅',
      '行车税',
      '法院',
      '交通違例罰款',
      'Imposto de circulação',
      'INSPECÇÃO',
      '氹仔',
    )
    const charset = fc.constantFrom('big5', 'gb18030', 'shift_jis', 'latin1', 'utf-8', 'utf-16le')
    const amount = fc.integer({ min: 1, max: 99_999_999 })
    const symbology = fc.constantFrom(']Q1', ']Q2')
    fc.assert(
      fc.property(
        purpose,
        charset,
        fc.constantFrom(...OVER),
        amount,
        symbology,
        (text, written, over, avos, identifier) => {
          const bytes = slipIn(written, text, over, { amount: (avos / 100).toFixed(2) })
          const answer = read(bytes, { symbology: identifier })
          if (answer.ok) expect(answer.code).toMatchObject({ slip: { amountAvos: avos, billNumber: '990000017' } })
        },
      ),
      { numRuns: 500 },
    )
    fc.assert(
      fc.property(
        purpose,
        charset,
        fc.constantFrom(...OVER),
        fc.nat(400),
        fc.integer({ min: 1, max: 255 }),
        (text, written, over, at, flip) => {
          const bytes = slipIn(written, text, over)
          const index = at % bytes.length
          bytes[index] = (bytes[index] ?? 0) ^ flip
          const answer = read(bytes)
          if (answer.ok) expect(answer.code).toMatchObject({ slip: { amountAvos: 125_050, billNumber: '990000017' } })
        },
      ),
      { numRuns: 3_000, seed: 9 },
    )
  })
})

describe('a code in bytes of another charset', () => {
  it('is read in no other charset when it is no slip', () => {
    expect(read(Buffer.concat([Buffer.from('ME1:'), Uint8Array.of(0xe7)]))).toMatchObject({
      ok: false,
      kind: 'eid-presentation',
      refusal: { code: 'malformed' },
    })
    expect(read(Uint8Array.of(0xff, 0xfe, 0, 0xd8, 0, 0, 0xff, 0xff))).toMatchObject({ ok: false, kind: 'unknown' })
  })

  it('is read in UTF-16 as in ASCII', () => {
    expect(read(Buffer.from('\ufeffMEB1:9900000010', 'utf16le'))).toMatchObject({
      ok: true,
      code: { number: '9900000010' },
    })
    expect(read(Buffer.from('MEB1:9900000010', 'utf16le').swap16())).toMatchObject({
      ok: true,
      code: { number: '9900000010' },
    })
  })
})
