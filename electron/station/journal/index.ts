export type { Entry, Head, Journal, JournalMap, JournalValue, NewEntry, Projection, PublishedKey, Signer } from './journal.ts'
export { openJournal, type JournalDeps } from './open.ts'
export { publicKeyOf } from './signing.ts'
export { verifyJournal, type JournalReport, type KnownHead, type VerifyOptions } from './verify.ts'
