import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { defined } from '../../common/defined.ts'
import {
  CARD_SERVICES,
  FIELD_NAMES,
  fieldName,
  SERVICE_IDS,
  type CardService,
  type FieldName,
  type Outcome,
  type ServiceId,
} from '../../contract/index.ts'
import { readCbor } from '../identity/cbor.ts'
import type { TrustBundle } from './bundle.ts'
import { toPlainObjects } from './plain-objects.ts'
import { refuseTrust } from './reasons.ts'

const MOST_KEYS = 256
const MOST_TIME_KEYS = 16
const MOST_OPERATORS = 10_000
const MOST_WALLETS = 64
const MOST_PREFIXES = 64
const MOST_WINDOWS = 16

const bytes = (length: number) => z.instanceof(Uint8Array).refine((value) => value.length === length)
/** Milliseconds since 1970. */
const instant = z.int().nonnegative()
const validity = { from: instant.optional(), until: instant.optional() }

const coordinate = bytes(32)
const keyType = z
  .map(z.unknown(), z.unknown())
  .transform((map) => ({ kty: map.get(1), crv: map.get(-1), x: map.get(-2), y: map.get(-3) }))
const base64url = (value: Uint8Array) => Buffer.from(value).toString('base64url')

/** A COSE_Key (RFC 9053, section 7): EC2 on P-256 with both coordinates, or OKP with Ed25519. */
const coseKey = keyType
  .pipe(
    z.union([
      z.object({ kty: z.literal(2), crv: z.literal(1), x: coordinate, y: coordinate }),
      z.object({ kty: z.literal(1), crv: z.literal(6), x: coordinate, y: z.undefined() }),
    ]),
  )
  .transform((key, context): KeyObject => {
    const jwk: JsonWebKey =
      key.kty === 2
        ? { kty: 'EC', crv: 'P-256', x: base64url(key.x), y: base64url(key.y) }
        : { kty: 'OKP', crv: 'Ed25519', x: base64url(key.x) }
    try {
      return createPublicKey({ format: 'jwk', key: jwk })
    } catch {
      context.addIssue({ code: 'custom', message: 'not a point of its curve' })
      return z.NEVER
    }
  })

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

/** `plain` leaves an empty CBOR map as a Map, since it has no text keys. */
const emptyMap = z.map(z.never(), z.never()).transform(() => ({}))

/** Services and fields that this program doesn't know are dropped. */
const authorisations = z.union([emptyMap, z.record(z.string(), z.array(z.string()))]).transform((given) => {
  const approved: Partial<Record<ServiceId | CardService, readonly FieldName[]>> = {}
  for (const service of [...SERVICE_IDS, ...CARD_SERVICES]) {
    const fields: unknown = Object.hasOwn(given, service)
      ? Object.entries(given).find(([name]) => name === service)?.[1]
      : undefined
    if (Array.isArray(fields))
      approved[service] = FIELD_NAMES.filter((name) => fields.some((field) => fieldName.safeParse(field).data === name))
  }
  return approved
})

const payload = z
  .object({
    version: z.int().positive(),
    issuedAt: instant,
    expiresAt: instant,
    training: z.boolean(),
    issuerKeys: z.array(z.object({ kid: bytes(8), key: coseKey, ...validity })).max(MOST_KEYS),
    readingKeys: z.array(z.object({ kid: bytes(8), key: bytes(32), ...validity })).max(MOST_KEYS),
    documentKeys: z
      .array(z.object({ kid: bytes(8), key: coseKey, ...validity }))
      .max(MOST_KEYS)
      .optional(),
    operators: z
      .array(z.object({ id: z.string().min(1).max(64), subject: bytes(16) }))
      .max(MOST_OPERATORS)
      .optional(),
    timeKeys: z
      .array(z.object({ kid: bytes(8), key: coseKey, ...validity }))
      .max(MOST_TIME_KEYS)
      .optional(),
    revokedBindings: z.object({ version: z.int().nonnegative(), size: z.int().positive(), sha256: bytes(32) }),
    authorisations,
    wallets: z
      .array(
        z.object({
          id: z.string().min(1).max(32),
          name: z.string().min(1).max(64),
          prefixes: z.array(z.string().regex(/^\d{1,16}$/)).max(MOST_PREFIXES),
          capAvos: z.int().nonnegative().optional(),
          maintenance: z
            .array(z.object({ from: timeOfDay, until: timeOfDay }))
            .max(MOST_WINDOWS)
            .optional(),
        }),
      )
      .max(MOST_WALLETS),
    season: z
      .object({ year: z.int(), from: z.iso.date(), until: z.iso.date() })
      .refine(({ from, until }) => from <= until)
      .optional(),
    retention: z.union([emptyMap, z.record(z.string(), z.int().nonnegative())]).optional(),
  })
  .refine(({ issuedAt, expiresAt }) => issuedAt < expiresAt)

/**
 * Drops undefined bounds: under exactOptionalPropertyTypes an absent `from` and an undefined one are different types.
 */
function withoutAbsent<Key>({
  kid,
  key,
  from,
  until,
}: {
  kid: Uint8Array
  key: Key
  from?: number | undefined
  until?: number | undefined
}) {
  return { kid, key, ...defined({ from, until }) }
}

/**
 * Reads a bundle's payload (codes.md, section 4). Unknown keys of the map are ignored. `training` says for which mode
 * the bundle is. Refuses with `trust-refused`: `form`.
 */
export function readPayload(message: Uint8Array): Outcome<{ bundle: TrustBundle; training: boolean }> {
  const parsed = payload.safeParse(toPlainObjects(readCbor(message, { shortest: true })?.value))
  if (!parsed.success) return refuseTrust('form')
  const { training, issuerKeys, readingKeys, documentKeys, operators, timeKeys, wallets, season, retention, ...rest } =
    parsed.data
  return {
    ok: true,
    training,
    bundle: {
      ...rest,
      issuerKeys: issuerKeys.map(withoutAbsent),
      readingKeys: readingKeys.map(withoutAbsent),
      ...defined({ documentKeys: documentKeys?.map(withoutAbsent), timeKeys: timeKeys?.map(withoutAbsent) }),
      wallets: wallets.map(({ capAvos, maintenance, ...wallet }) => ({
        ...wallet,
        ...defined({ capAvos, maintenance }),
      })),
      ...defined({ operators, season, retention }),
    },
  }
}
