import { constants, createDecipheriv, createSecretKey, KeyObject, verify } from 'node:crypto'

interface Ecdsa {
  kind: 'ecdsa'
  hash: 'sha256' | 'sha384' | 'sha512'
  /**
   * Only the fully specified algorithms pin a curve; ES256 and its like accept any of the three (RFC 9053, section
   * 2.1).
   */
  curve?: string
}
interface Eddsa {
  kind: 'eddsa'
  keys: readonly string[]
}
interface Pss {
  kind: 'pss'
  hash: 'sha256' | 'sha384' | 'sha512'
  saltLength: number
}
type SignatureAlgorithm = Ecdsa | Eddsa | Pss

/**
 * COSE's signature algorithms by their number: RFC 9053 (ECDSA, EdDSA), RFC 8230 (RSASSA-PSS), RFC 9864 (fully
 * specified).
 */
const SIGNATURES: ReadonlyMap<unknown, SignatureAlgorithm> = new Map<unknown, SignatureAlgorithm>([
  [-7, { kind: 'ecdsa', hash: 'sha256' }],
  [-35, { kind: 'ecdsa', hash: 'sha384' }],
  [-36, { kind: 'ecdsa', hash: 'sha512' }],
  [-9, { kind: 'ecdsa', hash: 'sha256', curve: 'prime256v1' }],
  [-51, { kind: 'ecdsa', hash: 'sha384', curve: 'secp384r1' }],
  [-52, { kind: 'ecdsa', hash: 'sha512', curve: 'secp521r1' }],
  [-8, { kind: 'eddsa', keys: ['ed25519', 'ed448'] }],
  [-19, { kind: 'eddsa', keys: ['ed25519'] }],
  [-53, { kind: 'eddsa', keys: ['ed448'] }],
  [-37, { kind: 'pss', hash: 'sha256', saltLength: 32 }],
  [-38, { kind: 'pss', hash: 'sha384', saltLength: 48 }],
  [-39, { kind: 'pss', hash: 'sha512', saltLength: 64 }],
])

/** The size of one coordinate in bytes on each curve of COSE's ECDSA. */
const COORDINATES: ReadonlyMap<string, number> = new Map([
  ['prime256v1', 32],
  ['secp384r1', 48],
  ['secp521r1', 66],
])

/** RFC 8230, section 6.1. */
const MIN_RSA_BITS = 2048

