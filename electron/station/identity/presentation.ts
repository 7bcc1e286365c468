import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { refuse, type Outcome } from '../../contract/refusals.ts'
import { decodeBase45 } from '../codes/index.ts'
import { openSealed } from './algorithms.ts'
import { readPresentation, readSealed, type EidIdentity, type PresentationForm, type SealedForm } from './profile.ts'
import { isPinned, keyAt, signedBy, type DatedKey } from './signers.ts'
import { encStructure } from './structures.ts'

/** What a verification needs of the trust bundle. */
export interface PresentationTrust {
  readonly issuerKeys: readonly DatedKey<KeyObject>[]
  readonly readingKeys: readonly DatedKey<Uint8Array>[]
  /** Whether the revocation filter holds this binding id. */
  isRevoked(bindingId: Uint8Array): boolean
}

/** When and for what an eID is verified. */
export interface PresentationContext {
  /** Milliseconds since 1970. */
  readonly now: number
  readonly audience: 'verify'
  /**
   * Remembers `cti` and answers whether it was there already; `expiresAt` is the presentation's, in milliseconds since
   * 1970.
   */
  seen(cti: Uint8Array, expiresAt: number): boolean
}

/** A verified presentation. Ids have 16 bytes; times are in milliseconds since 1970. */
export interface VerifiedPresentation {
  subject: Uint8Array
  bindingId: Uint8Array
  cti: Uint8Array
  identity: EidIdentity
  issuedAt: number
  expiresAt: number
}

const PREFIX = 'ME1:'
const MAX_CHARACTERS = 4096
const MAX_INFLATED_BYTES = 4096
/** The first buffer, enough for a usual presentation; zlib takes more as needed. */
const USUAL_INFLATED_BYTES = 1024
const LEEWAY_MS = 15_000
const AUDIENCE = 'verify'
const A256GCM = 3
const KEY_INFO = Buffer.from('ME1')

/**
 * Verifies the text of an eID presentation (codes.md, section 2), in its eleven steps, each with its own refusal: 1
 * `malformed`, 2 `reading-key-unknown`, 3 `tampered`, 4 `malformed`, 5 `wrong-audience`, 6 `issuer-unknown`, 7
 * `credential-forged` and `credential-expired`, 8 `presentation-forged`, 9 `expired` and `clock-ahead`, 10 `replayed`,
 * 11 `revoked`.
 *
 * `seen` is asked in step 10 alone, so that nothing is remembered of a presentation that fails earlier, and `isRevoked`
 * after it. Both must answer with a boolean: anything else, and anything thrown by them or by keys of another type, is
 * refused with `fault`. Synchronous; never throws, whatever the arguments.
 *
 * Where the profile leaves a choice: a ciphertext too short for its tag is `tampered`; a signature of the wrong length
 * is forged, not malformed; claims in seconds are integers, never floats; dates are days of the calendar; a phone's
 * P-256 key may be compressed; an issuer's key counts only with the algorithm that the credential names, ECDSA on P-256
 * or Ed25519.
 */
export function verifyPresentation(
  text: string,
  trust: PresentationTrust,
  context: PresentationContext,
): Outcome<VerifiedPresentation> {
  try {
    const sealed = readText(text)
    if (sealed === null) return refuse('malformed')
    const opened = open(sealed, trust, context)
    if (!opened.ok) return opened
    const presentation = inflateAndRead(opened.plaintext)
    if (presentation === null) return refuse('malformed')
    return verifyContents(presentation, trust, context)
  } catch {
    return refuse('fault')
  }
}

/** Step 1. */
function readText(text: unknown): SealedForm | null {
  if (typeof text !== 'string' || text.length > MAX_CHARACTERS || !text.startsWith(PREFIX)) return null
  const message = decodeBase45(text.slice(PREFIX.length))
  return message.ok ? readSealed(message.bytes) : null
}

