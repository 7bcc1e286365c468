import { z } from 'zod'
import type { Books } from './books.ts'

const stationRow = z.object({ station: z.string() })

/**
 * Knows which station each transaction belongs to, what a station undid before it arrived, and what is never taken
 * back.
 */
export function openOwnership({ books }: { books: Books }) {
  const reservedBy = books.row(stationRow, 'SELECT station FROM reservations WHERE txn = ?')
  // Compares with `/` and the character after it, so that every attempt of a transaction matches and nothing else.
  const chargedBy = books.row(
    stationRow,
    "SELECT station FROM charges WHERE attempt >= ? || '/' AND attempt < ? || '0' LIMIT 1",
  )
  const undone = books.row(stationRow, 'SELECT station FROM undone WHERE station = ? AND id = ?')
  const keptForGood = books.row(stationRow, 'SELECT station FROM kept WHERE station = ? AND id = ?')
  const keepForGood = books.change('INSERT OR IGNORE INTO kept VALUES (?, ?)')
  const remember = books.change('INSERT OR IGNORE INTO undone VALUES (?, ?)')

  return {
    /** The station that reserved or charged a transaction first; undefined where none did. */
    ownerOf: (transaction: string): string | undefined =>
      reservedBy(transaction)?.station ?? chargedBy(transaction, transaction)?.station,
    /** Whether this station released, reversed or was refused a transaction, an item or an attempt before it came. */
    isUndone: (station: string, id: string): boolean => undone(station, id) !== undefined,
    /** Remembers that for this station alone, so that it can't block another station's ids. */
    undo: (station: string, id: string) => {
      remember(station, id)
    },
    /**
     * Whether this station was refused the reversal of an item, an attempt or a part, so that it gets the same answer
     * again.
     */
    isKept: (station: string, id: string): boolean => keptForGood(station, id) !== undefined,
    /** Remembers such a refusal for this station alone. */
    keep: (station: string, id: string) => {
      keepForGood(station, id)
    },
  }
}
export type Ownership = ReturnType<typeof openOwnership>
