import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../../hardware/ports.ts'
import { defined } from '../../common/defined.ts'
import { createListeners } from '../../common/listeners.ts'
import { refuse, type ConfirmedDevice, type Device, type Outcome } from '../../contract/index.ts'

/** The found devices that a technician said are to be used, beside those that `settings.json` names. */
export interface ConfirmedDevices {
  list(): readonly ConfirmedDevice[]
  /** Confirms a device that was found. Refuses as `technician.confirmDevice` does. */
  confirm(found: Device | undefined, face: ConfirmedDevice['face']): Outcome<{ device: ConfirmedDevice }>
  /** Takes a confirmation back. Refuses as `technician.withdrawDevice` does. */
  withdraw(id: string): Outcome<{ device: ConfirmedDevice }>
  /** `listener` hears that the list has changed. Returns the function that stops it. */
  onChange(listener: () => void): () => void
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS confirmed_devices (
    id TEXT PRIMARY KEY,
    vendor TEXT NOT NULL,
    product TEXT NOT NULL,
    serial TEXT,
    port TEXT,
    face TEXT NOT NULL CHECK (face IN ('kiosk', 'counter')),
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const refused = (why: string) => refuse('invalid-input', { option: 'device', why })

/**
 * Keeps the confirmed devices in `db`, whose owner sets `synchronous=FULL`. One is known by its serial number and its
 * USB socket together, as far as it has them: an equal one in its place, and the same one elsewhere, is confirmed anew.
 */
export function createConfirmedDevices(db: DatabaseSync, clock: Clock): ConfirmedDevices {
  db.exec(SCHEMA)
  const all = db.prepare('SELECT * FROM confirmed_devices ORDER BY id')
  const put = db.prepare('INSERT OR REPLACE INTO confirmed_devices VALUES (?, ?, ?, ?, ?, ?, ?)')
  const remove = db.prepare('DELETE FROM confirmed_devices WHERE id = ?')
  const changes = createListeners<[]>()

  const list = (): ConfirmedDevice[] =>
    all.all().map(({ id, vendor, product, serial, port, face, at }) => ({
      id: String(id),
      vendor: String(vendor),
      product: String(product),
      ...defined({ serial: textOf(serial), port: textOf(port) }),
      face: face === 'kiosk' ? 'kiosk' : 'counter',
      at: new Date(Number(at)).toISOString(),
    }))

  return {
    list,
    confirm(found, face) {
      if (!found) return refused('unknown')
      const { id, kind, state, info } = found
      if (kind !== 'scanner') return refused('kind')
      if (state === 'lost') return refused('unknown')
      if (state !== 'unused') return refused('used')
      if (info?.serial === undefined && info?.port === undefined) return refused('no-mark')
      const { vendor, product, serial, port } = info
      const at = clock.now()
      put.run(id, vendor, product, serial ?? null, port ?? null, face, at)
      changes.tell()
      const device = { id, vendor, product, ...defined({ serial, port }), face, at: new Date(at).toISOString() }
      return { ok: true, device }
    },
    withdraw(id) {
      const device = list().find((each) => each.id === id)
      if (!device) return refused('unconfirmed')
      remove.run(id)
      changes.tell()
      return { ok: true, device }
    },
    onChange: (listener) => changes.add(listener),
  }
}
