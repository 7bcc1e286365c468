import type { KeyObject } from 'node:crypto'
import { ed25519Holds, p256Holds } from './algorithms.ts'
import type { SignedForm } from './profile.ts'
import { sigStructure } from './structures.ts'

const EDDSA = -8

/**
 * A key and when it is good: from ≤ t ≤ until, in milliseconds since 1970; an absent bound doesn't limit. `kid` has 8
 * bytes.
 */
export interface DatedKey<Key> {
  readonly kid: Uint8Array
  readonly key: Key
  readonly from?: number
  readonly until?: number
}

/** The key with this id, if it is good at `at` (milliseconds since 1970). */
export function keyAt<Key>(keys: readonly DatedKey<Key>[], kid: Uint8Array, at: number): DatedKey<Key> | undefined {
  return keys.find(
    (key) => Buffer.compare(key.kid, kid) === 0 && (key.from ?? -Infinity) <= at && at <= (key.until ?? Infinity),
  )
}

/**
 * Whether the issuer's key fits the algorithm: the profile pins ES256 to P-256 and EdDSA to Ed25519. A phone's key was
 * checked when it was read.
 */
export function isPinned(key: KeyObject, algorithm: number): boolean {
  if (algorithm === EDDSA) return key.asymmetricKeyType === 'ed25519'
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
}

/** Whether the signature holds under this key, whose type must fit the algorithm that the message names. */
export function signedBy(key: KeyObject, { algorithm, protectedBytes, payload, signature }: SignedForm): boolean {
  const signed = sigStructure(protectedBytes, payload)
  return algorithm === EDDSA ? ed25519Holds(key, signed, signature) : p256Holds(key, signed, signature)
}
