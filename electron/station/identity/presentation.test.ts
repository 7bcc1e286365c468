import { encode } from 'cborg'
import * as fc from 'fast-check'
import { createCipheriv, generateKeyPairSync, hkdfSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  base45,
  coseKey,
  createIssuer,
  createKeyPair,
  createReadingKey,
  credentialClaims,
  deriveContentKey,
  presentationClaims,
  type Claims,
  type EidKeyPair,
} from '../../sandbox/trust/eid.ts'
import { verifyPresentation, type PresentationContext, type PresentationTrust } from './presentation.ts'

const FULL = process.env['BALCAO_FULL'] === '1'
const FULL_TIMEOUT = 600_000
const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) }

const NOW = Date.UTC(2026, 10, 21, 8, 0, 0)
const SECOND = 1000
const seconds = (instant: number) => Math.floor(instant / SECOND)

const issuer = createIssuer()
const otherIssuer = createIssuer()
const edIssuer = createIssuer(createKeyPair('EdDSA'))
const readingKey = createReadingKey(random)
const phone = createKeyPair()
const edPhone = createKeyPair('EdDSA')
const subject = random.bytes(16)
const bindingId = random.bytes(16)
const cti = random.bytes(16)
const holder = {
  idNumber: '99000001',
  nameChinese: '測試一',
  nameForeign: 'TESTE UM',
  birthDate: '1988-02-29',
  kind: 'P',
  cardValidUntil: '2031-05-06',
  guardianBound: false,
} as const

const bytes = (...values: number[]) => new Uint8Array(values)
const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))
const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
const map = (...entries: [unknown, unknown][]) => new Map(entries)

/**
 * The parts of a presentation that a test can make wrong; the others follow the profile. Each hook gets the right value
 * and answers the wrong one.
 */
interface Forgery {
  phone?: EidKeyPair
  issuer?: ReturnType<typeof createIssuer>
  credentialClaims?: (claims: Claims) => void
  credentialPayload?: (payload: Uint8Array) => Uint8Array
  credentialProtected?: Uint8Array
  credentialUnprotected?: Uint8Array
  credentialSigner?: KeyObject
  credentialSignature?: (signature: Uint8Array) => Uint8Array
  credentialMessage?: (message: Uint8Array) => Uint8Array
  claims?: (claims: Claims) => void
  payload?: (payload: Uint8Array) => Uint8Array
  protected?: Uint8Array
  unprotected?: Uint8Array
  signer?: KeyObject
  signature?: (signature: Uint8Array) => Uint8Array
  message?: (message: Uint8Array) => Uint8Array
  deflated?: (deflated: Uint8Array) => Uint8Array
  outerProtected?: Uint8Array
  outerUnprotected?: (headers: Map<unknown, unknown>) => Uint8Array
  sealed?: (sealed: Uint8Array) => Uint8Array
  outer?: (outer: Uint8Array) => Uint8Array
  text?: (text: string) => string
}

function signed(parts: {
  protectedBytes: Uint8Array
  unprotected: Uint8Array | undefined
  payload: Uint8Array
  key: KeyObject
  signature: Forgery['signature']
}) {
  const message = encode(['Signature1', parts.protectedBytes, new Uint8Array(0), parts.payload])
  const right = new Uint8Array(
    parts.key.asymmetricKeyType === 'ec'
      ? sign(parts.key.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'sha384' : 'sha256', message, {
          key: parts.key,
          dsaEncoding: 'ieee-p1363',
        })
      : sign(null, message, parts.key),
  )
  const signature = parts.signature?.(right) ?? right
  return join(
    hex('d284'),
    encode(parts.protectedBytes),
    parts.unprotected ?? hex('a0'),
    encode(parts.payload),
    encode(signature),
  )
}

