import { defined } from '../common/defined.ts'
import { refuse, type Outcome } from '../contract/index.ts'
import { openFolder } from '../station/storage/folder.ts'
import { acceptHead, LOSS_ACCEPTED_KIND, type Journal } from '../station/journal/index.ts'
import { openOwnJournal } from './own-journal.ts'
import { refusingStorageErrors, whyNoJournal } from './path-checks.ts'
import { defaultHeads } from './system.ts'

/**
 * `entries`: the number of the journal's newest entry. `lost`: the entries that are known to be lost, and by which
 * heads (`sources`). `keysLost`: the entry that records a loss of the keys of sealed bodies.
 */
type Accepted = Outcome<{
  entries: number
  lost: { from: number; until: number; sources: string[] } | null
  keysLost: number | null
}>

/**
 * Accepts, in the journal of a data folder on which no station runs, what is known to be lost: entries, by the heads
 * that are kept outside the folder, and keys of sealed bodies (money.md, "The way out is"). The journal then goes on
 * from its present end. Without `yes` refuses with `not-allowed` and says what would be accepted. Also refuses with
 * `folder-in-use`, `key-locked`, and as the start and the disk do.
 */
export function acceptLoss(folder: string, options: { yes: boolean }): Promise<Accepted> {
  return refusingStorageErrors(async () => {
    const noJournal = whyNoJournal(folder)
    if (noJournal) return noJournal
    const opening = openFolder(folder)
    if (!opening.ok) return opening
    try {
      const opened = await openOwnJournal(folder)
      if (!opened.ok) return opened
      const { journal, keysLost } = opened
      try {
        return await acceptIn(journal, keysLost, folder, options)
      } finally {
        journal.close()
      }
    } finally {
      opening.folder.close()
    }
  })
}

async function acceptIn(
  journal: Journal,
  keysLost: number | undefined,
  folder: string,
  { yes }: { yes: boolean },
): Promise<Accepted> {
  const loss = journal.loss()
  const { seq: entries } = journal.head()
  if (!loss && keysLost === undefined) return { ok: true, entries, lost: null, keysLost: null }
  if (!yes)
    return refuse('not-allowed', {
      entries,
      ...defined({ lostFrom: loss?.from, lostUntil: loss?.until, keysLost }),
    })
  const lost = (loss?.heads ?? []).map(({ from: source, head: { seq, hash } }) => ({ source, seq, hash }))
  await journal.append([
    {
      kind: LOSS_ACCEPTED_KIND,
      actor: 'technician',
      transaction: null,
      facts: { from: loss?.from, until: loss?.until, lost, keysLost },
    },
  ])
  // The loss stands in the journal now, so this machine no longer holds the old heads against it; whether the gateway
  // goes on with it is its operator's decision.
  acceptHead(defaultHeads(), folder, journal.head())
  return {
    ok: true,
    entries: journal.head().seq,
    lost: loss ? { from: loss.from, until: loss.until, sources: loss.heads.map(({ from }) => from) } : null,
    keysLost: keysLost ?? null,
  }
}
