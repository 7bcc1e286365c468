import type { ReceiptState, Refusal } from '../contract/index.ts'
import { DATA_KEY_FILE } from '../station/storage/keys.ts'

/** Explains in one English sentence why a station doesn't start, and what a technician can do. */
export function explainStart(refusal: Refusal): string {
  const { code, params } = refusal
  if (code === 'data-damaged' && params?.['file'] !== undefined) return explainFile(String(params['file']))
  if (code === 'data-damaged' && params?.['object'] !== undefined)
    return (
      `'${String(params['object'])}' in the journal's database isn't the program's: copy the folder, ` +
      'have it taken out, or restore a backup.'
    )
  if (params?.['unfinished'] !== undefined) return UNFINISHED
  if (params?.['heads'] !== undefined)
    return (
      `The folder of this machine's heads (${String(params['heads'])}) can't be written, so that it ` +
      `isn't known whether the backup is the newest: see to its owner, its rights and its disk, or ` +
      'name another one by BALCAO_HEADS.'
    )
  if (code === 'invalid-input' && params?.['file'] === 'settings.json' && params['line'] !== undefined)
    return explainSettings(params)
  return explainNamed(refusal) ?? EXPLAINED[code] ?? "The station can't start; the log in the data folder says more."
}

function explainSettings({ field = '', line, allowed = '' }: NonNullable<Refusal['params']>): string {
  const where = field === '' ? `line ${String(line)}` : `line ${String(line)}, '${String(field)}'`
  return `The data folder's settings.json can't be understood at ${where} (${String(allowed)}): the README says what belongs there.`
}

const UNFINISHED = "A restore into this data folder was cut off, and nothing in it counts: run 'restore' into it again."

function explainFile(file: string): string {
  if (file === 'journal.db')
    return (
      `'${file}' in the data folder is a link, and no file: copy the folder with what the link leads ` +
      'to, put the file itself in its place with those named like it, or restore a backup.'
    )
  if (file === DATA_KEY_FILE)
    return (
      `'${file}' isn't the data key of this folder, or isn't there or whole: nothing that is sealed in ` +
      `'keys' opens with it, and nothing was overwritten. Copy the folder, then put the right one ` +
      'back, or restore a backup.'
    )
  if (file.startsWith('keys/'))
    return (
      `'${file}' in the data folder was damaged, or sealed by another data key, and nothing was ` +
      'overwritten: copy the folder, then put back what it was, or restore a backup.'
    )
  return (
    `'${file}' in the data folder, which holds the keys of sealed bodies, can't be read: copy the ` +
    'folder, move that file and those named like it out of it, and start again. Every entry stays; ' +
    `what was sealed can't be read any more.`
  )
}

const EXPLAINED: Readonly<Partial<Record<Refusal['code'], string>>> = {
  'folder-in-use': 'Another Balcão holds this data folder: close that one, or name another folder with --data.',
  'journal-locked':
    "Another program holds one of the data folder's databases: close it (a backup, a viewer), and try again.",
  'folder-unwritable':
    "The data folder can't be written to: check its owner, its rights and whether its disk is mounted read-only.",
  'folder-newer': 'A newer Balcão wrote this data folder: install that version, or name another folder with --data.',
  'disk-full': 'The disk is full: free some space, and delete nothing in the data folder.',
  'data-damaged':
    'A file of the data folder is damaged and nothing was overwritten: copy the folder, then restore a backup.',
  'key-locked': "Only the system's key store, through Electron, can unlock this folder's keys.",
  'payment-under-way': 'A payment is under way: no device is tested until it is over.',
  'not-allowed':
    'This data folder belongs to the other mode (training or production): name another folder with --data.',
  'invalid-input':
    "The data folder's settings.json is missing or can't be understood: the README says what belongs in it.",
}

/** What a technician's command read. */
export type Looked = 'folder' | 'backup' | 'export' | 'receipt'

