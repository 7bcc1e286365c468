import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { z } from 'zod'
import { IDENTITY_TABLES } from '../identity/tables.ts'
import { ID_CARDS, openIdCardRows } from './id-card-rows.ts'

const SCHEMA = `
  PRAGMA busy_timeout = 2000;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  BEGIN IMMEDIATE;
  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS stations (
    id TEXT PRIMARY KEY, public_key BLOB NOT NULL UNIQUE, token_hash BLOB NOT NULL UNIQUE
  ) STRICT;
  ${ID_CARDS}
  ${IDENTITY_TABLES}
  CREATE TABLE IF NOT EXISTS seen (cti BLOB PRIMARY KEY, station TEXT NOT NULL, until INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS bundles (
    version INTEGER PRIMARY KEY, signed BLOB NOT NULL, issued_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS files (sha256 BLOB PRIMARY KEY, file BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS successions (position INTEGER PRIMARY KEY, message BLOB NOT NULL) STRICT;
  COMMIT;
`

const blob = z.instanceof(Uint8Array)
const textRow = z.object({ value: z.string() })
const blobRow = z.object({ value: blob })
const stationRow = z.object({ id: z.string(), public_key: blob })
const seenRow = z.object({ station: z.string() })
const bundleRow = z.object({ version: z.int(), signed: blob, issued_at: z.int() })
const fileRow = z.object({ file: blob })
const messageRow = z.object({ message: blob })

/** A station as the gateway knows it; its trust bundles are encrypted to `publicKey`. */
export interface EnrolledStation {
  id: string
  /** Raw X25519, 32 bytes. */
  publicKey: Uint8Array
}

function stationOf(row: unknown): EnrolledStation | undefined {
  if (row === undefined) return undefined
  const { id, public_key } = stationRow.parse(row)
  return { id, publicKey: public_key }
}

/** Prepares statements of parts that read and write tables of their own. */
function statementsOf(db: DatabaseSync) {
  return {
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
  }
}

/**
 * Opens the sandbox's memory, `sandbox.db` in its own folder, under a lock so that one sandbox uses a folder. Throws
 * where another holds it, the folder can't be written or the file is damaged.
 */
export function openStore(folder: string) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const db = new DatabaseSync(join(folder, 'sandbox.db'))
  db.exec(SCHEMA)
  const get = {
    setting: db.prepare('SELECT value FROM settings WHERE name = ?'),
    secret: db.prepare('SELECT value FROM secrets WHERE name = ?'),
    stationByToken: db.prepare('SELECT id, public_key FROM stations WHERE token_hash = ?'),
    stationByKey: db.prepare('SELECT id, public_key FROM stations WHERE public_key = ?'),
    stationById: db.prepare('SELECT id FROM stations WHERE id = ?'),
    seen: db.prepare('SELECT station FROM seen WHERE cti = ?'),
    bundle: db.prepare('SELECT * FROM bundles ORDER BY version DESC LIMIT 1'),
    file: db.prepare('SELECT file FROM files WHERE sha256 = ?'),
    successions: db.prepare('SELECT message FROM successions ORDER BY position'),
  }
  const put = {
    setting: db.prepare('INSERT OR REPLACE INTO settings VALUES (?, ?)'),
    secret: db.prepare('INSERT INTO secrets VALUES (?, ?)'),
    station: db.prepare(
      'INSERT INTO stations VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET public_key = ' +
        'excluded.public_key, token_hash = excluded.token_hash',
    ),
    seen: db.prepare('INSERT OR IGNORE INTO seen VALUES (?, ?, ?)'),
    forgetSeen: db.prepare('DELETE FROM seen WHERE until < ?'),
    bundle: db.prepare('INSERT INTO bundles VALUES (?, ?, ?)'),
    forgetBundles: db.prepare('DELETE FROM bundles WHERE version < ?'),
    file: db.prepare('INSERT OR IGNORE INTO files VALUES (?, ?)'),
    forgetFiles: db.prepare('DELETE FROM files WHERE sha256 <> ?'),
  }
  function inTransaction<T>(work: () => T): T {
    db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      db.exec('COMMIT')
      return result
    } catch (error) {
      db.exec('ROLLBACK')
      throw error
    }
  }

  return {
    /** Does all of `work` in one transaction, or none of it. */
    inTransaction,
    /**
     * Does the same, and it holds after a power cut when this returns: what an act on identity is answered with is never
     * taken back. Everything else here can be made anew and isn't worth a write to the disk that somebody waits for.
     */
    durably<T>(work: () => T): T {
      db.exec('PRAGMA synchronous = FULL')
      try {
        return inTransaction(work)
      } finally {
        db.exec('PRAGMA synchronous = NORMAL')
      }
    },
    ...statementsOf(db),
    ...openIdCardRows(db),
    setting: (name: string) => textRow.optional().parse(get.setting.get(name))?.value,
    keepSetting: (name: string, value: string) => {
      put.setting.run(name, value)
    },
    /** The named secret; `make` makes it on first use, and it is kept. */
    secret(name: string, make: () => Uint8Array): Uint8Array {
      const stored = blobRow.optional().parse(get.secret.get(name))
      if (stored) return stored.value
      const made = make()
      put.secret.run(name, made)
      return made
    },
    stationByToken: (tokenHash: Uint8Array) => stationOf(get.stationByToken.get(tokenHash)),
    stationByKey: (publicKey: Uint8Array) => stationOf(get.stationByKey.get(publicKey)),
    hasStation: (id: string) => get.stationById.get(id) !== undefined,
    /** Keeps a station, or its new key and token. Throws where the key or the token is another station's. */
    keepStation: (enrolled: EnrolledStation, tokenHash: Uint8Array) => {
      put.station.run(enrolled.id, enrolled.publicKey, tokenHash)
    },
    /**
     * The station that saw this presentation first; remembers `station` where none did. `until` is in milliseconds
     * since 1970.
     */
    firstSeenBy(cti: Uint8Array, station: string, now: number, until: number): string {
      put.forgetSeen.run(now)
      put.seen.run(cti, station, until)
      return seenRow.parse(get.seen.get(cti)).station
    },
    bundle() {
      const row = bundleRow.optional().parse(get.bundle.get())
      return row && { version: row.version, signed: row.signed, issuedAt: row.issued_at }
    },
    /** Replaces the last bundle and its file. */
    keepBundle(
      bundle: { version: number; signed: Uint8Array; issuedAt: number },
      sha256: Uint8Array,
      file: Uint8Array,
    ) {
      put.file.run(sha256, file)
      put.bundle.run(bundle.version, bundle.signed, bundle.issuedAt)
      put.forgetBundles.run(bundle.version)
      put.forgetFiles.run(sha256)
    },
    file: (sha256: Uint8Array) => fileRow.optional().parse(get.file.get(sha256))?.file,
    successions: (): Uint8Array[] =>
      z
        .array(messageRow)
        .parse(get.successions.all())
        .map((row) => row.message),
    close: () => {
      db.close()
    },
  }
}
export type Store = ReturnType<typeof openStore>
