import {
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
  type Stats,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { refuse, type Outcome } from '../../contract/index.ts'
import { storageRefusal } from './faults.ts'
import { makePath, syncAll, syncFolder } from './paths.ts'

/**
 * The layout of the data folder that this program writes. A newer one is refused; an older one is copied and then
 * migrated.
 */
export const FOLDER_VERSION = 2

export type Mode = 'training' | 'production'

/** A station's data folder, held by this process until `close`. */
export interface DataFolder {
  path: string
  mode: Mode
  /** `station.db`: the replay memory and what later rooms remember. WAL, `synchronous=FULL`. */
  db: DatabaseSync
  /** Free space on the folder's disk, in bytes; none where the disk has gone. */
  freeBytes(): number
  /**
   * Whether the files in the folder are still those that this process holds: one that was replaced keeps nobody else
   * out.
   */
  isHeld: FilesInPlace
  close(): void
}

/**
 * Opens the data folder and holds it: one process at a time, by the operating system's locks on two of its files, which
 * go with the process. A folder that doesn't exist is made for its owner alone (0700). Nothing that is there is
 * overwritten; an older folder is copied into its own `copies` and then migrated. Refuses with `folder-unwritable`,
 * `folder-in-use`, `folder-newer`, `disk-full`, `data-damaged`, and with `not-allowed` a folder of the other mode.
 * `mode`: of a new folder, and what an old one must be; without it a new folder is for training and an old one is taken
 * as it is. `isRestoring`: one that holds nothing, or what a restore left that was cut off: it is nobody's station
 * before `finishFolder`, and until then refused to everybody else with `data-damaged` (`unfinished`).
 */
export function openFolder(path: string, mode?: Mode, { isRestoring = false } = {}): Outcome<{ folder: DataFolder }> {
  const opened: DatabaseSync[] = []
  const close = () => {
    for (const db of opened.splice(0).reverse()) db.close()
  }
  const readOurs = () => {
    const layout = readLayout(path)
    return layout.ok && layout.found && mode !== undefined && layout.found.mode !== mode
      ? refuse('not-allowed', { mode: layout.found.mode })
      : layout
  }
  const refused = (refusal: ReturnType<typeof refuse>) => {
    close()
    return refusal
  }
  try {
    makeFolder(path)
    const before = readOurs()
    if (!before.ok) return before
    if (isRestoring && !isMarked(path)) return refuse('not-allowed', { notEmpty: 1 })
    opened.push(holdLock(path))
    // Until it was held another process may have begun on it.
    const layout = readOurs()
    if (!layout.ok) return refused(layout)
    if (isRestoring ? !isToRestore(path) : layout.isUnfinished)
      return refused(isRestoring ? refuse('not-allowed', { notEmpty: 1 }) : unfinished())
    if (isRestoring) beginAnew(path)
    const found = layout.found ?? { version: 0, mode: mode ?? 'training' }
    const isOld = found.version > 0
    if (isOld && found.version < FOLDER_VERSION) keepCopy(path, found.version)
    const db = found.version === FOLDER_VERSION && isJournalLost(path) ? undefined : openDatabase(path, isOld)
    if (!db) return refused(refuse('data-damaged'))
    opened.push(db)
    if (found.version < FOLDER_VERSION) {
      for (const step of MIGRATIONS.slice(found.version)) step(path)
      if (!isRestoring) writeVersion(path, found.mode)
    }
    return {
      ok: true,
      folder: {
        path,
        mode: found.mode,
        db,
        freeBytes: () => freeBytes(path),
        isHeld: rememberFiles(path, [LOCK, DATABASE]),
        close,
      },
    }
  } catch (error) {
    close()
    const code = storageRefusal(error)
    if (code === undefined) throw error
    return refuse(code)
  }
}

/** Makes a folder that was opened to be restored a station's, now that all of it is there: durable, and in one step. */
export function finishFolder({ path, mode }: DataFolder): void {
  syncAll(path)
  writeVersion(path, mode)
  syncFolder(path)
}

/**
 * Removes what is in a folder, and last of all the mark of a restore that wasn't finished, or leaves it where
 * `keepsMark`.
 */
export function emptyFolder(path: string, { keepsMark }: { keepsMark: boolean }): void {
  for (const name of readdirSync(path)) if (name !== VERSION) rmSync(join(path, name), { recursive: true, force: true })
  if (!keepsMark) rmSync(join(path, VERSION), { force: true })
}

/**
 * Whether a restore may begin on a folder that is there: nothing of a station's is in it, or what an earlier restore
 * left that was cut off.
 */
export function isToRestore(path: string): boolean {
  return isUnfinished(path) || isBare(path)
}

/** Whether nothing is in a folder but what a start, or a restore, makes before anything else. */
const isBare = (path: string) =>
  readdirSync(path).every((name) => name === LOCK || name === VERSION) &&
  (statIfThere(join(path, VERSION))?.size ?? 0) < RESTORING.length

/** Whether a folder's restore was cut off: whatever is in it is nobody's. */
export function isUnfinished(path: string): boolean {
  const layout = readLayout(path)
  return layout.ok && layout.isUnfinished
}

/** The refusal of a folder whose restore was cut off. */
export const unfinished = () => refuse('data-damaged', { unfinished: 'restore' })

/**
 * Says in the folder, before anything else is in it, that a restore isn't finished; false where something else is. The
 * place of the version says so to an older program too, which refuses it, and nothing that stands there is overwritten:
 * the folder isn't held yet.
 */
function isMarked(path: string): boolean {
  if (isUnfinished(path)) return true
  if (!isToRestore(path)) return false
  try {
    const handle = openSync(join(path, VERSION), 'wx', 0o600)
    try {
      writeSync(handle, RESTORING)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    syncFolder(path)
    return true
  } catch (error) {
    if (existsSync(join(path, VERSION))) return isUnfinished(path)
    throw error
  }
}

/** Removes what was left of a restore that was cut off. The mark may be half written, too. */
function beginAnew(path: string): void {
  writeAtomically(join(path, VERSION), RESTORING)
  syncFolder(path)
  for (const name of readdirSync(path))
    if (name !== VERSION && name !== LOCK) rmSync(join(path, name), { recursive: true, force: true })
}

/**
 * Times of files tick every 10 ms at the slowest: what happens within one tick leaves a folder's times as they were.
 * Milliseconds, with room to spare.
 */
const TICK_MS = 100

/** Whether files stand where they stood. */
export interface FilesInPlace {
  (): boolean
  /**
   * The same of these files and of further ones in their folder, as those stand now: one look at the folder tells it of
   * all of them.
   */
  and(names: readonly string[]): FilesInPlace
}

interface SeenFile {
  file: string
  was: Stats | undefined
}

/**
 * Remembers which files stand under these names in a folder. The returned function says whether they still do: the
 * system's number of a file that was deleted, moved or replaced is another's. While the folder's own times say that no
 * name in it was made, moved or deleted, the files aren't looked at: after a look Linux gives a file's next write a
 * time of its own, and makes its sync a third longer (docs.kernel.org/filesystems/multigrain-ts.html).
 */
export function rememberFiles(folder: string, names: readonly string[]): FilesInPlace {
  return filesInPlace(folder, statAll(folder, names))
}

const statIfThere = (path: string) => statSync(path, { throwIfNoEntry: false })
const statAll = (folder: string, names: readonly string[]): SeenFile[] =>
  names.map((name) => join(folder, name)).map((file) => ({ file, was: statIfThere(file) }))

function filesInPlace(folder: string, seen: readonly SeenFile[]): FilesInPlace {
  let settled: Stats | undefined

  function areInPlace(): boolean {
    try {
      const now = statSync(folder)
      if (settled && isSame(settled, now) && settled.mtimeMs === now.mtimeMs && settled.ctimeMs === now.ctimeMs)
        return true
      const areThere = seen.every(({ file, was }) => isSame(statIfThere(file), was))
      // Windows promises nothing of a folder's times.
      // eslint-disable-next-line no-restricted-properties -- A folder's times are by the system's clock, whatever the station's says.
      settled = areThere && process.platform !== 'win32' && now.ctimeMs < Date.now() - TICK_MS ? now : undefined
      return areThere
    } catch {
      return false
    }
  }

  return Object.assign(areInPlace, {
    and: (names: readonly string[]) => filesInPlace(folder, [...seen, ...statAll(folder, names)]),
  })
}

const isSame = (one: Stats | undefined, other: Stats | undefined): boolean =>
  one?.ino === other?.ino && one?.dev === other?.dev

/** Writes a small file so that after a power cut it is there whole or not at all. For its owner alone (0600). */
export function writeAtomically(file: string, content: string | Uint8Array): void {
  const draft = `${file}.new`
  const handle = openSync(draft, 'w', 0o600)
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(draft, file)
}

function makeFolder(path: string): void {
  const isOurs = !existsSync(path) || (statSync(path).isDirectory() && readdirSync(path).length === 0)
  makePath(path)
  if (isOurs && process.platform !== 'win32') chmodSync(path, 0o700)
}

/**
 * What each version has that the one before hadn't; a new folder goes through all of them. Each may be repeated after a
 * power cut.
 */
const MIGRATIONS: readonly ((path: string) => void)[] = [
  // 1: `station.db`, which is opened before anything else.
  () => undefined,
  // 2: the journal's place, so that a journal that is lost isn't taken for one that was never begun.
  (path) => {
    makePrivate(join(path, JOURNAL))
  },
]

const JOURNAL = 'journal.db'
const LOCK = 'owner.db'
const DATABASE = 'station.db'
const VERSION = 'version'
/** What stands in the place of the version until a restore is finished. */
const RESTORING = 'restoring\n'
/** What a copy of an older folder leaves out: the lock, the socket, the logs, and the copies themselves. */
const NOT_COPIED: readonly string[] = [LOCK, 'station.sock', 'logs', 'copies']

/** Keeps the folder as an older program left it, in `copies`: whole or not at all. */
function keepCopy(path: string, version: number): void {
  const copy = join(path, 'copies', `version-${version}`)
  if (existsSync(copy)) return
  const draft = `${copy}.new`
  rmSync(draft, { recursive: true, force: true })
  makePath(draft)
  for (const name of readdirSync(path)) {
    if (!NOT_COPIED.some((left) => name === left || name.startsWith(`${left}-`)))
      cpSync(join(path, name), join(draft, name), { recursive: true, preserveTimestamps: true })
  }
  renameSync(draft, copy)
}

/**
 * Whether there was a journal that isn't there any more. One that was never begun is empty, and nothing was published
 * yet.
 */
function isJournalLost(path: string): boolean {
  const file = join(path, JOURNAL)
  if (!existsSync(file)) return true
  return statSync(file).size === 0 && !existsSync(`${file}-wal`) && existsSync(join(path, 'keys', 'published.json'))
}

/**
 * The version and the mode of a data folder that is there, without opening it. Refuses with `data-damaged` and
 * `folder-newer`.
 */
export function folderVersion(path: string): Outcome<{ version: number; mode: Mode }> {
  const layout = readLayout(path)
  if (!layout.ok) return layout
  if (layout.isUnfinished) return unfinished()
  return layout.found ? { ok: true, ...layout.found } : refuse('data-damaged')
}

function readLayout(
  path: string,
): Outcome<{ found: { version: number; mode: Mode } | undefined; isUnfinished: boolean }> {
  const file = join(path, VERSION)
  if (!existsSync(file)) return { ok: true, found: undefined, isUnfinished: false }
  const text = readFileSync(file, 'utf8').slice(0, 100)
  if (text === RESTORING || (RESTORING.startsWith(text) && isBare(path)))
    return { ok: true, found: undefined, isUnfinished: true }
  const [, version, mode] = /^(\d{1,9}) (training|production)\n$/.exec(text) ?? []
  if (version === undefined) return newerOrDamaged(text)
  if (Number(version) > FOLDER_VERSION) return refuse('folder-newer', { version: Number(version) })
  return {
    ok: true,
    found: { version: Number(version), mode: mode === 'production' ? 'production' : 'training' },
    isUnfinished: false,
  }
}

function writeVersion(path: string, mode: Mode): void {
  writeAtomically(join(path, VERSION), `${String(FOLDER_VERSION)} ${mode}\n`)
}

// A newer program may have changed the rest of the line too; the number comes first in every version.
function newerOrDamaged(line: string) {
  const version = Number(/^\d{1,9}(?=\s|$)/.exec(line)?.[0] ?? 0)
  return version > FOLDER_VERSION ? refuse('folder-newer', { version }) : refuse('data-damaged')
}

function holdLock(path: string): DatabaseSync {
  const file = makePrivate(join(path, LOCK))
  const db = new DatabaseSync(file, { timeout: 0 })
  try {
    // The lock stays after the commit and ends with the process, however it ends.
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE; COMMIT')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/**
 * Opens `station.db`, or answers undefined where it was there once and isn't whole. It is locked as well: whoever
 * deletes the lock's file lets nobody else in.
 */
function openDatabase(path: string, isOld: boolean): DatabaseSync | undefined {
  const file = join(path, DATABASE)
  // SQLite takes an empty file for a new database: a memory that was lost would go unnoticed.
  if (isOld && (!existsSync(file) || statSync(file).size === 0)) return undefined
  const db = new DatabaseSync(makePrivate(file), { timeout: 0 })
  try {
    // Before its first read, so that no other process has the file.
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT')
    const check = db.prepare('PRAGMA quick_check(1)').get()
    if (check?.quick_check !== 'ok') throw Object.assign(new Error('quick_check'), { errcode: 11 })
    db.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON',
    )
    if (!isOld) db.exec('CREATE TABLE IF NOT EXISTS folder (version INTEGER NOT NULL) STRICT')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

// SQLite gives its journal files the rights of the database file.
function makePrivate(file: string): string {
  closeSync(openSync(file, 'a', 0o600))
  return file
}

function freeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize
  } catch {
    return 0
  }
}
