import { DatabaseSync } from 'node:sqlite'
import { canonical } from '../../electron/station/journal/canonical.ts'
import { GENESIS, hashOf } from '../../electron/station/journal/chain.ts'
import { openRows } from '../../electron/station/journal/rows.ts'
import { newSigningKey, type SigningKey } from '../../electron/station/journal/signing.ts'

/**
 * Writes an entry into a journal's database as somebody would who has it, SQLite and a key of their own: it introduces that key, is hashed as it should be and
 * signed with that key. `seq`: outside the chain; without it the entry goes on from the last.
 */
export function plantKey(file: string, options: { seq?: number | bigint, by?: 'first' | 'last' | 'none' } = {}): SigningKey {
  const key = newSigningKey()
  const rows = openRows(file, { readOnly: true })
  const last = rows.last()
  rows.close()
  const seq = options.seq ?? (last?.seq ?? 0) + 1
  const fields = {
    seq: Number(seq), at: last?.at ?? 1, kind: 'signing-key', actor: 'system', transaction: null,
    facts: canonical({ kid: key.kid(), publicKey: key.publicKey(), by: options.by ?? 'none' }), key: null, body: null
  }
  const hash = hashOf(fields, last?.hash ?? GENESIS)
  const db = new DatabaseSync(file)
  db.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(seq, fields.at, fields.kind, fields.actor, null, fields.facts, null, null, hash, key.kid(), key.sign(hash))
  db.close()
  return key
}
