import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { refuse, type ReceiptState } from '../contract/index.ts'
import { JOURNAL_FILE, anchoredHeads, readJournal } from '../station/journal/index.ts'
import { textOf } from '../station/codes/index.ts'
import { createKeyFile, openKeys } from '../station/storage/keys.ts'
import { receiptStatusOf } from '../station/payments/index.ts'
import { readJwks, verifyReceipt } from '../station/receipts/index.ts'
import { refusingStorageErrors, whyNoKeys, whyUnreadable } from './path-checks.ts'
import { defaultHeads, systemClock, systemRandom } from './system.ts'

type Checked = ReturnType<typeof verifyReceipt> & { became?: ReceiptState }

/**
 * Checks the text of a receipt's or a pending slip's code without a network: against the JWK Set in the file `keys`, or
 * against those keys of the data folder's station for which something vouches. With the folder `became` also says what
 * its journal records of the receipt since (money.md, "What became of a receipt"). Refuses as `verifyReceipt` does;
 * with `invalid-input` for a file or folder that isn't there or isn't what it should be; with `key-locked` where only
 * the system's key store opens the folder's keys; with `data-damaged` or `journal-went-back` (`firstBad`) where the
 * journal doesn't verify or went back; and as the disk does.
 */
export function checkReceiptText(text: string, keys: string | undefined, folder: string): Promise<Checked> {
  const bare = textOf({ bytes: Buffer.from(text) }) ?? text
  return refusingStorageErrors(() =>
    keys === undefined ? checkInFolder(bare, folder) : Promise.resolve(checkByFile(bare, keys)),
  )
}

function checkByFile(text: string, file: string): Checked {
  const unread = whyUnreadable('keys', file)
  if (unread) return unread
  const published = readJwks(readFileSync(file, 'utf8'))
  return published ? verifyReceipt(text, published) : refuse('invalid-input', { option: 'keys', why: 'unreadable' })
}

async function checkInFolder(text: string, folder: string): Promise<Checked> {
  const noKeys = whyNoKeys(folder)
  if (noKeys) return noKeys
  const opening = await openKeys(folder, createKeyFile(folder, systemRandom), systemRandom)
  if (!opening.ok) return opening
  const read = readJournal(join(folder, JOURNAL_FILE), {
    keyFiles: opening.keys,
    anchored: anchoredHeads(defaultHeads(), folder),
    clock: systemClock,
  })
  if (!read.ok) return read
  const { journal } = read
  try {
    const verified = verifyReceipt(text, journal.publishedKeys())
    if (!verified.ok || verified.facts.kind !== 'receipt') return verified
    const loss = journal.loss()
    if (loss) return refuse('journal-went-back', { firstBad: loss.from })
    const found = await receiptStatusOf(journal, verified.facts)
    if (found.ok) return { ...verified, became: found.receipt }
    const fault = journal.fault()
    return fault ? refuse('data-damaged', { firstBad: fault.seq }) : found
  } finally {
    journal.close()
  }
}
