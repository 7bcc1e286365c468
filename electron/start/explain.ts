import type { Refusal } from '../contract/index.ts'

/** One English sentence on why a station doesn't start, and what a technician can do. */
export function explainStart(refusal: Refusal): string {
  const { code } = refusal
  return explainNamed(refusal) ?? EXPLAINED[code] ?? 'The station can\'t start; the log in the data folder says more.'
}

const EXPLAINED: Readonly<Partial<Record<Refusal['code'], string>>> = {
  'folder-in-use': 'Another Balcão holds this data folder: close that one, or name another folder with --data.',
  'folder-unwritable': 'The data folder can\'t be written to: check its owner, its rights and whether its disk is mounted read-only.',
  'folder-newer': 'A newer Balcão wrote this data folder: install that version, or name another folder with --data.',
  'disk-full': 'The disk is full: free some space, and delete nothing in the data folder.',
  'data-damaged': 'A file of the data folder is damaged and nothing was overwritten: copy the folder, then restore a backup.',
  'key-locked': 'Only the system\'s key store, through Electron, can unlock this folder\'s keys.',
  'not-allowed': 'This data folder belongs to the other mode (training or production): name another folder with --data.',
  'invalid-input': 'The data folder\'s settings.json is missing or can\'t be understood.'
}

/** One English sentence on a file or folder that an option names and that isn't as it must be; undefined for any other refusal. */
export function explainNamed({ code, params }: Refusal): string | undefined {
  const { option, why } = params ?? {}
  if (code !== 'invalid-input' || option === undefined || why === undefined) return undefined
  return (option === 'data' ? OF_FOLDER : option === 'to' ? OF_NEW_FILE : OF_FILE)[why]?.replace('OPTION', `--${option}`)
}

const OF_FOLDER: Readonly<Record<string, string>> = {
  'missing': 'No data folder is there: name a station\'s with --data, or start the station once, which makes it.',
  'unreadable': 'The data folder can\'t be read: check that it is a folder, and its owner and rights.',
  'no-station': 'No station\'s files are in this folder: name a station\'s data folder with --data, or start the station once, which makes it.'
}
const OF_NEW_FILE: Readonly<Record<string, string>> = {
  exists: 'OPTION: something is there already and stays as it is; name a new file.',
  missing: 'OPTION: the folder for this file isn\'t there; make it first, or name another place.'
}
const OF_FILE: Readonly<Record<string, string>> = {
  missing: 'OPTION: no such file; check its name.',
  unreadable: 'OPTION: the file can\'t be read as what it should be; check that it is the right one, and its rights.'
}
