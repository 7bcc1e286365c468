import { createPublicKey, type KeyObject } from 'node:crypto'
import { CborTag, isBytes, isInteger, readCbor, readCborMap, type CborMap, type CborValue } from './cbor.ts'
import { isEd25519Point } from './ed25519.ts'

/**
 * The identity in an eID credential. Dates are `YYYY-MM-DD`; a name that the person doesn't have is an empty string.
 */
export interface EidIdentity {
  /** Eight digits, without symbols. */
  idNumber: string
  nameChinese: string
  nameForeign: string
  birthDate: string
  /** Permanent or non-permanent resident. */
  kind: 'P' | 'N'
  cardValidUntil: string
  /** Whether the person is a minor whose eID a guardian bound. */
  guardianBound: boolean
}

/** The outer COSE_Encrypt0, its form checked. */
export interface SealedForm {
  readingKid: Uint8Array
  salt: Uint8Array
  iv: Uint8Array
  protectedBytes: Uint8Array
  sealed: Uint8Array
}

/** A COSE_Sign1 whose headers are the profile's; its signature is still to be checked. */
export interface SignedForm {
  algorithm: number
  protectedBytes: Uint8Array
  payload: Uint8Array
  signature: Uint8Array
}

/** Whole seconds since 1970 as in the claims; a bigint is far beyond any clock and compares correctly. */
type Seconds = number | bigint

/** A presentation and the credential in it, their form checked; no signature is verified yet. */
export interface PresentationForm {
  signed: SignedForm
  issuedAt: Seconds
  expiresAt: Seconds
  cti: Uint8Array
  audience: string
  credential: {
    signed: SignedForm
    issuerKid: Uint8Array
    subject: Uint8Array
    bindingId: Uint8Array
    issuedAt: Seconds
    notBefore: Seconds
    expiresAt: Seconds
    phoneKey: KeyObject
    identity: EidIdentity
  }
}

const A256GCM = 3
const ES256 = -7
const EDDSA = -8
const ISSUER = 'mo.gov.dsi'
const LONGEST_LIFE_S = 60
/** SubjectPublicKeyInfo of a P-256 key and of an Ed25519 key up to the key itself (RFC 5480, RFC 8410). */
const SPKI_P256 = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex')
const SPKI_P256_COMPRESSED = Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex')
const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex')
const UNCOMPRESSED = Buffer.of(4)
const COMPRESSED_EVEN = Buffer.of(2)
const COMPRESSED_ODD = Buffer.of(3)

const STRICT = { shortest: true }

/**
 * Reads the outer COSE_Encrypt0 in exactly the form of codes.md, section 2, or null. The ciphertext's length isn't
 * checked here, since its tag covers it.
 */
export function readSealed(message: Uint8Array): SealedForm | null {
  const parts = taggedArray(message, 16, 3)
  if (parts === null) return null
  const [protectedBytes, unprotected, sealed] = parts
  if (!isBytes(protectedBytes) || !(unprotected instanceof Map) || !isBytes(sealed)) return null
  const headers = readCborMap(protectedBytes, STRICT)
  if (headers?.size !== 1 || headers.get(1) !== A256GCM) return null
  const kid = unprotected.get(4)
  const iv = unprotected.get(5)
  if (unprotected.size !== 2 || !isBytes(kid, 16) || !isBytes(iv, 12)) return null
  return { readingKid: kid.subarray(0, 8), salt: kid.subarray(8), iv, protectedBytes, sealed }
}

/** Reads the presentation and its credential, every header and claim as in codes.md, section 2, or null. */
export function readPresentation(message: Uint8Array): PresentationForm | null {
  const outer = readSigned(message, 1)
  const claims = outer === null ? null : readCborMap(outer.signed.payload, STRICT)
  if (outer === null || claims === null) return null
  const [issuedAt, expiresAt, cti, audience] = [claims.get(6), claims.get(4), claims.get(7), claims.get(3)]
  if (!isInteger(issuedAt) || !isInteger(expiresAt) || !isBytes(cti, 16) || typeof audience !== 'string') return null
  if (!(issuedAt < expiresAt && BigInt(expiresAt) - BigInt(issuedAt) <= LONGEST_LIFE_S)) return null
  const credential = readCredential(claims.get(-70001), outer.signed.algorithm)
  return credential === null ? null : { signed: outer.signed, issuedAt, expiresAt, cti, audience, credential }
}

function readCredential(message: CborValue, phoneAlgorithm: number): PresentationForm['credential'] | null {
  const outer = isBytes(message) ? readSigned(message, 2) : null
  const issuerKid = outer?.headers.get(4)
  const claims = outer === null ? null : readCborMap(outer.signed.payload, STRICT)
  if (outer === null || !isBytes(issuerKid, 8) || claims === null || claims.get(1) !== ISSUER) return null
  const [subject, bindingId] = [claims.get(2), claims.get(7)]
  const [issuedAt, notBefore, expiresAt] = [claims.get(6), claims.get(5), claims.get(4)]
  if (!isBytes(subject, 16) || !isBytes(bindingId, 16)) return null
  if (!isInteger(issuedAt) || !isInteger(notBefore) || !isInteger(expiresAt)) return null
  const identity = readIdentity(claims.get(-70002))
  const phoneKey = identity === null ? null : readPhoneKey(claims.get(8), phoneAlgorithm)
  if (identity === null || phoneKey === null) return null
  return { signed: outer.signed, issuerKid, subject, bindingId, issuedAt, notBefore, expiresAt, phoneKey, identity }
}

