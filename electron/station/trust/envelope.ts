import { createDecipheriv, createHash, createPublicKey, diffieHellman, hkdfSync, type KeyObject } from 'node:crypto'
import { encode } from 'cborg'
import type { Outcome } from '../../contract/index.ts'
import { CborTag, isBytes, readCbor, readCborMap, type CborMap, type CborValue } from '../identity/cbor.ts'
import { refuseTrust } from './reasons.ts'

/**
 * The envelope of a trust bundle: COSE_Encrypt for one recipient (RFC 9052, section 5.1), with ECDH-ES + HKDF-256 over
 * X25519 (RFC 9053, section 6.3.1) and A256GCM.
 */

const TAG_ENCRYPT = 96
const STRICT = { shortest: true }
const A256GCM = 3
const ECDH_ES_HKDF_256 = -25
const KEY_BITS = 256
const TAG_BYTES = 16
const KID_BYTES = 8
const POINT_BYTES = 32
const NOTHING = new Uint8Array(0)

interface Envelope {
  headers: Uint8Array
  iv: Uint8Array
  sealed: Uint8Array
  recipientHeaders: Uint8Array
  ephemeral: Uint8Array
  kid: Uint8Array
}

/**
 * A key's id: the first eight bytes of the SHA-256 of the raw public key. An envelope names its station by it, and a
 * signed message its root.
 */
export function kidOf(rawKey: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(rawKey).digest().subarray(0, KID_BYTES))
}

/** Whether an item is a map with exactly these labels. */
function holdsOnly(map: CborValue, labels: readonly number[]): map is CborMap {
  return map instanceof Map && map.size === labels.length && labels.every((label) => map.has(label))
}

/** Whether a protected header is exactly `{1: algorithm}`. */
function namesOnly(headers: CborValue, algorithm: number): headers is Uint8Array<ArrayBuffer> {
  if (!isBytes(headers)) return false
  const map = readCborMap(headers, STRICT) ?? undefined
  return holdsOnly(map, [1]) && map.get(1) === algorithm
}

function readRecipient(recipient: CborValue): Pick<Envelope, 'recipientHeaders' | 'ephemeral' | 'kid'> | undefined {
  if (!Array.isArray(recipient) || recipient.length !== 3) return undefined
  const [recipientHeaders, parameters, encryptedKey] = recipient
  if (!namesOnly(recipientHeaders, ECDH_ES_HKDF_256) || !holdsOnly(parameters, [-1, 4]) || !isBytes(encryptedKey, 0))
    return undefined
  const key = parameters.get(-1)
  const kid = parameters.get(4)
  if (!holdsOnly(key, [1, -1, -2]) || key.get(1) !== 1 || key.get(-1) !== 4 || !isBytes(kid, KID_BYTES))
    return undefined
  const ephemeral = key.get(-2)
  return isBytes(ephemeral, POINT_BYTES) ? { recipientHeaders, ephemeral, kid } : undefined
}

function readEnvelope(message: Uint8Array): Envelope | undefined {
  const item = readCbor(message, STRICT)?.value
  if (
    !(item instanceof CborTag) ||
    item.tag !== TAG_ENCRYPT ||
    !Array.isArray(item.content) ||
    item.content.length !== 4
  )
    return undefined
  const [headers, open, sealed, recipients] = item.content
  if (!namesOnly(headers, A256GCM) || !holdsOnly(open, [5]) || !isBytes(sealed) || sealed.length < TAG_BYTES)
    return undefined
  const iv = open.get(5)
  if (!isBytes(iv, 12) || !Array.isArray(recipients) || recipients.length !== 1) return undefined
  const recipient = readRecipient(recipients[0])
  return recipient && { headers, iv, sealed, ...recipient }
}

/** Derives the content key: HKDF-SHA-256 of the shared secret over the COSE_KDF_Context (RFC 9053, section 5.2). */
function deriveKey(envelope: Envelope, stationKey: KeyObject): Uint8Array {
  const ephemeral = createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'X25519', x: Buffer.from(envelope.ephemeral).toString('base64url') },
  })
  const secret = diffieHellman({ privateKey: stationKey, publicKey: ephemeral })
  const context = encode([A256GCM, [null, null, null], [null, null, null], [KEY_BITS, envelope.recipientHeaders]])
  return new Uint8Array(hkdfSync('sha256', secret, NOTHING, context, KEY_BITS / 8))
}

/**
 * Opens an envelope that was encrypted to this station; `stationKey` is its X25519 private key. Never throws. Refuses
 * with `trust-refused`: `form`, `other-station`, `sealed`.
 */
export function openEnvelope(message: Uint8Array, stationKey: KeyObject): Outcome<{ content: Uint8Array }> {
  const envelope = readEnvelope(message)
  if (!envelope) return refuseTrust('form')
  try {
    const ownKey = Buffer.from(stationKey.export({ format: 'jwk' }).x ?? '', 'base64url')
    if (!Buffer.from(kidOf(ownKey)).equals(envelope.kid)) return refuseTrust('other-station')
    const decipher = createDecipheriv('aes-256-gcm', deriveKey(envelope, stationKey), envelope.iv)
    decipher.setAAD(encode(['Encrypt', envelope.headers, NOTHING]))
    decipher.setAuthTag(envelope.sealed.subarray(-TAG_BYTES))
    const opened = Buffer.concat([decipher.update(envelope.sealed.subarray(0, -TAG_BYTES)), decipher.final()])
    return { ok: true, content: new Uint8Array(opened) }
  } catch {
    return refuseTrust('sealed')
  }
}
