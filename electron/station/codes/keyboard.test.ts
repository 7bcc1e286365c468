import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeBase45, readCode } from './index.ts'
import { FOREIGN_CODES, goodCodes, goodCodesByKind, slipText } from './codes.fixture.ts'

const TABLES = { walletPrefixes: ['28'] }
const typed = (text: string, ...readings: string[]) =>
  readCode(
    {
      bytes: Buffer.from(text),
      source: 'hid-keyboard',
      ...(readings.length === 0 ? {} : { readings: readings.map((each) => Buffer.from(each)) }),
    },
    TABLES,
  )
const MESSAGE_START = [0xd0, 0x83, 0x43, 0xa1, 0x01, 0x03]
const EID = `ME1:${encodeBase45(Uint8Array.from({ length: 470 }, (_, index) => MESSAGE_START[index] ?? (index * 37) & 255))}`
const SLIP = '00020126280010mo.gov.pay0102MP0204slip53034465406600.005802MO621001062026-16304E655'
const ASCII_SLIP = slipText({ purpose: 'Imposto 1/2 (a+b) & c' })

/**
 * The characters that a computer with each layout makes of a US scanner's keys, from the layouts' own charts: only the
 * keys that codes use.
 */
const AT_COMPUTER: Record<string, Record<string, string>> = {
  pt: {
    ':': 'Ç',
    '-': "'",
    '/': '-',
    '+': '»',
    '=': '«',
    '*': '(',
    '(': ')',
    ')': '=',
    '&': '/',
    $: '$',
    '%': '%',
    '.': '.',
    _: '?',
    '#': '#',
    '@': '"',
  },
  br: { ':': 'Ç', '/': ';', '+': '+', '=': '=' },
  es: {
    ':': 'Ñ',
    '-': "'",
    '/': '-',
    '+': '¿',
    '=': '¡',
    '*': '(',
    '(': ')',
    ')': '=',
    '&': '/',
    $: '$',
    '%': '%',
    _: '?',
    '#': '·',
    '@': '"',
  },
  it: {
    ':': 'ç',
    '-': "'",
    '/': '-',
    '+': '^',
    '=': 'ì',
    '*': '(',
    '(': ')',
    ')': '=',
    '&': '/',
    $: '$',
    '%': '%',
    _: '?',
    '#': '£',
    '@': '"',
  },
  de: {
    ':': 'Ö',
    '-': 'ß',
    '/': '-',
    '+': '`',
    '=': '´',
    '*': '(',
    '(': ')',
    ')': '=',
    '&': '/',
    _: '?',
    '#': '§',
    '@': '"',
    y: 'z',
    z: 'y',
    Y: 'Z',
    Z: 'Y',
  },
  jp: { ':': '+', '+': '~', '=': '^', '*': '(', '(': ')', '&': "'", _: '=', '@': '"' },
}
const DVORAK = [
  '-=qwertyuiop[]asdfghjkl;\'zxcvbnm,./_+QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?',
  '[]\',.pyfgcrl/=aoeuidhtns-;qjkxbmwvz{}"<>PYFGCRL?+AOEUIDHTNS_:QJKXBMWVZ',
] as const
AT_COMPUTER['dvorak'] = Object.fromEntries(Array.from(DVORAK[0], (key, index) => [key, DVORAK[1].charAt(index)]))

const atComputer = (layout: string, text: string) =>
  Array.from(text, (key) => AT_COMPUTER[layout]?.[key] ?? key).join('')
const capsLock = (text: string) =>
  Array.from(text, (key) => (key === key.toUpperCase() ? key.toLowerCase() : key.toUpperCase())).join('')
const CODES = [EID, SLIP, ASCII_SLIP, ...goodCodes().filter((code) => /^ME[A-Z]1:|^hQ/.test(code))]
const layouts = Object.keys(AT_COMPUTER)

