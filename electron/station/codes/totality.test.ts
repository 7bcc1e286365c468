import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Scan } from '../../../hardware/scanner/port.ts'
import { REFUSAL_CODES } from '../../contract/refusals.ts'
import { CODE_KINDS, HINTS, type CodeKind } from '../../contract/scan.ts'
import { decodeBase45 } from './base45.ts'
import { parseConsumerPresented, parseMerchantPresented } from './emvco.ts'
import { classify, encodeBase45, readCode } from './index.ts'
import { FOREIGN_CODES, goodCodes, SIGNED_CLAIMS, signedMessage, slipText, withCrc } from './codes.fixture.ts'

const FULL = process.env['BALCAO_FULL'] === '1'
const RUNS = FULL ? 1_000_000 : 20_000
const FULL_TIMEOUT = 600_000

const TABLES = { walletPrefixes: ['28', '2812'] }
const CONTROL = /\p{Cc}/u

/**
 * Good codes, each with a repair that makes the outermost check of a broken one pass again, so that the inside is
 * tested.
 */
const SEEDS: { bytes: Buffer; mend: (broken: Buffer) => Buffer }[] = [
  ...[...goodCodes(), ...Object.values(FOREIGN_CODES), slipText({ currency: '344' }), slipText({ country: 'HK' })].map(
    (code) => ({ bytes: Buffer.from(code), mend: (broken: Buffer) => broken }),
  ),
  ...goodCodes()
    .filter((code) => code.startsWith('000201'))
    .map((code) => ({
      bytes: Buffer.from(code.slice(0, -8)),
      mend: (broken: Buffer) => Buffer.from(withCrc(broken.toString('utf8'))),
    })),
  ...goodCodes()
    .filter((code) => code.startsWith('hQ'))
    .map((code) => ({
      bytes: Buffer.from(code, 'base64'),
      mend: (broken: Buffer) => Buffer.from(broken.toString('base64')),
    })),
  { bytes: Buffer.from(signedMessage(SIGNED_CLAIMS)), mend: (broken) => Buffer.from(`MEO1:${encodeBase45(broken)}`) },
]

interface Edit {
  how: 'replace' | 'insert' | 'remove' | 'cut' | 'repeat' | 'join'
  at: number
  byte: number
}

function applyEdit(bytes: Buffer, { how, at: anywhere, byte }: Edit): Buffer {
  const at = anywhere % (bytes.length + 1)
  const ahead = bytes.subarray(0, at)
  switch (how) {
    case 'replace':
      return Buffer.concat([ahead, Uint8Array.of(byte), bytes.subarray(at + 1)])
    case 'insert':
      return Buffer.concat([ahead, Uint8Array.of(byte), bytes.subarray(at)])
    case 'remove':
      return Buffer.concat([ahead, bytes.subarray(at + 1 + (byte & 7))])
    case 'cut':
      return ahead
    case 'repeat':
      return Buffer.concat([bytes, ...Array.from({ length: byte & 15 }, () => ahead)])
    case 'join':
      return Buffer.concat([ahead, SEEDS[byte % SEEDS.length]?.bytes ?? ahead])
  }
}

// A digit, a control character or any byte, so that lengths, tags and prefixes are hit often.
const byte = fc.oneof(fc.integer({ min: 0x30, max: 0x39 }), fc.integer({ min: 0, max: 0xff }))
const edit: fc.Arbitrary<Edit> = fc.record(
  {
    how: fc.constantFrom('replace', 'replace', 'insert', 'remove', 'cut', 'repeat', 'join'),
    at: fc.nat(5000),
    byte,
  },
  { noNullPrototype: true },
)
const mutated = fc.tuple(fc.nat(SEEDS.length - 1), fc.array(edit, { maxLength: 4 })).map(([index, edits]) => {
  const seed = SEEDS[index]
  return seed ? seed.mend(edits.reduce(applyEdit, seed.bytes)) : Buffer.alloc(0)
})
const scans: fc.Arbitrary<Scan> = fc.record(
  {
    bytes: fc.oneof({ weight: 4, arbitrary: mutated }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) }),
    source: fc.constantFrom('hid-pos', 'hid-keyboard', 'camera', 'typed'),
    symbology: fc.constantFrom(']Q1', ']Q2', ']E0', ']C0', ''),
    text: mutated.map((bytes) => bytes.toString('utf8')),
    readings: fc.array(mutated, { maxLength: 2 }),
  },
  { noNullPrototype: true, requiredKeys: ['bytes', 'source', 'symbology'] },
)