/** AES-GCM by COSE number: key length in bytes (RFC 9053, section 4.1). */
const CIPHERS: ReadonlyMap<unknown, { name: 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm'; keyLength: number }> =
  new Map([
    [1, { name: 'aes-128-gcm', keyLength: 16 }],
    [2, { name: 'aes-192-gcm', keyLength: 24 }],
    [3, { name: 'aes-256-gcm', keyLength: 32 }],
  ])

const SEQUENCE = 0x30
const INTEGER = 0x02
const SHORT_FORM = 0x80
const LENGTH_IN_ONE_BYTE = 0x81

const GCM_TAG_LENGTH = 16
const GCM_IV_LENGTH = 12

/** Whether `algorithm` is one of the signature algorithms that the station knows. */
export function knowsSignature(algorithm: unknown): boolean {
  return SIGNATURES.has(algorithm)
}

/** Whether `algorithm` is one of the ciphers that the station knows. */
export function knowsCipher(algorithm: unknown): boolean {
  return CIPHERS.has(algorithm)
}

/**
 * Whether `signature` over `signed` is good under `key` by the COSE algorithm with this number. False for an unknown
 * algorithm, for a key of another type than the algorithm's and for a signature of another length. Never throws.
 */
export function signatureHolds(algorithm: unknown, key: unknown, signed: Uint8Array, signature: Uint8Array): boolean {
  const rules = SIGNATURES.get(algorithm)
  if (rules === undefined || !(key instanceof KeyObject)) return false
  try {
    switch (rules.kind) {
      case 'ecdsa':
        return ecdsaHolds(rules, key, signed, signature)
      case 'eddsa':
        return rules.keys.includes(String(key.asymmetricKeyType)) && verify(null, signed, key, signature)
      case 'pss':
        return pssHolds(rules, key, signed, signature)
    }
  } catch {
    return false
  }
}

/**
 * Verifies ES256 with a key that is known to be on P-256, as the eID profile requires. A phone's key is used once, so
 * its curve isn't looked up.
 */
export function p256Holds(key: KeyObject, signed: Uint8Array, signature: Uint8Array): boolean {
  return signature.length === 64 && verify('sha256', signed, key, derSignature(signature))
}

/** Verifies EdDSA with a key that is known to be on Ed25519. */
export function ed25519Holds(key: KeyObject, signed: Uint8Array, signature: Uint8Array): boolean {
  return signature.length === 64 && verify(null, signed, key, signature)
}

/**
 * Curves of keys seen before: looking one up takes a sixth of a verification, and a trust bundle's keys verify many
 * messages.
 */
const curves = new WeakMap<KeyObject, string>()

function curveOf(key: KeyObject): string {
  const cached = curves.get(key)
  if (cached !== undefined) return cached
  const curve = (key.asymmetricKeyType === 'ec' ? key.asymmetricKeyDetails?.namedCurve : undefined) ?? ''
  curves.set(key, curve)
  return curve
}

function ecdsaHolds(rules: Ecdsa, key: KeyObject, signed: Uint8Array, signature: Uint8Array): boolean {
  const curve = curveOf(key)
  const size = COORDINATES.get(curve)
  if (size === undefined || signature.length !== 2 * size) return false
  if (rules.curve !== undefined && rules.curve !== curve) return false
  return verify(rules.hash, signed, key, derSignature(signature))
}

/**
 * COSE's r and s, each half the signature, as the DER that OpenSSL expects (RFC 3279, section 2.2.3). Node's
 * `dsaEncoding` would accept them as they are, but Node inspects an options object by throwing two exceptions, a third
 * of the whole verification's time.
 */
function derSignature(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2
  const [r, s] = [derLength(signature, 0, half), derLength(signature, half, signature.length)]
  const content = 2 + r + 2 + s
  const der = Buffer.allocUnsafe((content < SHORT_FORM ? 2 : 3) + content)
  let at = 0
  der[at++] = SEQUENCE
  if (content >= SHORT_FORM) der[at++] = LENGTH_IN_ONE_BYTE
  der[at++] = content
  at = putInteger(der, at, r, signature, half)
  putInteger(der, at, s, signature, signature.length)
  return der
}

/**
 * The length of the integer at `from` without leading zeros, plus the zero byte that DER, whose integers are signed,
 * needs before a leading one bit.
 */
function derLength(signature: Uint8Array, from: number, to: number): number {
  let first = from
  while (first < to - 1 && signature[first] === 0) first++
  return to - first + ((signature[first] ?? 0) >> 7)
}

/** Writes the integer of the signature that ends at `to`, `length` bytes long; answers the offset after it in `der`. */
function putInteger(der: Uint8Array, at: number, length: number, signature: Uint8Array, to: number): number {
  der[at] = INTEGER
  der[at + 1] = length
  const end = at + 2 + length
  for (let back = 1; back <= length; back++)
    der[end - back] = back <= signature.length / 2 ? (signature[to - back] ?? 0) : 0
  return end
}

function pssHolds(rules: Pss, key: KeyObject, signed: Uint8Array, signature: Uint8Array): boolean {
  if (key.asymmetricKeyType !== 'rsa' && key.asymmetricKeyType !== 'rsa-pss') return false
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_RSA_BITS) return false
  return verify(
    rules.hash,
    signed,
    { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: rules.saltLength },
    signature,
  )
}

/**
 * Opens AES-GCM as COSE carries it: `sealed` is the ciphertext with its 16-byte tag at the end, `iv` 12 bytes. Null for
 * an unknown algorithm, a key or an IV of the wrong length, or a wrong tag. Never throws.
 */
export function openSealed(
  algorithm: unknown,
  key: Uint8Array,
  box: { iv: Uint8Array; aad: Uint8Array; sealed: Uint8Array },
): Uint8Array<ArrayBuffer> | null {
  const cipher = CIPHERS.get(algorithm)
  const length = box.sealed.length - GCM_TAG_LENGTH
  if (cipher === undefined || key.length !== cipher.keyLength || box.iv.length !== GCM_IV_LENGTH || length < 0)
    return null
  try {
    // A KeyObject, since Node tests bare bytes by throwing exceptions, which take as long as the decryption.
    const opening = createDecipheriv(cipher.name, createSecretKey(key), box.iv, { authTagLength: GCM_TAG_LENGTH })
    opening.setAAD(box.aad)
    opening.setAuthTag(box.sealed.subarray(length))
    const plaintext = opening.update(box.sealed.subarray(0, length))
    // GCM is a stream: final() only checks the tag, and adds no byte.
    opening.final()
    return new Uint8Array(plaintext)
  } catch {
    return null
  }
}
