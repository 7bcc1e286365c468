import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../../hardware/ports.ts'

/** Which presentations this station has read already. */
export interface ReplayMemory {
  /**
   * Remembers `cti` (16 bytes), durably, and answers whether it was there already. `expiresAt`: the presentation's, in
   * milliseconds since
   * 1970. Throws where the database can't be written: a presentation that can't be remembered must not be taken.
   */
  seen(cti: Uint8Array, expiresAt: number): boolean
}

/** How long a cti is kept beyond its presentation's end. */
const KEPT_BEYOND_MS = 30_000

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS eid_seen (
    cti BLOB PRIMARY KEY,
    expires_at INTEGER NOT NULL,
    forget_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS eid_seen_by_forget_at ON eid_seen (forget_at);
  CREATE TABLE IF NOT EXISTS eid_seen_time (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    elapsed INTEGER NOT NULL,
    forgotten_until INTEGER NOT NULL
  ) STRICT;
  INSERT OR IGNORE INTO eid_seen_time VALUES (1, 0, 0);
`

/**
 * The replay memory of codes.md, section 2, in `db` (WAL and `synchronous=FULL` are its owner's to set). A cti is kept
 * until its presentation's end plus 30 s of the station's running time. That time is monotonic, goes on after a restart
 * from what was last written (time while the station was off isn't counted, so nothing is kept shorter), and doesn't
 * know the wall clock.
 *
 * What is forgotten stays refused: the latest end among the forgotten is kept, and a presentation that ends no later
 * than that, and isn't remembered, counts as seen. With a steady clock no presentation is so old and still in its time
 * window; with one that was set back after the forgetting, this is what keeps an old code from being good again.
 */
export function createReplayMemory(db: DatabaseSync, clock: Clock): ReplayMemory {
  db.exec(SCHEMA)
  const readTime = db.prepare('SELECT elapsed, forgotten_until FROM eid_seen_time')
  const writeTime = db.prepare('UPDATE eid_seen_time SET elapsed = ?, forgotten_until = ?')
  const latestForgotten = db.prepare('SELECT max(expires_at) AS latest FROM eid_seen WHERE forget_at <= ?')
  const isKept = db.prepare('SELECT 1 FROM eid_seen WHERE cti = ?')
  const forget = db.prepare('DELETE FROM eid_seen WHERE forget_at <= ?')
  const remember = db.prepare(
    'INSERT INTO eid_seen (cti, expires_at, forget_at) VALUES (?, ?, ?) ON CONFLICT (cti) DO NOTHING',
  )

  const persisted = readTime.get()
  const base = Number(persisted?.['elapsed'] ?? 0) - clock.monotonic()
  let forgottenUntil = Number(persisted?.['forgotten_until'] ?? 0)

  function record(cti: Uint8Array, expiresAt: number): boolean {
    const elapsed = Math.floor(base + clock.monotonic())
    const until = Math.max(forgottenUntil, Number(latestForgotten.get(elapsed)?.['latest'] ?? 0))
    forget.run(elapsed)
    const forgetAt = Math.ceil(elapsed + Math.max(0, expiresAt - clock.now()) + KEPT_BEYOND_MS)
    const isNew = remember.run(cti, expiresAt, forgetAt).changes === 1
    writeTime.run(elapsed, until)
    forgottenUntil = until
    return !isNew || expiresAt <= until
  }

  return {
    seen(cti, expiresAt) {
      // The same code again costs no write.
      if (isKept.get(cti)) return true
      const before = forgottenUntil
      db.exec('BEGIN IMMEDIATE')
      try {
        const seen = record(cti, expiresAt)
        db.exec('COMMIT')
        return seen
      } catch (error) {
        forgottenUntil = before
        if (db.isTransaction) db.exec('ROLLBACK')
        throw error
      }
    },
  }
}