function forge(wrong: Forgery = {}): string {
  const by = wrong.issuer ?? issuer
  const on = wrong.phone ?? phone
  const number = { ES256: -7, EdDSA: -8 } as const
  const about = credentialClaims({ subject, bindingId, holder, phoneKey: on.publicKey, issuedAt: NOW - 3_600_000 })
  wrong.credentialClaims?.(about)
  const credentialPayload = encode(about)
  const credential = signed({
    protectedBytes: wrong.credentialProtected ?? encode(map([1, number[by.algorithm]], [4, by.kid])),
    unprotected: wrong.credentialUnprotected,
    payload: wrong.credentialPayload?.(credentialPayload) ?? credentialPayload,
    key: wrong.credentialSigner ?? by.privateKey,
    signature: wrong.credentialSignature,
  })
  const claims = presentationClaims({
    credential: wrong.credentialMessage?.(credential) ?? credential,
    at: NOW,
    audience: 'verify',
    cti,
  })
  wrong.claims?.(claims)
  const payload = encode(claims)
  const presentation = signed({
    protectedBytes: wrong.protected ?? encode(map([1, number[on.algorithm]])),
    unprotected: wrong.unprotected,
    payload: wrong.payload?.(payload) ?? payload,
    key: wrong.signer ?? on.privateKey,
    signature: wrong.signature,
  })
  const deflated = new Uint8Array(deflateRawSync(wrong.message?.(presentation) ?? presentation))
  const { contentKey, salt } = deriveContentKey(readingKey, random.bytes(8))
  const iv = random.bytes(12)
  const outerProtected = wrong.outerProtected ?? hex('a10103')
  const cipher = createCipheriv('aes-256-gcm', contentKey, iv)
  cipher.setAAD(encode(['Encrypt0', outerProtected, new Uint8Array(0)]))
  const right = join(cipher.update(wrong.deflated?.(deflated) ?? deflated), cipher.final(), cipher.getAuthTag())
  const headers = map([4, join(readingKey.kid, salt)], [5, iv])
  const unprotected = wrong.outerUnprotected?.(headers) ?? encode(headers)
  const outer = join(hex('d083'), encode(outerProtected), unprotected, encode(wrong.sealed?.(right) ?? right))
  const text = `ME1:${base45(wrong.outer?.(outer) ?? outer)}`
  return wrong.text?.(text) ?? text
}

const trust: PresentationTrust = {
  issuerKeys: [issuer, edIssuer].map(({ kid, publicKey }) => ({ kid, key: publicKey })),
  readingKeys: [readingKey],
  isRevoked: () => false,
}
const context: PresentationContext = { now: NOW, audience: 'verify', seen: () => false }

function verdict(text: string, t: Partial<PresentationTrust> = {}, c: Partial<PresentationContext> = {}): string {
  const result = verifyPresentation(text, { ...trust, ...t }, { ...context, ...c })
  return result.ok ? 'ok' : result.refusal.code
}

/** Changes the identity in a credential. */
const identity = (change: (fields: Map<unknown, unknown>) => void): Forgery => ({
  credentialClaims(claims) {
    const fields = claims.get(-70002)
    if (fields instanceof Map) change(fields)
  },
})
/** Changes the phone's key in a credential. */
const cnf = (change: (key: Map<unknown, unknown>) => void, on: EidKeyPair = phone): Forgery => ({
  phone: on,
  credentialClaims(claims) {
    const key = new Map<unknown, unknown>(coseKey(on.publicKey))
    change(key)
    claims.set(8, map([1, key]))
  },
})
const without = (label: number): Forgery => ({
  claims: (claims) => {
    claims.delete(label)
  },
})
const withClaim = (label: number | string, value: unknown): Forgery => ({
  claims: (claims) => {
    claims.set(label, value)
  },
})
const credentialWithout = (label: number): Forgery => ({
  credentialClaims: (claims) => {
    claims.delete(label)
  },
})
const credentialWith = (label: number | string, value: unknown): Forgery => ({
  credentialClaims: (claims) => {
    claims.set(label, value)
  },
})
const field = (label: number, value: unknown): Forgery =>
  identity((fields) => {
    fields.set(label, value)
  })
const lastFlipped = (value: Uint8Array) => value.map((byte, index) => (index === value.length - 1 ? byte ^ 1 : byte))
/** Raises the count in the map's first byte and appends the entry. */
const withEntry = (key: string, value: string) => (payload: Uint8Array) =>
  join(bytes((payload[0] ?? 0) + 1), payload.subarray(1), hex(key), hex(value))

// An abscissa without a point on P-256, and 32 bytes that aren't a point of edwards25519: y = 2, y = p, and x = 0 with
// its sign.
const NO_ABSCISSA = hex('0000000000000000000000000000000000000000000000000000000000000001')
const ED_NO_POINT = hex(`02${'00'.repeat(31)}`)
const ED_PRIME = hex(`ed${'ff'.repeat(30)}7f`)
const ED_SIGNED_ZERO = hex(`01${'00'.repeat(30)}80`)

const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const p384Issuer = {
  ...otherIssuer,
  algorithm: 'ES256',
  privateKey: p384.privateKey,
  publicKey: p384.publicKey,
} as const

