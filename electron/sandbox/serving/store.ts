import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { EidCredential } from '../trust/eid.ts'
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
  CREATE TABLE IF NOT EXISTS bindings (
    resident TEXT PRIMARY KEY, binding_id BLOB NOT NULL UNIQUE, subject BLOB NOT NULL, phone_key BLOB NOT NULL,
    dead INTEGER NOT NULL
  ) STRICT;
  ${ID_CARDS}
  CREATE TABLE IF NOT EXISTS credentials (
    resident TEXT PRIMARY KEY, message BLOB NOT NULL, reading_kid BLOB NOT NULL, salt BLOB NOT NULL,
    content_key BLOB NOT NULL, issued_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS binding_numbers (
    resident TEXT PRIMARY KEY, number TEXT NOT NULL, expires_at INTEGER NOT NULL
  ) STRICT;
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
const bindingRow = z.object({ resident: z.string(), binding_id: blob, subject: blob, phone_key: blob, dead: z.int() })
const credentialRow = z.object({ message: blob, reading_kid: blob, salt: blob, content_key: blob, issued_at: z.int() })
const numberRow = z.object({ number: z.string(), expires_at: z.int() })
const stationRow = z.object({ id: z.string(), public_key: blob })
const seenRow = z.object({ station: z.string() })
const bundleRow = z.object({ version: z.int(), signed: blob, issued_at: z.int() })
const fileRow = z.object({ file: blob })
const messageRow = z.object({ message: blob })

/** A resident's eID as it is bound to a phone; `dead`: the binding has ended. */
export interface Binding {
  resident: string
  /** 16 bytes. */
  bindingId: Uint8Array
  /** The resident's opaque id, 16 bytes. */
  subject: Uint8Array
  /** The phone's private key, PKCS #8. */
  phoneKey: Uint8Array
  dead: boolean
}

/** A station as the gateway knows it; its trust bundles are encrypted to `publicKey`. */
export interface EnrolledStation {
  id: string
  /** Raw X25519, 32 bytes. */
  publicKey: Uint8Array
}

function bindingOf(row: unknown): Binding | undefined {
  if (row === undefined) return undefined
  const { resident, binding_id, subject, phone_key, dead } = bindingRow.parse(row)
  return { resident, bindingId: binding_id, subject, phoneKey: phone_key, dead: dead === 1 }
}

function stationOf(row: unknown): EnrolledStation | undefined {
  if (row === undefined) return undefined
  const { id, public_key } = stationRow.parse(row)
  return { id, publicKey: public_key }
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
    binding: db.prepare('SELECT * FROM bindings WHERE resident = ?'),
    bindingById: db.prepare('SELECT * FROM bindings WHERE binding_id = ?'),
    credential: db.prepare('SELECT * FROM credentials WHERE resident = ?'),
    bindingNumber: db.prepare('SELECT * FROM binding_numbers WHERE resident = ?'),
    dead: db.prepare('SELECT * FROM bindings WHERE dead = 1 ORDER BY binding_id'),
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
    binding: db.prepare('INSERT INTO bindings VALUES (?, ?, ?, ?, ?)'),
    credential: db.prepare('INSERT OR REPLACE INTO credentials VALUES (?, ?, ?, ?, ?, ?)'),
    bindingNumber: db.prepare('INSERT OR REPLACE INTO binding_numbers VALUES (?, ?, ?)'),
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
  return {
    /** Does all of `work` in one transaction, or none of it. */
    inTransaction<T>(work: () => T): T {
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
    binding: (resident: string) => bindingOf(get.binding.get(resident)),
    bindingById: (bindingId: Uint8Array) => bindingOf(get.bindingById.get(bindingId)),
    ...openIdCardRows(db),
    keepBinding: (made: Binding) => {
      put.binding.run(made.resident, made.bindingId, made.subject, made.phoneKey, made.dead ? 1 : 0)
    },
    deadBindings: (): Uint8Array[] =>
      z
        .array(bindingRow)
        .parse(get.dead.all())
        .map((row) => row.binding_id),
    credential(resident: string) {
      const row = credentialRow.optional().parse(get.credential.get(resident))
      const credential: EidCredential | undefined = row && {
        message: row.message,
        readingKid: row.reading_kid,
        salt: row.salt,
        contentKey: row.content_key,
      }
      return row && credential && { credential, issuedAt: row.issued_at }
    },
    keepCredential(resident: string, credential: EidCredential, issuedAt: number) {
      put.credential.run(
        resident,
        credential.message,
        credential.readingKid,
        credential.salt,
        credential.contentKey,
        issuedAt,
      )
    },
    bindingNumber(resident: string) {
      const row = numberRow.optional().parse(get.bindingNumber.get(resident))
      return row && { number: row.number, expiresAt: row.expires_at }
    },
    keepBindingNumber: (resident: string, number: string, expiresAt: number) => {
      put.bindingNumber.run(resident, number, expiresAt)
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
