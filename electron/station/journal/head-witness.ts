import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Head } from './journal.ts'
import type { Rows } from './rows.ts'

const witnessed = z.object({ seq: z.int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) })

/** The file in `heads` that keeps the head of the journal in a data folder: outside of it, so that whoever puts an older folder back is seen. */
export function witnessFile(heads: string, folder: string): string {
  return join(heads, `${createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32)}.json`)
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
    writeFileSync(`${file}.new`, `${JSON.stringify({ seq, hash: Buffer.from(hash).toString('hex') })}\n`, { mode: 0o600 })
    renameSync(`${file}.new`, file)
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
