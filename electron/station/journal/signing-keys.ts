import { decode } from 'cborg'
import { z } from 'zod'
import type { Row } from './chain.ts'
import { kidOf } from './signing.ts'
import type { Rows } from './rows.ts'
import { hexOf, type FirstBad, type IntroducedKey } from './walk.ts'

/** The kind of the entries that introduce a signing key. */
export const SIGNING_KEY_KIND = 'signing-key'

/** `by`: the journal's first key, one that the last vouches for, or one that nothing does, since the last was lost. */
const introduction = z.object({ kid: z.instanceof(Uint8Array), publicKey: z.instanceof(Uint8Array).refine(({ length }) => length === 32), by: z.enum(['first', 'last', 'none']) })

/**
 * The keys that a journal introduces, as far as each is introduced as it should be: the first by the first entry, a later one by a commit
 * that an earlier key signs, and one after a loss by itself. `sealOf`: the key's id with which the commit is signed that holds an entry.
 */
export function readIntroductions(found: Iterable<Row>, sealOf: (seq: number) => Uint8Array | undefined): { keys: Introduction[], bad?: FirstBad } {
  const keys: Introduction[] = []
  for (const row of found) {
    const seal = sealOf(row.seq)
    const key = seal && readIntroduction(row, seal, keys)
    if (!key) return { keys, bad: { seq: row.seq, why: 'signing-key' } }
    keys.push(key)
  }
  return { keys }
}

/** The key that an entry introduces, as it should be introduced; `seal`: the key's id with which its commit is signed. */
export function readIntroduction(row: Row, seal: Uint8Array, before: readonly IntroducedKey[]): Introduction | undefined {
  const data = introducedBy(row)
  return data && isVouchedFor(row.seq, data, hexOf(seal), before) ? { ...data, seq: row.seq } : undefined
}

export interface Introduction extends IntroducedKey {
  by: 'first' | 'last' | 'none'
}

/** What an entry says of a key; undefined where it can't be read. */
export const introducedBy = (row: Pick<Row, 'facts'>): z.infer<typeof introduction> | undefined => introduction.safeParse(decodeOrNot(row.facts)).data

function isVouchedFor(seq: number, { kid, publicKey, by }: z.infer<typeof introduction>, seal: string, before: readonly IntroducedKey[]): boolean {
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

/** The key's id of the commit that holds entry `seq`; undefined where it has no end that can be read. */
export function sealOf(rows: Pick<Rows, 'at'>, seq: number): Uint8Array | undefined {
  try {
    for (let row = rows.at(seq); row; row = rows.at(row.seq + 1)) if (row.kid) return row.kid
  } catch {
    // The walk comes to it as well.
  }
  return undefined
}
