import { accessSync, constants, existsSync, lstatSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { refuse } from '../contract/index.ts'
import { storageRefusal } from '../station/storage/faults.ts'
import { FOLDER_VERSION, folderVersion, isUnfinished, unfinished } from '../station/storage/folder.ts'
import { JOURNAL_FILE } from '../station/journal/index.ts'
import { areKeysInFile, keyProtection } from '../station/storage/keys.ts'

/** Does work on a disk: one that can't be read or written is a refusal. */
export async function refusing<T>(work: () => Promise<T>): Promise<T | ReturnType<typeof refuse>> {
  try {
    return await work()
  } catch (error) {
    const code = storageRefusal(error)
    if (code === undefined) throw error
    return refuse(code)
  }
}

type Misnamed = ReturnType<typeof refuse> | undefined
const misnamed = (option: string, why: 'exists' | 'missing' | 'unreadable' | 'no-station' | 'no-journal' | 'no-keys') =>
  refuse('invalid-input', { option, why })

/**
 * Why a file that `option` names can't be read: `invalid-input` with `missing` or `unreadable`; undefined where it can.
 */
export function whyUnread(option: string, file: string): Misnamed {
  if (!existsSync(file)) return misnamed(option, 'missing')
  return statSync(file).isDirectory() || !canRead(file) ? misnamed(option, 'unreadable') : undefined
}

/**
 * Why no new file can be made where `--to` says: `invalid-input` with `exists`, or `missing` for its folder; undefined
 * where one can.
 */
export function whyNotNew(file: string): Misnamed {
  if (lstatSync(file, { throwIfNoEntry: false })) return misnamed('to', 'exists')
  return existsSync(dirname(file)) ? undefined : misnamed('to', 'missing')
}

/** What the data folder of a station has, however far its first start came. */
const STATION_FILES: readonly string[] = ['version', 'owner.db', 'station.db', 'journal.db']

/**
 * Why `folder` is no station's data folder: `invalid-input` with `missing`, `unreadable` or `no-station`,
 * `data-damaged` with `unfinished` where a restore was cut off; undefined where it is one. Makes nothing.
 */
export function whyNoStation(folder: string): Misnamed {
  if (!existsSync(folder)) return misnamed('data', 'missing')
  if (!statSync(folder).isDirectory() || !canRead(folder)) return misnamed('data', 'unreadable')
  if (isUnfinished(folder)) return unfinished()
  return STATION_FILES.some((name) => existsSync(join(folder, name))) ? undefined : misnamed('data', 'no-station')
}

/**
 * The same of a folder whose journal is needed: `no-journal` where none was made yet, and `data-damaged` where it has
 * gone.
 */
export function whyNoJournal(folder: string): Misnamed {
  const noStation = whyNoStation(folder)
  if (noStation || existsSync(join(folder, JOURNAL_FILE))) return noStation
  const found = folderVersion(folder)
  return found.ok && found.version === FOLDER_VERSION ? refuse('data-damaged') : misnamed('data', 'no-journal')
}

/**
 * The same of a folder whose keys are needed too: `no-keys` where it has none, and `key-locked` where only the system's
 * key store unlocks them.
 */
export function whyNoKeys(folder: string): Misnamed {
  const noJournal = whyNoJournal(folder)
  if (noJournal || areKeysInFile(folder)) return noJournal
  return keyProtection(folder) === 'system' ? refuse('key-locked') : misnamed('data', 'no-keys')
}

function canRead(path: string): boolean {
  try {
    accessSync(path, statSync(path).isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK)
    return true
  } catch {
    return false
  }
}
