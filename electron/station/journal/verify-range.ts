import { GENESIS, type Row } from './chain.ts'
import { openRows, type Rows } from './rows.ts'
import { createKeyring, walkFrom, type FirstBad, type IntroducedKey } from './walk.ts'

/** What a worker is made with. Without `keys` it looks at no signature. */
export interface RangeOrder {
  file: string
  keys?: readonly IntroducedKey[]
}

/** Entries `from` to `to`, both included. */
export interface Range {
  from: number
  to: number
}

/** The first entry of a range that fails; the one before the range is believed, since it is looked at in another. */
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

/** Rows from `from` on. Where many can't be read at once, one by one, so that the first that can't be is known. */
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

/** Whether SQLite finds every page of the database in its place. */
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