/** Checks a result by hand, since an assertion library would take most of the time of a million runs. */
function faultOf(scan: Scan, reached: Set<string>): string | undefined {
  const kind = classify(scan, TABLES)
  const read = readCode(scan, TABLES)
  if (!CODE_KINDS.includes(kind)) return 'no kind'
  const readKind: CodeKind = read.ok ? read.code.kind : read.kind
  if (readKind !== kind) return 'classified and read as two kinds'
  reached.add(`${kind} ${read.ok ? 'ok' : read.refusal.code}`)
  if (!read.ok) {
    if (!REFUSAL_CODES.includes(read.refusal.code) || read.refusal.params) return 'a refusal that is none'
    if ((kind === 'unknown') !== (read.hint !== undefined) || (read.hint && !HINTS.includes(read.hint)))
      return 'a hint that is none'
    return Object.keys(read).some((key) => !['ok', 'kind', 'refusal', 'hint'].includes(key))
      ? 'a refusal that says more'
      : undefined
  }
  if (kind === 'unknown' || kind === 'border-pass' || kind === 'merchant-qr') return 'taken, and never to be'
  if (read.code.kind === 'payment-slip' && Object.values(read.code.slip).some((value) => CONTROL.test(String(value))))
    return 'a control character'
  if (read.code.kind === 'binding-number' && !/^\d{10}$/.test(read.code.number)) return 'a number that is none'
  return undefined
}

describe('every scan', () => {
  it(
    `has one kind, one answer and throws nothing when ${RUNS.toLocaleString('en')} random and mutated codes are read`,
    () => {
      const reached = new Set<string>()
      fc.assert(
        fc.property(scans, (scan) => {
          const fault = faultOf(scan, reached)
          if (fault !== undefined) throw new Error(fault)
        }),
        { numRuns: RUNS },
      )
      // The broken codes must reach every kind and get past its first check.
      expect([...reached]).toEqual(
        expect.arrayContaining([
          'eid-presentation ok',
          'border-pass border-pass',
          'binding-number ok',
          'binding-number malformed',
          'merchant-qr merchant-qr',
          'payment-slip ok',
          'payment-slip malformed',
          'payment-slip wrong-crc',
          'payment-slip wrong-currency',
          'payment-slip wrong-country',
          'wallet-payment ok',
          'wallet-payment malformed',
          'operator-badge ok',
          'operator-badge malformed',
          'unknown unknown-code',
        ]),
      )
    },
    FULL_TIMEOUT,
  )

  it(
    'throws nothing when the parsers are handed any text, or no text at all',
    () => {
      fc.assert(
        fc.property(
          fc.oneof(
            fc.string({ unit: 'grapheme', maxLength: 60 }),
            mutated.map((bytes) => bytes.toString('latin1')),
          ),
          (text) => {
            for (const parse of [parseMerchantPresented, parseConsumerPresented, decodeBase45])
              if (typeof parse(text).ok !== 'boolean') throw new Error('no result')
          },
        ),
        { numRuns: RUNS / 10 },
      )
      for (const parse of [parseMerchantPresented, parseConsumerPresented]) {
        for (const nothing of [undefined, null, 0, {}, [], Symbol('x')])
          expect(Reflect.apply(parse, undefined, [nothing])).toMatchObject({
            ok: false,
            refusal: { code: 'malformed' },
          })
      }
    },
    FULL_TIMEOUT,
  )
})
