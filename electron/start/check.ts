import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { refuse, type Outcome } from '../contract/index.ts'
import { folderVersion, type Mode } from '../station/storage/folder.ts'
import { JOURNAL_FILE, readJournal } from '../station/journal/index.ts'
import { readSettings } from './settings.ts'
import { refusingStorageErrors, whyNoStation } from './path-checks.ts'
import { systemClock } from './system.ts'

/**
 * Checks, without writing anything, whether this program could start a station on a data folder: the folder can be
 * read, isn't of a newer program and is of this mode; the settings are valid; and the journal's end and the keys that
 * it introduces can be read. Refuses as `startStation` would. A folder that isn't a station's yet is good.
 */
export function checkFolder(folder: string, mode: Mode): Promise<Outcome> {
  return refusingStorageErrors((): Promise<Outcome> => {
    const noStation = whyNoStation(folder)
    const isNew =
      noStation?.refusal.params?.['why'] === 'missing' || noStation?.refusal.params?.['why'] === 'no-station'
    return Promise.resolve(isNew ? { ok: true } : (noStation ?? checkStation(folder, mode)))
  })
}

function checkStation(folder: string, mode: Mode): Outcome {
  const found = folderVersion(folder)
  if (!found.ok) return found
  if (found.mode !== mode) return refuse('not-allowed', { mode: found.mode })
  const settings = mode === 'production' ? readSettings(folder) : undefined
  if (settings?.ok === false) return settings
  const file = join(folder, JOURNAL_FILE)
  // A journal that was never begun is empty; a folder of the layout before has none.
  if (!existsSync(file) || statSync(file).size === 0) return { ok: true }
  const read = readJournal(file, { keyFiles: NO_KEYS, anchored: [], clock: systemClock })
  if (!read.ok) return read
  read.journal.close()
  return { ok: true }
}

/** No keys are opened here: whether the system's store opens them is checked elsewhere. */
const NO_KEYS = {
  signingKey: () => undefined,
  keepSigningKey: () => undefined,
  confirmedKeys: () => [],
  keepConfirmedKeys: () => undefined,
  publish: () => undefined,
}