describe('verifyPresentation', () => {
  it.each([
    ['ES256 phone, ES256 issuer', {}],
    ['EdDSA phone', { phone: edPhone }],
    ['EdDSA issuer', { issuer: edIssuer }],
    ['EdDSA both', { phone: edPhone, issuer: edIssuer }],
  ] as [string, Forgery][])('answers with the identity when the code is right: %s', (_name, wrong) => {
    expect(verifyPresentation(forge(wrong), trust, context)).toEqual({
      ok: true,
      subject,
      bindingId,
      cti,
      identity: holder,
      issuedAt: NOW,
      expiresAt: NOW + 60 * SECOND,
    })
  })

  it.each([
    ['claims beyond the profile', withClaim(9, 'later')],
    ['claims with texts, tags and floats beyond it', withClaim('note', [1.5, map(['a', null])])],
    ['claims beyond it in the credential', credentialWith(-80000, bytes(1))],
    ['a field beyond the identity', field(8, 'later')],
    [
      'a member beyond the phone key',
      cnf((key) => {
        key.set(2, bytes(1))
      }),
    ],
    [
      'a phone key that names its algorithm and its use',
      cnf((key) => {
        key.set(3, -7).set(4, [2])
      }),
    ],
    [
      'a compressed phone key',
      cnf((key) => {
        key.set(-3, ((key.get(-3) as Uint8Array).at(-1) ?? 0) % 2 === 1)
      }),
    ],
    [
      'empty names',
      identity((fields) => {
        fields.set(2, '').set(3, '')
      }),
    ],
    ['a life of one second', withClaim(4, seconds(NOW) + 1)],
    ['keys in another order', { credentialProtected: encode(map([4, issuer.kid], [1, -7]), { mapSorter: () => 0 }) }],
    ['a size of 4,096 bytes', { message: padded(4096) }],
  ] as [string, Forgery][])('accepts a presentation when it has %s', (_name, wrong) => {
    expect(verdict(forge(wrong))).toBe('ok')
  })

  /** The steps in their order, with all the ways to fail each. */
  const STEPS: [
    code: string,
    name: string,
    wrong: Forgery,
    t?: Partial<PresentationTrust>,
    c?: Partial<PresentationContext>,
  ][] = [
    // 1
    ['malformed', 'another prefix', { text: (text) => text.replace('ME1:', 'ME2:') }],
    ['malformed', 'a lower-case prefix', { text: (text) => text.replace('ME1:', 'me1:') }],
    ['malformed', 'a space before it', { text: (text) => ` ${text}` }],
    ['malformed', 'nothing after it', { text: () => 'ME1:' }],
    ['malformed', 'a character outside base45', { text: (text) => `${text.slice(0, -1)}a` }],
    [
      'malformed',
      'a single character left over',
      {
        text: (text) => (text.length % 3 === 1 ? `${text}0` : text.slice(0, text.length - ((text.length - 4) % 3) + 1)),
      },
    ],
    ['malformed', 'more than 4,096 characters', { text: (text) => text.padEnd(4097, '0') }],
    ['malformed', 'no tag', { outer: (outer) => outer.subarray(1) }],
    ['malformed', 'another tag', { outer: (outer) => join(hex('d2'), outer.subarray(1)) }],
    ['malformed', 'a tag in a longer form', { outer: (outer) => join(hex('d810'), outer.subarray(1)) }],
    ['malformed', 'a CWT tag around it', { outer: (outer) => join(hex('d83d'), outer) }],
    [
      'malformed',
      'an array of indefinite length',
      { outer: (outer) => join(hex('d09f'), outer.subarray(2), hex('ff')) },
    ],
    ['malformed', 'an array in a longer form', { outer: (outer) => join(hex('d09803'), outer.subarray(2)) }],
    ['malformed', 'four parts', { outer: (outer) => join(hex('d084'), outer.subarray(2), hex('40')) }],
    ['malformed', 'something after the end', { outer: (outer) => join(outer, hex('00')) }],
    ['malformed', 'A128GCM', { outerProtected: hex('a10101') }],
    ['malformed', 'an empty protected header', { outerProtected: new Uint8Array(0) }],
    ['malformed', 'the algorithm in a longer form', { outerProtected: hex('a1011803') }],
    ['malformed', 'a protected header more', { outerProtected: hex('a201030300') }],
    ['malformed', 'no IV', { outerUnprotected: (headers) => encode(map([4, headers.get(4)])) }],
    [
      'malformed',
      'an IV of 11 bytes',
      { outerUnprotected: (headers) => encode(map([4, headers.get(4)], [5, random.bytes(11)])) },
    ],
    [
      'malformed',
      'a kid of 8 bytes',
      { outerUnprotected: (headers) => encode(map([4, readingKey.kid], [5, headers.get(5)])) },
    ],
    [
      'malformed',
      'a kid as text',
      { outerUnprotected: (headers) => encode(map([4, '0123456789abcdef'], [5, headers.get(5)])) },
    ],
    [
      'malformed',
      'an unprotected header more',
      { outerUnprotected: (headers) => encode(new Map(headers).set(6, bytes(1))) },
    ],
    [
      'malformed',
      'an unprotected header twice',
      { outerUnprotected: (headers) => withEntry('05', `4c${'00'.repeat(12)}`)(encode(headers)) },
    ],
    [
      'malformed',
      'no ciphertext',
      {
        outer: (outer) =>
          join(
            outer.subarray(0, 2),
            hex('43a10103'),
            encode(map([4, join(readingKey.kid, random.bytes(8))], [5, random.bytes(12)])),
            hex('f6'),
          ),
      },
    ],
    // 2
    [
      'reading-key-unknown',
      'another reading key',
      { outerUnprotected: (headers) => encode(map([4, random.bytes(16)], [5, headers.get(5)])) },
    ],
    ['reading-key-unknown', 'no reading key', {}, { readingKeys: [] }],
    ['reading-key-unknown', 'a reading key of later', {}, { readingKeys: [{ ...readingKey, from: NOW + 1 }] }],
    ['reading-key-unknown', 'a reading key of before', {}, { readingKeys: [{ ...readingKey, until: NOW - 1 }] }],
    // 3
    ['tampered', 'a changed tag', { sealed: lastFlipped }],
    [
      'tampered',
      'a changed ciphertext',
      { sealed: (sealed) => sealed.map((byte, index) => (index === 0 ? byte ^ 1 : byte)) },
    ],
    ['tampered', 'a ciphertext too short for its tag', { sealed: () => bytes(1, 2, 3) }],
    [
      'tampered',
      'another salt',
      { outerUnprotected: (headers) => encode(new Map(headers).set(4, join(readingKey.kid, random.bytes(8)))) },
    ],
    ['tampered', 'another key by that name', {}, { readingKeys: [{ kid: readingKey.kid, key: random.bytes(32) }] }],
    // 4
    ['malformed', 'no DEFLATE', { deflated: () => hex('ffffffff') }],
    ['malformed', 'nothing to inflate', { deflated: () => new Uint8Array(0) }],
    ['malformed', 'a DEFLATE that is cut', { deflated: (deflated) => deflated.subarray(0, -1) }],
    ['malformed', 'something after the DEFLATE', { deflated: (deflated) => join(deflated, hex('00')) }],
    ['malformed', 'more than 4,096 bytes', { message: padded(4097) }],
    ['malformed', 'very much more than 4,096 bytes', { message: () => new Uint8Array(1_000_000) }],
    ['malformed', 'something after the presentation', { message: (message) => join(message, hex('00')) }],
    ['malformed', 'a presentation without its tag', { message: (message) => message.subarray(1) }],
    ['malformed', 'a presentation with another tag', { message: (message) => join(hex('d0'), message.subarray(1)) }],
    ['malformed', 'ES384', { protected: hex('a1013822') }],
    ['malformed', 'the fully specified ESP256', { protected: hex('a10128') }],
    ['malformed', 'the fully specified Ed25519', { phone: edPhone, protected: hex('a10132') }],
    ['malformed', 'a kid in the presentation', { protected: encode(map([1, -7], [4, bytes(1)])) }],
    ['malformed', 'an algorithm as a float', { protected: hex('a101f9c700') }],
    ['malformed', 'an unprotected header', { unprotected: hex('a10441aa') }],
    [
      'malformed',
      'a payload of indefinite length',
      { payload: (payload) => join(hex('bf'), payload.subarray(1), hex('ff')) },
    ],
    ['malformed', 'a claim twice', { payload: withEntry('03', '66766572696679') }],
    [
      'malformed',
      'an unknown claim twice',
      { payload: (payload) => withEntry('1863', '00')(withEntry('1863', '00')(payload)) },
    ],
    [
      'malformed',
      'an unknown bytes key twice',
      { payload: (payload) => withEntry('4163', '00')(withEntry('4163', '00')(payload)) },
    ],
    ['malformed', 'a key twice inside an unknown claim', { payload: withEntry('1863', 'a201000100') }],
    ['malformed', 'an integer in a longer form in an unknown claim', { payload: withEntry('1863', '1800') }],
    ['malformed', 'an unknown claim of indefinite length', { payload: withEntry('1863', '9fff') }],
    ['malformed', 'a text that is not UTF-8 in an unknown claim', { payload: withEntry('1863', '61ff') }],
    [
      'malformed',
      'a claim in a longer form',
      { payload: (payload) => join(payload.subarray(0, 1), hex('1806'), payload.subarray(2)) },
    ],
    ['malformed', 'something after the claims', { payload: (payload) => join(payload, hex('00')) }],
    ['malformed', 'a payload that is no map', { payload: () => hex('80') }],
    ...[6, 4, 7, 3, -70001].map((label): [string, string, Forgery] => [
      'malformed',
      `no claim ${label}`,
      without(label),
    ]),
    ['malformed', 'iat as a float', withClaim(6, NOW / SECOND + 0.5)],
    ['malformed', 'iat as a text', withClaim(6, String(seconds(NOW)))],
    ['malformed', 'exp as a float of a whole number', { payload: floatExp }],
    ['malformed', 'exp as late as iat', withClaim(4, seconds(NOW))],
    ['malformed', 'exp 61 s after iat', withClaim(4, seconds(NOW) + 61)],
    [
      'malformed',
      'iat and exp far apart beyond the safe integers',
      { claims: (claims) => claims.set(6, 2n ** 60n).set(4, 2n ** 60n + 61n) },
    ],
    ['malformed', 'a cti of 15 bytes', withClaim(7, random.bytes(15))],
    ['malformed', 'a cti as text', withClaim(7, '0123456789abcdef')],
    ['malformed', 'audience as bytes', withClaim(3, bytes(1))],
    ['malformed', 'audience as a list', withClaim(3, ['verify'])],
    ['malformed', 'a credential as an array', withClaim(-70001, [1])],
    ['malformed', 'a credential without its tag', { credentialMessage: (message) => message.subarray(1) }],
    ['malformed', 'something after the credential', { credentialMessage: (message) => join(message, hex('00')) }],
    ['malformed', 'a credential without a kid', { credentialProtected: encode(map([1, -7])) }],
    [
      'malformed',
      'a credential with a kid of 7 bytes',
      { credentialProtected: encode(map([1, -7], [4, random.bytes(7)])) },
    ],
    [
      'malformed',
      'a credential with a header more',
      { credentialProtected: encode(map([1, -7], [4, issuer.kid], [3, 0])) },
    ],
    [
      'malformed',
      'a credential with a critical header',
      { credentialProtected: encode(map([1, -7], [2, [4]], [4, issuer.kid])) },
    ],
    ['malformed', 'a credential by PS256', { credentialProtected: encode(map([1, -37], [4, issuer.kid])) }],
    ['malformed', 'a credential with an unprotected header', { credentialUnprotected: hex('a10441aa') }],
    ['malformed', 'a credential with a claim twice', { credentialPayload: withEntry('06', '00') }],
    [
      'malformed',
      'a credential with something after its claims',
      { credentialPayload: (payload) => join(payload, hex('00')) },
    ],
    ...[1, 2, 6, 5, 4, 7, 8, -70002].map((label): [string, string, Forgery] => [
      'malformed',
      `a credential without claim ${label}`,
      credentialWithout(label),
    ]),
    ['malformed', 'another issuer', credentialWith(1, 'mo.gov.dsat')],
    ['malformed', 'a subject as text', credentialWith(2, '0123456789abcdef')],
    ['malformed', 'a subject of 17 bytes', credentialWith(2, random.bytes(17))],
    ['malformed', 'a binding id of 15 bytes', credentialWith(7, random.bytes(15))],
    ['malformed', 'nbf as a float', credentialWith(5, 0.5)],
    ['malformed', 'an issuing time as text', credentialWith(6, '0')],
    ['malformed', 'an end as null', credentialWith(4, null)],
    ...[1, 2, 3, 4, 5, 6, 7].map((label): [string, string, Forgery] => [
      'malformed',
      `an identity without field ${label}`,
      identity((fields) => {
        fields.delete(label)
      }),
    ]),
    ['malformed', 'an identity as a list', credentialWith(-70002, [])],
    ['malformed', 'an ID number of seven digits', field(1, '9900001')],
    ['malformed', 'an ID number with symbols', field(1, '9900001(')],
    ['malformed', 'an ID number with a line break', field(1, '99000001\n')],
    ['malformed', 'an ID number in other digits', field(1, '９９００００01')],
    ['malformed', 'an ID number as an integer', field(1, 99000001)],
    ['malformed', 'a name as bytes', field(2, bytes(65))],
    ['malformed', 'a name as null', field(3, null)],
    [
      'malformed',
      'a name that is not UTF-8',
      {
        credentialPayload: (payload) =>
          replaced(payload, Buffer.from('TESTE UM'), Buffer.from([0xff, 69, 83, 84, 69, 32, 85, 77])),
      },
    ],
    ['malformed', 'a date of birth of another form', field(4, '29-02-1988')],
    ['malformed', 'a date of birth that is no day', field(4, '1989-02-29')],
    ['malformed', 'a month 13', field(4, '1989-13-01')],
    ['malformed', 'a date of birth with a line break', field(4, '1988-02-29\n')],
    ['malformed', 'a card until a day 0', field(6, '2031-05-00')],
    ['malformed', 'a card until a 31 June', field(6, '2031-06-31')],
    ['malformed', 'another kind', field(5, 'X')],
    ['malformed', 'guardian as 1', field(7, 1)],
    ['malformed', 'cnf as bytes', credentialWith(8, bytes(1))],
    ['malformed', 'cnf without a key', credentialWith(8, map([2, 1]))],
    ['malformed', 'an OKP key for ES256', credentialWith(8, map([1, coseKey(edPhone.publicKey)]))],
    ['malformed', 'an EC2 key for EdDSA', { phone: edPhone, ...credentialWith(8, map([1, coseKey(phone.publicKey)])) }],
    [
      'malformed',
      'a key on P-384',
      cnf((key) => {
        key.set(-1, 2)
      }),
    ],
    [
      'malformed',
      'a key on X25519',
      cnf((key) => {
        key.set(-1, 4)
      }, edPhone),
    ],
    [
      'malformed',
      'a key without y',
      cnf((key) => {
        key.delete(-3)
      }),
    ],
    [
      'malformed',
      'a key with y of 31 bytes',
      cnf((key) => {
        key.set(-3, random.bytes(31))
      }),
    ],
    [
      'malformed',
      'a key that is no point',
      cnf((key) => {
        key.set(-3, lastFlipped(key.get(-3) as Uint8Array))
      }),
    ],
    [
      'malformed',
      'a key at zero',
      cnf((key) => {
        key.set(-2, new Uint8Array(32)).set(-3, new Uint8Array(32))
      }),
    ],
    [
      'malformed',
      'a key beyond the field',
      cnf((key) => {
        key.set(-2, new Uint8Array(32).fill(255))
      }),
    ],
    [
      'malformed',
      'a compressed key without a point',
      cnf((key) => {
        key.set(-2, NO_ABSCISSA).set(-3, true)
      }),
    ],
    [
      'malformed',
      'an Ed25519 key that is no point',
      cnf((key) => {
        key.set(-2, ED_NO_POINT)
      }, edPhone),
    ],
    [
      'malformed',
      'an Ed25519 key beyond the field',
      cnf((key) => {
        key.set(-2, ED_PRIME)
      }, edPhone),
    ],
    [
      'malformed',
      'an Ed25519 key with a sign on zero',
      cnf((key) => {
        key.set(-2, ED_SIGNED_ZERO)
      }, edPhone),
    ],
    [
      'malformed',
      'a key that names another algorithm',
      cnf((key) => {
        key.set(3, -35)
      }),
    ],
    [
      'malformed',
      'a key that is not for verifying',
      cnf((key) => {
        key.set(4, [1])
      }),
    ],
    // 5
    ['wrong-audience', 'the border', withClaim(3, 'border')],
    ['wrong-audience', 'an unknown audience', withClaim(3, 'VERIFY')],
    ['wrong-audience', 'an audience with a byte order mark', withClaim(3, '\uFEFFverify')],
    // 6
    ['issuer-unknown', 'another issuer key', { issuer: otherIssuer }],
    [
      'issuer-unknown',
      'an issuer key of later',
      {},
      { issuerKeys: [{ kid: issuer.kid, key: issuer.publicKey, from: NOW - 3_599_000 }] },
    ],
    [
      'issuer-unknown',
      'an issuer key of before',
      {},
      { issuerKeys: [{ kid: issuer.kid, key: issuer.publicKey, until: NOW - 3_601_000 }] },
    ],
    // 7
    ['credential-forged', 'a changed credential signature', { credentialSignature: lastFlipped }],
    [
      'credential-forged',
      'a credential signature of 63 bytes',
      { credentialSignature: (signature) => signature.subarray(1) },
    ],
    ['credential-forged', 'an empty credential signature', { credentialSignature: () => new Uint8Array(0) }],
    ['credential-forged', 'a credential by another key', { credentialSigner: otherIssuer.privateKey }],
    [
      'credential-forged',
      'a key of another type by that name',
      {},
      { issuerKeys: [{ kid: issuer.kid, key: edIssuer.publicKey }] },
    ],
    [
      'credential-forged',
      'an issuer key on another curve',
      { issuer: p384Issuer },
      { issuerKeys: [{ kid: otherIssuer.kid, key: p384.publicKey }] },
    ],
    ['credential-expired', 'a credential of 16 s from now', credentialWith(5, seconds(NOW) + 16)],
    ['credential-expired', 'a credential that ends now', credentialWith(4, seconds(NOW))],
    // 8
    ['presentation-forged', 'a changed signature', { signature: lastFlipped }],
    ['presentation-forged', 'a signature of 65 bytes', { signature: (signature) => join(signature, bytes(0)) }],
    ['presentation-forged', 'another phone', { signer: createKeyPair().privateKey }],
    ['presentation-forged', 'another EdDSA phone', { phone: edPhone, signer: createKeyPair('EdDSA').privateKey }],
    // 9
    ['expired', 'an end more than 15 s ago', {}, {}, { now: NOW + 75_001 }],
    ['clock-ahead', 'a start more than 15 s from now', {}, {}, { now: NOW - 15_001 }],
    [
      'clock-ahead',
      'a start beyond the safe integers',
      { claims: (claims) => claims.set(6, 2n ** 60n).set(4, 2n ** 60n + 60n) },
    ],
    // 10
    ['replayed', 'a code that was seen', {}, {}, { seen: () => true }],
    // 11
    ['revoked', 'a binding in the filter', {}, { isRevoked: () => true }],
  ]

  it.each(STEPS)('refuses with %s when there is %s', (code, _name, wrong, t, c) => {
    expect(verdict(forge(wrong), t, c)).toBe(code)
  })

  it('names the first step that fails when several do', () => {
    const everything: Forgery[] = [
      { outerUnprotected: (headers) => encode(map([4, random.bytes(16)], [5, headers.get(5)])) },
      { sealed: lastFlipped },
      withClaim(7, 'no cti'),
      withClaim(3, 'border'),
      { issuer: otherIssuer },
      { credentialSignature: lastFlipped },
      credentialWith(4, seconds(NOW)),
      { signature: lastFlipped },
      withClaim(6, seconds(NOW) - 200),
    ]
    const codes = [
      'reading-key-unknown',
      'tampered',
      'malformed',
      'wrong-audience',
      'issuer-unknown',
      'credential-forged',
      'credential-expired',
      'presentation-forged',
      'expired',
    ]
    // Combines two forgeries. Both change claims by the same hook, so their changes are chained.
    const both = (one: Forgery, two: Forgery): Forgery => ({
      ...one,
      ...two,
      claims(claims) {
        one.claims?.(claims)
        two.claims?.(claims)
      },
      credentialClaims(claims) {
        one.credentialClaims?.(claims)
        two.credentialClaims?.(claims)
      },
    })
    const late = withClaim(4, seconds(NOW) - 150)
    for (const [first, code] of codes.entries()) {
      const wrong = everything.slice(first).reduceRight((rest, one) => both(rest, one), late)
      expect(verdict(forge(wrong), { isRevoked: () => true }, { seen: () => true })).toBe(code)
    }
    expect(verdict(forge(), { isRevoked: () => true }, { seen: () => true })).toBe('replayed')
  })

  it.each([
    ['exp 15 s ago', 75_000, 'ok'],
    ['exp 15 s and 1 ms ago', 75_001, 'expired'],
    ['iat 15 s ahead', -15_000, 'ok'],
    ['iat 15 s and 1 ms ahead', -15_001, 'clock-ahead'],
  ])('keeps the time window to the millisecond: %s', (_name, shift, code) => {
    expect(verdict(forge(), {}, { now: NOW + shift })).toBe(code)
  })

  it('keeps the bounds of keys and credentials inclusive as stated', () => {
    const iat = NOW - 3_600_000
    expect(verdict(forge(), { readingKeys: [{ ...readingKey, from: NOW, until: NOW }] })).toBe('ok')
    expect(verdict(forge(), { issuerKeys: [{ kid: issuer.kid, key: issuer.publicKey, from: iat, until: iat }] })).toBe(
      'ok',
    )
    expect(verdict(forge(credentialWith(5, seconds(NOW) + 15)))).toBe('ok')
    expect(verdict(forge(credentialWith(4, seconds(NOW) + 1)))).toBe('ok')
  })

  it('finds the good key when a key of the same name has ended', () => {
    const readingKeys = [{ kid: readingKey.kid, key: random.bytes(32), until: NOW - 1 }, readingKey]
    expect(verdict(forge(), { readingKeys })).toBe('ok')
  })

  it('remembers nothing and asks no filter when an earlier step fails', () => {
    const asked: string[] = []
    const seen = () => {
      asked.push('seen')
      return false
    }
    const isRevoked = () => {
      asked.push('revoked')
      return false
    }
    for (const [code, , wrong, t, c] of STEPS.filter(([code]) => code !== 'replayed' && code !== 'revoked')) {
      expect(verdict(forge(wrong), { ...t, isRevoked }, { ...c, seen })).toBe(code)
      expect(asked).toEqual([])
    }
    expect(verdict(forge(), { isRevoked }, { seen })).toBe('ok')
    expect(asked).toEqual(['seen', 'revoked'])
    expect(verdict(forge(), { isRevoked }, { seen: () => true })).toBe('replayed')
    expect(asked).toEqual(['seen', 'revoked'])
  })

  it('hands the cti with its end to the memory and the binding id to the filter', () => {
    const given: unknown[] = []
    const seen = (...about: unknown[]) => {
      given.push(about)
      return false
    }
    const isRevoked = (id: Uint8Array) => {
      given.push(id)
      return false
    }
    expect(verdict(forge(), { isRevoked }, { seen })).toBe('ok')
    expect(given).toEqual([[cti, NOW + 60_000], bindingId])
  })

  it('refuses every code in which one character was changed', () => {
    const text = forge()
    const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
    for (let at = 0; at < text.length; at++) {
      const other = alphabet.charAt((alphabet.indexOf(text.charAt(at)) + 1 + (at % 44)) % 45)
      expect(verdict(text.slice(0, at) + other + text.slice(at + 1))).not.toBe('ok')
    }
  })

  it('refuses every presentation in which one bit was changed', () => {
    for (const on of [phone, edPhone]) {
      let length = 0
      forge({
        phone: on,
        message: (message) => {
          length = message.length
          return message
        },
      })
      for (let at = 0; at < length; at++) {
        const wrong = forge({
          phone: on,
          message: (message) => message.map((byte, index) => (index === at ? byte ^ (1 << (at % 8)) : byte)),
        })
        expect(verdict(wrong)).not.toBe('ok')
      }
    }
  })

  it(
    'answers with a refusal and never throws when the text is anything',
    () => {
      const runs = FULL ? 1_000_000 : 20_000
      fc.assert(
        fc.property(
          fc.oneof(
            fc.string({ unit: 'binary', maxLength: 60 }),
            fc.uint8Array({ maxLength: 120 }).map((wild) => `ME1:${base45(wild)}`),
            fc.uint8Array({ maxLength: 120 }).map((wild) => `ME1:${base45(join(hex('d08343a10103a2'), wild))}`),
          ),
          (text) => ['malformed', 'reading-key-unknown'].includes(verdict(text)),
        ),
        { numRuns: runs },
      )
    },
    FULL_TIMEOUT,
  )

  it(
    'answers with a refusal and never throws when what was sealed is anything',
    () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (wild, compressed) => {
          const wrong: Forgery = compressed ? { message: () => wild } : { deflated: () => wild }
          return verdict(forge(wrong)) === 'malformed'
        }),
        { numRuns: FULL ? 50_000 : 1_000 },
      )
    },
    FULL_TIMEOUT,
  )

  it('never throws when the arguments are of other types', () => {
    const call: (...args: unknown[]) => unknown = verifyPresentation as (...args: unknown[]) => unknown
    const good = forge()
    for (const text of [undefined, null, 1, {}, [], Buffer.from(good), new String(good), Symbol('text')]) {
      expect(call(text, trust, context)).toEqual({ ok: false, refusal: { code: 'malformed' } })
      expect(call(text)).toEqual({ ok: false, refusal: { code: 'malformed' } })
    }
    const fault = { ok: false, refusal: { code: 'fault' } }
    expect(call(good)).toEqual(fault)
    expect(call(good, {}, context)).toEqual(fault)
    expect(call(good, trust, {})).toMatchObject({ ok: false })
    expect(call(good, { ...trust, readingKeys: [{ kid: readingKey.kid, key: 1 }] }, context)).toEqual(fault)
    expect(call(good, { ...trust, issuerKeys: [{ kid: issuer.kid, key: null }] }, context)).toEqual(fault)
    expect(call(good, { ...trust, issuerKeys: [null] }, context)).toEqual(fault)
    for (const answer of [undefined, null, 0, '', Promise.resolve(false), 'no']) {
      expect(call(good, trust, { ...context, seen: () => answer })).toEqual(fault)
      expect(call(good, { ...trust, isRevoked: () => answer }, context)).toEqual(fault)
    }
    const broken = () => {
      throw new Error('broken')
    }
    expect(call(good, trust, { ...context, seen: broken })).toEqual(fault)
    expect(call(good, { ...trust, isRevoked: broken }, context)).toEqual(fault)
    for (const now of [NaN, undefined, Infinity, -Infinity, '0', 0n]) {
      expect(call(good, trust, { ...context, now })).toMatchObject({ ok: false })
    }
    expect(call(forge(withClaim(3, 'border')), trust, { ...context, audience: 'border' })).toEqual({
      ok: false,
      refusal: { code: 'wrong-audience' },
    })
  })
})

