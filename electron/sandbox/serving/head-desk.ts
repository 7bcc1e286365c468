import { z } from 'zod'
import type { Clock } from '../../../hardware/ports.ts'
import type { Books } from '../agencies/books.ts'

interface Head {
  seq: number
  /** SHA-256. */
  hash: Uint8Array
}

/** A station's statement of a head: a number, and the hash of its journal there, if any. */
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
 * Remembers every head that the gateway heard of the stations' journals. A journal that has another entry at such a
 * number has forked; one that is shorter than the head last named to it went back. Both count until a code continues
 * the station, or the training is reset. A station that a code continues is told its last head as the earlier one,
 * until it confirms that it heard; what it holds there isn't held against it.
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
  // With `max`, SQLite takes the other columns from the row with the greatest number.
  const all = books.rows(
    stationRow,
    `SELECT station, max(seq) AS seq, hash, why FROM journal_heads LEFT JOIN suspects USING (station) GROUP BY station ORDER BY station`,
  )

  /**
   * What a statement about one of its entries shows against a station, if anything. Late, repeated and reordered
   * statements stay true.
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
     * Hears a heartbeat's head, the journal's hash at the number that was named to it, and the earlier head that it was
     * told. Answers the last head heard before, the earlier head that it must still be told, and what is held against
     * the station.
     */
    hear(
      station: string,
      said: { head?: Head | undefined; known?: Statement | undefined; told?: Head | undefined; isKept?: boolean },
    ): { before: Head | undefined; earlier: Head | undefined; why: Why | undefined } {
      const { head, known, told, isKept = true } = said
      return books.inTransaction(() => {
        if (told && isSame(told, earlierOf(station))) dropEarlier(station)
        const last = lastOf(station)
        const length = head?.seq ?? 0
        const why = (known && judge(station, known, length)) ?? (head && judge(station, head, length))
        if (why !== undefined) suspect(station, why, clock.now())
        const held = suspectOf(station)?.why
        // A suspect station's head doesn't replace a known one.
        if (isKept && head && held === undefined && head.seq > (last?.seq ?? -1)) keep(station, head.seq, head.hash)
        return { before: last, earlier: earlierOf(station), why: held }
      })
    },
    isSuspect: (station: string): boolean => suspectOf(station) !== undefined,
    /** Continues a station by a code: its next journal is accepted as it is, and it is told its last head once more. */
    continueWith(station: string) {
      books.inTransaction(() => {
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
export type HeadDesk = ReturnType<typeof openHeadDesk>
