import { createReadStream, readFileSync, statSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { refuse, type Outcome } from '../contract/index.ts'
import {
  checkExport,
  exportLines,
  JOURNAL_FILE,
  anchoredHeads,
  openRows,
  readable,
  readSigningKey,
  verifyJournal,
  type ExportReport,
  type JournalReport,
  type ReadableEntry,
  type Signer,
} from '../station/journal/index.ts'
import { areKeysInFile, createKeyFile, openKeys, type Keys } from '../station/storage/keys.ts'
import { readJwks } from '../station/receipts/index.ts'
import { createProgress } from './progress.ts'
import { refusingStorageErrors, whyNoJournal, whyNotCreatable, whyUnreadable } from './path-checks.ts'
import { defaultHeads, systemRandom } from './system.ts'

/** How many characters of an export are written at a time. */
const WRITE_AT_ONCE = 256 * 1024
/** Above so many bytes a check takes long enough to show its progress. */
const LONG_BYTES = 1024 * 1024

/**
 * Verifies the journal of a data folder, even while a station runs on it. `hashes`: checks sequence and hashes only, no
 * signatures. Refuses with `invalid-input` a folder that is no station's, and as the disk does.
 */
export function verifyFolder(
  folder: string,
  options: { hashes: boolean },
): Promise<JournalReport | ReturnType<typeof refuse>> {
  return refusingStorageErrors(
    async () =>
      whyNoJournal(folder) ??
      verifyJournal(join(folder, JOURNAL_FILE), {
        hashesOnly: options.hashes,
        anchored: anchoredHeads(defaultHeads(), folder),
        confirmed: (await keysOf(folder))?.confirmedKeys().map(({ publicKey }) => publicKey),
        onProgress: createProgress('entries'),
      }),
  )
}

/**
 * Checks a file that `exportFolder` wrote, by itself or against the published JWK Set in the file `keys`. Refuses with
 * `invalid-input` a file that can't be read.
 */
export function checkFile(file: string, keys: string | undefined): Promise<ExportReport | ReturnType<typeof refuse>> {
  return refusingStorageErrors(async () => {
    const unread = whyUnreadable('file', file) ?? (keys === undefined ? undefined : whyUnreadable('keys', keys))
    if (unread) return unread
    const published = keys === undefined ? undefined : readJwks(readFileSync(keys, 'utf8'))
    if (keys !== undefined && !published) return refuse('invalid-input', { option: 'keys', why: 'unreadable' })
    return checkExport(linesOf(file), published)
  })
}

// Not Node's readline, which also ends lines at characters other than the `\n` that ends an export's lines.
async function* linesOf(file: string): AsyncGenerator<string> {
  const total = statSync(file).size
  const progress = total > LONG_BYTES ? createProgress('bytes') : undefined
  const parts = createReadStream(file, 'utf8')
  let rest = ''
  for await (const part of parts) {
    progress?.(Math.min(parts.bytesRead, total), total)
    const lines = `${rest}${String(part)}`.split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}

/**
 * Writes the journal of a data folder to a new file, for an auditor. `signed`: `file` where this station's key could be
 * opened and signs the whole file; `commits` where only the system's key store opens it, so that only the commits are
 * signed and a check reports the file's end as unsigned. Refuses with `invalid-input` a file that exists and a folder
 * that is no station's, with `data-damaged` a journal with a row outside the chain, and as the disk does.
 */
export function exportFolder(
  folder: string,
  to: string,
): Promise<Outcome<{ entries: number; signed: 'file' | 'commits' }>> {
  return refusingStorageErrors(async () => {
    const refusal = whyNoJournal(folder) ?? whyNotCreatable(to)
    if (refusal) return refusal
    const rows = openRows(join(folder, JOURNAL_FILE), { readOnly: true })
    try {
      const outside = rows.outsideChain()
      if (outside !== undefined) return refuse('data-damaged', { firstBad: outside })
      const signer = await signerOf(folder)
      const file = await open(to, 'wx', 0o600)
      let isWhole = false
      try {
        let waiting = ''
        for (const line of exportLines(rows, { signer, onProgress: createProgress('entries') })) {
          waiting += `${line}\n`
          if (waiting.length < WRITE_AT_ONCE) continue
          await file.write(waiting)
          waiting = ''
        }
        await file.write(waiting)
        await file.sync()
        isWhole = true
      } finally {
        await file.close()
        // Removes half an export, so that its name is free again.
        if (!isWhole) await rm(to, { force: true })
      }
      return { ok: true, entries: rows.last()?.seq ?? 0, signed: signer ? 'file' : 'commits' }
    } finally {
      rows.close()
    }
  })
}

/**
 * Reads entries from number `from` on, all or those of one transaction, at most `limit`: their facts, never a body.
 * Refuses with `invalid-input` a folder that is no station's or has no journal, with `data-damaged` where its journal
 * is gone, and as the disk does.
 */
export function readEntries(
  folder: string,
  options: { transaction?: string | undefined; from: number; limit: number },
): Promise<Outcome<{ entries: ReadableEntry[] }>> {
  return refusingStorageErrors(() =>
    Promise.resolve(whyNoJournal(folder) ?? { ok: true, entries: entriesOf(folder, options) }),
  )
}

function entriesOf(folder: string, { transaction, from, limit }: Parameters<typeof readEntries>[1]): ReadableEntry[] {
  const rows = openRows(join(folder, JOURNAL_FILE), { readOnly: true })
  try {
    const entries: ReadableEntry[] = []
    for (const row of transaction === undefined ? rows.from(from) : rows.of(transaction, from)) {
      if (entries.push(readable(row)) >= limit) break
    }
    return entries
  } finally {
    rows.close()
  }
}

async function signerOf(folder: string): Promise<Signer | undefined> {
  const pkcs8 = (await keysOf(folder))?.signingKey()
  return pkcs8 && readSigningKey(pkcs8)
}

/** The folder's keys; undefined where only the system's key store opens them, or they aren't whole. */
async function keysOf(folder: string): Promise<Keys | undefined> {
  if (!areKeysInFile(folder)) return undefined
  const opened = await openKeys(folder, createKeyFile(folder, systemRandom), systemRandom)
  return opened.ok ? opened.keys : undefined
}
