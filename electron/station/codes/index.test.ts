import { describe, expect, it } from 'vitest'
import type { Scan } from '../../../hardware/scanner/port.ts'
import { MAX_CODE_BYTES } from '../../contract/scan.ts'
import { classify, encodeBase45, readCode } from './index.ts'
import {
  FOREIGN_CODES,
  goodCodes,
  goodCodesByKind,
  SIGNED_CLAIMS,
  signedMessage,
  slipText,
  withCrc,
  consumerPresented,
} from './codes.fixture.ts'

const TABLES = { walletPrefixes: ['28', '2812', '281', '99'] }
const scan = (code: string | Uint8Array, more: Partial<Scan> = {}): Scan => ({
  bytes: Buffer.from(code),
  source: 'typed',
  ...more,
})
const kind = (code: string | Uint8Array, more?: Partial<Scan>) => classify(scan(code, more), TABLES)
const read = (code: string | Uint8Array, more?: Partial<Scan>) => readCode(scan(code, more), TABLES)
const refused = (of: string, code: string) => ({ ok: false, kind: of, refusal: { code } })
const BINDING = '9900000010'

describe('classify', () => {
  it('gives one code of each kind its kind when all are good', () => {
    expect(goodCodes().map((code) => kind(code))).toEqual([
      'eid-presentation',
      'border-pass',
      'binding-number',
      'binding-number',
      'security-code-request',
      'operator-badge',
      'receipt',
      'pending-slip',
      'undo-code',
      'approval',
      'z-report',
      'check-scan',
      'payment-slip',
      'merchant-qr',
      'wallet-payment',
      'wallet-payment',
    ])
  })

  it.each([
    ['ME1:', 'eid-presentation'],
    ['ME1:\u0000\u001b', 'eid-presentation'],
    ['MEX1:anything', 'border-pass'],
    ['MEB1:no number', 'binding-number'],
    ['MEO1:not base45', 'operator-badge'],
    ['MEZ1:', 'z-report'],
    ['MEC1:CHANGED', 'check-scan'],
    ['000201', 'merchant-qr'],
    ['000201garbage', 'merchant-qr'],
    ['hQVDUFYwMW!!', 'wallet-payment'],
    ['hQVDUFYwMWE', 'wallet-payment'],
    [slipText().slice(0, 60), 'payment-slip'],
  ])('goes by the prefix alone when the inside of %j is broken', (code, expected) => {
    expect(kind(code)).toBe(expected)
  })

  it("goes by the prefix alone when the bytes aren't valid text", () => {
    expect(kind(Buffer.concat([Buffer.from('ME1:'), Uint8Array.of(0xff)]))).toBe('eid-presentation')
    expect(kind(Buffer.concat([Buffer.from('00020159'), Uint8Array.of(0xb4, 0xfa)]))).toBe('merchant-qr')
    expect(kind(Buffer.concat([Buffer.from(slipText()), Uint8Array.of(0xff)]))).toBe('payment-slip')
  })

  it.each([
    'me1:',
    'Me1:A',
    'ME2:A',
    'ME1',
    'MEQ1:A',
    'MEx1:A',
    'MEXX1:A',
    'XME1:A',
    '00020',
    '0002021',
    'HQVDUFYWMWE',
    'hQVDUFYwMg==',
  ])('is unknown when the start only resembles a known one: %j', (code) => {
    expect(kind(code)).toBe('unknown')
  })

  it('takes ten bare digits for a binding number when they were typed and end in the Luhn digit', () => {
    expect(kind(BINDING)).toBe('binding-number')
    expect(kind('9900000011')).toBe('unknown')
    expect(kind(`99000 00010`)).toBe('unknown')
    expect(kind(BINDING, { source: 'camera' })).toBe('unknown')
    expect(kind(BINDING, { source: 'hid-keyboard' })).toBe('unknown')
    expect(kind(`MEB1:${BINDING}`, { source: 'camera' })).toBe('binding-number')
  })

  it.each([
    ['2812345678901234', 'wallet-payment'],
    ['281234567890123456789012', 'wallet-payment'],
    ['281234567890123', 'unknown'],
    ['2812345678901234567890123', 'unknown'],
    ['2712345678901234', 'unknown'],
    ['28123456789O1234', 'unknown'],
  ])('takes digits for a wallet when 16 to 24 of them begin with a prefix of the table: %s', (code, expected) => {
    expect(kind(code)).toBe(expected)
  })

  it('knows no wallet by its digits when the table is empty or holds an empty prefix', () => {
    expect(classify(scan('2812345678901234'), { walletPrefixes: [] })).toBe('unknown')
    expect(classify(scan('2812345678901234'), { walletPrefixes: [''] })).toBe('unknown')
  })

  it('is unknown when a code is empty or has one byte too many', () => {
    expect(kind('')).toBe('unknown')
    expect(kind('ME1:'.padEnd(MAX_CODE_BYTES, '0'))).toBe('eid-presentation')
    expect(kind('ME1:'.padEnd(MAX_CODE_BYTES + 1, '0'))).toBe('unknown')
  })

  it('reads what stands behind an ECI designator, whether or not the reader says that it sends them', () => {
    expect(kind('\\000026ME1:A', { symbology: ']Q2' })).toBe('eid-presentation')
    expect(kind('\\000026ME1:A', { symbology: ']Q1' })).toBe('eid-presentation')
    expect(kind('\\000026ME1:A')).toBe('eid-presentation')
  })
})

