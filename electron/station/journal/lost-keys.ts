import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BODY_KEYS_FILE, JOURNAL_FILE } from './open.ts'
import { openRows } from './rows.ts'

/**
 * Whether the journal of a data folder has sealed bodies and the database of their keys has gone: what they say can't be read any more. To be asked
 * before the journal is opened, which begins a new database of keys. What isn't whole besides is for whoever opens it to say.
 */
export function areBodyKeysLost(folder: string): boolean {
  if (existsSync(join(folder, BODY_KEYS_FILE))) return false
  try {
    const rows = openRows(join(folder, JOURNAL_FILE), { readOnly: true })
    try {
      return rows.highestKey() > 0
    } finally {
      rows.close()
    }
  } catch {
    return false
  }
}