/** A command's answer that isn't good: a refusal, or why and from which entry on a journal isn't whole. */
interface Bad {
  refusal?: Refusal
  why?: string
  firstBad?: number
}

/**
 * Explains in one English sentence why a command failed, or what it found not to be whole, and what a technician can
 * do.
 */
export function explainCommand({ refusal, why, firstBad }: Bad, looked: Looked): string {
  if (!refusal || (looked === 'receipt' && isOfJournal(refusal))) {
    const entry = firstBad ?? refusal?.params?.['firstBad']
    return (
      `${UNWHOLE[looked]} isn't whole` +
      (entry === undefined ? '' : `: entry ${String(entry)} is the first that fails`) +
      (why === undefined ? '' : ` (${why})`) +
      `. ${REMEDY[looked]}`
    )
  }
  const { entries, lostFrom, lostUntil, keysLost } = refusal.params ?? {}
  if (refusal.code === 'not-allowed' && looked === 'folder' && (lostUntil ?? keysLost) !== undefined) {
    const lost =
      lostUntil === undefined ? [] : [`entries ${String(lostFrom)} to ${String(lostUntil)} are known and not in it`]
    const keys = keysLost === undefined ? [] : [`keys of sealed bodies were lost (entry ${String(keysLost)})`]
    return (
      `The journal ends with entry ${String(entries)}: ${[...lost, ...keys].join('; ')}. Put the ` +
      'newest folder back, or say --yes to take note that this is lost for good.'
    )
  }
  if (refusal.code === 'not-allowed' && lostUntil !== undefined) {
    return (
      `The backup ends with entry ${String(entries)}, and this machine knows of entries ` +
      `${String(lostFrom)} to ${String(lostUntil)}: restore a later backup, or say --yes to lose for ` +
      `good what isn't in this one.`
    )
  }
  if (refusal.params?.['heads'] !== undefined) return explainStart(refusal)
  return explainNamed(refusal) ?? OF_LOOKED[looked]?.[refusal.code] ?? OF_COMMAND[refusal.code] ?? explainStart(refusal)
}

/** Whether a refusal means that the journal isn't whole; with `file` another file of the folder is damaged. */
const isOfJournal = ({ code, params }: Refusal) =>
  code === 'journal-went-back' ||
  (code === 'data-damaged' && params?.['file'] === undefined && params?.['unfinished'] === undefined)

/**
 * Explains in one English sentence which signing keys of a whole journal nothing vouches for, by the entries that
 * introduce them, and what a technician can do; undefined where there are none.
 */
export function explainKeys(keys: readonly { from: number; vouchedBy: string }[]): string | undefined {
  const entries = keys
    .filter(({ vouchedBy }) => vouchedBy === 'nothing')
    .map(({ from }) => from)
    .join(', ')
  return entries === ''
    ? undefined
    : `Nothing vouches for the signing key of entry ${entries}, and no receipt under it is believed: ` +
        'connect the station, whose gateway confirms its own keys; of what is left then, tell the ' +
        `gateway's operators.`
}

/**
 * Explains in one English sentence that entries after a genuine receipt's payment are lost; undefined where none are.
 */
export function explainLost(checked: { became?: ReceiptState }): string | undefined {
  return checked.became?.lost === undefined
    ? undefined
    : 'The receipt is genuine and proves that it was paid at that time; entries after it are lost, so ' +
        "that what became since of what 'gone' doesn't name isn't known here: ask the department."
}