describe('readCode', () => {
  it('gives what each kind holds when its form is right', () => {
    const codes = goodCodes()
      .map((code) => read(code))
      .filter((each) => each.ok)
      .map((each) => each.code)
    const message = signedMessage(SIGNED_CLAIMS)
    expect(codes).toEqual([
      { kind: 'eid-presentation', text: goodCodesByKind()['eid-presentation'][0] },
      { kind: 'binding-number', number: BINDING },
      { kind: 'binding-number', number: BINDING },
      ...[
        'security-code-request',
        'operator-badge',
        'receipt',
        'pending-slip',
        'undo-code',
        'approval',
        'z-report',
      ].map((each) => ({ kind: each, message })),
      { kind: 'check-scan', text: 'MEC1:0123456789ABQWAZYM$/-.+' },
      expect.objectContaining({
        kind: 'payment-slip',
        slip: expect.objectContaining({ amountAvos: 125_050, purpose: '行車稅' }) as unknown,
      }),
      { kind: 'wallet-payment', text: goodCodesByKind()['wallet-payment'][0] },
      { kind: 'wallet-payment', text: '2812345678901234', walletPrefix: '2812' },
    ])
  })

  it('refuses what is never taken here when its form is right', () => {
    expect(read('MEX1:GATES')).toEqual(refused('border-pass', 'border-pass'))
    expect(read(withCrc('0002015904CAFE'))).toEqual(refused('merchant-qr', 'merchant-qr'))
  })

  it.each([
    [`MEB1:${BINDING}0`, 'binding-number', 'malformed'],
    ['MEB1:9900000011', 'binding-number', 'malformed'],
    [`MEB1:${BINDING}\r0`, 'binding-number', 'malformed'],
    ['MEO1:lower', 'operator-badge', 'malformed'],
    ['MER1:', 'receipt', 'malformed'],
    [`MEA1:${encodeBase45(signedMessage(new Map()))}`, 'approval', 'malformed'],
    [consumerPresented(''), 'wallet-payment', 'malformed'],
    [slipText({ currency: '344' }), 'payment-slip', 'wrong-currency'],
    [`${slipText().slice(0, -4)}0000`, 'payment-slip', 'wrong-crc'],
    [slipText().slice(0, 60), 'payment-slip', 'malformed'],
  ])('refuses in its own kind when the inside of %j is wrong', (code, of, refusal) => {
    expect(read(code)).toEqual(refused(of, refusal))
  })

  it("refuses as malformed when a text code has bytes that aren't valid text", () => {
    expect(read(Buffer.concat([Buffer.from('ME1:'), Uint8Array.of(0xff)]))).toEqual(
      refused('eid-presentation', 'malformed'),
    )
    expect(read(Buffer.concat([Buffer.from(slipText()), Uint8Array.of(0xff)]))).toEqual(
      refused('payment-slip', 'malformed'),
    )
  })

  it("reads a slip's Chinese when the reader names its charset", () => {
    const [ahead = '', behind = ''] = slipText().split('行車稅')
    const big5 = Buffer.concat([
      Buffer.from(`\\000028${ahead}`),
      Uint8Array.of(0xa6, 0xe6, 0xa8, 0xae, 0xb5, 0x7c),
      Buffer.from(behind),
    ])
    expect(read(big5, { symbology: ']Q2' })).toMatchObject({ ok: true, code: { slip: { purpose: '行車稅' } } })
    expect(read(big5)).toMatchObject({ ok: true, code: { slip: { purpose: '行車稅' } } })
    const backslash = Buffer.from(`\\000026${slipText({ purpose: 'a\\b' }).replace('\\', '\\\\')}`)
    expect(read(backslash, { symbology: ']Q2' })).toMatchObject({ ok: true, code: { slip: { purpose: 'a\\b' } } })
    const unknownCharset = Buffer.from(`\\000899${slipText()}`)
    expect(read(unknownCharset, { symbology: ']Q2' })).toEqual(refused('payment-slip', 'malformed'))
  })

  it.each(Object.entries(FOREIGN_CODES))('hints at %s without repeating its content', (hint, code) => {
    const answer = read(code, { source: 'camera' })
    expect(answer).toEqual({ ...refused('unknown', 'unknown-code'), hint })
  })

  it.each([
    ['ean', '96385074', {}],
    ['ean', '036000291452', {}],
    ['ean', 'ANYTHING', { symbology: ']E0' }],
    ['ean', '12345', { symbology: ']E4' }],
    ['text', '96385075', {}],
    ['text', '12345', { symbology: ']C0' }],
    ['text', BINDING, { source: 'camera' }],
    ['url', 'ftp://example.mo', {}],
    ['url', 'WWW.example.mo', {}],
    ['url', 'https://www.fsm.gov.mo/webticket/x', {}],
    ['url', 'https://fsm.gov.mo.example.com/psp/', {}],
    ['url', 'https://example.com/fsm.gov.mo/psp', {}],
    ['blue-card', 'http://fsm.gov.mo/PSP/x', {}],
    ['blue-card', 'https://apps.fsm.gov.mo/TNRquery?x=1', {}],
    ['contact', 'MECARD:N:UM;;', {}],
    ['wifi', 'wifi:S:x;;', {}],
    ['text', 'hc1:ABC', {}],
    ['text', '\u0011\u001b[A\u0000', {}],
    ['text', '澳門', {}],
  ] as const)('hints at %s when the code is %j', (hint, code, more) => {
    expect(read(code, more)).toEqual({ ...refused('unknown', 'unknown-code'), hint })
  })

  it('hints at the bytes when there is no text', () => {
    expect(read('')).toMatchObject({ hint: 'empty' })
    expect(read(Uint8Array.of(0xff, 0xfe, 0))).toMatchObject({ hint: 'binary' })
    expect(read(new Uint8Array(MAX_CODE_BYTES + 1))).toMatchObject({ hint: 'too-long' })
  })
})
