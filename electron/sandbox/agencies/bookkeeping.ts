import { z } from 'zod'
import type { Clock } from '../../../hardware/ports.ts'
import type { Books } from './books.ts'
import { idempotencyConflict } from './idempotency-conflict.ts'

const messageRow = z.object({ key: z.string(), phone: z.string(), text: z.string(), at: z.int() })
const itemRow = z.object({
  item: z.string(),
  txn: z.string(),
  ref: z.string(),
  avos: z.int(),
  state: z.enum(['acknowledged', 'refused', 'reversed']),
  at: z.int(),
})
const chargeRow = z.object({
  attempt: z.string(),
  avos: z.int(),
  state: z.enum(['pending', 'approved', 'declined', 'cancelled', 'reversed']),
  reversed: z.int(),
  wallet: z.string(),
  at: z.int(),
})
const keyRow = z.object({
  station: z.string(),
  kid: z.instanceof(Uint8Array),
  publicKey: z.instanceof(Uint8Array),
  since: z.int(),
})
const reservationRow = z.object({ txn: z.string(), refs: z.string(), until: z.int(), released: z.int() })

/**
 * Keeps the stations' keys and the messages that would have been sent, and shows the books as an auditor reads them.
 */
export function bookkeeping({ books, clock }: { books: Books; clock: Clock }) {
  const keepKey = books.change('INSERT OR IGNORE INTO station_keys VALUES (?, ?, ?, ?)')
  const keyOf = books.row(
    keyRow,
    'SELECT station, kid, public_key AS publicKey, at AS since FROM station_keys WHERE kid = ?',
  )
  const keysOf = books.rows(
    keyRow,
    'SELECT station, kid, public_key AS publicKey, at AS since FROM station_keys WHERE station = ? ORDER BY at, rowid',
  )
  const keepMessage = books.change('INSERT OR IGNORE INTO messages VALUES (?, ?, ?, ?)')
  const messageOf = books.row(messageRow, 'SELECT * FROM messages WHERE key = ?')
  const messages = books.rows(messageRow, 'SELECT * FROM messages ORDER BY at, key')
  const latest = books.rows(messageRow, 'SELECT * FROM messages WHERE phone = ? ORDER BY at DESC, key LIMIT 20')
  const items = books.rows(itemRow, 'SELECT item, txn, ref, avos, state, at FROM items ORDER BY rowid')
  const charges = books.rows(chargeRow, 'SELECT attempt, avos, state, reversed, wallet, at FROM charges ORDER BY rowid')
  const reservations = books.rows(
    reservationRow,
    `SELECT txn, coalesce(group_concat(ref, ' '), '') AS refs, until, released
    FROM reservations LEFT JOIN reserved USING (txn) GROUP BY txn ORDER BY reservations.rowid`,
  )

  return {
    /**
     * Keeps a station's key. Throws CONFLICT where another station published it first, or its id belongs to another
     * key.
     */
    keepKey(station: string, kid: Uint8Array, publicKey: Uint8Array) {
      const before = keyOf(kid)
      if (before && (before.station !== station || !Buffer.from(before.publicKey).equals(publicKey)))
        throw idempotencyConflict()
      keepKey(station, kid, publicKey, clock.now())
    },
    keysOf: (station: string) => keysOf(station),
    /**
     * Keeps a message, which is never sent; the phone page shows it. Throws CONFLICT for the same key with another
     * message.
     */
    keepMessage({ key, phone, text }: { key: string; phone: string; text: string }) {
      const before = messageOf(key)
      if (before && (before.phone !== phone || before.text !== text)) throw idempotencyConflict()
      keepMessage(key, phone, text, clock.now())
    },
    /** The latest 20 messages to one number, the newest first. */
    messagesTo: (phone: string) => latest(phone).map(({ text, at }) => ({ text, at })),
    /**
     * All of the books, each part in the order in which it was written; `active` reservations still hold their bills.
     */
    all: () => ({
      items: items().map(({ txn, avos, ...rest }) => ({ ...rest, transaction: txn, amountAvos: avos })),
      wallets: charges().map(({ avos, reversed, ...rest }) => ({ ...rest, amountAvos: avos, reversedAvos: reversed })),
      reservations: reservations().map(({ txn, refs, until, released }) => ({
        transaction: txn,
        refs: refs === '' ? [] : refs.split(' '),
        until,
        active: released === 0 && until > clock.now(),
      })),
      messages: messages(),
    }),
  }
}
