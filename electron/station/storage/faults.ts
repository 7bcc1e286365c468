import { z } from 'zod'
import { defined } from '../../common/defined.ts'
import type { Random } from '../../../hardware/ports.ts'
import { refuse, type RefusalCode } from '../../contract/index.ts'

const coded = z.object({ code: z.string().optional(), errcode: z.int().optional() })

// SQLite's primary result codes (sqlite.org/rescode.html): the low byte of an extended one.
const BY_SQLITE: Readonly<Record<number, RefusalCode>> = {
  3: 'folder-unwritable', // PERM
  5: 'folder-in-use', // BUSY
  6: 'folder-in-use', // LOCKED
  8: 'folder-unwritable', // READONLY
  10: 'data-damaged', // IOERR
  11: 'data-damaged', // CORRUPT
  13: 'disk-full', // FULL
  14: 'folder-unwritable', // CANTOPEN
  23: 'folder-unwritable', // AUTH
  26: 'data-damaged', // NOTADB
}

// SQLite reports a full disk by this code where the shared-memory file of the write-ahead log can't grow.
const SQLITE_IOERR_SHMSIZE = 4874

const BY_SYSTEM: Readonly<Record<string, RefusalCode>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EACCES: 'folder-unwritable',
  EPERM: 'folder-unwritable',
  EROFS: 'folder-unwritable',
  ENOTDIR: 'folder-unwritable',
  EISDIR: 'folder-unwritable',
  EEXIST: 'folder-unwritable',
  ENOENT: 'folder-unwritable',
  ENAMETOOLONG: 'folder-unwritable',
  ELOOP: 'folder-unwritable',
  EIO: 'data-damaged',
}

/**
 * The refusal that tells a person of a failure of the disk or of SQLite. Undefined for any other error, which is a bug.
 */
export function storageRefusal(error: unknown): RefusalCode | undefined {
  const { data } = coded.safeParse(error)
  if (!data) return undefined
  if (data.errcode !== undefined)
    return data.errcode === SQLITE_IOERR_SHMSIZE ? 'disk-full' : BY_SQLITE[data.errcode & 0xff]
  return data.code === undefined ? undefined : BY_SYSTEM[data.code]
}

/** Refuses with what a failure of the disk or of SQLite means; throws any other error on, since it is a bug. */
export function refuseStorageError(error: unknown): ReturnType<typeof refuse> {
  const code = storageRefusal(error)
  if (code === undefined) throw error
  return refuse(code)
}

/**
 * Turns `folder-in-use` into `journal-locked`, for a station that is running. It has locked its own folder, so a locked
 * database means that another program has locked the journal.
 */
export const asJournalLock = (code: RefusalCode): RefusalCode => (code === 'folder-in-use' ? 'journal-locked' : code)

/** SQLite's codes for a damaged database file: CORRUPT and NOTADB. */
const CORRUPT_CODES: readonly number[] = [11, 26]

/** Whether SQLite reports a damaged database file. */
export const isCorrupt = (error: unknown): boolean =>
  CORRUPT_CODES.includes((coded.safeParse(error).data?.errcode ?? 0) & 0xff)

/**
 * Whether the disk or SQLite failed in a way that may pass and doesn't mean damaged data: the file is busy, closed or
 * can't be read at this moment, or the disk is full.
 */
export const isTemporaryFailure = (error: unknown): boolean => storageRefusal(error) !== undefined && !isCorrupt(error)

/** A short id that a person can read out and a technician can find in the log. */
export function incidentId(random: Random): string {
  return Buffer.from(random.bytes(4)).toString('hex')
}

/**
 * What a log may say of an error: its class, its code and where it arose; never its message, which may quote an input.
 */
export function describeError(error: unknown): { error: string; errorCode?: string; frames?: string[] } {
  if (!(error instanceof Error)) return { error: typeof error }
  const { data } = coded.safeParse(error)
  const errorCode = data?.errcode === undefined ? data?.code : `${data.code ?? 'SQLITE'}:${data.errcode}`
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim())
  return { error: error.name, ...defined({ errorCode }), frames }
}
