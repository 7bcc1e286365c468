import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { MAX_CODE_BYTES, refuse, type ActKind, type IdentityRead, type Refusal } from '../../contract/index.ts'
import { decodeBase45 } from '../codes/index.ts'
import { CborTag, isBytes, readCbor, readCborMap } from '../identity/cbor.ts'
import { verifySign1 } from '../identity/cose.ts'
import { publicKeyOf } from '../journal/index.ts'
import { actClaims, actSlipClaims, CLAIM, pendingClaims, readsClaims, receiptClaims } from './claims.ts'
import { PENDING_PREFIX, RECEIPT_PREFIX } from './code.ts'
import type { PendingFacts, ReceiptFacts, ReceiptItem } from './facts.ts'

/** A published key of a station: `kid` 8 bytes, `publicKey` raw Ed25519, 32 bytes. */
export interface ReceiptKey {
  kid: Uint8Array
  publicKey: Uint8Array
}

/** What both kinds of code state. Times are in milliseconds since 1970, to the second; bytes are lower-case hex. */
interface SignedPrintout extends Pick<
  ReceiptFacts,
  'transaction' | 'at' | 'training' | 'tender' | 'provider' | 'totalAvos'
> {
  /** The station's id. */
  station: string
  kid: string
  /** The items, or where they were too many for the code: their number and the SHA-256 of their CBOR. */
  items: readonly ReceiptItem[] | { count: number; sha256: string }
}

/** What a verified receipt's code states. */
export interface SignedReceipt extends SignedPrintout, Pick<ReceiptFacts, 'number' | 'givenAvos' | 'changeAvos'> {
  kind: 'receipt'
  position: { seq: number; hash: string }
}

/** What a verified pending slip's code states. */
export interface SignedSlip extends SignedPrintout, Pick<PendingFacts, 'outcome' | 'expiresAt'> {
  kind: 'pending-slip'
}

/**
 * What the verified code of an act's paper states: that it was done at `at`, or, of a slip, that its outcome wasn't
 * known then. `expiresAt`: of a slip alone.
 */
export interface SignedAct {
  kind: 'act' | 'act-slip'
  act: string
  what: ActKind
  at: number
  training: boolean
  station: string
  kid: string
  expiresAt?: number
}

/** What the verified code of a paper of what was read of somebody states; no value is in it. */
export interface SignedReads {
  kind: 'reads'
  at: number
  training: boolean
  station: string
  kid: string
  /** The reads, or where they were too many for the code: their number and the SHA-256 of their CBOR. */
  reads: readonly IdentityRead[] | { count: number; sha256: string }
}

/** What a station's own code states. */
export type SignedFacts = SignedReceipt | SignedSlip | SignedAct | SignedReads

/** What a check of such a code answers: what it states, or a refusal. */
export type VerifiedReceipt = { ok: true; facts: SignedFacts } | { ok: false; refusal: Refusal }

const EDDSA = -8
const TAG_SIGN1 = 18
const STRICT = { shortest: true }
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/**
 * Checks the code of a receipt (`MER1:`) or pending slip (`MEP1:`) against published keys, former ones included, and
 * answers what it states. Refuses with `malformed` (not such a code), `receipt-key-unknown` (signed with none of these
 * keys) and `receipt-forged` (the signature is wrong). It doesn't check whether a slip has expired. Never throws.
 */
export function verifyReceipt(text: string, keys: readonly ReceiptKey[]): VerifiedReceipt {
  const kind = kindOf(text)
  const decoded =
    kind === undefined || text.length > MAX_CODE_BYTES ? undefined : decodeBase45(text.slice(RECEIPT_PREFIX.length))
  return kind !== undefined && decoded?.ok ? verifySigned(kind, decoded.bytes, keys) : refuse('malformed')
}

/** Checks the bytes of the COSE_Sign1 of a code whose kind is known; refuses as `verifyReceipt` does. */
export function verifySigned(
  kind: 'receipt' | 'pending-slip',
  message: Uint8Array,
  keys: readonly ReceiptKey[],
): VerifiedReceipt {
  const kid = kidOf(message)
  if (kid === undefined) return refuse('malformed')
  const published = keys
    .filter((key) => Buffer.from(key.kid).equals(kid))
    .flatMap((key) => keyObject(key.publicKey) ?? [])
  if (published.length === 0) return refuse('receipt-key-unknown')
  const verified = published.map((key) => verifySign1(message, key)).find(({ ok }) => ok)
  if (!verified?.ok) return refuse('receipt-forged')
  const readers = kind === 'receipt' ? [receiptIn, actIn, readsIn] : [slipIn, actSlipIn]
  for (const read of readers) {
    const found = read(verified.payload, hex(kid))
    if (found) return found
  }
  return refuse('malformed')
}

function kindOf(text: string): 'receipt' | 'pending-slip' | undefined {
  if (typeof text !== 'string') return undefined
  if (text.startsWith(RECEIPT_PREFIX)) return 'receipt'
  return text.startsWith(PENDING_PREFIX) ? 'pending-slip' : undefined
}

/** The key's id; undefined where the message hasn't exactly the form that a station writes. */
function kidOf(message: Uint8Array): Uint8Array | undefined {
  const item = readCbor(message, STRICT)?.value
  if (!(item instanceof CborTag) || item.tag !== TAG_SIGN1 || !Array.isArray(item.content) || item.content.length !== 4)
    return undefined
  const [header, unprotected] = item.content
  const labels = isBytes(header) ? readCborMap(header, STRICT) : null
  const kid = labels?.get(4)
  if (!(unprotected instanceof Map) || unprotected.size !== 0 || labels?.size !== 2 || labels.get(1) !== EDDSA)
    return undefined
  return isBytes(kid, 8) ? kid : undefined
}

