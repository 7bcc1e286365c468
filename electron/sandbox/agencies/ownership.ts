import { z } from 'zod'
import type { Books } from './books.ts'

const stationRow = z.object({ station: z.string() })

/** Whose each transaction is, what a station undid before it came, and what will never be taken back. */
export function openOwnership({ books }: { books: Books }) {
  const reservedBy = books.row(stationRow, 'SELECT station FROM reservations WHERE txn = ?')
  // A slash and the character after it: every attempt of a transaction, and nothing else.
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
    /** Remembers that for this station alone: no other one's ids are taken by it. */
    undo: (station: string, id: string) => {
      remember(station, id)
    },
    /**
     * Whether this station was refused to take back an item, an attempt or a part of one: when it asks again it hears
     * the same.
     */
    isKept: (station: string, id: string): boolean => keptForGood(station, id) !== undefined,
    /** Remembers that for this station alone, as `undo` does. */
    keep: (station: string, id: string) => {
      keepForGood(station, id)
    },
  }
}
export type Ownership = ReturnType<typeof openOwnership>
