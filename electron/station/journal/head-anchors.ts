import { createHash } from 'node:crypto'
import { readFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { defined } from '../../common/defined.ts'
import { writeAtomically } from '../storage/folder.ts'
import { makePath, syncFolder } from '../storage/paths.ts'
import type { Head, HeadSource, AnchoredHead, Loss } from './journal.ts'
import { JOURNAL_FILE, openRows, type Rows } from './rows.ts'

const headAnchor = z.object({
  seq: z.int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  end: z.int().min(0).optional(),
})

const SUFFIX: Readonly<Record<HeadSource, string>> = { 'head-file': '', gateway: '.gateway' }
const SOURCES = ['head-file', 'gateway'] as const

/** Names the journal whose heads are meant: by its first entry's hash, wherever its folder is. */
export interface AnchorLocation {
  /** The folder, outside every data folder, in which heads are kept. */
  heads: string
  folder: string
  first: Uint8Array | undefined
}

/**
 * The file that keeps a head of a journal. It is outside the data folder so that an older folder put back is noticed,
 * and named by the journal so that it is found wherever the folder is.
 */
function headAnchorFile(heads: string, first: Uint8Array, source: HeadSource): string {
  return join(heads, `${Buffer.from(first).toString('hex').slice(0, 32)}${SUFFIX[source]}.json`)
}

/** The file in which earlier versions kept the head: named by the data folder's path. */
function formerAnchorFile(heads: string, folder: string, source: HeadSource): string {
  return join(
    heads,
    `${createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32)}${SUFFIX[source]}.json`,
  )
}

/**
 * The heads of a journal that are kept outside its folder. A file named by the folder's path counts until one named by
 * the journal is there.
 */
export function readHeadAnchors({ heads, folder, first }: AnchorLocation): AnchoredHead[] {
  return SOURCES.flatMap((from) => {
    const anchored =
      (first && readHeadAnchor(headAnchorFile(heads, first, from))) ??
      readHeadAnchor(formerAnchorFile(heads, folder, from))
    return anchored ? [{ from, ...anchored }] : []
  })
}

/** The same heads, of the journal in `file`: the folder's own, or a backup that is to go there. */
export function anchoredHeads(heads: string, folder: string, file = join(folder, JOURNAL_FILE)): AnchoredHead[] {
  return readHeadAnchors({ heads, folder, first: readFirstHash(file) })
}

/** The hash of a journal's first entry; undefined where it can't be read. */
function readFirstHash(file: string): Uint8Array | undefined {
  try {
    const rows = openRows(file, { readOnly: true })
    try {
      return rows.at(1)?.hash
    } finally {
      rows.close()
    }
  } catch {
    return undefined
  }
}

/** The head anchor that was saved last; undefined where there is none. */
function readHeadAnchor(file: string): Omit<AnchoredHead, 'from'> | undefined {
  try {
    const { data } = headAnchor.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    if (!data) return undefined
    const { seq, hash, end } = data
    return { head: { seq, hash: Buffer.from(hash, 'hex') }, ...defined({ end }) }
  } catch {
    return undefined
  }
}

/**
 * Keeps a head so that it survives a power cut; false where that fails. A head says that at least so many entries
 * existed, so a short delay does no harm. `end` is given for a head that isn't in the journal: the journal's last entry
 * when that was found.
 */
export function writeHeadAnchor(
  { heads, first }: AnchorLocation,
  source: HeadSource,
  { seq, hash }: Head,
  end?: number,
): boolean {
  if (!first) return false
  try {
    const file = headAnchorFile(heads, first, source)
    makePath(heads)
    writeAtomically(file, `${JSON.stringify({ seq, hash: Buffer.from(hash).toString('hex'), end })}\n`)
    syncFolder(heads)
    return true
  } catch {
    return false
  }
}

/** Tries now whether the folder of the heads can be written; answers its path where it can't, else undefined. */
export function unwritableHeads(heads: string): string | undefined {
  try {
    makePath(heads)
    const probe = join(heads, `probe-${String(process.pid)}`)
    writeAtomically(probe, 'a head would be kept here\n')
    rmSync(probe)
    return undefined
  } catch {
    return heads
  }
}

/** Whether a head is in the journal. */
export function containsHead(rows: Pick<Rows, 'at'>, head: Head): boolean {
  const row = rows.at(head.seq)
  return row !== undefined && Buffer.from(row.hash).equals(head.hash)
}

/** The known heads that aren't in the journal in `file`. */
export function lostHeads(file: string, anchored: readonly AnchoredHead[]): AnchoredHead[] {
  const rows = openRows(file, { readOnly: true })
  try {
    return anchored.filter(({ head }) => !containsHead(rows, head))
  } finally {
    rows.close()
  }
}

/**
 * Makes `head` the kept head of a data folder's journal and removes all others. Called once the journal records what
 * was lost.
 */
export function acceptHead(heads: string, folder: string, head: Head): void {
  const at = { heads, folder, first: readFirstHash(join(folder, JOURNAL_FILE)) }
  if (!writeHeadAnchor(at, 'head-file', head) || !at.first) return
  rmSync(headAnchorFile(heads, at.first, 'gateway'), { force: true })
  for (const source of SOURCES) rmSync(formerAnchorFile(heads, folder, source), { force: true })
}

/**
 * Between which entries a journal lost some, and which heads show it; undefined where nothing was lost. `end` is the
 * journal's end now; a head's own `end` is where the journal ended when the loss was found.
 */
export function lossOf(lost: readonly AnchoredHead[], end: Pick<Head, 'seq'>): Loss | undefined {
  if (lost.length === 0) return undefined
  const numbers = lost.map(({ head: { seq } }) => seq)
  const ends = lost.map((anchored) => anchored.end ?? end.seq)
  return { from: Math.min(...numbers, ...ends.map((seq) => seq + 1)), until: Math.max(...numbers), heads: lost }
}
