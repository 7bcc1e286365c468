import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { refuse, type ReceiptState } from '../contract/index.ts'
import { entryOf, JOURNAL_FILE, openRows } from '../station/journal/index.ts'
import { publishedKeysFile } from '../station/keys.ts'
import { becameOf } from '../station/payments/index.ts'
import { readJwks, verifyReceipt, type SignedReceipt } from '../station/receipts/index.ts'
import { refusing, whyNoKeys, whyUnread } from './refusing.ts'

type Checked = ReturnType<typeof verifyReceipt> & { became?: ReceiptState }

/**
 * Checks the text of a receipt's or a pending slip's code against published keys, old ones among them: a JWK Set in the file `keys`, or the one that
 * the data folder publishes; then the folder's journal says what `became` of a receipt since. Nothing is asked of a network. Refuses as `verifyReceipt` does,
 * with `invalid-input` for a file that isn't there or is no JWK Set, and as the disk does.
 */
export function checkReceiptText(text: string, keys: string | undefined, folder: string): Promise<Checked> {
  return refusing(() => Promise.resolve(check(text, keys, folder)))
}

function check(text: string, keys: string | undefined, folder: string): Checked {
  const file = keys ?? publishedKeysFile(folder)
  const unread = keys === undefined ? whyNoKeys(folder) : whyUnread('keys', file)
  if (unread) return unread
  const published = readJwks(readFileSync(file, 'utf8'))
  if (!published) return refuse('invalid-input', { option: 'keys', why: 'unreadable' })
  const verified = verifyReceipt(text, published)
  const journal = join(folder, JOURNAL_FILE)
  return verified.ok && verified.facts.kind === 'receipt' && keys === undefined && existsSync(journal) ? { ...verified, became: stateIn(journal, verified.facts) } : verified
}

function stateIn(journal: string, receipt: SignedReceipt): ReceiptState {
  const rows = openRows(journal, { readOnly: true })
  try {
    return becameOf(rows.of(receipt.transaction, 1).map(entryOf), receipt)
  } finally {
    rows.close()
  }
}