/**
 * Fills the presentation with a claim beyond the profile until it has `size` bytes; its signature is over the longer
 * payload.
 */
function padded(size: number): NonNullable<Forgery['message']> {
  return () => {
    for (let filling = size - 900; filling < size; filling++) {
      const inner = innerMessage(withClaim(99, new Uint8Array(filling)))
      if (inner.length === size) return inner
    }
    throw new RangeError('no such size')
  }
}

function innerMessage(wrong: Forgery): Uint8Array {
  let inner = new Uint8Array(0)
  forge({
    ...wrong,
    message: (message) => {
      inner = new Uint8Array(message)
      return message
    },
  })
  return inner
}

/** Writes the claim exp as the float of the same value. */
function floatExp(payload: Uint8Array): Uint8Array {
  const exp = Buffer.alloc(8)
  exp.writeDoubleBE(seconds(NOW) + 60)
  return replaced(payload, join(hex('04'), encode(seconds(NOW) + 60)), join(hex('04fb'), exp))
}

function replaced(payload: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const at = Buffer.from(payload).indexOf(from)
  if (at < 0) throw new RangeError('not there')
  return join(payload.subarray(0, at), to, payload.subarray(at + from.length))
}

describe('the content key', () => {
  it('is HKDF-SHA-256 of the reading key with the salt and the info ME1', () => {
    const salt = random.bytes(8)
    expect(deriveContentKey(readingKey, salt).contentKey).toEqual(
      new Uint8Array(hkdfSync('sha256', readingKey.key, salt, Buffer.from('ME1'), 32)),
    )
  })
})
