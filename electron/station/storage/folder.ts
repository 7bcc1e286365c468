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
import { refuseStorageError } from './faults.ts'
import { makePath, syncAll, syncFolder } from './paths.ts'

/**
 * The layout of the data folder that this program writes. A folder with a newer layout is refused; one with an older
 * layout is copied and then migrated.
 */
export const FOLDER_VERSION = 2

export type Mode = 'training' | 'production'

/** A station's data folder, locked by this process until `close`. */
export interface DataFolder {
  path: string
  mode: Mode
  /** `station.db`: codes that were used already, and what later rooms remember. WAL, `synchronous=FULL`. */
  db: DatabaseSync
  /** Free space on the folder's disk, in bytes; 0 where the disk has gone. */
  freeBytes(): number
  /**
   * Whether the files in the folder are still those that this process locked. Once one was replaced, its lock no longer
   * keeps another process out.
   */
  isHeld: FilesInPlace
  close(): void
}

/**
 * Opens the data folder and locks two of its files, so that no other process can open it until this one closes it or
 * ends. A folder that doesn't exist is made for its owner alone (0700). Nothing that is there is overwritten; an older
 * folder is copied into its own `copies` and then migrated. `mode` is the mode of a new folder, and the one that an
 * existing folder must have; without it a new folder is for training and an existing one keeps its own. With
 * `isRestoring` the folder must be empty or hold only what an interrupted restore left; until `finishFolder` every
 * other opening refuses it with `data-damaged` (`unfinished`). Refuses with `folder-unwritable`, `folder-in-use`,
 * `folder-newer`, `disk-full`, `data-damaged`, and with `not-allowed` a folder of the other mode or, with
 * `isRestoring`, one that holds anything else.
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
    // Read again, since another process may have changed the folder before this one had the lock.
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
    return refuseStorageError(error)
  }
}

/**
 * Ends a restore: makes everything in the folder durable, then writes the version in one step, by which the folder
 * becomes a station's.
 */
export function finishFolder({ path, mode }: DataFolder): void {
  syncAll(path)
  writeVersion(path, mode)
  syncFolder(path)
}

/**
 * Removes everything in a folder. The version file, which may mark an unfinished restore, goes last, so that an
 * interrupted removal still shows as one; with `keepsMark` it stays.
 */
export function emptyFolder(path: string, { keepsMark }: { keepsMark: boolean }): void {
  for (const name of readdirSync(path)) if (name !== VERSION) rmSync(join(path, name), { recursive: true, force: true })
  if (!keepsMark) rmSync(join(path, VERSION), { force: true })
}

/**
 * Whether a restore may begin in an existing folder: it holds nothing of a station, or only what an interrupted restore
 * left.
 */
export function isToRestore(path: string): boolean {
  return isUnfinished(path) || isBare(path)
}

/**
 * Whether a folder holds only the files that a start or a restore makes first: the lock, and a version file that isn't
 * written in full.
 */
const isBare = (path: string) =>
  readdirSync(path).every((name) => name === LOCK || name === VERSION) &&
  (statIfThere(join(path, VERSION))?.size ?? 0) < RESTORING.length

/**
 * Whether a restore into the folder was interrupted. What the folder holds then must not be used as a station's data.
 */
export function isUnfinished(path: string): boolean {
  const layout = readLayout(path)
  return layout.ok && layout.isUnfinished
}

/** The refusal of a folder in which a restore was interrupted. */
export const unfinished = () => refuse('data-damaged', { unfinished: 'restore' })

/**
 * Marks the folder as one whose restore isn't finished, before anything else is written to it. The mark is the version
 * file, since older programs refuse a version that they can't read. An existing file is never overwritten, since this
 * process hasn't locked the folder yet. Answers false where the folder holds something else.
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

/** Removes what an interrupted restore left. The mark is written anew first, since it may have been interrupted too. */
function beginAnew(path: string): void {
  writeAtomically(join(path, VERSION), RESTORING)
  syncFolder(path)
  for (const name of readdirSync(path))
    if (name !== VERSION && name !== LOCK) rmSync(join(path, name), { recursive: true, force: true })
}

/**
 * How old a folder's times must be, in milliseconds, before they prove that nothing changed since. Systems update them
 * every 10 ms at the slowest, so two changes within that time can show the same time.
 */
const TICK_MS = 100

/** Whether the remembered files are still the ones in their folder. */
export interface FilesInPlace {
  (): boolean
  /**
   * The same check for these files and further ones of the folder as they are now. One look at the folder's times
   * covers all of them.
   */
  and(names: readonly string[]): FilesInPlace
}

interface SeenFile {
  file: string
  was: Stats | undefined
}

/**
 * Remembers which files have these names in a folder. The returned function says whether they still do, by inode and
 * device: a file that replaced another has a different inode. While the folder's own times show that no name in it was
 * made, moved or deleted, it doesn't look at the files, since after a look Linux gives a file's next write a timestamp
 * of its own, which makes its sync a third longer (docs.kernel.org/filesystems/multigrain-ts.html).
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
      // Windows guarantees nothing about a folder's times, so there the files are looked at each time.
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

/**
 * Writes a small file, readable by its owner alone (0600), and renames it into place: after a power cut the file is
 * either as it was before or has all of the new content. Throws the disk's error.
 */
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
 * The steps from each version of the layout to the next; a new folder goes through all of them. A power cut may make a
 * step run again, so each must allow that.
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
/** What the version file says until a restore is finished. */
const RESTORING = 'restoring\n'
/** What a copy of an older folder leaves out: the lock, the socket, the logs, and the copies themselves. */
const NOT_COPIED: readonly string[] = [LOCK, 'station.sock', 'logs', 'copies']

/**
 * Copies the folder, as an older program left it, into `copies`. The copy gets its final name last, so a copy under
 * that name is complete.
 */
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
 * Whether the journal has been lost. A journal without entries is an empty file too, but then no public keys were
 * published yet.
 */
function isJournalLost(path: string): boolean {
  const file = join(path, JOURNAL)
  if (!existsSync(file)) return true
  return statSync(file).size === 0 && !existsSync(`${file}-wal`) && existsSync(join(path, 'keys', 'published.json'))
}

/**
 * The version and the mode of an existing data folder, without opening it. Refuses with `data-damaged` and
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
    // In this locking mode SQLite keeps the lock after the commit; the system releases it when the process ends.
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE; COMMIT')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/**
 * Opens and locks `station.db`. Undefined where an old folder's is missing or empty; throws where it is damaged. It is
 * locked in addition to the lock file, so that deleting that file lets no other process in.
 */
function openDatabase(path: string, isOld: boolean): DatabaseSync | undefined {
  const file = join(path, DATABASE)
  // SQLite would open an empty file as a new database, and nobody would notice that the used codes were lost.
  if (isOld && (!existsSync(file) || statSync(file).size === 0)) return undefined
  const db = new DatabaseSync(makePrivate(file), { timeout: 0 })
  try {
    // The lock comes before the first read, so that no other process changes the file meanwhile.
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

// SQLite gives its journal files the rights of the database file, so that file is made with rights for its owner alone.
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
