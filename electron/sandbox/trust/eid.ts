import { encode } from 'cborg'
import {
  createCipheriv,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  sign,
  type KeyObject,
} from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import type { Random } from '../../../hardware/ports.ts'

/** What a phone or an issuer signs with: ECDSA on P-256 with SHA-256, or Ed25519. */
export type EidAlgorithm = 'ES256' | 'EdDSA'

/** A key pair of an issuer or a phone, with the algorithm that it signs by. */
export interface EidKeyPair {
  algorithm: EidAlgorithm
  privateKey: KeyObject
  publicKey: KeyObject
}

/** The issuer's signing key; `kid` (8 bytes) is how credentials name it. */
export interface EidIssuer extends EidKeyPair {
  kid: Uint8Array
}

/**
 * The key that approved verifiers hold and from which each credential's content key is derived. `kid` has 8 bytes,
 * `key` 32.
 */
export interface EidReadingKey {
  kid: Uint8Array
  key: Uint8Array
}

/**
 * The identity in a credential (codes.md, section 2). Dates are `YYYY-MM-DD`; a name that the person doesn't have is
 * empty.
 */
export interface EidHolder {
  idNumber: string
  nameChinese: string
  nameForeign: string
  birthDate: string
  kind: 'P' | 'N'
  cardValidUntil: string
  guardianBound: boolean
}

/**
 * What the issuer gives to a phone: the signed credential, and the key that opens this credential's codes. Plain data
 * that can be stored.
 */
export interface EidCredential {
  message: Uint8Array
  readingKid: Uint8Array
  /** 8 bytes, new with every credential. */
  salt: Uint8Array
  /** 32 bytes. */
  contentKey: Uint8Array
}

/** The claims of a credential or a presentation by their numbers (CWT, RFC 8392; codes.md, section 2). */
export type Claims = Map<number | string, unknown>

/** COSE's numbers of the algorithms (RFC 9053). */
export const ALGORITHM_NUMBER = { ES256: -7, EdDSA: -8 } as const
const TAG_ENCRYPT0 = 0xd0
const TAG_SIGN1 = 0xd2
const DAY_MS = 86_400_000
const PRESENTATION_LIFE_S = 60
const BASE45 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

/** A new key pair, for an issuer or a phone. */
export function createKeyPair(algorithm: EidAlgorithm = 'ES256'): EidKeyPair {
  const pair =
    algorithm === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519')
  return { algorithm, ...pair }
}

/** Makes an issuer with the given key pair, or a new one. `kid` is the start of the SHA-256 of its public key. */
export function createIssuer(pair: EidKeyPair = createKeyPair()): EidIssuer {
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' })
  return { ...pair, kid: new Uint8Array(createHash('sha256').update(spki).digest().subarray(0, 8)) }
}

/** A new reading key. */
export function createReadingKey(random: Random): EidReadingKey {
  return { kid: random.bytes(8), key: random.bytes(32) }
}

/**
 * Issues a credential for the phone whose public key is `phoneKey`. It is good from `issuedAt` (milliseconds since
 * 1970) for `days`, 7 by default, since a phone renews it at least weekly. `subject` and `bindingId` have 16 bytes.
 */
export function issueCredential(
  { issuer, readingKey, random }: { issuer: EidIssuer; readingKey: EidReadingKey; random: Random },
  about: {
    subject: Uint8Array
    bindingId: Uint8Array
    holder: EidHolder
    phoneKey: KeyObject
    issuedAt: number
    days?: number
  },
): EidCredential {
  const payload = encode(credentialClaims(about))
  const protectedHeaders = new Map<number, unknown>([
    [1, ALGORITHM_NUMBER[issuer.algorithm]],
    [4, issuer.kid],
  ])
  const message = signMessage({ protectedHeaders, payload, key: issuer.privateKey })
  return { message, ...deriveContentKey(readingKey, random.bytes(8)) }
}

/** The claims of a credential, as `issueCredential` signs them. */
export function credentialClaims(about: {
  subject: Uint8Array
  bindingId: Uint8Array
  holder: EidHolder
  phoneKey: KeyObject
  issuedAt: number
  days?: number
}): Claims {
  const issuedAt = Math.floor(about.issuedAt / 1000)
  const { holder } = about
  return new Map<number, unknown>([
    [1, 'mo.gov.dsi'],
    [2, about.subject],
    [6, issuedAt],
    [5, issuedAt],
    [4, issuedAt + Math.floor(((about.days ?? 7) * DAY_MS) / 1000)],
    [7, about.bindingId],
    [8, new Map([[1, coseKey(about.phoneKey)]])],
    [
      -70002,
      new Map<number, unknown>([
        [1, holder.idNumber],
        [2, holder.nameChinese],
        [3, holder.nameForeign],
        [4, holder.birthDate],
        [5, holder.kind],
        [6, holder.cardValidUntil],
        [7, holder.guardianBound],
      ]),
    ],
  ])
}

