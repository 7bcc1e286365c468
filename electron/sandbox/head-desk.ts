import { z } from 'zod'
import type { Clock } from '../../hardware/ports.ts'
import type { Books } from './books.ts'

interface Head {
  seq: number
  /** SHA-256. */
  hash: Uint8Array
}

const headRow = z.object({ seq: z.int(), hash: z.instanceof(Uint8Array) })
const why = z.enum(['went-back', 'forked'])
type Why = z.infer<typeof why>
const suspectRow = z.object({ why })
const stationRow = headRow.extend({ station: z.string(), why: why.nullable() })

/**
 * What the gateway remembers of the stations' journals: every head that it heard of. A journal that holds another entry at such a number forked; one
 * that is shorter than what its own last answer named went back. Both are for good, until a code continues the station, or the training is opened again.
 * To a station that a code continues its last head is told until it says what it holds there, and could keep it; nothing is held against it for what it holds.
 */
export function openHeadDesk({ books, clock }: { books: Books; clock: Clock }) {
  const lastOf = books.row(headRow, 'SELECT seq, hash FROM journal_heads WHERE station = ? ORDER BY seq DESC LIMIT 1')
  const headAt = books.row(headRow, 'SELECT seq, hash FROM journal_heads WHERE station = ? AND seq = ?')
  const keep = books.change('INSERT OR IGNORE INTO journal_heads VALUES (?, ?, ?)')
  const suspectOf = books.row(suspectRow, 'SELECT why FROM suspects WHERE station = ?')
  const suspect = books.change('INSERT OR IGNORE INTO suspects VALUES (?, ?, ?)')
  const forgetHeads = books.change('DELETE FROM journal_heads WHERE station = ?')
  const beforeOf = books.row(headRow, 'SELECT seq, hash FROM heads_before WHERE station = ?')
  const keepBefore = books.change('INSERT OR IGNORE INTO heads_before SELECT station, seq, hash FROM journal_heads WHERE station = ? ORDER BY seq DESC LIMIT 1')
  const toldOf = books.row(headRow, 'SELECT seq, hash FROM heads_told WHERE station = ?')
  const keepTold = books.change('INSERT OR REPLACE INTO heads_told SELECT station, seq, hash FROM heads_before WHERE station = ?')
  const dropBefore = books.change('DELETE FROM heads_before WHERE station = ?')
  const dropTold = books.change('DELETE FROM heads_told WHERE station = ?')
  const forgetSuspect = books.change('DELETE FROM suspects WHERE station = ?')
  // SQLite takes the hash from the row that has the greatest number.
  const all = books.rows(stationRow, `SELECT station, max(seq) AS seq, hash, why FROM journal_heads LEFT JOIN suspects USING (station) GROUP BY station ORDER BY station`)

  /** What a station's statement about one of its entries gives away, if anything: late, repeated and reordered ones are as true as they were. */
  function judge(station: string, said: { seq: number; hash?: Uint8Array | undefined }, length: number): Why | undefined {
    const heard = headAt(station, said.seq)
    if (!heard || (said.hash && Buffer.from(heard.hash).equals(said.hash))) return undefined
    return said.seq > length ? 'went-back' : 'forked'
  }

  function noteTold(station: string): void {
    keepTold(station)
    dropBefore(station)
  }

  function forgetAllOf(station: string): void {
    forgetHeads(station)
    dropBefore(station)
    dropTold(station)
    forgetSuspect(station)
  }

  /** Whether a statement is about the last head before a continuation, and not about the journal that goes on, which may have passed that number meanwhile. Said late or twice it is about that one by its hash. */
  function isBefore(station: string, said: { seq: number; hash?: Uint8Array | undefined }): boolean {
    if (said.seq === beforeOf(station)?.seq) return true
    const told = toldOf(station)
    return told !== undefined && said.hash !== undefined && said.seq === told.seq && Buffer.from(told.hash).equals(said.hash)
  }

  return {
    /** Hears a heartbeat's head, and what the journal holds at a number that was named to it. Answers the last head before, and what is held against the station. */
    hear(station: string, head: Head | undefined, known: { seq: number; hash?: Uint8Array | undefined; again?: boolean | undefined } | undefined, isKept = true): { before: Head | undefined; why: Why | undefined } {
      return books.together(() => {
        const isOfBefore = known !== undefined && isBefore(station, known)
        // It said what it holds where its last head before was: it was told, and keeps it.
        if (isOfBefore && known.again !== true && known.seq === beforeOf(station)?.seq) noteTold(station)
        const last = lastOf(station)
        const length = head?.seq ?? 0
        const why = (known && !isOfBefore ? judge(station, known, length) : undefined) ?? (head && judge(station, head, length))
        if (why !== undefined) suspect(station, why, clock.now())
        const held = suspectOf(station)?.why
        // What a suspect says replaces nothing that is known.
        if (isKept && head && held === undefined && head.seq > (last?.seq ?? -1)) keep(station, head.seq, head.hash)
        // A journal that is shorter than what it said since it was continued went back: that comes before what was lost earlier.
        const isShorter = last !== undefined && length < last.seq
        return { before: (isShorter ? undefined : beforeOf(station)) ?? last, why: held }
      })
    },
    isSuspect: (station: string): boolean => suspectOf(station) !== undefined,
    /** Goes on with a station that a code continues: its next journal is taken as it is, and its last head is told to it once more. */
    continueWith(station: string) {
      books.together(() => {
        keepBefore(station)
        forgetHeads(station)
        forgetSuspect(station)
      })
    },
    forgetAll() {
      for (const { station } of all()) forgetAllOf(station)
    },
    all: () => all().map(({ hash, why, ...rest }) => ({ ...rest, hash: Buffer.from(hash).toString('hex'), ...(why === null ? {} : { suspect: why }) }))
  }
}
