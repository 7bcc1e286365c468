import type { Outcome } from '../contract/index.ts'
import { openJournal, type Journal } from '../station/journal/index.ts'
import { createKeyFile, openKeys } from '../station/storage/keys.ts'
import { defaultHeads, systemClock, systemRandom } from './system.ts'

/**
 * Opens, for a technician's command, the journal of a data folder that this process holds, with the keys of its key
 * file. Refuses as `openKeys` and `openJournal` do.
 */
export async function openOwnJournal(
  folder: string,
  options: { isRestored?: boolean } = {},
): Promise<Outcome<{ journal: Journal; keysLost: number | undefined }>> {
  const opened = await openKeys(folder, createKeyFile(folder, systemRandom), systemRandom)
  if (!opened.ok) return opened
  const { keys } = opened
  return openJournal({
    folder,
    clock: systemClock,
    random: systemRandom,
    heads: defaultHeads(),
    wrapping: keys,
    keyFiles: keys,
    isRestored: options.isRestored === true,
  })
}
