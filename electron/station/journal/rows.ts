import { closeSync, existsSync, fdatasyncSync, fstatSync, openSync, statSync, writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import type { Row } from './chain.ts'
import { watchIntegrity, type FileIntegrity } from './file-integrity.ts'
import { BACKUP_SCHEMA, ForeignObject, foreignObject, NotKept, SCHEMA, WrittenOver } from './schema.ts'
import { wallTimeIn } from './wall-time.ts'

/** The database of a data folder's journal. */
export const JOURNAL_FILE = 'journal.db'

/** How many pages the write-ahead log holds before SQLite takes it into the database (a checkpoint). */
const CHECKPOINT_PAGES = 1_000
/** How many commits, each a page or two of the log, `isLogLong` waits for. */
const CHECKPOINT_COMMITS = 250
/**
 * The size to which the log is lengthened at the start. A commit that lengthens no file is durable in half the time,
 * and finds room on a disk that has filled up.
 */
const LOG_BYTES = (CHECKPOINT_PAGES + 24) * (4_096 + 24)

const bytes = z.instanceof(Uint8Array)
const rowSchema = z
  .object({
    seq: z.int(),
    at: z.int(),
    kind: z.string(),
    actor: z.string(),
    txn: z.string().nullable(),
    facts: bytes,
    key: z.int().nullable(),
    body: bytes.nullable(),
    hash: bytes,
    kid: bytes.nullable(),
    signature: bytes.nullable(),
  })
  .transform(({ txn, ...rest }): Row => ({ ...rest, transaction: txn }))
const sealedRow = z
  .object({ seq: z.int(), key: z.int(), kind: z.string(), at: z.int(), facts: bytes })
  .transform(({ at, facts, ...rest }) => ({ ...rest, wall: wallTimeIn(facts) ?? at }))
const one = z.object({ n: z.int().nullable() })
const snapshotRow = z.object({ version: z.int(), seq: z.int(), state: bytes, digest: bytes })
/** Where a view stood after entry `seq`. */
export interface Snapshot {
  version: number
  seq: number
  state: Uint8Array
  digest: Uint8Array
}

/** The journal's table. */
export interface Rows {
  /**
   * Inserts all rows or none; they are durable when it returns. Each is read back before the commit. Throws `NotKept`
   * where SQLite kept something else or refuses a row, `WrittenOver` where the files aren't as this process left them,
   * and the disk's errors.
   */
  insert(rows: readonly Row[]): void
  /**
   * Whether the files hold what this process left there. Nothing is written to files that another program overwrote or
   * cut.
   */
  areFilesUnchanged(): boolean
  /** Writes something and deletes it again; throws the disk's errors. */
  tryToWrite(): void
  /**
   * Whether the write-ahead log holds so many commits that it should be taken into the database before a commit has to
   * do it.
   */
  isLogLong(): boolean
  /** Takes what the write-ahead log holds into the database, as far as no reader is in the way. */
  checkpoint(): void
  last(): Row | undefined
  /**
   * The number of a row that is in the table but outside the chain, which begins with 1; undefined where there is none.
   */
  outsideChain(): number | undefined
  at(seq: number): Row | undefined
  /** Rows from `seq` on, read a thousand at a time. */
  from(seq: number): IterableIterator<Row>
  of(transaction: string, since: number): Row[]
  /** The first row that is not older than `at` (milliseconds since 1970), by its number. */
  firstAt(at: number): number
  /** The entries that introduce signing keys, by their index. */
  signingKeys(): Row[]
  /**
   * The same entries found without the index, for a check that doubts the index. It stops at the first that can't be
   * read.
   */
  introductions(): Row[]
  /** Whether SQLite's integrity check finds every page, row and index in order. */
  arePagesWhole(): boolean
  /** The name of an object in the database that belongs neither to a journal nor to a backup. */
  foreignObject(): string | undefined
  /** At most `limit` entries from `seq` on that have a body, without the body. */
  sealed(seq: number, limit: number): { seq: number; key: number; kind: string; wall: number }[]
  /** The highest number of a body key that entries from `since` on name; 0 where they name none. */
  highestKey(since: number): number
  /** The newest entry whose body this key seals. */
  sealedWith(key: number): Row | undefined
  /** Entries of these kinds from `since` on, in order. */
  ofKinds(kinds: readonly string[], since: number): Row[]
  /** The snapshot of a view; undefined where it can't be read, since it is only a cache. */
  snapshot(name: string): Snapshot | undefined
  keepSnapshot(name: string, snapshot: Snapshot): void
  /**
   * Sets how long SQLite waits for another program's lock, in milliseconds in which the whole process is blocked: two
   * seconds at first.
   */
  waitForLocks(ms: number): void
  close(): void
}

const TRY_BYTES = 64 * 1_024
const CHUNK = 1_000
/** How long another program's lock is waited for, in milliseconds. */
export const BUSY_MS = 2_000
const cantOpen = z.object({ errcode: z.int().refine((code) => CANT_OPEN.includes(code & 0xff)) })
/** SQLite's READONLY and CANTOPEN (sqlite.org/rescode.html). */
const CANT_OPEN = [8, 14]

/**
 * Opens a journal's database for reading. On a read-only disk, where SQLite can't make the files that WAL needs beside
 * it, the database is read as it lies. Throws SQLite's NOTADB also where the database holds no journal.
 */
export function openToRead(file: string): DatabaseSync {
  const db = openReadOnly(file)
  // SQLite takes an empty file for a database.
  if (db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'entries'`).get()) return db
  db.close()
  throw Object.assign(new Error('the database holds no journal'), { errcode: 26 })
}

function openReadOnly(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS })
  try {
    db.prepare('SELECT 1 FROM sqlite_schema').get()
    return db
  } catch (error) {
    db.close()
    const log = `${file}-wal`
    if (!cantOpen.safeParse(error).success || (existsSync(log) && statSync(log).size > 0)) throw error
    return new DatabaseSync(new URL(`${pathToFileURL(file).href}?immutable=1`), { readOnly: true })
  }
}

const durability = z.object({ journal_mode: z.literal('wal') })
const FULL = 2
const syncing = z.object({ synchronous: z.int().min(FULL) })

/**
 * Throws where SQLite didn't accept the settings that make a commit durable. Some file systems can't, and no test that
 * kills the process would show it.
 */
function assertDurable(db: DatabaseSync): void {
  durability.parse(db.prepare('PRAGMA journal_mode').get())
  syncing.parse(db.prepare('PRAGMA synchronous').get())
}

/**
 * Opens `journal.db`, and makes what is missing of its schema unless `readOnly`. With `readOnly` a station may be
 * writing at the same time. Throws SQLite's error, and `ForeignObject` where the database holds something else.
 */
export function openRows(file: string, options: { readOnly?: boolean } = {}): Rows {
  const readOnly = options.readOnly === true
  const db = readOnly ? openToRead(file) : new DatabaseSync(file, { timeout: BUSY_MS })
  let write: Rows['insert'] | undefined
  let own: FileIntegrity | undefined
  if (!readOnly) {
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;
      PRAGMA wal_autocheckpoint = ${String(CHECKPOINT_PAGES)}; BEGIN IMMEDIATE`)
    const foreign = foreignObject(db, SCHEMA)
    if (foreign !== undefined) {
      db.close()
      throw new ForeignObject(foreign)
    }
    db.exec(SCHEMA)
    write = createWriter(db)
    db.exec('COMMIT')
    assertDurable(db)
    preallocateLog(`${file}-wal`)
    own = watchIntegrity(file)
  }
  const get = {
    last: db.prepare('SELECT * FROM entries WHERE seq > 0 ORDER BY seq DESC LIMIT 1'),
    // A number below JavaScript's safe integers is answered as the lowest of them.
    outside: db.prepare(`SELECT max(max(seq), ${String(Number.MIN_SAFE_INTEGER)}) AS n FROM entries WHERE seq < 1`),
    at: db.prepare('SELECT * FROM entries WHERE seq = ? AND seq > 0'),
    from: db.prepare('SELECT * FROM entries WHERE seq >= max(?, 1) ORDER BY seq LIMIT ?'),
    of: db.prepare('SELECT * FROM entries WHERE seq >= max(?, 1) AND txn = ? ORDER BY seq'),
    time: db.prepare('SELECT at AS n FROM entries WHERE seq = ?'),
    sealed: db.prepare(
      'SELECT seq, key, kind, at, facts FROM entries WHERE seq >= max(?, 1) AND key IS NOT NULL ORDER BY seq LIMIT ?',
    ),
    highestKey: db.prepare('SELECT max(key) AS n FROM entries WHERE seq >= max(?, 1)'),
    sealedWith: db.prepare('SELECT * FROM entries WHERE key = ? AND seq > 0 ORDER BY seq DESC LIMIT 1'),
    ofKinds: db.prepare(
      'SELECT * FROM entries WHERE seq >= max(?, 1) AND kind IN (SELECT value FROM json_each(?)) ORDER BY seq',
    ),
    signingKeys: db.prepare(`SELECT * FROM entries WHERE kind = 'signing-key' AND seq > 0 ORDER BY seq`),
    introductions: db.prepare(`SELECT * FROM entries NOT INDEXED WHERE kind = 'signing-key' AND seq > 0 ORDER BY seq`),
    pages: db.prepare('PRAGMA integrity_check(1)'),
    snapshot: db.prepare('SELECT version, seq, state, digest FROM views WHERE name = ?'),
  }
  /** Commits since the log was last taken into the database. */
  let commits = 0
  const areFilesUnchanged = () => own?.areUnchanged() ?? true

  /** Writes only while the files are as this process left them. */
  function writeChecked(writing: () => void): void {
    if (!areFilesUnchanged()) throw new WrittenOver()
    writing()
    own?.remember()
  }

  const parse = (row: unknown) => (row === undefined ? undefined : rowSchema.parse(row))

  return {
    insert(rows) {
      commits++
      writeChecked(() => write?.(rows))
    },
    areFilesUnchanged,
    tryToWrite() {
      // More than a page is written, since a disk with room for one page can't take entries.
      writeChecked(() =>
        db.exec(
          `INSERT OR REPLACE INTO views VALUES ('try', 0, 0, zeroblob(${String(TRY_BYTES)}), x''); DELETE FROM views WHERE name = 'try'`,
        ),
      )
    },
    isLogLong: () => commits >= CHECKPOINT_COMMITS,
    checkpoint() {
      commits = 0
      writeChecked(() => db.exec('PRAGMA wal_checkpoint(PASSIVE)'))
    },
    last: () => parse(get.last.get()),
    outsideChain: () => one.parse(get.outside.get()).n ?? undefined,
    at: (seq) => parse(get.at.get(seq)),
    *from(seq) {
      for (let next = seq; ;) {
        const chunk = z.array(rowSchema).parse(get.from.all(next, CHUNK))
        yield* chunk
        const last = chunk.at(-1)
        if (!last || chunk.length < CHUNK) return
        next = last.seq + 1
      }
    },
    of: (transaction, since) => z.array(rowSchema).parse(get.of.all(since, transaction)),
    firstAt(at) {
      let low = 1
      let high = (parse(get.last.get())?.seq ?? 0) + 1
      while (low < high) {
        const middle = Math.floor((low + high) / 2)
        const time = one.parse(get.time.get(middle) ?? { n: null }).n
        if (time !== null && time < at) low = middle + 1
        else high = middle
      }
      return low
    },
    sealed: (seq, limit) => z.array(sealedRow).parse(get.sealed.all(seq, limit)),
    highestKey: (since) => one.parse(get.highestKey.get(since)).n ?? 0,
    sealedWith: (key) => parse(get.sealedWith.get(key)),
    ofKinds: (kinds, since) => z.array(rowSchema).parse(get.ofKinds.all(since, JSON.stringify(kinds))),
    signingKeys: () => z.array(rowSchema).parse(get.signingKeys.all()),
    introductions() {
      const found: Row[] = []
      try {
        for (const row of get.introductions.iterate()) found.push(rowSchema.parse(row))
      } catch {
        // The walk over the entries reports what can't be read.
      }
      return found
    },
    arePagesWhole: () => Object.values(get.pages.get() ?? {})[0] === 'ok',
    foreignObject: () => foreignObject(db, `${SCHEMA} ${BACKUP_SCHEMA}`),
    snapshot(name) {
      try {
        return snapshotRow.safeParse(get.snapshot.get(name)).data
      } catch {
        return undefined
      }
    },
    keepSnapshot(name, { version, seq, state, digest }) {
      writeChecked(
        () =>
          void db.prepare('INSERT OR REPLACE INTO views VALUES (?, ?, ?, ?, ?)').run(name, version, seq, state, digest),
      )
    },
    waitForLocks: (ms) => db.exec(`PRAGMA busy_timeout = ${String(ms)}`),
    close() {
      if (!areFilesUnchanged()) keepLogUnmerged(file)
      db.close()
      own?.close()
    },
  }
}

