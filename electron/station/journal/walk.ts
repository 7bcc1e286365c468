import { verify, type KeyObject } from 'node:crypto'
import { hashOf, type Row } from './chain.ts'
import { publicKeyOf } from './signing.ts'

/**
 * What can be wrong with an entry: it can't be read; one is missing before it; it is older than the one before; its hash isn't that of
 * what it says and of the hash before; its signature isn't good, or the last entry has none; it introduces a key that nothing vouches for.
 */
export type Fault = 'unreadable' | 'gap' | 'time' | 'hash' | 'signature' | 'signing-key'

/** The first entry that fails, and why. */
export interface FirstBad {
  seq: number
  why: Fault
}

/** A key and the entry that introduces it. */
export interface IntroducedKey {
  kid: Uint8Array
  publicKey: Uint8Array
  seq: number
}

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/**
 * Follows the chain entry by entry, from the one after `before`. `keys`: those that the journal introduces; without them no signature is
 * looked at, only that there is one where there is its key's id.
 */
export function walkFrom(before: { seq: number, at: number, hash: Uint8Array }, keys?: readonly IntroducedKey[]): (row: Row) => Fault | undefined {
  let { seq, at, hash } = before
  const known = keys && new Map(keys.map((each): [string, { key: KeyObject, seq: number }] => [hexOf(each.kid), { key: publicKeyOf(each.publicKey), seq: each.seq }]))

  function isSigned(row: Row): boolean {
    if (!row.signature || !row.kid) return row.signature === row.kid
    if (!known) return true
    const introduced = known.get(hexOf(row.kid))
    return introduced !== undefined && introduced.seq <= row.seq && verify(null, row.hash, introduced.key, row.signature)
  }

  return (row) => {
    if (row.seq !== seq + 1) return 'gap'
    if (row.at < at) return 'time'
    if (!Buffer.from(hashOf(row, hash)).equals(row.hash)) return 'hash'
    if (!isSigned(row)) return 'signature'
    ;({ seq, at, hash } = row)
    return undefined
  }
}
