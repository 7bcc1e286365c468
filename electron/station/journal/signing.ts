import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, sign, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import type { PublishedKey, Signer } from './journal.ts'

const KID_BYTES = 8

/** A key's id: the first eight bytes of the SHA-256 of the raw Ed25519 public key. */
export function kidOf(publicKey: Uint8Array): Uint8Array {
  return hash('sha256', publicKey, 'buffer').subarray(0, KID_BYTES)
}

/** Makes a public key object of an Ed25519 key's raw 32 bytes (RFC 8037). */
export function publicKeyOf(raw: Uint8Array): KeyObject {
  return createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw).toString('base64url') },
  })
}

/** A signing key that can also be written out, as PKCS #8 (RFC 5958) in DER. */
export interface SigningKey extends Signer {
  pkcs8(): Uint8Array
}

/** Makes a signing key of an Ed25519 private key. */
export function signingKey(key: KeyObject): SigningKey {
  const { x } = z.object({ x: z.base64url() }).parse(createPublicKey(key).export({ format: 'jwk' }))
  const raw = new Uint8Array(Buffer.from(x, 'base64url'))
  const kid = kidOf(raw)
  return {
    kid: () => kid,
    publicKey: () => raw,
    sign: (message) => sign(null, message, key),
    pkcs8: () => key.export({ format: 'der', type: 'pkcs8' }),
  }
}

/** Generates a new signing key. */
export const newSigningKey = (): SigningKey => signingKey(generateKeyPairSync('ed25519').privateKey)
/** Reads a signing key from PKCS #8 in DER; throws where the bytes aren't one. */
export const readSigningKey = (pkcs8: Uint8Array): SigningKey =>
  signingKey(createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' }))

/** The published keys as a JWK Set (RFC 7517, RFC 8037); `nbf` is in seconds since 1970. */
export function toJwks(keys: readonly PublishedKey[]): string {
  const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
  return `${JSON.stringify(
    {
      keys: keys.map(({ kid, publicKey, from }) => ({
        kty: 'OKP',
        crv: 'Ed25519',
        use: 'sig',
        kid: base64url(kid),
        x: base64url(publicKey),
        nbf: Math.floor(from / 1_000),
      })),
    },
    undefined,
    2,
  )}\n`
}
