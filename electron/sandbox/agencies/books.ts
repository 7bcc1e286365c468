import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { z } from 'zod'

/**
 * Every answer is durable before it is given, so that the agencies' and wallets' answers hold after a power cut. The
 * statements at the end convert books of earlier versions: rows without a question become each station's `undone`, and
 * `never_reversed` becomes each station's `kept`.
 */
const SCHEMA = `
  PRAGMA busy_timeout = 2000;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  BEGIN IMMEDIATE;
  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS quotes (
    quote TEXT PRIMARY KEY, station TEXT NOT NULL, place TEXT NOT NULL, expires_at INTEGER NOT NULL,
    bills TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS reservations (
    txn TEXT PRIMARY KEY, station TEXT NOT NULL, asked TEXT NOT NULL, until INTEGER NOT NULL, answer TEXT NOT NULL,
    released INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS reserved (
    item TEXT PRIMARY KEY, txn TEXT NOT NULL, ref TEXT NOT NULL, avos INTEGER NOT NULL, done INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS reserved_ref ON reserved (ref) WHERE done = 0;
  CREATE TABLE IF NOT EXISTS items (
    item TEXT PRIMARY KEY, txn TEXT NOT NULL, ref TEXT NOT NULL, avos INTEGER NOT NULL, state TEXT NOT NULL,
    answer TEXT NOT NULL, station TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS items_ref ON items (ref);
  CREATE TABLE IF NOT EXISTS marks (ref TEXT PRIMARY KEY, avos INTEGER, paid INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS minted (
    ref TEXT PRIMARY KEY, kind TEXT NOT NULL, number TEXT NOT NULL UNIQUE, avos INTEGER NOT NULL, pay_by TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS messages (
    key TEXT PRIMARY KEY, phone TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS proofs (
    station TEXT NOT NULL, plate TEXT NOT NULL, wrong INTEGER NOT NULL, next_at INTEGER NOT NULL,
    PRIMARY KEY (station, plate)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS codes (
    token TEXT PRIMARY KEY, text TEXT NOT NULL UNIQUE, holder TEXT NOT NULL, wallet TEXT NOT NULL,
    expires_at INTEGER NOT NULL, attempt TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS charges (
    attempt TEXT PRIMARY KEY, station TEXT NOT NULL, asked TEXT NOT NULL, wallet TEXT NOT NULL, holder TEXT NOT NULL,
    avos INTEGER NOT NULL, state TEXT NOT NULL,
    reason TEXT, reference TEXT, text TEXT, deadline INTEGER NOT NULL, decide_at INTEGER, decision TEXT,
    reversed INTEGER NOT NULL, generation INTEGER NOT NULL, at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS charges_holder ON charges (holder, generation);
  CREATE UNIQUE INDEX IF NOT EXISTS charges_text ON charges (text) WHERE text IS NOT NULL;
  CREATE INDEX IF NOT EXISTS charges_pending ON charges (at) WHERE state = 'pending';
  CREATE TABLE IF NOT EXISTS reversals (
    attempt TEXT NOT NULL, key TEXT NOT NULL, avos INTEGER NOT NULL, PRIMARY KEY (attempt, key)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS said (attempt TEXT PRIMARY KEY, answer TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS station_keys (
    station TEXT NOT NULL, kid BLOB NOT NULL, public_key BLOB NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (station, kid)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS journal_heads (
    station TEXT NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (station, seq)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS suspects (station TEXT PRIMARY KEY, why TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS earlier_heads (station TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS continuations (code_hash BLOB PRIMARY KEY, station TEXT NOT NULL, public_key BLOB) STRICT;
  CREATE TABLE IF NOT EXISTS kept (station TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (station, id)) STRICT;
  CREATE TABLE IF NOT EXISTS never_reversed (id TEXT PRIMARY KEY) STRICT;
  CREATE TABLE IF NOT EXISTS undone (station TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (station, id)) STRICT;
  INSERT OR IGNORE INTO undone SELECT station, txn FROM reservations WHERE asked = '';
  INSERT OR IGNORE INTO undone SELECT station, attempt FROM charges WHERE asked = '';
  INSERT OR IGNORE INTO undone SELECT station, item FROM items WHERE txn NOT IN (SELECT txn FROM reservations WHERE asked <> '');
  DELETE FROM reservations WHERE asked = '';
  DELETE FROM charges WHERE asked = '';
  DELETE FROM items WHERE txn NOT IN (SELECT txn FROM reservations);
  INSERT OR IGNORE INTO kept SELECT station, id FROM never_reversed JOIN reservations ON txn = substr(id, 1, 36);
  INSERT OR IGNORE INTO kept SELECT station, id FROM never_reversed JOIN charges ON substr(attempt, 1, 36) = substr(id, 1, 36);
  DROP TABLE never_reversed;
  COMMIT;
`

const GENERATION = 'generation'

/**
 * Opens the books of the agencies and the wallets, `books.db` beside the sandbox's own database; the desks read and
 * write them by statements of their own. Throws where another sandbox holds the file, the folder can't be written or
 * the file is damaged.
 */
export function openBooks(folder: string) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const db = new DatabaseSync(join(folder, 'books.db'))
  db.exec(SCHEMA)
  const settingOf = db.prepare('SELECT value FROM settings WHERE name = ?')
  const keepSetting = db.prepare('INSERT OR REPLACE INTO settings VALUES (?, ?)')
  const setting = (name: string) => z.object({ value: z.string() }).optional().parse(settingOf.get(name))?.value
  let generation = Number(setting(GENERATION) ?? 1)

  return {
    /** Does all of `work` in one transaction, durable when it returns, or none of it. */
    inTransaction<T>(work: () => T): T {
      if (db.isTransaction) return work()
      db.exec('BEGIN IMMEDIATE')
      try {
        const result = work()
        db.exec('COMMIT')
        return result
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      }
    },
    /** Prepares a query for rows of one shape. */
    rows<T extends z.ZodType>(row: T, sql: string) {
      const statement = db.prepare(sql)
      const shape = z.array(row)
      return (...values: SQLInputValue[]): z.output<T>[] => shape.parse(statement.all(...values))
    },
    /** Prepares a query for at most one row. */
    row<T extends z.ZodType>(row: T, sql: string) {
      const statement = db.prepare(sql)
      const shape = row.optional()
      return (...values: SQLInputValue[]): z.output<T> | undefined => shape.parse(statement.get(...values))
    },
    /** Prepares a statement that changes rows. */
    change(sql: string) {
      const statement = db.prepare(sql)
      return (...values: SQLInputValue[]): void => {
        statement.run(...values)
      }
    },
    setting,
    keepSetting: (name: string, value: string) => {
      keepSetting.run(name, value)
    },
    /**
     * How often the training's bills were opened: a reset opens them anew under new handles, and paid ones stay in the
     * books.
     */
    generation: () => generation,
    nextGeneration() {
      generation++
      keepSetting.run(GENERATION, String(generation))
    },
    close: () => {
      db.close()
    },
  }
}
export type Books = ReturnType<typeof openBooks>