/** Reads a tagged COSE_Sign1 with `size` protected headers, one of them `{1: alg}`, and no unprotected one. */
export function readSigned(message: Uint8Array, size: number): { signed: SignedForm; headers: CborMap } | null {
  const parts = taggedArray(message, 18, 4)
  if (parts === null) return null
  const [protectedBytes, unprotected, payload, signature] = parts
  if (!isBytes(protectedBytes) || !(unprotected instanceof Map) || unprotected.size !== 0) return null
  if (!isBytes(payload) || !isBytes(signature)) return null
  const headers = readCborMap(protectedBytes, STRICT)
  const algorithm = headers?.get(1)
  if (headers?.size !== size || (algorithm !== ES256 && algorithm !== EDDSA)) return null
  return { signed: { algorithm, protectedBytes, payload, signature }, headers }
}

function taggedArray(message: Uint8Array, tag: number, length: number): CborValue[] | null {
  const value = readCbor(message, STRICT)?.value
  const content = value instanceof CborTag && value.tag === tag ? value.content : null
  return Array.isArray(content) && content.length === length ? content : null
}

function readIdentity(claim: CborValue): EidIdentity | null {
  if (!(claim instanceof Map)) return null
  const person = readPerson(claim)
  const guardianBound = claim.get(7)
  return person === null || typeof guardianBound !== 'boolean' ? null : { ...person, guardianBound }
}

/** Who somebody is, as credentials and ID cards say it: 1 to 6 of the map; null where one isn't as it has to be. */
export function readPerson(claims: CborMap): Omit<EidIdentity, 'guardianBound'> | null {
  const [idNumber, nameChinese, nameForeign, birthDate] = [claims.get(1), claims.get(2), claims.get(3), claims.get(4)]
  const [kind, cardValidUntil] = [claims.get(5), claims.get(6)]
  if (typeof idNumber !== 'string' || !/^[0-9]{8}$/.test(idNumber)) return null
  if (typeof nameChinese !== 'string' || typeof nameForeign !== 'string') return null
  if (!isDate(birthDate) || !isDate(cardValidUntil) || (kind !== 'P' && kind !== 'N')) return null
  return { idNumber, nameChinese, nameForeign, birthDate, kind, cardValidUntil }
}

const LONG_MONTHS: ReadonlySet<number> = new Set([1, 3, 5, 7, 8, 10, 12])

/** Whether `value` is a real day as `YYYY-MM-DD`; 1999-02-30 has the pattern but isn't one. */
function isDate(value: CborValue): value is string {
  if (typeof value !== 'string' || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value)) return false
  const [year, month, day] = [Number(value.slice(0, 4)), Number(value.slice(5, 7)), Number(value.slice(8))]
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = month === 2 ? (leap ? 29 : 28) : LONG_MONTHS.has(month) ? 31 : 30
  return month >= 1 && month <= 12 && day >= 1 && day <= days
}

/**
 * Reads the phone's key from `cnf` (RFC 8747, section 3.2; RFC 9053, section 7): EC2 on P-256 for ES256, OKP on Ed25519
 * for EdDSA, and a point of its curve; null otherwise. An EC2 key's y may be its sign alone. Where the key names its
 * algorithm or uses, they must allow this one.
 */
function readPhoneKey(cnf: CborValue, algorithm: number): KeyObject | null {
  const key = cnf instanceof Map ? cnf.get(1) : undefined
  if (!(key instanceof Map)) return null
  if (key.has(3) && key.get(3) !== algorithm) return null
  const uses = key.get(4)
  if (key.has(4) && !(Array.isArray(uses) && uses.includes(2))) return null
  const point = algorithm === ES256 ? p256Spki(key) : ed25519Spki(key)
  if (point === null) return null
  try {
    // As PEM, since Node inspects DER or a JWK in an options object by throwing four exceptions, which takes twice as
    // long as the import itself.
    return createPublicKey(`-----BEGIN PUBLIC KEY-----\n${point.toString('base64')}\n-----END PUBLIC KEY-----`)
  } catch {
    return null
  }
}

function p256Spki(key: CborMap): Buffer | null {
  const [x, y] = [key.get(-2), key.get(-3)]
  if (key.get(1) !== 2 || key.get(-1) !== 1 || !isBytes(x, 32)) return null
  if (typeof y === 'boolean') return Buffer.concat([SPKI_P256_COMPRESSED, y ? COMPRESSED_ODD : COMPRESSED_EVEN, x])
  return isBytes(y, 32) ? Buffer.concat([SPKI_P256, UNCOMPRESSED, x, y]) : null
}

function ed25519Spki(key: CborMap): Buffer | null {
  const x = key.get(-2)
  if (key.get(1) !== 1 || key.get(-1) !== 6 || !isBytes(x, 32) || !isEd25519Point(x)) return null
  return Buffer.concat([SPKI_ED25519, x])
}
