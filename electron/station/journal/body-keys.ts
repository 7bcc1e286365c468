import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { Random } from '../../../hardware/ports.ts'
import type { Rows } from './rows.ts'
import { ForeignObject, foreignObject, NotKept } from './schema.ts'
import { isHashed } from './signing-keys.ts'

/** Wraps and unwraps with the station's one data key; `purpose` binds what is wrapped to its place. */
export interface Wrapping {
  wrap(plain: Uint8Array, purpose: string): Uint8Array
  /** Undefined where the data key is another one, or the bytes were changed. */
  unwrap(sealed: Uint8Array, purpose: string): Uint8Array | undefined
}

const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16
/** Keys are made this many at once: one durable write for all of them. */
const BATCH = 256
/** Where fewer are left, more are made before they are needed. */
const FEW = 128
/** Keys that are held open: those of what is under way. */
const MOST_OPEN = 1_024
/** Chance is asked for so many IVs at once. */
const IVS = 256

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS keys (id INTEGER PRIMARY KEY AUTOINCREMENT, wrapped BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS counts (held INTEGER NOT NULL, destroyed INTEGER NOT NULL) STRICT`

const keyRow = z.object({ id: z.int(), wrapped: z.instanceof(Uint8Array) })
const highest = z.object({ id: z.int().nullable() })
const counts = z.object({ held: z.int(), destroyed: z.int() })
const countOf = z.object({ n: z.int() })

/** The keys that seal bodies, one for each transaction, session or day. */
export interface BodyKeys {
  /**
   * Whether keys that the journal needs aren't in the database any more, or destroyed ones are in it again: when it was
   * opened.
   */
  readonly areLost: boolean
  /**
   * Takes the keys that are there for all that there are, once their loss is recorded; `destroyed`: how many were since
   * then.
   */
  countAnew(destroyed: number): void
  /** A key that seals nothing yet. It is durable before this returns. */
  take(): number
  /** Whether so few are left that it is time for more: some were taken since this process began. */
  areFew(): boolean
  /**
   * Makes more before they are needed. They are durable before this returns; a process that ends before it gave them
   * out leaves their numbers unused.
   */
  makeMore(): void
  seal(key: number, seq: number, plain: Uint8Array): Uint8Array
  /** Undefined where the key was destroyed. */
  open(key: number, seq: number, sealed: Uint8Array): Uint8Array | undefined
  has(key: number): boolean
  /** Destroys keys for good: their bytes are overwritten, and the write-ahead log that held them is emptied. */
  destroy(keys: readonly number[]): void
  close(): void
}

/**
 * Opens `journal-keys.db`: a database of its own, since two of SQLite's in WAL don't commit together, and so that a
 * backup of the journal holds no key. No number is given out twice, not even that of a key which was destroyed or lost.
 * It counts the keys that it holds and those that it destroyed in the same commits, so that one which was emptied or is
 * older than what the journal says (`known`) is noticed; so is another that counts as many, since its newest needed key
 * doesn't open what it sealed last in the journal (`rows`). Throws SQLite's error where the file is no database.
 */
export function openBodyKeys(
  file: string,
  deps: {
    wrapping: Wrapping
    random: Random
    known: { highest: number; needed: number; destroyed: number }
    rows: Pick<Rows, 'at' | 'sealedWith'>
  },
): BodyKeys {
  const { wrapping, random, known, rows } = deps
  const db = new DatabaseSync(file)
  const foreign = foreignObject(db, SCHEMA)
  if (foreign !== undefined) {
    db.close()
    throw new ForeignObject(foreign)
  }
  db.exec(
    `PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; ${SCHEMA}`,
  )
  const get = db.prepare('SELECT id, wrapped FROM keys WHERE id = ?')
  const put = db.prepare('INSERT INTO keys VALUES (?, ?)')
  const since = db.prepare('SELECT count(*) AS n FROM keys WHERE id >= ?')
  const drop = db.prepare('DELETE FROM keys WHERE id = ?')
  const newest = db.prepare('SELECT id, wrapped FROM keys ORDER BY id DESC LIMIT 1')
  const add = db.prepare('UPDATE counts SET held = held + ?, destroyed = destroyed + ?')
  const open = new Map<number, KeyObject>()
  let ivs = new Uint8Array()
  let ivAt = 0
  // What the last process had left of its batch is let go: which of it was used isn't known.
  const found = highest.optional().parse(db.prepare('SELECT seq AS id FROM sqlite_sequence').get())?.id ?? 0
  // A program that didn't count wrote it: what the journal says stands for what it would have counted.
  if (!db.prepare('SELECT 1 FROM counts').get()) setCounts(known.destroyed)
  const areLost = known.needed > 0 && !isAllThere()
  let made = Math.max(found, known.highest)
  let next = made + 1
  let areTaken = false

  function held(): number {
    return countOf.parse(db.prepare('SELECT count(*) AS n FROM keys').get()).n
  }

  function setCounts(destroyed: number): void {
    together(() => {
      db.exec('DELETE FROM counts')
      db.prepare('INSERT INTO counts VALUES (?, ?)').run(held(), destroyed)
    })
  }

  /** That every key was wrapped by another data key shows at the newest. */
  function isAllThere(): boolean {
    const counted = counts.parse(db.prepare('SELECT held, destroyed FROM counts').get())
    const last = keyRow.optional().parse(newest.get())
    return (
      found >= known.needed &&
      held() >= counted.held &&
      counted.destroyed >= known.destroyed &&
      (!last || wrapping.unwrap(last.wrapped, purposeOf(last.id)) !== undefined) &&
      fits(known.needed)
    )
  }

  /**
   * Whether a key, where it is there, is the one that sealed what the journal says: keys of this number may have been
   * made by two files, of which one took the other's place. Each batch is made on top of all before it, so that the
   * newest key stands for them.
   */
  function fits(id: number): boolean {
    const entry = get.get(id) && rows.sealedWith(id)
    // One that isn't as it was written says nothing of keys, and is found elsewhere.
    return !entry?.body || !isHashed(rows, entry) || openBody(id, entry.seq, entry.body) !== undefined
  }

  function openBody(id: number, seq: number, sealed: Uint8Array): Uint8Array | undefined {
    const key = keyOf(id)
    if (!key || sealed.length < IV_BYTES + TAG_BYTES) return undefined
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES)).setAAD(placeOf(seq))
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
    try {
      return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES)), decipher.final()])
    } catch {
      return undefined
    }
  }

  function together(work: () => void): void {
    db.exec('BEGIN IMMEDIATE')
    try {
      work()
      db.exec('COMMIT')
    } catch (error) {
      db.exec('ROLLBACK')
      throw error
    }
  }

  function makeMore(): void {
    const first = made + 1
    const bytes = random.bytes(KEY_BYTES * BATCH)
    const batch = Array.from({ length: BATCH }, (_, index) => ({
      id: first + index,
      key: bytes.subarray(KEY_BYTES * index, KEY_BYTES * (index + 1)),
    }))
    together(() => {
      for (const { id, key } of batch) put.run(id, wrapping.wrap(key, purposeOf(id)))
      add.run(BATCH, 0)
      if (countOf.parse(since.get(first)).n !== BATCH) throw new NotKept()
    })
    for (const { id, key } of batch) hold(id, key)
    made = first + BATCH - 1
  }

  function hold(id: number, key: Uint8Array): KeyObject {
    const held = createSecretKey(key)
    open.set(id, held)
    if (open.size > MOST_OPEN) open.delete(open.keys().next().value ?? 0)
    return held
  }

  /** An IV is used once, whatever becomes of the commit. */
  function takeIv(): Uint8Array {
    if (ivAt === ivs.length) {
      ivs = random.bytes(IV_BYTES * IVS)
      ivAt = 0
    }
    return ivs.subarray(ivAt, (ivAt += IV_BYTES))
  }

  function keyOf(id: number): KeyObject | undefined {
    const known = open.get(id)
    if (known) return known
    const row = get.get(id)
    const key = row === undefined ? undefined : wrapping.unwrap(keyRow.parse(row).wrapped, purposeOf(id))
    return key && hold(id, key)
  }

  return {
    areLost,
    countAnew: setCounts,
    take() {
      areTaken = true
      if (next > made) makeMore()
      return next++
    },
    areFew: () => areTaken && made - next + 1 < FEW,
    makeMore,
    seal(id, seq, plain) {
      const key = keyOf(id)
      if (!key) throw new Error('a body key that is no more')
      const iv = takeIv()
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(placeOf(seq))
      return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },
    open: openBody,
    has: (id) => open.has(id) || get.get(id) !== undefined,
    destroy(ids) {
      together(() => {
        let dropped = 0
        for (const id of ids) dropped += Number(drop.run(id).changes)
        add.run(-dropped, dropped)
      })
      for (const id of ids) open.delete(id)
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    },
    close: () => db.close(),
  }
}

const purposeOf = (id: number) => `journal body key ${String(id)}`

/** A sealed body opens in its own place alone. */
function placeOf(seq: number): Uint8Array {
  return Buffer.from(`balcao journal ${String(seq)}`)
}
