import type { CborValue } from '../identity/cbor.ts'

/** Converts a CBOR item for a Zod schema: maps whose keys are all text become objects, all others stay maps. */
export function toPlainObjects(value: CborValue): unknown {
  if (Array.isArray(value)) return value.map(toPlainObjects)
  if (!(value instanceof Map)) return value
  const entries = [...value].map(([key, held]) => [key, toPlainObjects(held)] as const)
  const byText = entries.filter((entry): entry is readonly [string, unknown] => typeof entry[0] === 'string')
  return byText.length === entries.length && entries.length > 0 ? Object.fromEntries(byText) : new Map(entries)
}
