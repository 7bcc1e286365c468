import type { KeyObject } from 'node:crypto'
import { types } from 'node:util'
import { refuse, type Refusal } from '../../contract/refusals.ts'
import { knowsCipher, knowsSignature, openSealed, signatureHolds } from './algorithms.ts'
import { CborTag, isBytes, isInteger, readCbor, readCborMap, type CborMap, type CborValue } from './cbor.ts'
import { encStructure, sigStructure } from './structures.ts'

/** A header's label: an integer or a text (RFC 9052, section 1.4). */
type HeaderLabel = number | bigint | string
type HeaderMap = Map<HeaderLabel, CborValue>

interface Headers {
  protected: HeaderMap
  unprotected: HeaderMap
}

/**
 * Refused with `malformed` (not in form, or an unknown algorithm or critical header) or `tampered` (in form, but not
 * good under this key).
 */
export type Sign1Result = ({ ok: true; payload: Uint8Array } & Headers) | { ok: false; refusal: Refusal }
/** What `decryptEncrypt0` answers: the plaintext with the headers, or a refusal. */
export type Encrypt0Result = ({ ok: true; plaintext: Uint8Array } & Headers) | { ok: false; refusal: Refusal }

const TAG_ENCRYPT0 = 16
const TAG_SIGN1 = 18
const TAG_CWT = 61

const ALGORITHM = 1
const CRITICAL = 2
const IV = 5
const PARTIAL_IV = 6

/**
 * The labels that a sender may mark as critical: those of RFC 9052, section 3.1, which this layer reads or passes on.
 */
const UNDERSTOOD: ReadonlySet<CborValue> = new Set([ALGORITHM, CRITICAL, 3, 4, IV, PARTIAL_IV])

const NOTHING = new Uint8Array(0)

/**
 * Verifies a COSE_Sign1 (RFC 9052, section 4.2), tagged 18, tagged so within a CWT's 61, or untagged. `options.payload`
 * is the detached payload where the message carries none; where the message carries one, the two must be equal. The
 * payload isn't decoded.
 *
 * Algorithms: ES256, ES384, ES512, EdDSA, PS256, PS384, PS512 and RFC 9864's ESP256, ESP384, ESP512, Ed25519, Ed448; in
 * either header. A fully specified algorithm pins its curve, the others accept any of P-256, P-384 and P-521. An empty
 * protected header counts as a zero-length string, whichever of its two forms it has (section 4.4). Integers need not
 * be in their shortest form.
 *
 * Refuses with `malformed` (form, unknown algorithm, unknown critical header, an argument of another type) and
 * `tampered` (the signature doesn't hold under this key, the key's type included). Never throws, whatever the
 * arguments.
 */
export function verifySign1(
  message: Uint8Array,
  key: KeyObject,
  options?: { externalAad?: Uint8Array; payload?: Uint8Array },
): Sign1Result {
  try {
    const aad = options?.externalAad ?? NOTHING
    const parts = readStructure(message, TAG_SIGN1, 4)
    if (parts === null || !types.isUint8Array(aad)) return refuse('malformed')
    const { headers, signature } = parts
    const payload = payloadOf(parts.content, options?.payload ?? undefined)
    if (payload === null || !isBytes(signature) || !knowsSignature(headers.algorithm)) return refuse('malformed')
    const signed = sigStructure(headers.protectedBytes, payload, aad)
    if (!signatureHolds(headers.algorithm, key, signed, signature)) return refuse('tampered')
    return { ok: true, payload, protected: headers.protected, unprotected: headers.unprotected }
  } catch {
    return refuse('malformed')
  }
}

/**
 * Opens a COSE_Encrypt0 (RFC 9052, section 5.2), tagged 16, tagged so within a CWT's 61, or untagged, with A128GCM,
 * A192GCM or A256GCM. The IV (12 bytes) is in either header; a Partial IV is refused, since no context comes with a
 * bare key.
 *
 * Refuses with `malformed` (form, unknown algorithm, unknown critical header, an argument of another type) and
 * `tampered` (doesn't open under this key, the key's length included). Never throws, whatever the arguments.
 */
