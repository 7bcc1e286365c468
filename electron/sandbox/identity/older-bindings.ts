import { z } from 'zod'
import type { Clock } from '../../../hardware/ports.ts'
import { RESIDENTS } from '../phones/residents.ts'
import type { Store } from '../serving/store.ts'

const blob = z.instanceof(Uint8Array)
const nameRow = z.object({ name: z.string() })
const bindingRow = z.object({
  resident: z.string(),
  binding_id: blob,
  subject: blob,
  phone_key: blob,
  dead: z.int(),
  issued_at: z.int().nullable(),
})
const numberRow = z.object({ resident: z.string(), number: z.string(), expires_at: z.int() })

/**
 * Converts the database of an earlier build, which kept one binding and one number of each resident: a dead binding
 * becomes an ended one. When they were bound and ended wasn't kept, so the credential's time or now stands for it.
 * Credentials are issued anew.
 */
export function convertOlderBindings(store: Store, clock: Clock): void {
  if (!store.row(nameRow, "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'bindings'")()) return
  store.inTransaction(() => {
    const now = clock.now()
    const insert = store.change('INSERT INTO eid_bindings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)')
    const note = store.change('INSERT INTO binding_changes VALUES (NULL, ?, ?, ?, NULL)')
    const older = store.rows(
      bindingRow,
      `SELECT resident, binding_id, subject, phone_key, dead, issued_at
      FROM bindings LEFT JOIN credentials USING (resident) ORDER BY bindings.rowid`,
    )
    for (const { resident, binding_id, subject, phone_key, dead, issued_at } of older()) {
      const { phone = resident, guardianBound = false } = RESIDENTS.find(({ id }) => id === resident) ?? {}
      const at = issued_at ?? now
      const isEnded = dead === 1
      insert(
        binding_id,
        resident,
        subject,
        phone_key,
        phone,
        guardianBound ? 1 : 0,
        at,
        isEnded ? 'ended' : 'live',
        isEnded ? now : null,
      )
      note(binding_id, 'live', at)
      if (isEnded) note(binding_id, 'ended', now)
    }
    const keepNumber = store.change('INSERT OR IGNORE INTO eid_numbers VALUES (?, ?, ?, ?, NULL)')
    for (const { resident, number, expires_at } of store.rows(numberRow, 'SELECT * FROM binding_numbers')()) {
      const phone = RESIDENTS.find(({ id }) => id === resident)?.phone ?? resident
      keepNumber(number, resident, phone, expires_at)
    }
    for (const table of ['bindings', 'credentials', 'binding_numbers']) store.change(`DROP TABLE ${table}`)()
  })
}