/** Steps 2 and 3. */
function open(
  form: SealedForm,
  trust: PresentationTrust,
  { now }: PresentationContext,
): Outcome<{ plaintext: Uint8Array }> {
  const reading = keyAt(trust.readingKeys, form.readingKid, now)
  if (reading === undefined) return refuse('reading-key-unknown')
  const contentKey = new Uint8Array(hkdfSync('sha256', createSecretKey(reading.key), form.salt, KEY_INFO, 32))
  const plaintext = openSealed(A256GCM, contentKey, {
    iv: form.iv,
    aad: encStructure(form.protectedBytes),
    sealed: form.sealed,
  })
  return plaintext === null ? refuse('tampered') : { ok: true, plaintext }
}

/** Step 4. */
function inflateAndRead(deflated: Uint8Array): PresentationForm | null {
  const message = inflate(deflated)
  return message === null ? null : readPresentation(message)
}

/** Inflates raw DEFLATE (RFC 1951) of at most 4,096 bytes that ends where its input ends; null otherwise. */
function inflate(deflated: Uint8Array): Uint8Array | null {
  try {
    const inflated: unknown = inflateRawSync(deflated, {
      maxOutputLength: MAX_INFLATED_BYTES,
      chunkSize: USUAL_INFLATED_BYTES,
      info: true,
    })
    // zlib ignores bytes after the stream's end; the count of bytes that it took shows them.
    return isInflated(inflated) && inflated.engine.bytesWritten === deflated.length ? inflated.buffer : null
  } catch {
    return null
  }
}

/** The answer of `inflateRawSync` with `info`, which its types leave out. */
function isInflated(value: unknown): value is { buffer: Uint8Array; engine: { bytesWritten: number } } {
  if (typeof value !== 'object' || value === null || !('buffer' in value) || !('engine' in value)) return false
  const { buffer, engine } = value
  if (!(buffer instanceof Uint8Array) || typeof engine !== 'object' || engine === null) return false
  return 'bytesWritten' in engine && typeof engine.bytesWritten === 'number'
}

/** Steps 5 to 11. */
function verifyContents(
  presentation: PresentationForm,
  trust: PresentationTrust,
  context: PresentationContext,
): Outcome<VerifiedPresentation> {
  const { credential, cti } = presentation
  const { now } = context
  const audience: string = context.audience
  if (presentation.audience !== AUDIENCE || audience !== AUDIENCE) return refuse('wrong-audience')

  const issuer = keyAt(trust.issuerKeys, credential.issuerKid, milliseconds(credential.issuedAt))
  if (issuer === undefined) return refuse('issuer-unknown')
  if (!isPinned(issuer.key, credential.signed.algorithm) || !signedBy(issuer.key, credential.signed))
    return refuse('credential-forged')
  if (!(milliseconds(credential.notBefore) <= now + LEEWAY_MS && milliseconds(credential.expiresAt) > now))
    return refuse('credential-expired')

  if (!signedBy(credential.phoneKey, presentation.signed)) return refuse('presentation-forged')

  const [issuedAt, expiresAt] = [milliseconds(presentation.issuedAt), milliseconds(presentation.expiresAt)]
  if (!(expiresAt >= now - LEEWAY_MS)) return refuse('expired')
  if (!(issuedAt <= now + LEEWAY_MS)) return refuse('clock-ahead')

  if (requireBoolean(context.seen(cti.slice(), expiresAt))) return refuse('replayed')
  if (requireBoolean(trust.isRevoked(credential.bindingId.slice()))) return refuse('revoked')

  const { subject, bindingId, identity } = credential
  return { ok: true, subject, bindingId, cti, identity, issuedAt, expiresAt }
}

/** Throws for an answer that isn't a boolean: a promise or undefined must not count as no. */
function requireBoolean(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new TypeError('not a yes or no')
  return value
}

function milliseconds(seconds: number | bigint): number {
  return Number(seconds) * 1000
}