function keyObject(raw: Uint8Array): KeyObject | undefined {
  try {
    return publicKeyOf(raw)
  } catch {
    return undefined
  }
}

function claimsIn(payload: Uint8Array, own: number) {
  const claims = readCborMap(payload, STRICT)
  return {
    iss: claims?.get(CLAIM.iss),
    iat: claims?.get(CLAIM.iat),
    exp: claims?.get(CLAIM.exp),
    cti: claims?.get(CLAIM.cti),
    own: claims?.get(own),
  }
}

function receiptIn(payload: Uint8Array, kid: string): VerifiedReceipt | undefined {
  const claims = receiptClaims.safeParse(claimsIn(payload, CLAIM.receipt)).data
  if (!claims) return undefined
  const [transaction, tender, provider, items, totalAvos, training, number, givenAvos, seq, hash] = claims.own
  return {
    ok: true,
    facts: {
      kind: 'receipt',
      number,
      kid,
      station: claims.iss,
      transaction: uuidOf(transaction),
      at: claims.iat * 1_000,
      training,
      tender,
      ...(provider === null ? {} : { provider }),
      items: itemsOf(items),
      totalAvos,
      ...(givenAvos === null ? {} : { givenAvos, changeAvos: givenAvos - totalAvos }),
      position: { seq, hash: hex(hash) },
    },
  }
}

function slipIn(payload: Uint8Array, kid: string): VerifiedReceipt | undefined {
  const claims = pendingClaims.safeParse(claimsIn(payload, CLAIM.pendingSlip)).data
  if (!claims) return undefined
  const [transaction, tender, provider, items, totalAvos, training, outcome] = claims.own
  return {
    ok: true,
    facts: {
      kind: 'pending-slip',
      outcome,
      kid,
      station: claims.iss,
      transaction: uuidOf(transaction),
      at: claims.iat * 1_000,
      expiresAt: claims.exp * 1_000,
      training,
      tender,
      ...(provider === null ? {} : { provider }),
      items: itemsOf(items),
      totalAvos,
    },
  }
}

function actIn(payload: Uint8Array, kid: string): VerifiedReceipt | undefined {
  const claims = actClaims.safeParse(claimsIn(payload, CLAIM.act)).data
  return claims && { ok: true, facts: { kind: 'act', kid, ...actOf(claims) } }
}

function actSlipIn(payload: Uint8Array, kid: string): VerifiedReceipt | undefined {
  const claims = actSlipClaims.safeParse(claimsIn(payload, CLAIM.actSlip)).data
  return claims && { ok: true, facts: { kind: 'act-slip', kid, ...actOf(claims), expiresAt: claims.exp * 1_000 } }
}

function readsIn(payload: Uint8Array, kid: string): VerifiedReceipt | undefined {
  const claims = readsClaims.safeParse(claimsIn(payload, CLAIM.reads)).data
  if (!claims) return undefined
  const [reads, training] = claims.own
  return {
    ok: true,
    facts: { kind: 'reads', kid, station: claims.iss, at: claims.iat * 1_000, training, reads: readsOf(reads) },
  }
}

type Reads = z.infer<typeof readsClaims>['own'][0]
const isReadsSummary = (reads: Reads): reads is Extract<Reads, [number, Uint8Array]> => typeof reads[0] === 'number'

function readsOf(reads: Reads): SignedReads['reads'] {
  if (isReadsSummary(reads)) return { count: reads[0], sha256: hex(reads[1]) }
  return reads.map(([at, from, fields, service, purpose, department, place, actor, matched]): IdentityRead => ({
    at: new Date(at * 1_000).toISOString(),
    from,
    fields,
    service,
    purpose,
    department,
    place,
    actor: actor ?? 'resident',
    ...(matched === null ? {} : { matched }),
  }))
}

function actOf({ iss, iat, own: [act, what, training] }: z.infer<typeof actClaims>) {
  return { act: uuidOf(act), what, at: iat * 1_000, training, station: iss }
}

function itemsOf(items: z.infer<typeof receiptClaims>['own'][3]): SignedPrintout['items'] {
  if (isSummary(items)) return { count: items[0], sha256: hex(items[1]) }
  return items.map(([agency, kind, subject, amountAvos, season, inspection]): ReceiptItem => ({
    agency,
    kind,
    subject,
    amountAvos,
    ...(season === null ? {} : { season }),
    ...(inspection === null ? {} : { inspectionBy: dateOf(inspection) }),
  }))
}

type Items = z.infer<typeof receiptClaims>['own'][3]
const isSummary = (items: Items): items is Extract<Items, [number, Uint8Array]> => typeof items[0] === 'number'

function uuidOf(bytes: Uint8Array): string {
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function dateOf(figures: number): string {
  return String(figures).replace(/^(.{4})(.{2})/, '$1-$2-')
}

const base64url = z.base64url().transform((text) => new Uint8Array(Buffer.from(text, 'base64url')))
const jwks = z.object({
  keys: z.array(
    z.object({ kty: z.string(), crv: z.string().optional(), kid: z.string().optional(), x: z.string().optional() }),
  ),
})
const ed25519 = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid: base64url.refine(({ length }) => length === 8),
  x: base64url.refine(({ length }) => length === 32),
})

/**
 * The Ed25519 keys of a JWK Set (RFC 7517, RFC 8037) as a station publishes it; other keys are ignored. Undefined where
 * the text isn't such a set.
 */
export function readJwks(text: string): ReceiptKey[] | undefined {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return undefined
  }
  return jwks.safeParse(json).data?.keys.flatMap((key) => {
    const { kid, x } = ed25519.safeParse(key).data ?? {}
    return kid && x ? [{ kid, publicKey: x }] : []
  })
}
