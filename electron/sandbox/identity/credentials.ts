import { z } from 'zod'
import type { Store } from '../serving/store.ts'
import type { EidCredential } from '../trust/eid.ts'
import type { Binding } from './bindings.ts'

const blob = z.instanceof(Uint8Array)
const credentialRow = z.object({ message: blob, reading_kid: blob, salt: blob, content_key: blob, issued_at: z.int() })

/** The credentials that phones hold, each of one binding. */
export function openCredentials(store: Store) {
  const of = store.row(credentialRow, 'SELECT * FROM eid_credentials WHERE binding_id = ?')
  const keep = store.change('INSERT OR REPLACE INTO eid_credentials VALUES (?, ?, ?, ?, ?, ?)')
  return {
    of({ bindingId }: Binding): { credential: EidCredential; issuedAt: number } | undefined {
      const row = of(bindingId)
      if (!row) return undefined
      const { message, reading_kid, salt, content_key, issued_at } = row
      return { credential: { message, readingKid: reading_kid, salt, contentKey: content_key }, issuedAt: issued_at }
    },
    keep({ bindingId }: Binding, credential: EidCredential, issuedAt: number): void {
      const { message, readingKid, salt, contentKey } = credential
      keep(bindingId, message, readingKid, salt, contentKey, issuedAt)
    },
  }
}