const UNWHOLE: Readonly<Record<Looked, string>> = {
  folder: 'The journal',
  backup: 'The backup',
  export: 'The export',
  receipt: 'The journal',
}
const REMEDY: Readonly<Record<Looked, string>> = {
  folder: 'Copy the data folder as it is, then restore a backup.',
  backup: 'Take another backup.',
  export: 'Have the journal exported anew, and find out what became of this file.',
  receipt: "Nothing is said from it of what became of a receipt: see what 'journal verify' and 'doctor' say.",
}
const OF_BACKUP: Readonly<Partial<Record<Refusal['code'], string>>> = {
  'not-allowed': 'Something is in the folder that --data names, and stays as it is: name a new or an empty one.',
  'data-damaged': 'The file is no backup, or a damaged one: take another.',
  'folder-newer': 'A newer Balcão made this backup: install that version.',
}
const OF_COMMAND: Readonly<Partial<Record<Refusal['code'], string>>> = {
  expired: 'Another check of a scanner was started meanwhile, and only its code holds: run this command again.',
  'folder-unwritable':
    "A file or folder can't be read or written: check its owner, its rights and whether its disk is mounted read-only.",
}
const OF_RECEIPT: Readonly<Partial<Record<Refusal['code'], string>>> = {
  'key-locked':
    "Only the system's key store, through Electron, can unlock this folder's keys: scan the receipt " +
    'at the station, or name the file of its published keys with --keys; that says whether it is ' +
    'genuine, and not what became of it.',
  malformed: 'This is no code of a receipt or a pending slip, or not the whole of one: scan it again.',
  'receipt-key-unknown':
    'None of these keys signed it: name the published keys of the station that stands on the paper ' +
    'with --keys; a station publishes a key once its gateway has confirmed it.',
  'receipt-forged': "The signature doesn't fit what the code says: this is no paper of the station's.",
}

const OF_LOOKED: Readonly<Partial<Record<Looked, Readonly<Partial<Record<Refusal['code'], string>>>>>> = {
  backup: OF_BACKUP,
  receipt: OF_RECEIPT,
}

/**
 * Explains in one English sentence what is wrong with a file or folder that an option names; undefined for other
 * refusals.
 */
function explainNamed({ code, params }: Refusal): string | undefined {
  const { option, why } = params ?? {}
  if (code !== 'invalid-input' || option === undefined || why === undefined) return undefined
  return (EXPLAINED_OPTIONS[option] ?? OF_FILE)[why]?.replace('OPTION', `--${option}`)
}

const OF_FOLDER: Readonly<Record<string, string>> = {
  missing: "No data folder is there: name a station's with --data, or start the station once, which makes it.",
  unreadable: "The data folder can't be read: check that it is a folder, and its owner and rights.",
  'no-station':
    "No station's files are in this folder: name a station's data folder with --data, or start the station once, which makes it.",
  'no-journal': 'No journal is in this data folder yet: start the station once, which makes it.',
  'no-keys':
    "The station's keys aren't in this data folder: start the station, which makes them, or name the " +
    'file of its published keys with --keys.',
}
const OF_NEW_FILE: Readonly<Record<string, string>> = {
  exists: 'OPTION: something is there already and stays as it is; name a new file.',
  missing: "OPTION: the folder for this file isn't there; make it first, or name another place.",
}
const OF_DEVICE: Readonly<Record<string, string>> = {
  unknown: "No device of this id is found: 'devices list' shows those that are.",
  used: "This device is used already: 'devices list' shows its state.",
  kind: 'Only scanners are confirmed: name another device in settings.json (README, "Devices").',
  'no-mark':
    'This device has neither a serial number nor a USB socket by which it could be told from another of its model: name ' +
    'it in settings.json (README, "Devices").',
  untested: "This device has no such test: 'devices list' shows those that it has.",
  'no-mode': "Only a scanner on USB is set up: 'devices list' shows the mode of those that there are.",
  unconfirmed: "No device of this id was confirmed: 'devices list' shows those that were.",
  'not-running': 'No station runs on this data folder, and only one that runs finds devices: start it.',
}
const EXPLAINED_OPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  data: OF_FOLDER,
  to: OF_NEW_FILE,
  device: OF_DEVICE,
}
const OF_FILE: Readonly<Record<string, string>> = {
  missing: 'OPTION: no such file; check its name.',
  unreadable: "OPTION: the file can't be read as what it should be; check that it is the right one, and its rights.",
}
