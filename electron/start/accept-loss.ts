import { refuse, type Outcome } from '../contract/index.ts'
import { openFolder } from '../station/storage/folder.ts'
import { acceptHead, LOSS_ACCEPTED_KIND, type Journal } from '../station/journal/index.ts'
import { openOwnJournal } from './own-journal.ts'
import { refusing, whyNoJournal } from './refusing.ts'
import { defaultHeads } from './system.ts'

/**
 * `lost`: the entries that are known to have been, and who knows; `keysLost`: the entry that says that keys of sealed
 * bodies were lost.
 */
type Accepted = Outcome<{
  entries: number
  lost: { from: number; until: number; sources: string[] } | null
  keysLost: number | null
}>

/**
 * Takes note, in the journal of a data folder on which no station runs, of what is known to be lost of it: entries, by
 * the heads that are kept outside the folder, and keys of sealed bodies. From then on the journal goes on from where it
 * is. Refuses without `yes` with `not-allowed` and what would be accepted, with `folder-in-use`, with `key-locked`, and
 * as the start and the disk do.
 */
export function acceptLoss(folder: string, options: { yes: boolean }): Promise<Accepted> {
  return refusing(async () => {
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
      ...(loss ? { lostFrom: loss.from, lostUntil: loss.until } : {}),
      ...(keysLost === undefined ? {} : { keysLost }),
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
  // What was lost is in the journal now; the gateway's operator says whether it goes on with it.
  acceptHead(defaultHeads(), folder, journal.head())
  return {
    ok: true,
    entries: journal.head().seq,
    lost: loss ? { from: loss.from, until: loss.until, sources: loss.heads.map(({ from }) => from) } : null,
    keysLost: keysLost ?? null,
  }
}
