import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { endianness } from 'node:os'

/** Tells whether a database in WAL mode and its write-ahead log still hold what this process's SQLite left there. */
export interface FileIntegrity {
  /**
   * False where another program overwrote or cut the files; true also where that can't be told. The check takes some
   * microseconds and doesn't rely on the files' times.
   */
  areUnchanged(): boolean
  /** Remembers how the files stand after a write of this process. */
  remember(): void
  /**
   * Closes the handles. Call it only after SQLite has closed the database: when a process closes any handle of a file,
   * the system releases all of its locks on that file.
   */
  close(): void
}

// Offsets in the shared-memory file (sqlite.org/walformat.html, section 2.1). Its numbers are in the machine's byte
// order, but the salts are copied from the log as they are.
const INDEX = { bytes: 48, version: 0, isInit: 12, pageSize: 14, frames: 16, sum: 24, salts: 32 } as const
const INDEX_VERSION = 3_007_000
// Offsets in the log's header and in a frame's (sqlite.org/fileformat2.html, sections 4.1 and 4.2).
const LOG = { bytes: 32, salts: 16 } as const
const FRAME = { bytes: 24, salts: 8, sum: 16 } as const
const SALT_BYTES = 8
// Offsets in the database's header (section 1.3).
const HEADER = { bytes: 100, changes: 24, pages: 28 } as const
const MAGIC = Buffer.from('SQLite format 3\0')

/**
 * O_NOATIME comes first, since a change of the file's access time would be one more write; some systems don't have it
 * or refuse it.
 */
const WAYS = [constants.O_RDONLY | constants.O_NOATIME, constants.O_RDONLY]

/** Opens a file for reading; undefined where it can't be opened. */
function openToLook(file: string): number | undefined {
  for (const flags of WAYS) {
    try {
      return openSync(file, flags)
    } catch {
      // The next flags are tried, if any are left.
    }
  }
  return undefined
}

/**
 * Watches a database that this process alone writes to and has just opened. SQLite keeps the log's length, salts and
 * last checksum in shared memory, so the log's own bytes must agree with them. The database's file is written to only
 * at a checkpoint, so its change counter and its length never go back.
 */
export function watchIntegrity(file: string): FileIntegrity {
  const [database, log, index] = [openToLook(file), openToLook(`${file}-wal`), openToLook(`${file}-shm`)]
  const shared = Buffer.alloc(INDEX.bytes)
  const start = Buffer.alloc(LOG.bytes)
  const frame = Buffer.alloc(FRAME.bytes)
  const header = Buffer.alloc(HEADER.bytes)
  const end = Buffer.alloc(1)
  const [sixteen, thirtyTwo] =
    endianness() === 'LE' ? (['readUInt16LE', 'readUInt32LE'] as const) : (['readUInt16BE', 'readUInt32BE'] as const)
  let kept = { changes: 0, pages: 0, bytes: 0 }
  let isBlind = [database, log, index].includes(undefined)
  /**
   * The first two calls of `remember` (at the opening and after the first write) test the check itself: where it doesn't
   * find even what SQLite has just read or written, it can't be used on this system and is switched off.
   */
  let trials = 2
  let isOpen = true

  const read = (handle: number | undefined, into: Buffer, at: number) =>
    handle !== undefined && readSync(handle, into, 0, into.length, at) === into.length

  function isLogUnchanged(): boolean {
    if (!read(index, shared, 0) || shared[thirtyTwo](INDEX.version) !== INDEX_VERSION || shared[INDEX.isInit] !== 1)
      return true
    const frames = shared[thirtyTwo](INDEX.frames)
    // An empty log needs no check: the next commit begins it anew.
    if (frames === 0) return true
    const pageSize = shared[sixteen](INDEX.pageSize)
    const at = LOG.bytes + (frames - 1) * (FRAME.bytes + (pageSize === 1 ? 65_536 : pageSize))
    const isSalted = (bytes: Buffer, salts: number) =>
      shared.compare(bytes, salts, salts + SALT_BYTES, INDEX.salts, INDEX.salts + SALT_BYTES) === 0
    return (
      read(log, start, 0) &&
      isSalted(start, LOG.salts) &&
      read(log, frame, at) &&
      isSalted(frame, FRAME.salts) &&
      [0, 4].every((word) => frame.readUInt32BE(FRAME.sum + word) === shared[thirtyTwo](INDEX.sum + word))
    )
  }

  const changesOf = () => ({ changes: header.readUInt32BE(HEADER.changes), pages: header.readUInt32BE(HEADER.pages) })

  function isDatabaseUnchanged(): boolean {
    if (!read(database, header, 0) || header.compare(MAGIC, 0, MAGIC.length, 0, MAGIC.length) !== 0) return false
    const { changes, pages } = changesOf()
    return changes >= kept.changes && pages >= kept.pages && (kept.bytes === 0 || read(database, end, kept.bytes - 1))
  }

  /** A file that can't be read at the moment counts as ours. */
  function areUnchanged(): boolean {
    if (isBlind || !isOpen) return true
    try {
      return isLogUnchanged() && isDatabaseUnchanged()
    } catch {
      return true
    }
  }

  function remember(): void {
    if (isBlind) return
    if (trials > 0 && trials-- > 0) isBlind = !areUnchanged()
    try {
      if (!read(database, header, 0)) return
      const now = changesOf()
      if (now.changes === kept.changes && now.pages === kept.pages && kept.bytes > 0) return
      if (database !== undefined) kept = { ...now, bytes: fstatSync(database).size }
    } catch {
      // The next write looks at it again.
    }
  }

  remember()
  return {
    areUnchanged,
    remember,
    close() {
      isOpen = false
      for (const handle of [database, log, index]) if (handle !== undefined) closeSync(handle)
    },
  }
}
