import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { Random } from '../../../hardware/ports.ts'
import type { Rows } from './rows.ts'
import { ForeignObject, foreignObject, NotKept } from './schema.ts'
import { isHashed } from './signing-keys.ts'

/** Wraps and unwraps with the station's data key. What is wrapped for one `purpose` can't be unwrapped for another. */
export interface Wrapping {
  wrap(plain: Uint8Array, purpose: string): Uint8Array
  /** Undefined where another data key wrapped the bytes, or they were changed. */
  unwrap(sealed: Uint8Array, purpose: string): Uint8Array | undefined
}

const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16
/** How many keys one durable write makes. */
const BATCH = 256
/** Where fewer unused keys are left, more are made before they are needed. */
const FEW = 128
/** How many unwrapped keys are held in memory: enough for the transactions under way. */
const MOST_OPEN = 1_024
/** How many IVs one call of `Random` provides. */
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
   * Whether, at the opening, keys that the journal needs were missing from the database, or destroyed ones were in it
   * again.
   */
  readonly areLost: boolean
  /**
   * Takes the keys that are there as complete, once their loss is recorded. `destroyed` is how many keys were destroyed
   * since that record.
   */
  resetCounts(destroyed: number): void
  /** The number of a key that seals nothing yet. The key is durable before this returns. */
  takeUnused(): number
  /** Whether few unused keys are left. False until this process has taken one. */
  areRunningLow(): boolean
  /**
   * Makes another batch of keys, which are durable before this returns. Numbers that the process hasn't given out when
   * it ends stay unused.
   */
  makeBatch(): void
  /** Seals the body of entry `seq` with AES-256-GCM (NIST SP 800-38D). Throws where the key was destroyed. */
  seal(key: number, seq: number, plain: Uint8Array): Uint8Array
  /** Undefined where the key was destroyed, or the bytes were changed or sealed for another entry. */
  open(key: number, seq: number, sealed: Uint8Array): Uint8Array | undefined
  has(key: number): boolean
  /** Destroys keys for good: their bytes are overwritten, and the write-ahead log that held them is emptied. */
  destroy(keys: readonly number[]): void
  close(): void
}

/**
 * Opens `journal-keys.db`. It is a database of its own because a backup of the journal must hold no key; SQLite doesn't
 * commit two databases in WAL mode together. No number is given out twice, not even that of a destroyed or lost key.
 * The database counts the keys that it holds and has destroyed in the same commits as it changes them, so that an
 * emptied or older file is noticed against what the journal records (`recorded`). A different file with the same counts is
 * noticed because its newest needed key doesn't open what that key last sealed in the journal (`rows`). Throws SQLite's
 * error where the file is no database, and `ForeignObject` where it holds something else.
 */
