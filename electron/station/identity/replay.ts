import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../../hardware/ports.ts'

/** Remembers which presentations this station has read. */
export interface ReplayMemory {
  /**
   * Remembers `cti` (16 bytes) durably, and answers whether it was there already. `expiresAt`: the presentation's, in
   * milliseconds since
   * 1970. Throws where the database can't be written: a presentation that can't be remembered must not be taken.
   */
  seen(cti: Uint8Array, expiresAt: number): boolean
}

/** How long a cti is kept beyond its presentation's end, in milliseconds of running time. */
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
 * The replay memory of codes.md, section 2, in `db`, whose owner sets WAL and `synchronous=FULL`. A cti is kept until
 * its presentation's end plus 30 s of the station's running time. That time is monotonic, goes on after a restart from
 * the last written value (so time while the station is off isn't counted, and nothing is kept for less), and doesn't
 * depend on the wall clock.
 *
 * A presentation that ends no later than the latest end among the forgotten ones counts as seen. With a steady clock
 * such a presentation has expired anyway; where the clock was set back, this keeps an old code from being accepted
 * again.
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
      // A known code needs no write.
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
