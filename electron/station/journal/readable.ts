import { decode } from 'cborg'
import { z } from 'zod'
import { defined } from '../../common/defined.ts'
import { canonical } from './canonical.ts'
import type { Row } from './chain.ts'
import type { JournalValue } from './journal.ts'
import { wallTimeIn } from './wall-time.ts'

/** An entry that people and programs can read: facts as JSON and bytes in base64. It leaves the sealed body out. */
export interface ReadableEntry {
  seq: number
  /** ISO 8601, UTC. */
  at: string
  /** The date that people are told, in the same form; absent where the entry has none. */
  wall?: string
  kind: string
  actor: string
  transaction: string | null
  facts: unknown
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const fromBase64 = z.base64().transform((text): Uint8Array => new Uint8Array(Buffer.from(text, 'base64')))

/** JSON has no bytes: they stand as base64 in an object with this one field. */
const BYTES = '$bytes'
/** Facts that JSON would change, and damaged ones, stand as base64 of their CBOR in an object with this one field. */
const CBOR = '$cbor'

function toJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return { [BYTES]: base64(value) }
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toJson(each)]))
}

const bytesField = z.strictObject({ [BYTES]: fromBase64 })
const jsonValue: z.ZodType<JournalValue> = z.lazy(() =>
  z.union([
    z.null(),
    z.boolean(),
    z.int(),
    z.string(),
    z.array(jsonValue),
    bytesField.transform((found) => found[BYTES]),
    z.record(z.string(), jsonValue),
  ]),
)
const cborField = z.strictObject({ [CBOR]: fromBase64 })

/** Facts as JSON from which `factsOf` restores the same bytes. */
function readableFacts(facts: Uint8Array): unknown {
  const json = toJson(decoded(facts))
  const back = json === undefined ? undefined : factsOf(JSON.parse(JSON.stringify(json)))
  return back && Buffer.from(back).equals(facts) ? json : { [CBOR]: base64(facts) }
}

function decoded(facts: Uint8Array): unknown {
  try {
    return decode(facts)
  } catch {
    return undefined
  }
}

/** The canonical CBOR of readable facts; undefined where the JSON isn't such facts. */
export function factsOf(json: unknown): Uint8Array | undefined {
  const cbor = cborField.safeParse(json)
  if (cbor.success) return cbor.data[CBOR]
  const value = jsonValue.safeParse(json)
  return value.success ? canonical(value.data) : undefined
}

/** Makes an entry readable, without its key, body, hash and signature. */
export function readable({ seq, at, kind, actor, transaction, facts }: Row): ReadableEntry {
  const wall = wallTimeIn(facts)
  return {
    seq,
    at: new Date(at).toISOString(),
    ...defined({ wall: wall === undefined ? undefined : new Date(wall).toISOString() }),
    kind,
    actor,
    transaction,
    facts: readableFacts(facts),
  }
}

/** One line of an export. */
export function toLine(row: Row): string {
  const { key, body, hash, kid, signature } = row
  return JSON.stringify({
    ...readable(row),
    key,
    body: body && base64(body),
    hash: base64(hash),
    kid: kid && base64(kid),
    signature: signature && base64(signature),
  })
}

const line = z.strictObject({
  seq: z.int(),
  at: z.iso.datetime({ precision: 3 }).transform((text) => Date.parse(text)),
  kind: z.string(),
  actor: z.string(),
  transaction: z.string().nullable(),
  // `wall` repeats the facts, so it isn't read.
  wall: z.string().optional(),
  facts: z
    .unknown()
    .transform((json) => factsOf(json))
    .pipe(z.instanceof(Uint8Array)),
  key: z.int().nullable(),
  body: fromBase64.nullable(),
  hash: fromBase64,
  kid: fromBase64.nullable(),
  signature: fromBase64.nullable(),
})

/** The entry in a line of an export; undefined where the line isn't, to the byte, what `toLine` writes. */
export function readLine(text: string): Row | undefined {
  const row = line.safeParse(parseJson(text)).data
  return row && toLine(row) === text ? row : undefined
}

/** Parses JSON; undefined where the text isn't JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
