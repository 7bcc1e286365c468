import { accessSync, constants, existsSync, lstatSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { refuse } from '../contract/index.ts'
import { refuseStorageError } from '../station/storage/faults.ts'
import { FOLDER_VERSION, folderVersion, isUnfinished, unfinished } from '../station/storage/folder.ts'
import { JOURNAL_FILE } from '../station/journal/index.ts'
import { areKeysInFile, keyProtection } from '../station/storage/keys.ts'

/** Runs work that reads or writes a disk, and turns errors of the disk into refusals; other errors are thrown on. */
export async function refusingStorageErrors<T>(work: () => Promise<T>): Promise<T | ReturnType<typeof refuse>> {
  try {
    return await work()
  } catch (error) {
    return refuseStorageError(error)
  }
}

type PathRefusal = ReturnType<typeof refuse> | undefined
const refusePath = (
  option: string,
  why: 'exists' | 'missing' | 'unreadable' | 'no-station' | 'no-journal' | 'no-keys',
) => refuse('invalid-input', { option, why })

/**
 * Why the file that `option` names can't be read: `invalid-input` with `missing` or `unreadable`; undefined where it
 * can.
 */
export function whyUnreadable(option: string, file: string): PathRefusal {
  if (!existsSync(file)) return refusePath(option, 'missing')
  return statSync(file).isDirectory() || !canRead(file) ? refusePath(option, 'unreadable') : undefined
}

/**
 * Why no new file can be made where `--to` says: `invalid-input` with `exists`, or with `missing` for its folder;
 * undefined where one can.
 */
export function whyNotCreatable(file: string): PathRefusal {
  if (lstatSync(file, { throwIfNoEntry: false })) return refusePath('to', 'exists')
  return existsSync(dirname(file)) ? undefined : refusePath('to', 'missing')
}

/** The files by which a station's data folder is known, even where its first start was cut off. */
const STATION_FILES: readonly string[] = ['version', 'owner.db', 'station.db', 'journal.db']

/**
 * Why `folder` isn't a station's data folder: `invalid-input` with `missing`, `unreadable` or `no-station`, or
 * `data-damaged` with `unfinished` where a restore was cut off; undefined where it is one. Creates nothing.
 */
export function whyNoStation(folder: string): PathRefusal {
  if (!existsSync(folder)) return refusePath('data', 'missing')
  if (!statSync(folder).isDirectory() || !canRead(folder)) return refusePath('data', 'unreadable')
  if (isUnfinished(folder)) return unfinished()
  return STATION_FILES.some((name) => existsSync(join(folder, name))) ? undefined : refusePath('data', 'no-station')
}

/**
 * As `whyNoStation`, for a folder whose journal is needed: also `no-journal` where none was made yet, and
 * `data-damaged` where the journal is gone.
 */
export function whyNoJournal(folder: string): PathRefusal {
  const noStation = whyNoStation(folder)
  if (noStation || existsSync(join(folder, JOURNAL_FILE))) return noStation
  const found = folderVersion(folder)
  return found.ok && found.version === FOLDER_VERSION ? refuse('data-damaged') : refusePath('data', 'no-journal')
}

/**
 * As `whyNoJournal`, for a folder whose keys are needed too: also `no-keys` where it has none, and `key-locked` where
 * only the system's key store opens them.
 */
export function whyNoKeys(folder: string): PathRefusal {
  const noJournal = whyNoJournal(folder)
  if (noJournal || areKeysInFile(folder)) return noJournal
  return keyProtection(folder) === 'system' ? refuse('key-locked') : refusePath('data', 'no-keys')
}

function canRead(path: string): boolean {
  try {
    accessSync(path, statSync(path).isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK)
    return true
  } catch {
    return false
  }
}
