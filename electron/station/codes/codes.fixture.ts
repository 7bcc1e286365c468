import { encode } from 'cborg'
import { encodeBase45 } from './base45.ts'
import type { CodeKind } from '../../contract/scan.ts'
import type { EmvcoObject } from './emvco.ts'

/**
 * Codes for tests and benchmarks, made by an encoder that shares nothing with the parser but the shape of its result.
 */

/** CRC-16/CCITT-FALSE bit by bit, as upper-case hex. */
function crcOf(text: string): string {
  let crc = 0xffff
  for (const byte of new TextEncoder().encode(text)) {
    for (let bit = 7; bit >= 0; bit--) {
      const carry = ((crc >> 15) & 1) ^ ((byte >> bit) & 1)
      crc = ((crc << 1) & 0xffff) ^ (carry ? 0x1021 : 0)
    }
  }
  return crc.toString(16).toUpperCase().padStart(4, '0')
}

/** One data object as merchant-presented codes write it. */
export function dataObject(tag: string, value: string): string {
  return tag + String(Array.from(value).length).padStart(2, '0') + value
}

/** The data objects of a merchant-presented code, without its CRC. */
export function encodeObjects(objects: readonly EmvcoObject[]): string {
  return objects
    .map((each) => dataObject(each.tag, 'value' in each ? each.value : encodeObjects(each.children)))
    .join('')
}

/** Ends a merchant-presented code with the right CRC. */
export function withCrc(text: string): string {
  return `${text}6304${crcOf(`${text}6304`)}`
}

function berLength(length: number): string {
  if (length < 0x80) return length.toString(16).padStart(2, '0')
  return length < 0x100 ? `81${length.toString(16)}` : `82${length.toString(16).padStart(4, '0')}`
}

/** The objects of a consumer-presented code as hex. */
export function encodeBer(objects: readonly EmvcoObject[]): string {
  return objects
    .map((each) => {
      const value = 'value' in each ? each.value : encodeBer(each.children)
      return each.tag + berLength(value.length / 2) + value
    })
    .join('')
}

/** A consumer-presented code of these objects after its payload format indicator. */
export function consumerPresented(hex: string): string {
  return Buffer.from(`85054350563031${hex}`, 'hex').toString('base64')
}

/** A government slip; `change` replaces or removes (undefined) its parts. */
export function slipText(change: Record<string, string | undefined> = {}): string {
  const parts: Record<string, string | undefined> = {
    identifier: 'mo.gov.pay',
    agency: 'DSAT',
    kind: 'tax',
    payBy: '20260331',
    currency: '446',
    amount: '1250.50',
    country: 'MO',
    bill: '990000017',
    reference: 'MT-00-01',
    purpose: '行車稅',
    ...change,
  }
  const part = (tag: string, value: string | undefined): string => (value === undefined ? '' : dataObject(tag, value))
  const account =
    part('00', parts.identifier) + part('01', parts.agency) + part('02', parts.kind) + part('03', parts.payBy)
  const additional = part('01', parts.bill) + part('05', parts.reference) + part('08', parts.purpose)
  return withCrc(
    [
      '000201',
      '010212',
      dataObject('26', account),
      '52049311',
      part('53', parts.currency),
      part('54', parts.amount),
      part('58', parts.country),
      '5905DSEAM',
      '6005MACAU',
      part('62', additional || undefined),
    ].join(''),
  )
}

/** The COSE_Sign1 (tag 18) of a signed code with these claims and a signature that nobody made. */
export function signedMessage(claims: ReadonlyMap<number, unknown>): Uint8Array {
  const payload = encode(claims)
  const structure = encode([encode(new Map([[1, -7]])), new Map([[4, new Uint8Array(8)]]), payload, new Uint8Array(64)])
  return Uint8Array.of(0xd2, ...structure)
}

/** The claims that every signed code may have. */
export const SIGNED_CLAIMS: ReadonlyMap<number, unknown> = new Map<number, unknown>([
  [4, 1_800_000_000],
  [7, new Uint8Array(16).fill(9)],
])

/** Good codes of every kind but `unknown`: one, or one of each form where a kind has two. */
export function goodCodesByKind(): Record<Exclude<CodeKind, 'unknown'>, readonly [string, string?]> {
  const signed = encodeBase45(signedMessage(SIGNED_CLAIMS))
  const application = encodeBer([
    {
      tag: '61',
      children: [
        { tag: '4F', value: 'A0000000555555' },
        { tag: '9F36', value: '0001' },
      ],
    },
  ])
  return {
    'eid-presentation': [`ME1:${encodeBase45(new Uint8Array(470).map((_, index) => index * 7))}`],
    'border-pass': ['MEX1:GATES'],
    'binding-number': ['MEB1:9900000010', '9900000010'],
    'security-code-request': [`MES1:${signed}`],
    'operator-badge': [`MEO1:${signed}`],
    receipt: [`MER1:${signed}`],
    'pending-slip': [`MEP1:${signed}`],
    'undo-code': [`MEU1:${signed}`],
    approval: [`MEA1:${signed}`],
    'z-report': [`MEZ1:${signed}`],
    'check-scan': ['MEC1:0123456789ABQWAZYM$/-.+'],
    'payment-slip': [slipText()],
    'merchant-qr': [
      withCrc(`000201${dataObject('26', '0010some.store')}52045812530344654045.005802MO5904CAFE6005MACAU`),
    ],
    'wallet-payment': [consumerPresented(application), '2812345678901234'],
  }
}

/** All good codes, in the order of `goodCodesByKind`. */
export const goodCodes = (): string[] =>
  Object.values(goodCodesByKind())
    .flat()
    .filter((code) => code !== undefined)

/** Codes that people scan and that aren't ours, each with what it looks like. */
export const FOREIGN_CODES = {
  url: 'https://www.example.mo/menu',
  wifi: 'WIFI:T:WPA;S:guest;P:secret;;',
  'blue-card': 'https://www.fsm.gov.mo/psp/tnr?c=x',
  ean: '4006381333931',
  'health-certificate': 'HC1:6BFOXN',
  contact: 'BEGIN:VCARD\r\nFN:Teste Um\r\nEND:VCARD',
  text: 'a line of text',
} as const
