import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createManualClock } from '../../electron/sandbox/trust/trust.fixture.ts'
import { systemRandom } from '../../electron/start.ts'
import { createKeyFile, openKeys, type Keys } from '../../electron/station/storage/keys.ts'
import { JOURNAL_FILE, openJournal, type Journal, type NewEntry } from '../../electron/station/journal/index.ts'
import { accepted } from './accepted.ts'

export const TRANSACTION = '019c9999-0000-7000-8000-000000000001'
export const OTHER = '019c9999-0000-7000-8000-000000000002'

/** A sample entry, by default the start of a payment of `TRANSACTION`; `changes` replace its fields. */
export function entry(changes: Partial<NewEntry> = {}): NewEntry {
  return {
    kind: 'payment-intended',
    actor: 'resident',
    transaction: TRANSACTION,
    facts: { avos: 85_000 },
    body: { plate: 'MT-00-01' },
    ...changes,
  }
}

/** A journal for a test, in its own folder. */
export interface SampleJournal {
  folder: string
  /** The journal's database. */
  file: string
  /** The folder in which the head is kept, outside the journal's own. */
  heads: string
  manual: ReturnType<typeof createManualClock>
  keys: Keys
  /** Called before each commit; what it throws, the commit throws. */
  fault: (() => void) | undefined
  /** Opens the journal; `elsewhere`: another folder of the heads. */
  tryOpen(elsewhere?: string): ReturnType<typeof openJournal>
  open(): Journal
  close(): void
}

/** Makes keys and folders for a journal, which `open` then opens. Rejects where the keys can't be made in `folder`. */
export async function createSampleJournal(
  folder = mkdtempSync(join(tmpdir(), 'balcao-journal-')),
): Promise<SampleJournal> {
  const outcome = accepted(await openKeys(folder, createKeyFile(folder, systemRandom), systemRandom))
  const { keys } = outcome
  const heads = mkdtempSync(join(tmpdir(), 'balcao-heads-'))
  const manual = createManualClock()
  const opened: Journal[] = []
  const sample: SampleJournal = {
    folder,
    file: join(folder, JOURNAL_FILE),
    heads,
    manual,
    keys,
    fault: undefined,
    tryOpen: (elsewhere = heads) =>
      openJournal({
        folder,
        clock: manual.clock,
        random: systemRandom,
        heads: elsewhere,
        wrapping: sample.keys,
        keyFiles: sample.keys,
        beforeCommit: () => sample.fault?.(),
      }),
    open() {
      const opening = accepted(sample.tryOpen())
      opened.push(opening.journal)
      return opening.journal
    },
    close() {
      for (const each of opened) each.close()
      rmSync(folder, { recursive: true, force: true })
      rmSync(heads, { recursive: true, force: true })
    },
  }
  return sample
}
