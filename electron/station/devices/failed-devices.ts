import type { DatabaseSync } from 'node:sqlite'
import { device, type Device } from '../../contract/index.ts'

/** A failure that the journal has and whose recovery it hasn't. `since`: ISO 8601. */
export interface FailedDevice {
  id: string
  kind: Device['kind']
  since: string
}

/** The failures that the journal has and whose recovery it hasn't, over restarts of the station. */
export interface FailedDevices {
  list(): FailedDevice[]
  add(failed: FailedDevice): void
  remove(id: string): void
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS failed_devices (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    since TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`

/** Keeps them in `db`. `onFault` hears a disk that refuses them or a change, which keeps nobody from working. */
export function createFailedDevices(db: DatabaseSync, onFault: (error: unknown) => void): FailedDevices {
  function attempt<T>(work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      onFault(error)
      return undefined
    }
  }
  const kept = attempt(() => keepIn(db))
  return {
    list: () => attempt(() => kept?.list()) ?? [],
    add: (failed) => attempt(() => kept?.add(failed)),
    remove: (id) => attempt(() => kept?.remove(id)),
  }
}

function keepIn(db: DatabaseSync): FailedDevices {
  db.exec(SCHEMA)
  const all = db.prepare('SELECT id, kind, since FROM failed_devices ORDER BY id')
  const put = db.prepare('INSERT OR REPLACE INTO failed_devices VALUES (?, ?, ?)')
  const remove = db.prepare('DELETE FROM failed_devices WHERE id = ?')
  return {
    list: () =>
      all.all().flatMap(({ id, kind, since }) => {
        const known = device.shape.kind.safeParse(kind)
        return known.success ? [{ id: String(id), kind: known.data, since: String(since) }] : []
      }),
    add: ({ id, kind, since }) => void put.run(id, kind, since),
    remove: (id) => void remove.run(id),
  }
}
