import { existsSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { refuse, type Outcome } from '../contract/index.ts'
import {
  emptyFolder,
  finishFolder,
  FOLDER_VERSION,
  folderVersion,
  isToRestore,
  isUnfinished,
  openFolder,
  writeAtomically,
} from '../station/storage/folder.ts'
import {
  acceptHead,
  backUpJournal,
  JOURNAL_FILE,
  anchoredHeads,
  lossOf,
  lostHeads,
  openRows,
  putBack,
  readBackup,
  RESTORED_KIND,
  unwritableHeads,
  verifyJournal,
  type Head,
  type AnchoredHead,
} from '../station/journal/index.ts'
import { publishedKeysFile } from '../station/storage/keys.ts'
import { makePath } from '../station/storage/paths.ts'
import { openOwnJournal } from './own-journal.ts'
import { createProgress } from './progress.ts'
import { refusingStorageErrors, whyNoJournal, whyNotCreatable, whyUnreadable } from './path-checks.ts'
import { defaultHeads } from './system.ts'

/** How many entries a restore adds: the introduction of the new signing key, and its own record. */
const ADDED = 2
const SETTINGS_FILE = 'settings.json'
/** The setting with the one-time enrolment code, which no backup holds. */
const ENROLMENT_CODE = 'enrolmentCode'
const settingsText = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue('no JSON')
      return z.NEVER
    }
  })
  .pipe(z.record(z.string(), z.unknown()))

type Kept = Outcome<{ entries: number; head: { seq: number; hash: string } | null }>

/**
 * Copies to a new file what a backup may hold of a data folder: the journal with its bodies sealed, the published keys,
 * and the settings without the enrolment code. It holds no private key and no key of a body. A station may run
 * meanwhile. Refuses with `invalid-input` a file that exists, a folder that is no station's and settings that can't be
 * read; with `data-damaged` a journal that is gone or not whole; and as the disk does.
 */
export function backUpFolder(folder: string, to: string): Promise<Kept> {
  return refusingStorageErrors(async () => {
    const refusal = whyNoJournal(folder) ?? whyNotCreatable(to)
    if (refusal) return refusal
    const found = folderVersion(folder)
    if (!found.ok) return found
    const settings = settingsWithoutCode(folder)
    if (settings === undefined) return refuse('invalid-input', { file: SETTINGS_FILE })
    const about = {
      folderVersion: found.version,
      mode: found.mode,
      published: readText(publishedKeysFile(folder)),
      settings,
    }
    await backUpJournal(join(folder, JOURNAL_FILE), to, about, createProgress('pages'))
    const { ok, entries, head, firstBad } = await verifyJournal(to, {
      hashesOnly: true,
      onProgress: createProgress('entries'),
    })
    if (ok) return { ok, entries, head }
    // A backup that isn't whole couldn't be restored.
    rmSync(to)
    return refuse('data-damaged', firstBad === undefined ? undefined : { firstBad })
  })
}

/**
 * Makes a data folder, which must be new or empty, from a backup that is whole (money.md, "The journal"). The journal goes
 * on with a new signing key, for which nothing vouches yet, and records that it was restored and which heads were lost.
 * A restore that is cut off leaves no station, and the next run finishes it. Refuses with `folder-in-use`;
 * `not-allowed` (the folder isn't empty or, without `yes`, entries up to `lostUntil` that are known would be lost);
 * `folder-unwritable` (with `heads`: this machine's heads can't be kept); `folder-newer`; `data-damaged`;
 * `invalid-input` for a backup that can't be read; and as the disk does.
 */
export function restoreFolder(from: string, folder: string, options: { yes: boolean }): Promise<Kept> {
  return refusingStorageErrors(async () => {
    const unread = whyUnreadable('from', from)
    if (unread) return unread
    const about = readBackup(from)
    if (!about) return refuse('data-damaged')
    if (about.folderVersion > FOLDER_VERSION) return refuse('folder-newer', { version: about.folderVersion })
    const taken = await answerWithoutRestoring(folder, from)
    if (taken) return taken
    const { ok, entries, firstBad } = await verifyJournal(from, { onProgress: createProgress('entries') })
    if (!ok) return refuse('data-damaged', firstBad === undefined ? undefined : { firstBad })
    // Verifying a long backup takes time, in which a station may have started on the folder.
    const takenSince = await answerWithoutRestoring(folder, from)
    if (takenSince) return takenSince
    // Where this machine's heads can't be written they may not be readable either, and nothing would notice an older
    // folder afterwards.
    const heads = unwritableHeads(defaultHeads())
    if (heads !== undefined) return refuse('folder-unwritable', { heads })
    const isNew = !existsSync(folder)
    makePath(folder)
    const anchored = anchoredHeads(defaultHeads(), folder, from)
    const lost = lostHeads(from, anchored)
    const loss = lossOf(lost, { seq: entries })
    if (loss && !options.yes) {
      if (isNew) rmdirSync(folder)
      return refuse('not-allowed', { entries, lostFrom: loss.from, lostUntil: loss.until })
    }
    return putInPlace(from, folder, about, { lost, isUnwitnessed: anchored.length === 0, isNew })
  })
}