/** Databases that stay open until the process ends. */
const leftOpen: DatabaseSync[] = []

/**
 * Keeps the write-ahead log out of the database. Closing the last connection would merge it into files that another
 * program overwrote, so another connection stays open for reading.
 */
function keepLogUnmerged(file: string): void {
  try {
    const reader = new DatabaseSync(file, { readOnly: true })
    leftOpen.push(reader)
    reader.prepare('SELECT 1 FROM sqlite_schema').get()
  } catch {
    // The connection may hold the file all the same; nothing else can be done.
  }
}

/**
 * Writes rows in one transaction. SQLite counts each change of the schema; while the count is unchanged, only the
 * triggers that were checked at the opening can have fired.
 */
function createWriter(db: DatabaseSync): Rows['insert'] {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const put = db.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const written = db.prepare('SELECT hash FROM entries WHERE seq >= ? ORDER BY seq')
  const version = db.prepare('PRAGMA schema_version')
  const schemaVersion = () => version.get()?.['schema_version']
  const checked = schemaVersion()

  function write(rows: readonly Row[]): void {
    if (schemaVersion() !== checked) throw new NotKept()
    for (const row of rows) {
      const { changes } = put.run(
        row.seq,
        row.at,
        row.kind,
        row.actor,
        row.transaction,
        row.facts,
        row.key,
        row.body,
        row.hash,
        row.kid,
        row.signature,
      )
      if (changes !== 1) throw new NotKept()
    }
    const found = written.all(rows[0]?.seq ?? 0)
    if (found.length !== rows.length || !rows.every(({ hash }, index) => isHash(found[index]?.['hash'], hash)))
      throw new NotKept()
  }

  return (rows) => {
    begin.run()
    try {
      write(rows)
      commit.run()
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK')
      throw isConstraint(error) ? new NotKept() : error
    }
  }
}

/**
 * Whether the error is SQLite's CONSTRAINT. Rows written here break no rule of the table, unless something foreign
 * stands in it.
 */
const isConstraint = (error: unknown): boolean => constraint.safeParse(error).success
const constraint = z.object({ errcode: z.int().refine((code) => (code & 0xff) === 19) })

// Without a Zod schema, since every commit calls it.
const isHash = (found: unknown, hash: Uint8Array): boolean =>
  found instanceof Uint8Array && Buffer.compare(found, hash) === 0

/**
 * Lengthens the write-ahead log by zeros. SQLite takes frames without a valid checksum for the log's end
 * (sqlite.org/fileformat2.html, section 4.3).
 */
function preallocateLog(log: string): void {
  const handle = openSync(log, 'r+')
  try {
    const { size } = fstatSync(handle)
    if (size >= LOG_BYTES) return
    writeSync(handle, Buffer.alloc(LOG_BYTES - size), 0, LOG_BYTES - size, size)
    fdatasyncSync(handle)
  } catch {
    // On a full disk the log grows with its commits, as far as it can.
  } finally {
    closeSync(handle)
  }
}