describe('what a keyboard-mode scanner typed', () => {
  it('is read as typed when layouts agree', () => {
    for (const code of [...CODES, ...goodCodes(), ...Object.values(FOREIGN_CODES)])
      expect(typed(code)).toEqual(readCode({ bytes: Buffer.from(code), source: 'camera' }, TABLES))
  })

  it.each(layouts)("is read by the keys' places when the computer's layout is %s", (layout) => {
    for (const code of CODES) {
      const meant = typed(code)
      expect(typed(code, atComputer(layout, code))).toEqual(meant)
      expect(typed(atComputer(layout, code), code)).toEqual(meant)
    }
  })

  it.each(layouts)("is read without the keys' places too when the computer's layout is %s", (layout) => {
    // On a Japanese layout Shift and 0 type nothing, so that character can't be recovered.
    for (const code of CODES.filter((each) => layout !== 'jp' || !each.includes(')')))
      expect([layout, typed(atComputer(layout, code))]).toEqual([layout, typed(code)])
  })

  it('is read when the scanner has another layout than the computer', () => {
    for (const code of [EID, SLIP, ASCII_SLIP]) {
      for (const layout of ['pt', 'es', 'it']) {
        const keys = Object.fromEntries(Object.entries(AT_COMPUTER[layout] ?? {}).map(([us, there]) => [there, us]))
        // The keys that a scanner with that layout types at a US computer; signs that need AltGr there aren't tried.
        const atUs = Array.from(code, (key) => (key === ':' ? '>' : key === '-' ? '/' : (keys[key] ?? key))).join('')
        if (!/[+*]/.test(code)) expect([layout, typed(atUs)]).toEqual([layout, typed(code)])
      }
    }
  })

  it('is read with Caps Lock on, on any listed layout', () => {
    for (const code of [EID, SLIP, ASCII_SLIP]) {
      expect(typed(capsLock(code))).toEqual(typed(code))
      expect(typed(capsLock(atComputer('pt', code)))).toEqual(typed(code))
    }
  })

  it('is read after an identifier that was typed on another layout', () => {
    expect(typed(atComputer('dvorak', `]Q1${SLIP}`))).toEqual(typed(SLIP))
  })

  it.each([
    ['a slip with a key lost', SLIP.replace('2026-1', '2026-'), 'payment-slip'],
    ['a slip with another letter', SLIP.replace('2026-1', '2026?1'), 'payment-slip'],
    ['an eID with a foreign letter', EID.replace(/.$/, 'ж'), 'eid-presentation'],
    ["an eID on a layout that isn't listed", EID.replace(':', '№'), 'eid-presentation'],
    ['a badge with a key lost', goodCodesByKind()['operator-badge'][0].slice(0, 20), 'operator-badge'],
  ])('is refused as wrong scanner set-up when it is %s', (_what, text, kind) => {
    expect(typed(text)).toEqual({ ok: false, kind, refusal: { code: 'scanner-setup' } })
  })

  it('is refused like any other foreign code when it is none of ours', () => {
    expect(typed('https://www.example.mo/menu')).toMatchObject({
      ok: false,
      kind: 'unknown',
      refusal: { code: 'unknown-code' },
      hint: 'url',
    })
    expect(typed(slipText({ currency: '344' }))).toMatchObject({ ok: false, refusal: { code: 'wrong-currency' } })
  })

  it('is refused when two readings of the keys fit and differ', () => {
    expect(typed(SLIP, slipText())).toEqual({ ok: false, kind: 'payment-slip', refusal: { code: 'scanner-setup' } })
  })

  it('never has another amount or number than the code, on any layout or with Caps Lock', () => {
    const number = fc.stringMatching(/^[A-Z0-9\-/.]{1,20}$/)
    fc.assert(
      fc.property(
        fc.constantFrom('us', ...layouts),
        fc.boolean(),
        fc.integer({ min: 1, max: 9_999_999 }),
        number,
        (layout, caps, avos, bill) => {
          const code = slipText({ amount: (avos / 100).toFixed(2), bill, purpose: undefined })
          const text = atComputer(layout, code)
          const read = typed(caps ? capsLock(text) : text)
          if (read.ok) expect(read.code).toMatchObject({ slip: { amountAvos: avos, billNumber: bill } })
          else expect(read.refusal.code).toBe('scanner-setup')
          // A CRC of 16 bits accepts one changed code in 65,536; every run uses the same thousand codes.
        },
      ),
      { numRuns: 1_000, seed: 9 },
    )
  })
})
