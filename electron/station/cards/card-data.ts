import { createHash, type KeyObject } from 'node:crypto'
import type { DataGroup } from '../../../hardware/card-reader/port.ts'
import { refuse, type Outcome } from '../../contract/refusals.ts'
import { isBytes, readCborMap, type CborMap } from '../identity/cbor.ts'
import { isPinned, keyAt, readPerson, readSigned, signedBy, type DatedKey } from '../identity/index.ts'

/** What an ID card says, once it is believed. Ids have 16 bytes, dates are `YYYY-MM-DD`. */
export interface IdCard {
  /** The id of this card, which stands on its chip alone. */
  documentId: Uint8Array
  /** The holder's opaque id, that of their eID too. */
  subject: Uint8Array
  /** Eight digits, without symbols. */
  idNumber: string
  /** Empty where there is none. */
  nameChinese: string
  nameForeign: string
  birthDate: string
  kind: 'P' | 'N'
  /** The last day on which it is valid. */
  validUntil: string
  /** JPEG. */
  portrait: Uint8Array
}

/** The data groups of a card, as it gave them. */
export type CardData = Readonly<Record<DataGroup, Uint8Array>>

/** Where each group's hash stands in the security object. */
const HASHED = [
  ['person', 1],
  ['portrait', 2],
  ['key', 3],
] as const satisfies readonly (readonly [DataGroup, number])[]

const MOST_PORTRAIT_BYTES = 32 * 1024
const STRICT = { shortest: true }

/**
 * Checks what an ID card says (codes.md, section 6): the issuer's signature and its key at `now` (milliseconds since
 * 1970), the hashes under it, then the form. Never throws, whatever the bytes. Refuses with `card-unreadable` (form),
 * `card-issuer-unknown` and `card-forged` (signature or hash). That the chip is no copy isn't shown by it.
 */
export function readCardData(
  data: CardData,
  { documentKeys, now }: { documentKeys: readonly DatedKey<KeyObject>[]; now: number },
): Outcome<{ card: IdCard }> {
  const object = readSigned(data['security-object'], 2)
  const kid = object?.headers.get(4)
  const hashes = object && readCborMap(object.signed.payload, STRICT)
  if (!object || !isBytes(kid, 8) || !hashes) return refuse('card-unreadable')
  const issuer = keyAt(documentKeys, kid, now)
  if (!issuer) return refuse('card-issuer-unknown')
  const isSigned = isPinned(issuer.key, object.signed.algorithm) && signedBy(issuer.key, object.signed)
  if (!isSigned || !HASHED.every(([group, at]) => isHashOf(hashes.get(at), data[group]))) return refuse('card-forged')
  const claims = readCborMap(data.person, STRICT)
  const card = claims && isPortrait(data.portrait) ? readCard(claims, data.portrait) : null
  return card ? { ok: true, card } : refuse('card-unreadable')
}

function isHashOf(hash: ReturnType<CborMap['get']>, bytes: Uint8Array): boolean {
  return isBytes(hash, 32) && createHash('sha256').update(bytes).digest().equals(hash)
}

function readCard(claims: CborMap, portrait: Uint8Array): IdCard | null {
  const person = readPerson(claims)
  const [documentId, subject] = [claims.get(8), claims.get(9)]
  if (!person || !isBytes(documentId, 16) || !isBytes(subject, 16)) return null
  const { cardValidUntil, ...rest } = person
  return { documentId, subject, ...rest, validUntil: cardValidUntil, portrait }
}

/** Whether these bytes begin and end as a JPEG does (ITU-T T.81, annex B) and aren't too many. */
function isPortrait(bytes: Uint8Array): boolean {
  const ends = [bytes[0], bytes[1], bytes[2], bytes.at(-2), bytes.at(-1)]
  return bytes.length <= MOST_PORTRAIT_BYTES && Buffer.from('ffd8ffffd9', 'hex').equals(Uint8Array.from(ends, Number))
}
