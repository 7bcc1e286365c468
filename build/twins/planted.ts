import { DatabaseSync } from 'node:sqlite'
import { canonical } from '../../electron/station/journal/canonical.ts'
import { GENESIS, hashOf, type Row } from '../../electron/station/journal/chain.ts'
import { openRows } from '../../electron/station/journal/rows.ts'
import { newSigningKey, type SigningKey } from '../../electron/station/journal/signing.ts'

/*
 * What an attacker can write into a journal's database with SQLite and a key of their own: entries that are hashed
 * correctly and signed with that key.
 */

type Planted = Pick<Row, 'kind' | 'actor' | 'transaction' | 'facts'>

/**
 * Plants an entry that introduces a key, and returns the key. `seq`: the number of an entry outside the chain; without
 * it the entry follows the last one.
 */
export function plantKey(
  file: string,
  options: { seq?: number | bigint; by?: 'first' | 'last' | 'none' } = {},
): SigningKey {
  const key = newSigningKey()
  const facts = canonical({ kid: key.kid(), publicKey: key.publicKey(), by: options.by ?? 'none' })
  plant(file, key, [{ kind: 'signing-key', actor: 'system', transaction: null, facts }], options.seq)
  return key
}

/** Plants a copy of the payment `transaction` under the id `other` (a UUID), which nobody made. */
export function plantPayment(file: string, key: SigningKey, transaction: string, other: string): void {
  const rows = openRows(file, { readOnly: true })
  const found = rows.of(transaction, 1)
  rows.close()
  plant(
    file,
    key,
    found.map(({ kind, actor, facts }) => ({
      kind,
      actor,
      transaction: other,
      facts: Buffer.from(Buffer.from(facts).toString('latin1').replaceAll(transaction, other), 'latin1'),
    })),
  )
}

function plant(file: string, key: SigningKey, entries: readonly Planted[], at?: number | bigint): void {
  const rows = openRows(file, { readOnly: true })
  const last = rows.last()
  rows.close()
  const db = new DatabaseSync(file)
  const put = db.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  let hash = last?.hash ?? GENESIS
  let seq = at ?? (last?.seq ?? 0) + 1
  for (const { kind, actor, transaction, facts } of entries) {
    const fields = { seq: Number(seq), at: last?.at ?? 1, kind, actor, transaction, facts, key: null, body: null }
    hash = hashOf(fields, hash)
    put.run(seq++, fields.at, kind, actor, transaction, facts, null, null, hash, key.kid(), key.sign(hash))
  }
  db.close()
}
