import { verify } from 'node:crypto'
import { decode } from 'cborg'
import { z } from 'zod'
import { GENESIS, hashOf, type Row } from './chain.ts'
import type { KeyStanding } from './journal.ts'
import { kidOf, publicKeyOf } from './signing.ts'
import type { Rows } from './rows.ts'
import { verifyRange } from './verify-range.ts'
import { hexOf, type FirstBad, type IntroducedKey } from './walk.ts'
import { wallTimeIn } from './wall-time.ts'

/** The kind of the entries that introduce a signing key. */
export const SIGNING_KEY_KIND = 'signing-key'

/**
 * `by` is `first` for the journal's first key, `last` for one that an earlier key introduces, and `none` for one that
 * introduces itself because the earlier key was lost.
 */
const introduction = z.object({
  kid: z.instanceof(Uint8Array),
  publicKey: z.instanceof(Uint8Array).refine(({ length }) => length === 32),
  by: z.enum(['first', 'last', 'none']),
})

/**
 * Reads the keys that a journal introduces, up to the first that is introduced wrongly (`bad`). The first key must come
 * in the first entry, a later one in a commit that an earlier key signs, and one after a loss in a commit that it signs
 * itself. `sealOf` answers the id of the key that signs the commit of an entry.
 */
export function readIntroductions(
  found: Iterable<Row>,
  sealOf: (seq: number) => Uint8Array | undefined,
): { keys: Introduction[]; bad?: FirstBad } {
  const keys: Introduction[] = []
  for (const row of found) {
    const seal = sealOf(row.seq)
    const key = seal && readIntroduction(row, seal, keys)
    if (!key) return { keys, bad: { seq: row.seq, why: 'signing-key' } }
    keys.push(key)
  }
  return { keys }
}

/**
 * Reads the key that an entry introduces; undefined where it is introduced wrongly. `seal` is the id of the key that
 * signs the entry's commit.
 */
export function readIntroduction(
  row: Row,
  seal: Uint8Array,
  before: readonly IntroducedKey[],
): Introduction | undefined {
  const data = introducedBy(row)
  return data && isVouchedFor(row.seq, data, hexOf(seal), before)
    ? { ...data, seq: row.seq, from: wallTimeIn(row.facts) ?? row.at, seal: hexOf(seal) }
    : undefined
}

/**
 * A key with how it was introduced. `from` is when, in milliseconds since 1970; `seal` is the id, in hex, of the key
 * that signs the commit.
 */
export interface Introduction extends IntroducedKey {
  by: 'first' | 'last' | 'none'
  from: number
  seal: string
}

/**
 * Reads the keys that a journal introduces by the database's index, as long as the commit that introduces each is whole
 * and signed.
 */
export function readSignedIntroductions(rows: Rows): { keys: Introduction[]; bad?: FirstBad } {
  const found = readIntroductions(rows.signingKeys(), (seq) => sealOf(rows, seq))
  if (found.bad) return found
  for (const { seq } of found.keys) {
    const bad = verifyRange(rows, { from: seq, to: commitEndOf(rows, seq)?.seq ?? seq }, found.keys)
    if (bad) return { keys: found.keys, bad }
  }
  return found
}

/**
 * Says what vouches for each key: the gateway, which confirmed it for this station; an earlier key that is itself
 * vouched for and signed its introduction; or nothing. A key that signs its own introduction isn't vouched for, since
 * anybody who can write the database can do that. `confirmed` holds raw public keys from a place that nobody else can
 * write to.
 */
export function vouchFor<Key extends Introduction>(
  keys: readonly Key[],
  confirmed: readonly Uint8Array[],
): (Key & Pick<KeyStanding, 'vouchedBy'>)[] {
  const vouched = new Set<string>()
  return keys.map((key) => {
    const vouchedBy = confirmed.some((each) => Buffer.from(each).equals(key.publicKey))
      ? 'gateway'
      : key.by === 'last' && vouched.has(key.seal)
        ? 'earlier-key'
        : 'nothing'
    if (vouchedBy !== 'nothing') vouched.add(hexOf(key.kid))
    return { ...key, vouchedBy }
  })
}

/** The key that an entry names; undefined where the facts can't be read. */
export const introducedBy = (row: Pick<Row, 'facts'>): z.infer<typeof introduction> | undefined =>
  introduction.safeParse(decodeOrNot(row.facts)).data

function isVouchedFor(
  seq: number,
  { kid, publicKey, by }: z.infer<typeof introduction>,
  seal: string,
  before: readonly IntroducedKey[],
): boolean {
  if (!Buffer.from(kidOf(publicKey)).equals(kid) || (by === 'first') !== (seq === 1)) return false
  return by === 'last' ? before.some((each) => hexOf(each.kid) === seal) : seal === hexOf(kid)
}

function decodeOrNot(bytes: Uint8Array): unknown {
  try {
    return decode(bytes)
  } catch {
    return undefined
  }
}

/**
 * The id of the key that signs the commit of entry `seq`; undefined where the commit's last entry is missing or can't
 * be read.
 */
export const sealOf = (rows: Pick<Rows, 'at'>, seq: number): Uint8Array | undefined =>
  commitEndOf(rows, seq)?.kid ?? undefined

function commitEndOf(rows: Pick<Rows, 'at'>, seq: number): Row | undefined {
  try {
    for (let row = rows.at(seq); row; row = rows.at(row.seq + 1)) if (row.kid) return row
  } catch {
    // The walk over the entries reports what can't be read.
  }
  return undefined
}

/** Whether an entry's hash is right, given the entry before. */
export function isHashed(rows: Pick<Rows, 'at'>, row: Row): boolean {
  const previous = row.seq === 1 ? GENESIS : rows.at(row.seq - 1)?.hash
  return previous !== undefined && Buffer.from(hashOf(row, previous)).equals(row.hash)
}

/** Whether the last entry's hash is right and a key that the journal introduces signed it. */
export function isEndWhole(rows: Pick<Rows, 'at'>, last: Row, introduced: readonly Introduction[]): boolean {
  const { kid, signature, hash } = last
  if (!signature || !kid || !isHashed(rows, last)) return false
  const key = introduced.find((each) => Buffer.from(each.kid).equals(kid))
  return key !== undefined && verify(null, hash, publicKeyOf(key.publicKey), signature)
}
