import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { endianness } from 'node:os'

/** Whether a database in WAL mode and its write-ahead log still hold what this process's SQLite left there. */
export interface OwnBytes {
  /**
   * False where something else wrote over them or cut them; true too where that can't be told. It takes some
   * microseconds and asks for no file's times.
   */
  areOurs(): boolean
  /** Takes in how the files stand after a write of this process. */
  learn(): void
  /**
   * Once SQLite has closed the database, and not before: the system lets go of all of a process's locks on a file when
   * it closes one handle of it.
   */
  close(): void
}

// Of the shared-memory file (sqlite.org/walformat.html, section 2.1), in the machine's own order of bytes but for the
// salts, which are the log's own bytes.
const INDEX = { bytes: 48, version: 0, isInit: 12, pageSize: 14, frames: 16, sum: 24, salts: 32 } as const
const INDEX_VERSION = 3_007_000
// Of the log and of a frame's header (sqlite.org/fileformat2.html, sections 4.1 and 4.2).
const LOG = { bytes: 32, salts: 16 } as const
const FRAME = { bytes: 24, salts: 8, sum: 16 } as const
const SALT_BYTES = 8
// Of the database's header (section 1.3).
const HEADER = { bytes: 100, changes: 24, pages: 28 } as const
const MAGIC = Buffer.from('SQLite format 3\0')

/** Looking isn't noted as the file's last use where the system knows how and lets us: that would be one more write. */
const WAYS = [constants.O_RDONLY | constants.O_NOATIME, constants.O_RDONLY]

/** Undefined where the file can't be opened. */
function openToLook(file: string): number | undefined {
  for (const flags of WAYS) {
    try {
      return openSync(file, flags)
    } catch {
      // The next way, or none.
    }
  }
  return undefined
}

/**
 * Looks after a database that this process alone writes to and has just opened. What SQLite knows of the log (its
 * length, salts and last checksum) it keeps in shared memory: the log's own bytes have to say the same. The database's
 * file is written to when the log is taken in: its counter of changes and its length never go back.
 */
export function lookAfter(file: string): OwnBytes {
  const [database, log, index] = [openToLook(file), openToLook(`${file}-wal`), openToLook(`${file}-shm`)]
  const known = Buffer.alloc(INDEX.bytes)
  const start = Buffer.alloc(LOG.bytes)
  const frame = Buffer.alloc(FRAME.bytes)
  const header = Buffer.alloc(HEADER.bytes)
  const end = Buffer.alloc(1)
  const [sixteen, thirtyTwo] =
    endianness() === 'LE' ? (['readUInt16LE', 'readUInt32LE'] as const) : (['readUInt16BE', 'readUInt32BE'] as const)
  let kept = { changes: 0, pages: 0, bytes: 0 }
  let isBlind = [database, log, index].includes(undefined)
  /**
   * At the opening and after the first write: where not even what SQLite just read or wrote is found, this system's
   * files aren't to be looked at so.
   */
  let trials = 2
  let isOpen = true

  const read = (handle: number | undefined, into: Buffer, at: number) =>
    handle !== undefined && readSync(handle, into, 0, into.length, at) === into.length

  function isLogOurs(): boolean {
    if (!read(index, known, 0) || known[thirtyTwo](INDEX.version) !== INDEX_VERSION || known[INDEX.isInit] !== 1)
      return true
    const frames = known[thirtyTwo](INDEX.frames)
    // Nothing of it is needed: the next commit begins it anew.
    if (frames === 0) return true
    const pageSize = known[sixteen](INDEX.pageSize)
    const at = LOG.bytes + (frames - 1) * (FRAME.bytes + (pageSize === 1 ? 65_536 : pageSize))
    const isSalted = (bytes: Buffer, salts: number) =>
      known.compare(bytes, salts, salts + SALT_BYTES, INDEX.salts, INDEX.salts + SALT_BYTES) === 0
    return (
      read(log, start, 0) &&
      isSalted(start, LOG.salts) &&
      read(log, frame, at) &&
      isSalted(frame, FRAME.salts) &&
      [0, 4].every((word) => frame.readUInt32BE(FRAME.sum + word) === known[thirtyTwo](INDEX.sum + word))
    )
  }

  const changesOf = () => ({ changes: header.readUInt32BE(HEADER.changes), pages: header.readUInt32BE(HEADER.pages) })

  function isDatabaseOurs(): boolean {
    if (!read(database, header, 0) || header.compare(MAGIC, 0, MAGIC.length, 0, MAGIC.length) !== 0) return false
    const { changes, pages } = changesOf()
    return changes >= kept.changes && pages >= kept.pages && (kept.bytes === 0 || read(database, end, kept.bytes - 1))
  }

  /** What can't be read at this moment says nothing of what stands there. */
  function areOurs(): boolean {
    if (isBlind || !isOpen) return true
    try {
      return isLogOurs() && isDatabaseOurs()
    } catch {
      return true
    }
  }

  function learn(): void {
    if (isBlind) return
    if (trials > 0 && trials-- > 0) isBlind = !areOurs()
    try {
      if (!read(database, header, 0)) return
      const now = changesOf()
      if (now.changes === kept.changes && now.pages === kept.pages && kept.bytes > 0) return
      if (database !== undefined) kept = { ...now, bytes: fstatSync(database).size }
    } catch {
      // It is looked at again after the next write.
    }
  }

  learn()
  return {
    areOurs,
    learn,
    close() {
      isOpen = false
      for (const handle of [database, log, index]) if (handle !== undefined) closeSync(handle)
    },
  }
}
