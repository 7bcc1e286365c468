import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { Random } from '../../../hardware/ports.ts'
import {
  createIssuer,
  createKeyPair,
  createReadingKey,
  type EidAlgorithm,
  type EidIssuer,
  type EidKeyPair,
  type EidReadingKey,
} from './eid.ts'
import type { Store } from '../serving/store.ts'

const TOKEN_SECRET_BYTES = 32

/**
 * The sandbox's own keys: of the root, the time, the undo codes, the issuers and the readers. They are made at the
 * first start and are of no use elsewhere.
 */
export interface SandboxKeys {
  root: KeyObject
  /** The Ed25519 key that signs the heartbeats' time. */
  time: KeyObject
  /** The Ed25519 key that signs the codes that lift a freeze. */
  undo: KeyObject
  issuer: EidIssuer
  /** Signs ID cards. */
  documents: EidIssuer
  reading: EidReadingKey
  /** The 32-byte secret from which a station's token is made, with the station and its key. */
  tokens: Uint8Array
}

/** A private key as it is stored, in PKCS #8 (RFC 5958). */
export const toPkcs8 = (pair: EidKeyPair) => new Uint8Array(pair.privateKey.export({ format: 'der', type: 'pkcs8' }))

/** The key pair of a stored private key. Throws where the bytes are none. */
export function fromPkcs8(der: Uint8Array): EidKeyPair {
  const privateKey = createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' })
  const algorithm: EidAlgorithm = privateKey.asymmetricKeyType === 'ed25519' ? 'EdDSA' : 'ES256'
  return { algorithm, privateKey, publicKey: createPublicKey(privateKey) }
}

/** Opens the keys in `store`; a missing one is made and kept. */
export function openKeys(store: Store, random: Random): SandboxKeys {
  const reading = createReadingKey(random)
  return {
    time: fromPkcs8(store.secret('time', () => toPkcs8(createKeyPair('EdDSA')))).privateKey,
    undo: fromPkcs8(store.secret('undo', () => toPkcs8(createKeyPair('EdDSA')))).privateKey,
    root: fromPkcs8(store.secret('root', () => toPkcs8(createKeyPair('EdDSA')))).privateKey,
    issuer: createIssuer(fromPkcs8(store.secret('issuer', () => toPkcs8(createKeyPair())))),
    documents: createIssuer(fromPkcs8(store.secret('documents', () => toPkcs8(createKeyPair())))),
    reading: {
      kid: store.secret('reading-kid', () => reading.kid),
      key: store.secret('reading-key', () => reading.key),
    },
    tokens: store.secret('tokens', () => random.bytes(TOKEN_SECRET_BYTES)),
  }
}
