import {
  createCipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'
import { encode, Tagged } from 'cborg'
import { signMessage } from './eid.ts'

/** Signs and encrypts trust bundles (COSE_Sign1, COSE_Encrypt; RFC 9052, RFC 9053). */

const ENCRYPT_TAG = 96
const KID_BYTES = 8

/** The raw 32 bytes of an Ed25519 or X25519 key's public half. */
export function rawPublicKey(key: KeyObject): Uint8Array {
  return new Uint8Array(Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url'))
}

/** A key's id: the first eight bytes of its SHA-256. `rawKey` has 32 bytes. */
export const kidOf = (rawKey: Uint8Array) =>
  new Uint8Array(createHash('sha256').update(rawKey).digest().subarray(0, KID_BYTES))

/**
 * Signs a payload by the root or another of the gateway's keys: COSE_Sign1 with EdDSA, the key named by the first eight
 * bytes of its SHA-256.
 */
export function signBy(key: KeyObject, payload: Uint8Array): Uint8Array {
  return signMessage({
    protectedHeaders: new Map<number, unknown>([
      [1, -8],
      [4, kidOf(rawPublicKey(key))],
    ]),
    payload,
    key,
  })
}

/** The signed fields of a bundle; fields unknown to stations are allowed. */
export type BundlePayload = Readonly<Record<string, unknown>>

/** Signs a bundle's payload by the root (codes.md, section 4). */
export function signBundle(root: KeyObject, payload: BundlePayload): Uint8Array {
  return signBy(root, encode(payload))
}

/**
 * Signs the old root's message that names its successor. `successor` is raw Ed25519, 32 bytes; `from` in milliseconds
 * since 1970.
 */
export function signSuccession(oldRoot: KeyObject, successor: Uint8Array, from: number): Uint8Array {
  return signBy(oldRoot, encode({ root: successor, from }))
}

/** Signs the gateway's time for one station's nonce. `now` is in milliseconds since 1970. */
export function signTime(key: KeyObject, said: { station: string; nonce: Uint8Array; now: number }): Uint8Array {
  return signBy(key, encode(said))
}

/**
 * Encrypts to one station: ECDH-ES + HKDF-256 over X25519, then A256GCM. `stationKey`: raw X25519, 32 bytes; `iv`: 12
 * bytes.
 */
export function encryptTo(stationKey: Uint8Array, plaintext: Uint8Array, iv: Uint8Array): Uint8Array {
  const ephemeral = generateKeyPairSync('x25519')
  const recipient = createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'X25519', x: Buffer.from(stationKey).toString('base64url') },
  })
  const secret = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: recipient })
  const recipientHeaders = encode(new Map([[1, -25]]))
  const context = encode([3, [null, null, null], [null, null, null], [256, recipientHeaders]])
  const key = new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), context, 32))
  const headers = encode(new Map([[1, 3]]))
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  cipher.setAAD(encode(['Encrypt', headers, new Uint8Array()]))
  const ciphertext = new Uint8Array(Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]))
  const ephemeralKey = new Map<number, unknown>([
    [1, 1],
    [-1, 4],
    [-2, rawPublicKey(ephemeral.publicKey)],
  ])
  const recipientParameters = new Map<number, unknown>([
    [-1, ephemeralKey],
    [4, kidOf(stationKey)],
  ])
  return encode(
    new Tagged(ENCRYPT_TAG, [
      headers,
      new Map<number, unknown>([[5, iv]]),
      ciphertext,
      [[recipientHeaders, recipientParameters, new Uint8Array()]],
    ]),
  )
}
