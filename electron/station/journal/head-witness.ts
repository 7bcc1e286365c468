import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { writeWhole } from '../folder.ts'
import type { Head } from './journal.ts'
import { openRows, type Rows } from './rows.ts'

/** A head that is known from elsewhere than the journal. */
export interface KnownHead {
  from: HeadSource
  head: Head
}

const witnessed = z.object({ seq: z.int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) })

/** Where a head comes from that is kept outside the data folder: the station itself, or the gateway, which acknowledged it. */
export type HeadSource = 'head-file' | 'gateway'
const SUFFIX: Readonly<Record<HeadSource, string>> = { 'head-file': '', 'gateway': '.gateway' }

/** The file in `heads` that keeps a head of the journal in a data folder: outside of it, so that whoever puts an older folder back is seen. */
export function witnessFile(heads: string, folder: string, source: HeadSource): string {
  return join(heads, `${createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32)}${SUFFIX[source]}.json`)
}

/** The heads that are kept outside a data folder. */
export function knownHeads(heads: string, folder: string): KnownHead[] {
  return (['head-file', 'gateway'] as const).flatMap((from) => {
    const head = readWitness(witnessFile(heads, folder, from))
    return head ? [{ from, head }] : []
  })
}

/** The head that was witnessed last; undefined where there is none. */
export function readWitness(file: string): Head | undefined {
  try {
    const { data } = witnessed.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    return data && { seq: data.seq, hash: Buffer.from(data.hash, 'hex') }
  } catch {
    return undefined
  }
}

/** Writes a head down. It says what was at least there, so a moment's delay does no harm, and neither does a folder that can't be written. */
export function writeWitness(file: string, { seq, hash }: Head): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeWhole(file, `${JSON.stringify({ seq, hash: Buffer.from(hash).toString('hex') })}\n`)
    return true
  } catch {
    return false
  }
}

/** Whether a head is in the journal. */
export function isIn(rows: Pick<Rows, 'at'>, head: Head): boolean {
  const row = rows.at(head.seq)
  return row !== undefined && Buffer.from(row.hash).equals(head.hash)
}

/** Those of the known heads that aren't in the journal in `file`. */
export function lostHeads(file: string, known: readonly KnownHead[]): Head[] {
  const rows = openRows(file, { readOnly: true })
  try {
    return known.map(({ head }) => head).filter((head) => !isIn(rows, head))
  } finally {
    rows.close()
  }
}

/** Takes `head` for the one that a data folder's journal has, whatever was known before: after a restore that records what was lost. */
export function acceptHead(heads: string, folder: string, head: Head): void {
  writeWitness(witnessFile(heads, folder, 'head-file'), head)
  rmSync(witnessFile(heads, folder, 'gateway'), { force: true })
}
