import { createPublicKey, verify, X509Certificate, type KeyObject } from 'node:crypto'
import type { Random } from '../ports.ts'
import { NONCE_BYTES } from './application.ts'
import type { CardAnswer } from './port.ts'

/** A public key (SubjectPublicKeyInfo) or a certificate's, both DER; undefined where it is of another kind or none. */
function readKey(der: Uint8Array): KeyObject | undefined {
  const key = Buffer.from(der)
  for (const read of [
    () => createPublicKey({ key, format: 'der', type: 'spki' }),
    () => new X509Certificate(key).publicKey,
  ]) {
    try {
      const { asymmetricKeyType: type, asymmetricKeyDetails: details } = read()
      const isKnown = type === 'ed25519' || (type === 'ec' && details?.namedCurve === 'prime256v1')
      return isKnown ? read() : undefined
    } catch {
      // It may be the other of the two.
    }
  }
  return undefined
}

/** Whether a card's signature of a nonce is of this key: ES256 (as two numbers) or Ed25519. Total. */
export function isSignedBy(der: Uint8Array, nonce: Uint8Array, signature: Uint8Array): boolean {
  const key = readKey(der)
  if (!key) return false
  return key.asymmetricKeyType === 'ed25519'
    ? verify(null, nonce, key, signature)
    : verify('sha256', nonce, { key, dsaEncoding: 'ieee-p1363' }, signature)
}

/** Asks the card by `sign` for a signature of a fresh nonce, and checks it here, where the nonce was made. */
export async function authenticate<Fault extends string>(
  random: Random,
  key: Uint8Array,
  sign: (nonce: Uint8Array) => Promise<CardAnswer<{ signature: Uint8Array }, Fault>>,
): Promise<CardAnswer<{ isGenuine: boolean }, Fault>> {
  const nonce = random.bytes(NONCE_BYTES)
  const answer = await sign(nonce)
  return answer.ok ? { ok: true, isGenuine: isSignedBy(key, nonce, answer.signature) } : answer
}