export function openBodyKeys(
  file: string,
  deps: {
    wrapping: Wrapping
    random: Random
    recorded: { highest: number; needed: number; destroyed: number }
    rows: Pick<Rows, 'at' | 'sealedWith'>
  },
): BodyKeys {
  const { wrapping, random, recorded, rows } = deps
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
  // Unused keys of an earlier process aren't used, since nobody knows which of them it gave out.
  const found = highest.optional().parse(db.prepare('SELECT seq AS id FROM sqlite_sequence').get())?.id ?? 0
  // A file of an earlier program has no counts: the journal's own record stands in for them.
  if (!db.prepare('SELECT 1 FROM counts').get()) setCounts(recorded.destroyed)
  const areLost = recorded.needed > 0 && !isAllThere()
  let made = Math.max(found, recorded.highest)
  let next = made + 1
  let areTaken = false

  function held(): number {
    return countOf.parse(db.prepare('SELECT count(*) AS n FROM keys').get()).n
  }

  function setCounts(destroyed: number): void {
    inTransaction(() => {
      db.exec('DELETE FROM counts')
      db.prepare('INSERT INTO counts VALUES (?, ?)').run(held(), destroyed)
    })
  }

  /** The newest key stands for all in the check that the data key is the right one. */
  function isAllThere(): boolean {
    const counted = counts.parse(db.prepare('SELECT held, destroyed FROM counts').get())
    const last = keyRow.optional().parse(newest.get())
    return (
      found >= recorded.needed &&
      held() >= counted.held &&
      counted.destroyed >= recorded.destroyed &&
      (!last || wrapping.unwrap(last.wrapped, purposeOf(last.id)) !== undefined) &&
      opensItsBodies(recorded.needed)
    )
  }

  /**
   * Whether key `id`, if it is there, opens what it sealed in the journal. Where one file replaced another, both may
   * have made keys of this number. Each batch is made on top of all before it, so the newest key stands for all.
   */
  function opensItsBodies(id: number): boolean {
    const entry = get.get(id) && rows.sealedWith(id)
    // An entry that isn't as it was written tells nothing about keys; the journal's own checks find it.
    return !entry?.body || !isHashed(rows, entry) || openBody(id, entry.seq, entry.body) !== undefined
  }

  function openBody(id: number, seq: number, sealed: Uint8Array): Uint8Array | undefined {
    const key = keyOf(id)
    if (!key || sealed.length < IV_BYTES + TAG_BYTES) return undefined
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES)).setAAD(authenticatedData(seq))
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
    try {
      return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES)), decipher.final()])
    } catch {
      return undefined
    }
  }

  function inTransaction(work: () => void): void {
    db.exec('BEGIN IMMEDIATE')
    try {
      work()
      db.exec('COMMIT')
    } catch (error) {
      db.exec('ROLLBACK')
      throw error
    }
  }

  function makeBatch(): void {
    const first = made + 1
    const bytes = random.bytes(KEY_BYTES * BATCH)
    const batch = Array.from({ length: BATCH }, (_, index) => ({
      id: first + index,
      key: bytes.subarray(KEY_BYTES * index, KEY_BYTES * (index + 1)),
    }))
    inTransaction(() => {
      for (const { id, key } of batch) put.run(id, wrapping.wrap(key, purposeOf(id)))
      add.run(BATCH, 0)
      if (countOf.parse(since.get(first)).n !== BATCH) throw new NotKept()
    })
    for (const { id, key } of batch) cacheKey(id, key)
    made = first + BATCH - 1
  }

  function cacheKey(id: number, key: Uint8Array): KeyObject {
    const held = createSecretKey(key)
    open.set(id, held)
    if (open.size > MOST_OPEN) open.delete(open.keys().next().value ?? 0)
    return held
  }

  /** Each IV is used once, even where the commit fails. */
  function takeIv(): Uint8Array {
    if (ivAt === ivs.length) {
      ivs = random.bytes(IV_BYTES * IVS)
      ivAt = 0
    }
    return ivs.subarray(ivAt, (ivAt += IV_BYTES))
  }

  function keyOf(id: number): KeyObject | undefined {
    const cached = open.get(id)
    if (cached) return cached
    const row = get.get(id)
    const key = row === undefined ? undefined : wrapping.unwrap(keyRow.parse(row).wrapped, purposeOf(id))
    return key && cacheKey(id, key)
  }

  return {
    areLost,
    resetCounts: setCounts,
    takeUnused() {
      areTaken = true
      if (next > made) makeBatch()
      return next++
    },
    areRunningLow: () => areTaken && made - next + 1 < FEW,
    makeBatch,
    seal(id, seq, plain) {
      const key = keyOf(id)
      if (!key) throw new Error('a body key that is no more')
      const iv = takeIv()
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(authenticatedData(seq))
      return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },
    open: openBody,
    has: (id) => open.has(id) || get.get(id) !== undefined,
    destroy(ids) {
      inTransaction(() => {
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

/** The authenticated data that binds a sealed body to its entry. */
function authenticatedData(seq: number): Uint8Array {
  return Buffer.from(`balcao journal ${String(seq)}`)
}
