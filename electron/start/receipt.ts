import { readFileSync } from 'node:fs'
import { refuse } from '../contract/index.ts'
import { publishedKeysFile } from '../station/keys.ts'
import { readJwks, verifyReceipt } from '../station/receipts/index.ts'
import { refusing, whyNoKeys, whyUnread } from './refusing.ts'

/**
 * Checks the text of a receipt's or a pending slip's code against published keys, old ones among them: a JWK Set in the file `keys`, or the one that
 * the data folder publishes. Nothing is asked of a network. Refuses as `verifyReceipt` does, with `invalid-input` for a file that isn't there or is no JWK Set, and as the disk does.
 */
export function checkReceiptText(text: string, keys: string | undefined, folder: string): Promise<ReturnType<typeof verifyReceipt>> {
  return refusing(() => Promise.resolve(check(text, keys, folder)))
}

function check(text: string, keys: string | undefined, folder: string): ReturnType<typeof verifyReceipt> {
  const file = keys ?? publishedKeysFile(folder)
  const unread = keys === undefined ? whyNoKeys(folder) : whyUnread('keys', file)
  if (unread) return unread
  const published = readJwks(readFileSync(file, 'utf8'))
  return published ? verifyReceipt(text, published) : refuse('invalid-input', { option: 'keys', why: 'unreadable' })
}