/** A public key as COSE_Key (RFC 9053, section 7): EC2 on P-256 or OKP on Ed25519. */
export function coseKey(key: KeyObject): Map<number, unknown> {
  const jwk = createPublicKeyOf(key).export({ format: 'jwk' })
  const x = coordinate(jwk.x)
  return jwk.kty === 'EC'
    ? new Map<number, unknown>([
        [1, 2],
        [-1, 1],
        [-2, x],
        [-3, coordinate(jwk.y)],
      ])
    : new Map<number, unknown>([
        [1, 1],
        [-1, 6],
        [-2, x],
      ])
}

/** Derives the content key, as a verifier does from the reading key and the salt in the code. */
export function deriveContentKey({ kid, key }: EidReadingKey, salt: Uint8Array): Omit<EidCredential, 'message'> {
  const contentKey = new Uint8Array(hkdfSync('sha256', key, salt, 'ME1', 32))
  return { readingKid: kid, salt, contentKey }
}

/**
 * Signs a fresh code as a phone does: `ME1:` and base45, signed at `at` (milliseconds since 1970) and good for 60 s.
 * `audience` is `verify` for counters and kiosks, `border` for the gates.
 */
export function present(
  { credential, phone, random }: { credential: EidCredential; phone: EidKeyPair; random: Random },
  { at, audience = 'verify' }: { at: number; audience?: string },
): string {
  const payload = encode(presentationClaims({ credential: credential.message, at, audience, cti: random.bytes(16) }))
  const protectedHeaders = new Map([[1, ALGORITHM_NUMBER[phone.algorithm]]])
  const message = signMessage({ protectedHeaders, payload, key: phone.privateKey })
  return sealPresentation({ credential, plaintext: deflateRawSync(message, { level: 9 }), iv: random.bytes(12) })
}

/** The claims of a presentation, as `present` signs them. */
export function presentationClaims(about: {
  credential: Uint8Array
  at: number
  audience: string
  cti: Uint8Array
}): Claims {
  const issuedAt = Math.floor(about.at / 1000)
  return new Map<number, unknown>([
    [6, issuedAt],
    [4, issuedAt + PRESENTATION_LIFE_S],
    [7, about.cti],
    [3, about.audience],
    [-70001, about.credential],
  ])
}

/** A COSE_Sign1 (RFC 9052, section 4.2), tagged 18. */
export function signMessage(parts: {
  protectedHeaders: ReadonlyMap<number, unknown>
  unprotected?: ReadonlyMap<number, unknown>
  payload: Uint8Array
  key: KeyObject
}): Uint8Array {
  const protectedBytes = encode(parts.protectedHeaders)
  const signed = encode(['Signature1', protectedBytes, new Uint8Array(0), parts.payload])
  const signature =
    parts.key.asymmetricKeyType === 'ed25519'
      ? sign(null, signed, parts.key)
      : sign('sha256', signed, { key: parts.key, dsaEncoding: 'ieee-p1363' })
  return tagged(TAG_SIGN1, [protectedBytes, parts.unprotected ?? new Map(), parts.payload, new Uint8Array(signature)])
}

/** Encrypts a presentation (COSE_Encrypt0, RFC 9052, section 5.2, tagged 16) and writes it as the text of a code. */
function sealPresentation({
  credential,
  plaintext,
  iv,
}: {
  credential: Omit<EidCredential, 'message'>
  plaintext: Uint8Array
  iv: Uint8Array
}): string {
  const protectedBytes = encode(new Map([[1, 3]]))
  const cipher = createCipheriv('aes-256-gcm', credential.contentKey, iv)
  cipher.setAAD(encode(['Encrypt0', protectedBytes, new Uint8Array(0)]))
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
  const kid = new Uint8Array([...credential.readingKid, ...credential.salt])
  return `ME1:${base45(
    tagged(TAG_ENCRYPT0, [
      protectedBytes,
      new Map([
        [4, kid],
        [5, iv],
      ]),
      new Uint8Array(ciphertext),
    ]),
  )}`
}

/** Base45 (RFC 9285, section 4). */
export function base45(bytes: Uint8Array): string {
  const digits = (value: number, count: number): string =>
    count === 0 ? '' : BASE45.charAt(value % 45) + digits(Math.floor(value / 45), count - 1)
  let text = ''
  for (let i = 0; i + 1 < bytes.length; i += 2) text += digits((bytes[i] ?? 0) * 256 + (bytes[i + 1] ?? 0), 3)
  return bytes.length % 2 === 0 ? text : text + digits(bytes[bytes.length - 1] ?? 0, 2)
}

function tagged(tag: number, parts: unknown[]): Uint8Array {
  return new Uint8Array([tag, ...encode(parts)])
}

function createPublicKeyOf(key: KeyObject): KeyObject {
  return key.type === 'private' ? createPublicKey(key) : key
}

function coordinate(value: string | undefined): Uint8Array {
  return new Uint8Array(Buffer.from(value ?? '', 'base64url'))
}
