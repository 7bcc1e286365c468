import { z } from 'zod'
import {
  type ActKind,
  type Department,
  type Purpose,
  type ReadField,
  type ReadMatch,
  type ReadService,
  type ReadSource,
  type TenderKind,
} from '../../contract/index.ts'
import type { PendingFacts, ReceiptItem } from './facts.ts'

/**
 * The claims in the codes of what a station prints (codes.md, section 1): a map of CWT claims (RFC 8392), one of them
 * ours, which holds an array. Each kind has its own claim, so that one is never taken for the other.
 */
export const CLAIM = {
  iss: 1,
  exp: 4,
  iat: 6,
  cti: 7,
  receipt: -70_010,
  pendingSlip: -70_011,
  act: -70_012,
  actSlip: -70_013,
  reads: -70_014,
} as const

/** The code carries a value's place in its list, so values are only ever added at the end. */
export const AGENCIES = ['DSAT', 'PSP', 'MP', 'TUI', 'DSF', 'IAM'] as const satisfies readonly ReceiptItem['agency'][]
export const KINDS = ['tax', 'fine', 'slip'] as const satisfies readonly ReceiptItem['kind'][]
export const TENDERS = ['wallet-scan', 'wallet-show', 'card', 'cash'] as const satisfies readonly TenderKind[]
export const ACTS = ['bind', 'freeze', 'end-freeze', 'lift-freeze'] as const satisfies readonly ActKind[]
export const OUTCOMES = [
  'unknown',
  'reversing',
  'follows',
  'staff',
] as const satisfies readonly PendingFacts['outcome'][]

export const READ_FROM = ['eid', 'id-card', 'guardian-card'] as const satisfies readonly ReadSource[]
export const READ_FOR = [
  'identity-check',
  'vehicle-holder',
  'age-proof',
  'vehicle-tax',
  'my-eid',
  'eid-binding',
  'phone-reset',
] as const satisfies readonly ReadService[]
export const READ_WHY = [
  'confirm-identity',
  'confirm-vehicle-holder',
  'confirm-age',
  'find-vehicles',
  'show-own-eid',
  'bind',
  'reset',
  'lift-freeze',
] as const satisfies readonly Purpose[]
export const READ_FIELD = [
  'idNumber',
  'nameChinese',
  'nameForeign',
  'birthDate',
  'kind',
  'cardValidUntil',
  'guardianBound',
  'portrait',
  'idNumberEnd',
] as const satisfies readonly ReadField[]
export const READ_BY = ['DSI', 'DSAT', 'SAFP'] as const satisfies readonly Department[]
export const READ_AT = ['kiosk', 'counter'] as const
export const READ_MATCHED = ['finger', 'face', 'face-and-document'] as const satisfies readonly ReadMatch[]

const bytes = (length: number) => z.instanceof(Uint8Array).refine((value) => value.length === length)
const oneOf = <Value extends string>(list: readonly Value[]) =>
  z.int().transform((place, context): Value => {
    const value = list[place]
    if (value !== undefined) return value
    context.addIssue('no such place')
    return z.NEVER
  })
const avos = z.int().nonnegative()
/** Seconds since 1970 within the range of a JavaScript date. */
const seconds = z.int().nonnegative().max(8_640_000_000_000)

/** `[agency, kind, plate or number, avos, season or null, next inspection as the integer YYYYMMDD or null]`. */
const item = z.tuple([
  oneOf(AGENCIES),
  oneOf(KINDS),
  z.string(),
  avos,
  z.int().nullable(),
  z.int().min(19_700_101).max(99_991_231).nullable(),
])
/** The items; where they are too many for a code, their number and the SHA-256 of their CBOR. */
const items = z.union([z.array(item), z.tuple([z.int().positive(), bytes(32)])])

const issued = { iss: z.string(), iat: seconds, cti: bytes(8) }

/**
 * `[transaction, tender, provider or null, items, total, training, number, cash given or null, the journal's seq, the
 * journal's hash]`.
 */
export const receiptClaims = z.object({
  ...issued,
  own: z.tuple([
    bytes(16),
    oneOf(TENDERS),
    z.string().nullable(),
    items,
    avos,
    z.boolean(),
    z.string(),
    avos.nullable(),
    z.int().nonnegative(),
    bytes(32),
  ]),
})

/** `[transaction, tender, provider or null, items, total, training, outcome]`; `exp` is the slip's last second. */
export const pendingClaims = z.object({
  ...issued,
  exp: seconds,
  own: z.tuple([bytes(16), oneOf(TENDERS), z.string().nullable(), items, avos, z.boolean(), oneOf(OUTCOMES)]),
})

const act = z.tuple([bytes(16), oneOf(ACTS), z.boolean()])
/** `[act, kind, training]` of an act that was done at `iat`; of one whose outcome isn't known, with its last second. */
export const actClaims = z.object({ ...issued, own: act })
export const actSlipClaims = z.object({ ...issued, exp: seconds, own: act })

/** `[at, from, fields, service, purpose, department, place, operator's id or null, how matched or null]`. */
const read = z.tuple([
  seconds,
  oneOf(READ_FROM),
  z.array(oneOf(READ_FIELD)),
  oneOf(READ_FOR),
  oneOf(READ_WHY),
  oneOf(READ_BY),
  oneOf(READ_AT),
  z.string().nullable(),
  oneOf(READ_MATCHED).nullable(),
])
/** `[reads, training]`: what was read of somebody; where it is too much for a code, its number and the SHA-256 of its CBOR. */
export const readsClaims = z.object({
  ...issued,
  own: z.tuple([z.union([z.array(read), z.tuple([z.int().positive(), bytes(32)])]), z.boolean()]),
})