export function decryptEncrypt0(
  message: Uint8Array,
  key: Uint8Array,
  options?: { externalAad?: Uint8Array },
): Encrypt0Result {
  try {
    const aad = options?.externalAad ?? NOTHING
    const parts = readStructure(message, TAG_ENCRYPT0, 3)
    if (parts === null || !types.isUint8Array(aad) || !types.isUint8Array(key)) return refuse('malformed')
    const { headers, content: sealed } = parts
    const iv = headers.protected.get(IV) ?? headers.unprotected.get(IV)
    if (headers.protected.has(PARTIAL_IV) || headers.unprotected.has(PARTIAL_IV)) return refuse('malformed')
    if (!isBytes(sealed) || !isBytes(iv, 12) || !knowsCipher(headers.algorithm)) return refuse('malformed')
    const plaintext = openSealed(headers.algorithm, key, { iv, aad: encStructure(headers.protectedBytes, aad), sealed })
    if (plaintext === null) return refuse('tampered')
    return { ok: true, plaintext, protected: headers.protected, unprotected: headers.unprotected }
  } catch {
    return refuse('malformed')
  }
}

interface ReadHeaders extends Headers {
  /** The bytes of the protected header that the signature or the tag covers. */
  protectedBytes: Uint8Array
  algorithm: CborValue
}

function readStructure(
  message: unknown,
  tag: number,
  length: number,
): { headers: ReadHeaders; content: CborValue; signature: CborValue } | null {
  if (!types.isUint8Array(message)) return null
  const item = readCbor(message, { shortest: false })
  const parts = item === null ? null : untagged(item.value, tag)
  if (!Array.isArray(parts) || parts.length !== length) return null
  const headers = readHeaders(parts[0], parts[1])
  return headers === null ? null : { headers, content: parts[2], signature: parts[3] }
}

/** Takes the tags off. A CWT's tag is allowed only around a tagged message (RFC 8392, section 6). */
function untagged(value: CborValue, tag: number): CborValue {
  if (!(value instanceof CborTag)) return value
  const inner = value.tag === TAG_CWT ? value.content : value
  return inner instanceof CborTag && inner.tag === tag ? inner.content : null
}

function readHeaders(protectedBytes: CborValue, unprotectedItem: CborValue): ReadHeaders | null {
  if (!isBytes(protectedBytes) || !(unprotectedItem instanceof Map)) return null
  const protectedItem: CborMap | null =
    protectedBytes.length === 0 ? new Map<CborValue, CborValue>() : readCborMap(protectedBytes, { shortest: false })
  if (protectedItem === null) return null
  const [guarded, open] = [protectedItem, unprotectedItem]
  if (!isHeaderMap(guarded) || !isHeaderMap(open) || shareLabel(guarded, open)) return null
  if (open.has(CRITICAL) || (guarded.has(CRITICAL) && !criticalUnderstood(guarded))) return null
  return {
    protected: guarded,
    unprotected: open,
    protectedBytes: guarded.size === 0 ? NOTHING : protectedBytes,
    algorithm: guarded.has(ALGORITHM) ? guarded.get(ALGORITHM) : open.get(ALGORITHM),
  }
}

function isHeaderMap(map: CborMap): map is HeaderMap {
  for (const label of map.keys()) {
    if (!isInteger(label) && typeof label !== 'string') return false
  }
  return true
}

function shareLabel(one: HeaderMap, other: HeaderMap): boolean {
  if (other.size === 0) return false
  for (const label of one.keys()) {
    if (other.has(label)) return true
  }
  return false
}

function criticalUnderstood(headers: HeaderMap): boolean {
  const labels = headers.get(CRITICAL)
  if (!Array.isArray(labels) || labels.length === 0) return false
  return labels.every((label) => UNDERSTOOD.has(label) && typeof label === 'number' && headers.has(label))
}

/** The payload that was signed: the message's own, or the detached one; null where there is none or the two differ. */
function payloadOf(carried: CborValue, detached: unknown): Uint8Array | null {
  if (detached !== undefined && !types.isUint8Array(detached)) return null
  if (carried === null) return detached === undefined ? null : new Uint8Array(detached)
  if (!isBytes(carried)) return null
  return detached === undefined || Buffer.from(carried).equals(detached) ? carried : null
}
