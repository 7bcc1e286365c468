import type { Refusal } from '../contract/index.ts'

/** One English sentence on why a station doesn't start, and what a technician can do. */
export function explainStart({ code }: Refusal): string {
  return EXPLAINED[code] ?? 'The station can\'t start; the log in the data folder says more.'
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
