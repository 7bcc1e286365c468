export { backUpJournal, putBack, readBackup } from './backup.ts'
export { checkExport, exportLines, type ExportReport } from './export.ts'
export { acceptHead, anchoredHeads, lossOf, lostHeads, unwritableHeads } from './head-anchors.ts'
export type {
  Entry,
  Head,
  Journal,
  JournalValue,
  KeyStanding,
  AnchoredHead,
  Loss,
  NewEntry,
  Projection,
  Signer,
} from './journal.ts'
export { openJournal } from './open.ts'
export { ACCEPTING_KINDS, isLoss, LOSS_ACCEPTED_KIND, RESTORED_KIND } from './losses.ts'
export { corruptEntryError } from './history-checks.ts'
export { readJournal } from './read.ts'
export { readable, type ReadableEntry } from './readable.ts'
export { JOURNAL_FILE, openRows } from './rows.ts'
export { publicKeyOf, readSigningKey } from './signing.ts'
export { verifyJournal, type JournalReport } from './verify.ts'
