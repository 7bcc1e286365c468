import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, sign, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import type { PublishedKey, Signer } from './journal.ts'

const KID_BYTES = 8

/** The first eight bytes of the SHA-256 of a raw Ed25519 key. */
export function kidOf(publicKey: Uint8Array): Uint8Array {
  return hash('sha256', publicKey, 'buffer').subarray(0, KID_BYTES)
}

/** A public key from its raw 32 bytes (RFC 8037). */
export function publicKeyOf(raw: Uint8Array): KeyObject {
  return createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw).toString('base64url') },
  })
}

export interface SigningKey extends Signer {
  pkcs8(): Uint8Array
}

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

export const newSigningKey = (): SigningKey => signingKey(generateKeyPairSync('ed25519').privateKey)
export const readSigningKey = (pkcs8: Uint8Array): SigningKey =>
  signingKey(createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' }))

/** The keys as anyone may have them. */
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
