import { decode, type DecodeOptions } from 'cborg'
import { refuse, type Outcome } from '../../contract/refusals.ts'
import { decodeBase45 } from './base45.ts'

/** The kinds whose code is base45 of a COSE_Sign1 under the issuer's key (codes.md, section 1). */
export const SIGNED_KINDS = [
  'security-code-request',
  'operator-badge',
  'receipt',
  'pending-slip',
  'undo-code',
  'approval',
  'z-report',
] as const
export type SignedKind = (typeof SIGNED_KINDS)[number]

/** Receipts and Z reports hold for ever; every other signed code expires. */
const WITHOUT_EXPIRY: readonly SignedKind[] = ['receipt', 'z-report']

/** COSE_Sign1's tag, 18, as its one byte. */
const SIGN1_TAG = 0xd2
const CLAIM_EXP = 4
const CLAIM_CTI = 7

const STRICT: DecodeOptions = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  useMaps: true,
  rejectDuplicateMapKeys: true,
}

function decodeStrict(bytes: Uint8Array): unknown {
  try {
    const value: unknown = decode(bytes, STRICT)
    return value
  } catch {
    return undefined
  }
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

/**
 * Whether two items are headers: the protected ones are a map in bytes or no bytes at all, and no label is in both (RFC
 * 9052, section 3).
 */
function areHeaders(protectedBytes: unknown, unprotected: unknown): boolean {
  if (!isBytes(protectedBytes) || !(unprotected instanceof Map)) return false
  const headers = protectedBytes.length === 0 ? new Map() : decodeStrict(protectedBytes)
  return headers instanceof Map && ![...headers.keys()].some((label) => unprotected.has(label))
}

function areClaims(payload: unknown, needsExpiry: boolean): boolean {
  const claims = isBytes(payload) ? decodeStrict(payload) : undefined
  if (!(claims instanceof Map)) return false
  const cti: unknown = claims.get(CLAIM_CTI)
  const exp: unknown = claims.get(CLAIM_EXP)
  return isBytes(cti) && cti.length > 0 && (Number.isSafeInteger(exp) || (exp === undefined && !needsExpiry))
}

/**
 * Reads the form of a signed code: base45 of a COSE_Sign1 (RFC 9052, section 4.2; tagged or not) whose payload is a map
 * of claims with `cti` (7, bytes) and, except in a receipt or a Z report, `exp` (4, an integer). Strict CBOR: definite
 * lengths, shortest integers, no duplicate keys, nothing after the end. Refuses with `malformed`. The signature isn't
 * verified here.
 */
export function readSignedForm(kind: SignedKind, base45: string): Outcome<{ message: Uint8Array<ArrayBuffer> }> {
  const decoded = decodeBase45(base45)
  if (!decoded.ok) return decoded
  const message = decoded.bytes
  const structure = decodeStrict(message[0] === SIGN1_TAG ? message.subarray(1) : message)
  if (!isList(structure) || structure.length !== 4) return refuse('malformed')
  const [protectedBytes, unprotected, payload, signature] = structure
  const hasForm =
    areHeaders(protectedBytes, unprotected) &&
    areClaims(payload, !WITHOUT_EXPIRY.includes(kind)) &&
    isBytes(signature) &&
    signature.length > 0
  return hasForm ? { ok: true, message } : refuse('malformed')
}
