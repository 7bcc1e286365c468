import { createHash, verify } from 'node:crypto'
import { z } from 'zod'
import { defined } from '../../common/defined.ts'
import { GENESIS } from './chain.ts'
import type { Signer } from './journal.ts'
import { parseJson, readLine, toLine } from './readable.ts'
import type { Rows } from './rows.ts'
import { readIntroduction, SIGNING_KEY_KIND, type Introduction } from './signing-keys.ts'
import type { JournalReport } from './verify.ts'
import { createKeyring, hexOf, walkFrom, type FirstBad } from './walk.ts'

const HEADER = JSON.stringify({ format: 'balcao journal export', version: 1 })
/** Stands before the digest in what the end's signature signs, so that the signature can't serve for anything else. */
const CONTEXT = 'balcao journal export 1'
const REPORT_EVERY = 1_000

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
/** Base64 has several spellings of the same bytes; only the one that an export writes is accepted. */
const asWritten = z.base64().refine((text) => base64(Buffer.from(text, 'base64')) === text)
const end = z.strictObject({
  entries: z.int(),
  head: z.strictObject({ seq: z.int(), hash: z.string() }).nullable(),
  sha256: z.string(),
  kid: asWritten.optional(),
  signature: asWritten.optional(),
})

/**
 * Writes a journal as a file for an auditor, in JSON Lines: a header, every entry with its facts readable and its body
 * sealed, and an end with the SHA-256 of all lines before. `signer`, where given, signs the end. The file holds no body
 * key.
 */
export function* exportLines(
  rows: Rows,
  options: { signer?: Signer | undefined; onProgress?: ((done: number, total: number) => void) | undefined },
): Generator<string> {
  const digest = createHash('sha256')
  const hashed = (text: string) => {
    digest.update(`${text}\n`)
    return text
  }
  const last = rows.last()
  yield hashed(HEADER)
  for (const row of rows.from(1)) {
    // Entries recorded meanwhile go into the next export.
    if (!last || row.seq > last.seq) break
    yield hashed(toLine(row))
    if (row.seq % REPORT_EVERY === 0 || (row.seq === last.seq && last.seq > REPORT_EVERY))
      options.onProgress?.(row.seq, last.seq)
  }
  const sha256 = digest.digest()
  const { signer } = options
  yield JSON.stringify({
    entries: last?.seq ?? 0,
    head: last ? { seq: last.seq, hash: hexOf(last.hash) } : null,
    sha256: sha256.toString('hex'),
    ...(signer ? { kid: base64(signer.kid()), signature: base64(signer.sign(signedEnd(sha256))) } : {}),
  } satisfies z.infer<typeof end>)
}

const signedEnd = (sha256: Uint8Array) => Buffer.concat([Buffer.from(CONTEXT), sha256])

/**
 * What a check of an export finds. `signed` says what is signed: the whole file by its end, the entries by their
 * commits alone, or nothing. `keys` says which keys it was checked against: published ones, or the file's own, which
 * show only that the file agrees with itself. `introduced` lists the keys that the journal introduces. `why` is a
 * journal's fault, or `end-unsigned` (no signature says where the file ends) or `key-unpublished`.
 */
export type ExportReport = Omit<JournalReport, 'why' | 'keys'> & {
  signed: 'file' | 'commits' | 'nothing'
  why?: ExportFault
  keys: 'own' | 'published'
  introduced: JournalReport['keys']
}
type ExportFault = FirstBad['why'] | 'end-unsigned' | 'key-unpublished'

/**
 * Checks an export: hashes, signatures, gaps, keys, and that every byte and the end are as they were written.
 * `firstBad` is the first entry that fails; the number after the last entry stands for the end's line. `published`
 * holds the station's keys from elsewhere; every key that the file introduces must be among them.
 */
export async function checkExport(
  lines: AsyncIterable<string>,
  published?: readonly Pick<Introduction, 'kid' | 'publicKey'>[],
): Promise<ExportReport> {
  const pinned = published && new Set(published.map(({ publicKey }) => hexOf(publicKey)))
  const digest = createHash('sha256')
  const keyring = createKeyring()
  const introduced: Introduction[] = []
  const walk = walkFrom({ seq: 0, at: 0, hash: GENESIS }, keyring)
  const pending: NonNullable<ReturnType<typeof readLine>>[] = []
  let head: JournalReport['head'] = null
  let ending: string | undefined
  let isSigned = true
  let isFirst = true

  const report = (
    first?: { seq: number; why: ExportFault },
    signed: ExportReport['signed'] = 'nothing',
  ): ExportReport => ({
    ok: first === undefined,
    entries: head?.seq ?? 0,
    head,
    comparedWith: [],
    signed,
    ...defined({ firstBad: first?.seq, why: first?.why }),
    keys: pinned ? 'published' : 'own',
    introduced: introduced.map(({ kid, seq, by }) => ({
      kid: hexOf(kid),
      from: seq,
      by,
      vouchedBy: pinned ? 'published' : 'nothing',
    })),
  })
  const next = () => (head?.seq ?? 0) + 1

  for await (const text of lines) {
    if (isFirst) {
      if (text !== HEADER) return report({ seq: 1, why: 'unreadable' })
      digest.update(`${text}\n`)
      isFirst = false
      continue
    }
    if (ending !== undefined) return report({ seq: next(), why: 'unreadable' })
    const row = readLine(text)
    if (!row) {
      ending = text
      continue
    }
    digest.update(`${text}\n`)
    if (row.kind === SIGNING_KEY_KIND) pending.push(row)
    for (const introducing of row.kid ? pending.splice(0) : []) {
      const key = row.kid && readIntroduction(introducing, row.kid, introduced)
      if (!key) return report({ seq: introducing.seq, why: 'signing-key' })
      if (pinned?.has(hexOf(key.publicKey)) === false) return report({ seq: introducing.seq, why: 'key-unpublished' })
      introduced.push(key)
      keyring.add(key)
    }
    const why = walk(row)
    if (why) return report({ seq: next(), why })
    isSigned = row.signature !== null
    head = { seq: row.seq, hash: hexOf(row.hash) }
  }
  if (!isSigned && head) return report({ seq: head.seq, why: 'signature' })
  const { data } = end.safeParse(parseJson(ending ?? ''))
  const sha256 = digest.digest()
  if (
    !data ||
    JSON.stringify(data) !== ending ||
    data.sha256 !== sha256.toString('hex') ||
    data.entries !== (head?.seq ?? 0) ||
    data.head?.hash !== head?.hash ||
    data.head?.seq !== head?.seq
  ) {
    return report({ seq: next(), why: 'unreadable' })
  }
  if (data.signature === undefined || data.kid === undefined)
    return report({ seq: next(), why: 'end-unsigned' }, head ? 'commits' : 'nothing')
  const key = keyring.get(Buffer.from(data.kid, 'base64'))?.key
  const isGood = key !== undefined && verify(null, signedEnd(sha256), key, Buffer.from(data.signature, 'base64'))
  return isGood ? report(undefined, 'file') : report({ seq: next(), why: 'signature' })
}