interface Found {
  lost: readonly AnchoredHead[]
  /** This machine knows no head of the journal, so it can't tell what became of payments that are open in it. */
  isUnwitnessed: boolean
  /** The folder was made by this run. */
  isNew: boolean
}

async function putInPlace(
  from: string,
  folder: string,
  about: NonNullable<ReturnType<typeof readBackup>>,
  { lost, isUnwitnessed, isNew }: Found,
): Promise<Kept> {
  const wasUnfinished = isUnfinished(folder)
  /** Empties the folder again, since half a data folder is of no use. */
  function leaveAsItWas(): void {
    emptyFolder(folder, { keepsMark: wasUnfinished })
    if (isNew) rmdirSync(folder)
  }

  const opening = openFolder(folder, about.mode, { isRestoring: true })
  if (!opening.ok) {
    if (opening.refusal.code !== 'folder-in-use' && isToRestore(folder)) leaveAsItWas()
    return opening
  }
  let isDone = false
  try {
    const file = join(folder, JOURNAL_FILE)
    putBack(from, file)
    if (about.settings !== null) writeAtomically(join(folder, SETTINGS_FILE), about.settings)
    const opened = await openOwnJournal(folder, { isRestored: true })
    if (!opened.ok) return opened
    const { journal } = opened
    try {
      await journal.append([
        {
          kind: RESTORED_KIND,
          actor: 'technician',
          transaction: null,
          facts: { isUnwitnessed, lost: lost.map(({ from: source, head: { seq, hash } }) => ({ source, seq, hash })) },
        },
      ])
      finishFolder(opening.folder)
      isDone = true
    } finally {
      journal.close()
    }
    return acceptRestored(folder, journal.head())
  } finally {
    opening.folder.close()
    if (!isDone) leaveAsItWas()
  }
}

/**
 * Keeps the head outside only now, so that an unfinished folder is never held against the next one. The lost heads
 * stand in the journal, and the gateway judges it at the next contact.
 */
function acceptRestored(folder: string, head: Head): Kept {
  acceptHead(defaultHeads(), folder, head)
  return { ok: true, entries: head.seq, head: { seq: head.seq, hash: Buffer.from(head.hash).toString('hex') } }
}

/**
 * Answers undefined for a folder that can be restored into: new, empty, or left by a restore that was cut off.
 * Otherwise answers the refusal or, where a restore of this backup was cut off after its last step, what that run would
 * have answered.
 */
async function answerWithoutRestoring(folder: string, from: string): Promise<Kept | undefined> {
  if (!existsSync(folder)) return undefined
  if (!statSync(folder).isDirectory()) return refuse('invalid-input', { option: 'data', why: 'unreadable' })
  if (isToRestore(folder)) return undefined
  const opening = folderVersion(folder).ok ? openFolder(folder) : undefined
  const notEmpty = refuse('not-allowed', { notEmpty: 1 })
  if (!opening?.ok) return opening?.refusal.code === 'folder-in-use' ? opening : notEmpty
  try {
    const opened = isJustRestored(folder, from) ? await openOwnJournal(folder) : notEmpty
    if (!opened.ok) return opened
    const { journal } = opened
    const isLost = journal.loss() !== undefined
    journal.close()
    return isLost ? notEmpty : acceptRestored(folder, journal.head())
  } finally {
    opening.folder.close()
  }
}

/** Whether a folder's journal is exactly what restoring this backup makes of it, with nothing recorded since. */
function isJustRestored(folder: string, from: string): boolean {
  try {
    const [journal, backup] = [
      openRows(join(folder, JOURNAL_FILE), { readOnly: true }),
      openRows(from, { readOnly: true }),
    ]
    const [head, end] = [journal.last(), backup.last()]
    const before = end && journal.at(end.seq)
    journal.close()
    backup.close()
    return (
      head?.kind === RESTORED_KIND &&
      head.seq === (end?.seq ?? 0) + ADDED &&
      before !== undefined &&
      Buffer.from(before.hash).equals(end?.hash ?? new Uint8Array())
    )
  } catch {
    return false
  }
}

/**
 * The settings as text without the enrolment code. Null where there are none; undefined where they can't be read, since
 * the code may then stand anywhere in them.
 */
function settingsWithoutCode(folder: string): string | null | undefined {
  const text = readText(join(folder, SETTINGS_FILE))
  if (text === null) return null
  const found = settingsText.safeParse(text)
  return found.success
    ? `${JSON.stringify(Object.fromEntries(Object.entries(found.data).filter(([name]) => name !== ENROLMENT_CODE)), undefined, 2)}\n`
    : undefined
}

function readText(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}
