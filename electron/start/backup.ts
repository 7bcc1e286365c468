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
  writeWhole,
} from '../station/storage/folder.ts'
import {
  acceptHead,
  backUpJournal,
  JOURNAL_FILE,
  knownHeads,
  lossOf,
  lostHeads,
  openRows,
  putBack,
  readBackup,
  RESTORED_KIND,
  unkeptHeads,
  verifyJournal,
  type Head,
  type KnownHead,
} from '../station/journal/index.ts'
import { publishedKeysFile } from '../station/storage/keys.ts'
import { makePath } from '../station/storage/paths.ts'
import { openOwnJournal } from './own-journal.ts'
import { createProgress } from './progress.ts'
import { refusing, whyNoJournal, whyNotNew, whyUnread } from './refusing.ts'
import { defaultHeads } from './system.ts'

/** Entries that a restore adds: the new signing key's, and its own. */
const ADDED = 2
const SETTINGS_FILE = 'settings.json'
/** The setting that is good once and stays behind. */
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
 * Copies what may be kept of a data folder to a new file: the journal with its bodies sealed, the published keys and
 * the settings without the enrolment code. No private key and no body's key is in it. A station may run meanwhile.
 * Refuses with `invalid-input` a file that is there, what is no station's folder and settings that can't be read, with
 * `data-damaged` a journal that has gone or isn't whole, and as the disk does.
 */
export function backUpFolder(folder: string, to: string): Promise<Kept> {
  return refusing(async () => {
    const misnamed = whyNoJournal(folder) ?? whyNotNew(to)
    if (misnamed) return misnamed
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
    // Nobody could restore it.
    rmSync(to)
    return refuse('data-damaged', firstBad === undefined ? undefined : { firstBad })
  })
}

/**
 * Makes a data folder, which must be new or empty, from a backup that is whole. The journal goes on with a new signing
 * key, which it introduces as one that nothing vouches for, and records that it was restored and which heads were lost.
 * Cut off at any moment it leaves no station, and is done by the next run. Refuses with `folder-in-use`, `not-allowed`
 * (something is in the folder, or, without `yes`, entries would be lost that are known to have been: `lostUntil`),
 * `folder-unwritable` (`heads`: where this machine's heads can't be kept), `folder-newer`, `data-damaged`,
 * `invalid-input` for a backup that can't be read, and as the disk does.
 */
export function restoreFolder(from: string, folder: string, options: { yes: boolean }): Promise<Kept> {
  return refusing(async () => {
    const unread = whyUnread('from', from)
    if (unread) return unread
    const about = readBackup(from)
    if (!about) return refuse('data-damaged')
    if (about.folderVersion > FOLDER_VERSION) return refuse('folder-newer', { version: about.folderVersion })
    const taken = await whatHolds(folder, from)
    if (taken) return taken
    const { ok, entries, firstBad } = await verifyJournal(from, { onProgress: createProgress('entries') })
    if (!ok) return refuse('data-damaged', firstBad === undefined ? undefined : { firstBad })
    // A long backup takes its time, in which a station may have begun on the folder.
    const takenSince = await whatHolds(folder, from)
    if (takenSince) return takenSince
    // Where what this machine knows can't be kept, it may not be read either, and an older folder would go unnoticed
    // afterwards.
    const heads = unkeptHeads(defaultHeads())
    if (heads !== undefined) return refuse('folder-unwritable', { heads })
    const isNew = !existsSync(folder)
    makePath(folder)
    const known = knownHeads(defaultHeads(), folder, from)
    const lost = lostHeads(from, known)
    const loss = lossOf(lost, { seq: entries })
    if (loss && !options.yes) {
      if (isNew) rmdirSync(folder)
      return refuse('not-allowed', { entries, lostFrom: loss.from, lostUntil: loss.until })
    }
    return putInPlace(from, folder, about, { lost, isUnwitnessed: known.length === 0, isNew })
  })
}

interface Found {
  lost: readonly KnownHead[]
  /**
   * Nobody on this machine knows where the journal ended, so that what became of what is open in it isn't known here.
   */
  isUnwitnessed: boolean
  /** The folder was made just now. */
  isNew: boolean
}

async function putInPlace(
  from: string,
  folder: string,
  about: NonNullable<ReturnType<typeof readBackup>>,
  { lost, isUnwitnessed, isNew }: Found,
): Promise<Kept> {
  const wasUnfinished = isUnfinished(folder)
  /** Half a data folder is none. */
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
    if (about.settings !== null) writeWhole(join(folder, SETTINGS_FILE), about.settings)
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
    return keptOf(folder, journal.head())
  } finally {
    opening.folder.close()
    if (!isDone) leaveAsItWas()
  }
}

/**
 * No folder that isn't finished is held against the next. What was lost is in the journal now; the gateway judges it at
 * the next contact.
 */
function keptOf(folder: string, head: Head): Kept {
  acceptHead(defaultHeads(), folder, head)
  return { ok: true, entries: head.seq, head: { seq: head.seq, hash: Buffer.from(head.hash).toString('hex') } }
}

/**
 * Why nothing needs to be, or can be, restored into a folder: what a run would have answered that was cut off after its
 * last step. Undefined for a folder that is new, empty, or left by one that was cut off before.
 */
async function whatHolds(folder: string, from: string): Promise<Kept | undefined> {
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
    return isLost ? notEmpty : keptOf(folder, journal.head())
  } finally {
    opening.folder.close()
  }
}

/** Whether a folder's journal is what the backup's becomes by a restore, and nothing was recorded since. */
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

/** Null where there are none; undefined for what can't be read, in which the code may stand anywhere. */
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
