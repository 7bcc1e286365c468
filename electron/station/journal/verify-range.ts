import { GENESIS, type Row } from './chain.ts'
import { openRows, type Rows } from './rows.ts'
import { createKeyring, walkFrom, type FirstBad, type IntroducedKey } from './walk.ts'

/** The data with which a worker starts. Without `keys` the worker checks no signatures. */
export interface RangeOrder {
  file: string
  keys?: readonly IntroducedKey[]
}

/** Entries `from` to `to`, both included. */
export interface Range {
  from: number
  to: number
}

/**
 * Finds the first entry of a range that fails. It takes the entry before the range as good, since that belongs to
 * another range.
 */
export function verifyRange(rows: Rows, { from, to }: Range, keys?: readonly IntroducedKey[]): FirstBad | undefined {
  let next = from
  try {
    const before = from === 1 ? { seq: 0, at: 0, hash: GENESIS } : rows.at(from - 1)
    if (!before) return { seq: from - 1, why: 'gap' }
    const walk = walkFrom(before, keys && createKeyring(keys))
    for (const row of readOneByOne(rows, from)) {
      const why = walk(row)
      if (why) return { seq: next, why }
      if (next++ === to) return undefined
    }
    return { seq: next, why: 'gap' }
  } catch {
    return { seq: next, why: 'unreadable' }
  }
}

/** Rows from `from` on. Where a batch can't be read, it reads row by row, so that the first unreadable one is known. */
export function* readOneByOne(rows: Rows, from: number): Generator<Row> {
  let next = from
  try {
    for (const row of rows.from(from)) {
      yield row
      next = row.seq + 1
    }
    return
  } catch {
    for (let row = rows.at(next); row; row = rows.at(++next)) yield row
  }
}

/** Whether SQLite's integrity check finds the whole database in order. */
export function arePagesWhole(file: string): boolean {
  try {
    const rows = openRows(file, { readOnly: true })
    try {
      return rows.arePagesWhole()
    } finally {
      rows.close()
    }
  } catch {
    return false
  }
}
