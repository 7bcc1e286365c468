import { verify, type KeyObject } from 'node:crypto'
import { hashOf, type Row } from './chain.ts'
import type { Fault, FirstBad } from './journal.ts'
import { publicKeyOf } from './signing.ts'

export type { FirstBad }

/** A key and the entry that introduces it. */
export interface IntroducedKey {
  kid: Uint8Array
  publicKey: Uint8Array
  seq: number
}

/** A key that a journal introduces, ready to verify with. */
interface RegisteredKey {
  key: KeyObject
  seq: number
}

/** The keys whose signatures count, by key id. */
export interface Keyring {
  get(kid: Uint8Array): RegisteredKey | undefined
}

/** Makes a keyring of the keys that a journal introduces. */
export function createKeyring(keys: readonly IntroducedKey[] = []) {
  const registered = new Map<string, RegisteredKey>()
  const add = ({ kid, publicKey, seq }: IntroducedKey) =>
    void registered.set(hexOf(kid), { key: publicKeyOf(publicKey), seq })
  for (const key of keys) add(key)
  return { add, get: (kid: Uint8Array) => registered.get(hexOf(kid)) }
}

/** Bytes as lower-case hexadecimal text, two digits each. */
export const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/**
 * Checks a chain entry by entry, from the one after `before`; the function that it returns answers each row's fault.
 * `keyring` holds the keys that the journal introduces. Without it signatures aren't verified; a signature and a key id
 * must still come together.
 */
export function walkFrom(
  before: { seq: number; at: number; hash: Uint8Array },
  keyring?: Keyring,
): (row: Row) => Fault | undefined {
  let { seq, at, hash } = before

  function isSigned(row: Row): boolean {
    if (!row.signature || !row.kid) return row.signature === row.kid
    if (!keyring) return true
    const introduced = keyring.get(row.kid)
    return (
      introduced !== undefined && introduced.seq <= row.seq && verify(null, row.hash, introduced.key, row.signature)
    )
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
