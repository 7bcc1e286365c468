import { z } from 'zod'
import type { Clock } from '../../../hardware/ports.ts'
import type { Books } from '../agencies/books.ts'

interface Head {
  seq: number
  /** SHA-256. */
  hash: Uint8Array
}

/** What a station says of a head: its number, and the hash that its journal has there, if any. */
interface Statement {
  seq: number
  hash?: Uint8Array | undefined
}

const headRow = z.object({ seq: z.int(), hash: z.instanceof(Uint8Array) })
const why = z.enum(['went-back', 'forked'])
type Why = z.infer<typeof why>
const suspectRow = z.object({ why })
const stationRow = headRow.extend({ station: z.string(), why: why.nullable() })

const isSame = (one: Statement, other: Head | undefined): boolean =>
  other !== undefined && one.hash !== undefined && one.seq === other.seq && Buffer.from(other.hash).equals(one.hash)

/**
 * What the gateway remembers of the stations' journals: every head that it heard of. A journal that holds another entry
 * at such a number forked; one that is shorter than what its own last answer named went back. Both are for good, until
 * a code continues the station, or the training is opened again. To a station that a code continues its last head is
 * named beside, as the earlier one, until it says that it was told; nothing is held against it for what it holds there.
 */
export function openHeadDesk({ books, clock }: { books: Books; clock: Clock }) {
  const lastOf = books.row(headRow, 'SELECT seq, hash FROM journal_heads WHERE station = ? ORDER BY seq DESC LIMIT 1')
  const headAt = books.row(headRow, 'SELECT seq, hash FROM journal_heads WHERE station = ? AND seq = ?')
  const keep = books.change('INSERT OR IGNORE INTO journal_heads VALUES (?, ?, ?)')
  const suspectOf = books.row(suspectRow, 'SELECT why FROM suspects WHERE station = ?')
  const suspect = books.change('INSERT OR IGNORE INTO suspects VALUES (?, ?, ?)')
  const forgetHeads = books.change('DELETE FROM journal_heads WHERE station = ?')
  const earlierOf = books.row(headRow, 'SELECT seq, hash FROM earlier_heads WHERE station = ?')
  const keepEarlier = books.change(
    'INSERT OR IGNORE INTO earlier_heads SELECT station, seq, hash FROM journal_heads WHERE station = ? ORDER BY seq DESC LIMIT 1',
  )
  const dropEarlier = books.change('DELETE FROM earlier_heads WHERE station = ?')
  const forgetSuspect = books.change('DELETE FROM suspects WHERE station = ?')
  // SQLite takes the hash from the row that has the greatest number.
  const all = books.rows(
    stationRow,
    `SELECT station, max(seq) AS seq, hash, why FROM journal_heads LEFT JOIN suspects USING (station) GROUP BY station ORDER BY station`,
  )

  /**
   * What a station's statement about one of its entries gives away, if anything: late, repeated and reordered ones are
   * as true as they were.
   */
  function judge(station: string, said: Statement, length: number): Why | undefined {
    const heard = headAt(station, said.seq)
    if (!heard || isSame(said, heard)) return undefined
    return said.seq > length ? 'went-back' : 'forked'
  }

  function forgetAllOf(station: string): void {
    forgetHeads(station)
    dropEarlier(station)
    forgetSuspect(station)
  }

  return {
    /**
     * Hears a heartbeat's head, what the journal holds at the number that was named to it, and the earlier head that it
     * was told of. Answers the last head that was heard before, the earlier one that it still has to be told of, and
     * what is held against the station.
     */
    hear(
      station: string,
      said: { head?: Head | undefined; known?: Statement | undefined; told?: Head | undefined; isKept?: boolean },
    ): { before: Head | undefined; earlier: Head | undefined; why: Why | undefined } {
      const { head, known, told, isKept = true } = said
      return books.together(() => {
        if (told && isSame(told, earlierOf(station))) dropEarlier(station)
        const last = lastOf(station)
        const length = head?.seq ?? 0
        const why = (known && judge(station, known, length)) ?? (head && judge(station, head, length))
        if (why !== undefined) suspect(station, why, clock.now())
        const held = suspectOf(station)?.why
        // What a suspect says replaces nothing that is known.
        if (isKept && head && held === undefined && head.seq > (last?.seq ?? -1)) keep(station, head.seq, head.hash)
        return { before: last, earlier: earlierOf(station), why: held }
      })
    },
    isSuspect: (station: string): boolean => suspectOf(station) !== undefined,
    /**
     * Goes on with a station that a code continues: its next journal is taken as it is, and its last head is told to it
     * once more.
     */
    continueWith(station: string) {
      books.together(() => {
        keepEarlier(station)
        forgetHeads(station)
        forgetSuspect(station)
      })
    },
    forgetAll() {
      for (const { station } of all()) forgetAllOf(station)
    },
    all: () =>
      all().map(({ hash, why, ...rest }) => ({
        ...rest,
        hash: Buffer.from(hash).toString('hex'),
        ...(why === null ? {} : { suspect: why }),
      })),
  }
}
