import { z } from 'zod'
import { defined } from '../../common/defined.ts'
import type { Clock, Random } from '../../../hardware/ports.ts'
import {
  reserveRefusal,
  submitRefusal,
  type GatewayBill,
  type ItemState,
  type Place,
} from '../../gateway/money-contract.ts'
import type { BillDesk } from './bill-desk.ts'
import type { Books } from './books.ts'
import type { MoneyFaults } from './money-faults.ts'
import { idempotencyConflict } from './idempotency-conflict.ts'
import type { Ownership } from './ownership.ts'

const QUOTE_LIFE_MS = 5 * 60_000
const QUOTE_BYTES = 16
/**
 * The most vehicles that one payment holds. The sandbox stands for the agencies and imports nothing of the station's
 * contract; a test holds the two equal.
 */
export const MOST_VEHICLES = 10
/** Ten million patacas. */
const MOST_AVOS = 1_000_000_000

type ReserveRefusal = z.infer<typeof reserveRefusal>
type Refused = { ok: false; code: ReserveRefusal; ref?: string; bar?: NonNullable<GatewayBill['bar']> }

const quotedBills = z.array(z.object({ ref: z.string(), avos: z.int(), payBy: z.string().optional() }))
const quoteRow = z.object({
  station: z.string(),
  place: z.enum(['kiosk', 'counter']),
  expires_at: z.int(),
  bills: z.string(),
})
const reserveAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), until: z.int() }),
  z.object({
    ok: z.literal(false),
    code: reserveRefusal,
    ref: z.string().optional(),
    bar: z.custom<NonNullable<GatewayBill['bar']>>().optional(),
  }),
])
const reservationRow = z.object({ station: z.string(), asked: z.string(), answer: z.string(), released: z.int() })
const reservedRow = z.object({
  txn: z.string(),
  ref: z.string(),
  avos: z.int(),
  done: z.int(),
  until: z.int(),
  released: z.int(),
})
const itemRow = z.object({ ref: z.string(), avos: z.int(), state: z.string(), answer: z.string() })
const submitAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), acknowledgement: z.string(), inspectionBy: z.string().optional() }),
  z.object({ ok: z.literal(false), code: submitRefusal }),
])

/**
 * Bills to reserve. `quote` is the quote's id, `forMs` how long they are held; an item's `ref` is its bill's handle.
 */
export interface ReserveQuestion {
  transaction: string
  place: Place
  quote: string
  forMs: number
  items: readonly { item: string; ref: string; amountAvos: number }[]
}
/** An item to be acknowledged as paid; `ref` is its bill's handle. */
export interface SubmitQuestion {
  item: string
  transaction: string
  ref: string
  amountAvos: number
}

/**
 * The agencies' cash desk: quotes, reservations, acknowledgements, reversals. Reservations, submissions and reversals
 * are idempotent by their key: a repeated call gets the first answer again, refusals too. The same key with another
 * question throws CONFLICT.
 */
export function openCashier(deps: {
  books: Books
  bills: BillDesk
  ownership: Ownership
  faults: MoneyFaults
  clock: Clock
  random: Random
}) {
  const { books, bills, ownership, faults, clock, random } = deps
  const quoteOf = books.row(quoteRow, 'SELECT * FROM quotes WHERE quote = ?')
  const keepQuote = books.change('INSERT INTO quotes VALUES (?, ?, ?, ?, ?)')
  const forgetQuotes = books.change('DELETE FROM quotes WHERE expires_at < ?')
  const reservationOf = books.row(reservationRow, 'SELECT * FROM reservations WHERE txn = ?')
  const keepReservation = books.change('INSERT INTO reservations VALUES (?, ?, ?, ?, ?, ?)')
  const releaseAll = books.change('UPDATE reservations SET released = 1 WHERE txn = ?')
  const reservedItem = books.row(
    reservedRow,
    'SELECT reserved.*, until, released FROM reserved JOIN reservations USING (txn) WHERE item = ?',
  )
  const keepReserved = books.change('INSERT INTO reserved VALUES (?, ?, ?, ?, 0)')
  const finish = books.change('UPDATE reserved SET done = 1 WHERE item = ?')
  const itemOf = books.row(itemRow, 'SELECT * FROM items WHERE item = ?')
  const keepItem = books.change('INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const markReversed = books.change("UPDATE items SET state = 'reversed' WHERE item = ?")

  /** Why a bill can't be paid now; undefined where it can. `own` is the transaction that may hold it. */
  function refusalOf(bill: GatewayBill, own?: string): Refused | undefined {
    if (bill.bar === undefined || (bill.bar === 'payment-pending' && bill.heldBy === own)) return undefined
    const code =
      bill.bar === 'paid'
        ? 'bill-paid'
        : bill.bar === 'payment-pending'
          ? 'bill-pending'
          : bill.bar === 'overdue'
            ? 'bill-overdue'
            : 'bill-barred'
    return { ok: false, code, ref: bill.ref, bar: bill.bar }
  }

  /** Why these bills can't be paid together; undefined where they can. */
  function refusalOfAll(chosen: readonly GatewayBill[]): Refused | undefined {
    const total = chosen.reduce((sum, { amountAvos }) => sum + amountAvos, 0)
    if (total <= 0 || total > MOST_AVOS) return { ok: false, code: 'amount-invalid' }
    const vehicles = new Set(
      chosen.flatMap(({ kind, vehicle }) => (kind === 'tax' && vehicle ? [`${vehicle.class} ${vehicle.plate}`] : [])),
    )
    return vehicles.size > MOST_VEHICLES ? { ok: false, code: 'too-many-vehicles' } : undefined
  }

  function judgeReservation(station: string, asked: ReserveQuestion): Refused | undefined {
    const now = clock.now()
    const injected = reserveRefusal.safeParse(faults.refusal('reserve'))
    if (injected.success) return { ok: false, code: injected.data }
    const quote = quoteOf(asked.quote)
    if (!quote || quote.station !== station || quote.place !== asked.place || quote.expires_at <= now)
      return { ok: false, code: 'quote-expired' }
    const quoted = new Map(quotedBills.parse(JSON.parse(quote.bills)).map((bill) => [bill.ref, bill]))
    const refs = new Set(asked.items.map(({ ref }) => ref))
    if (refs.size < asked.items.length) return { ok: false, code: 'amount-invalid' }
    const chosen: GatewayBill[] = []
    for (const { ref, amountAvos } of asked.items) {
      const promised = quoted.get(ref)
      const bill = bills.bill(ref, asked.place)
      if (!promised || !bill) return { ok: false, code: 'bill-unknown', ref }
      const refused = refusalOf(bill, asked.transaction)
      if (refused) return refused
      if (amountAvos <= 0 || amountAvos > MOST_AVOS) return { ok: false, code: 'amount-invalid', ref }
      // The quoted pay-by date counts to its last second, since the training's own bills move on at midnight.
      if (promised.payBy !== undefined && !bill.composition && promised.payBy < bills.today().toString())
        return { ok: false, code: 'bill-overdue', ref, bar: 'overdue' }
      if (amountAvos !== promised.avos || bill.amountAvos !== promised.avos)
        return { ok: false, code: 'amount-changed', ref }
      chosen.push(bill)
    }
    for (const bill of chosen) {
      const missing = bill.requires.find((required) => !refs.has(required))
      if (missing !== undefined)
        return {
          ok: false,
          code: bills.bill(missing, asked.place)?.bar === 'payment-pending' ? 'bill-pending' : 'bill-barred',
          ref: missing,
        }
    }
    return refusalOfAll(chosen)
  }

  function judgeSubmission({ item, transaction, ref, amountAvos }: SubmitQuestion): z.infer<typeof submitAnswer> {
    const refused = (code: z.infer<typeof submitRefusal>) => ({ ok: false as const, code })
    const injected = submitRefusal.safeParse(faults.refusal('submitItem'))
    if (injected.success) return refused(injected.data)
    const reserved = reservedItem(item)
    if (reserved?.txn !== transaction || reserved.ref !== ref || reserved.avos !== amountAvos)
      return refused('not-reserved')
    // After a reset the handle finds no bill any more, but its reservation still counts.
    const bill = bills.bill(ref, 'counter')
    // A bill that this transaction holds isn't refused as paid or changed, since the reservation kept others away.
    const isHeld = reserved.done === 0 && reserved.released === 0 && reserved.until > clock.now()
    if (bill && !isHeld) {
      if (bill.bar === 'paid' || bill.bar === 'payment-pending') return refused('bill-paid')
      if (bill.amountAvos !== amountAvos) return refused('amount-changed')
    }
    if (bill?.requires.some((required) => bills.bill(required, 'counter')?.bar !== 'paid')) return refused('fine-first')
    const vehicle = bill?.kind === 'tax' ? bills.vehicleOfBill(ref) : undefined
    const inspectionBy = vehicle && bills.vehicle(vehicle, 'counter').inspectionBy
    return {
      ok: true,
      acknowledgement: `T${Buffer.from(random.bytes(6)).toString('hex').toUpperCase()}`,
      ...defined({ inspectionBy }),
    }
  }

  function stateOf(station: string, item: string): ItemState {
    const reserved = reservedItem(item)
    const base = reserved && { item, ref: reserved.ref, amountAvos: reserved.avos }
    const before = itemOf(item)
    const answer = before && submitAnswer.parse(JSON.parse(before.answer))
    if (before?.state === 'reversed' || ownership.isUndone(station, item)) return { state: 'reversed', item, ...base }
    if (!base) return { state: 'none', item }
    if (!answer) return { state: 'reserved', ...base }
    return answer.ok
      ? { state: 'acknowledged', ...base, acknowledgement: answer.acknowledgement }
      : { state: 'refused', ...base, code: answer.code }
  }

  return {
    quote(station: string, place: Place, refs: readonly string[]) {
      const now = clock.now()
      const injected = reserveRefusal.safeParse(faults.refusal('quote'))
      if (injected.success) return { ok: false as const, code: injected.data }
      const chosen: GatewayBill[] = []
      for (const ref of new Set(refs)) {
        const bill = bills.bill(ref, place)
        if (!bill) return { ok: false as const, code: 'bill-unknown' as const, ref }
        const refused = refusalOf(bill)
        if (refused) return refused
        chosen.push(bill)
      }
      const refused = refusalOfAll(chosen)
      if (refused) return refused
      const quote = Buffer.from(random.bytes(QUOTE_BYTES)).toString('base64url')
      const expiresAt = now + QUOTE_LIFE_MS
      const kept = chosen.map(({ ref, amountAvos, payBy }) => ({ ref, avos: amountAvos, payBy }))
      books.inTransaction(() => {
        forgetQuotes(now - QUOTE_LIFE_MS)
        keepQuote(quote, station, place, expiresAt, JSON.stringify(kept))
      })
      return {
        ok: true as const,
        quote,
        expiresAt,
        items: chosen.map((bill) => ({ bill, amountAvos: bill.amountAvos })),
      }
    },

    /** Reserves all of these bills for one transaction, or none. The quote must be good at this moment. */
    reserve(station: string, asked: ReserveQuestion): z.infer<typeof reserveAnswer> {
      return books.inTransaction(() => {
        const words = JSON.stringify([
          asked.place,
          asked.quote,
          asked.items.map(({ item, ref, amountAvos }) => [item, ref, amountAvos]),
        ])
        const before = reservationOf(asked.transaction)
        if (before) {
          if (before.asked !== words || before.station !== station) throw idempotencyConflict()
          return reserveAnswer.parse(JSON.parse(before.answer))
        }
        if (
          asked.items.some(({ item }) => !item.startsWith(`${asked.transaction}:`)) ||
          new Set(asked.items.map(({ item }) => item)).size < asked.items.length
        )
          throw idempotencyConflict()
        if (ownership.isUndone(station, asked.transaction)) return { ok: false, code: 'quote-expired' }
        const until = clock.now() + asked.forMs
        const answer = judgeReservation(station, asked) ?? { ok: true as const, until }
        keepReservation(asked.transaction, station, words, answer.ok ? until : 0, JSON.stringify(answer), 0)
        if (answer.ok)
          for (const { item, ref, amountAvos } of asked.items) keepReserved(item, asked.transaction, ref, amountAvos)
        return answer
      })
    },

    /** Releases a transaction. One that is released before its reservation arrives can't be reserved any more. */
    release(station: string, transaction: string) {
      books.inTransaction(() => {
        if (reservationOf(transaction)) releaseAll(transaction)
        else ownership.undo(station, transaction)
      })
    },

    submit(station: string, asked: SubmitQuestion): z.infer<typeof submitAnswer> {
      return books.inTransaction(() => {
        const { item, transaction, ref, amountAvos } = asked
        if (!item.startsWith(`${transaction}:`)) throw idempotencyConflict()
        const before = itemOf(item)
        if (before) {
          if (before.ref !== '' && (before.ref !== ref || before.avos !== amountAvos)) throw idempotencyConflict()
          return submitAnswer.parse(JSON.parse(before.answer))
        }
        // An item that is submitted before its reservation is refused for good, for the station that sent it.
        if (!reservationOf(transaction)) ownership.undo(station, item)
        if (ownership.isUndone(station, item)) return { ok: false, code: 'not-reserved' }
        const answer = judgeSubmission(asked)
        keepItem(
          item,
          transaction,
          ref,
          amountAvos,
          answer.ok ? 'acknowledged' : 'refused',
          JSON.stringify(answer),
          station,
          clock.now(),
        )
        finish(item)
        return answer
      })
    },

    /** What became of a transaction's items. */
    states(station: string, { transaction, items }: { transaction: string; items: readonly string[] }): ItemState[] {
      if (items.some((item) => !item.startsWith(`${transaction}:`))) throw idempotencyConflict()
      return items.map((item) => stateOf(station, item))
    },

    reverse(station: string, item: string): { ok: true } | { ok: false; code: 'not-reversible' } {
      return books.inTransaction(() => {
        const isReversed = itemOf(item)?.state === 'reversed' || ownership.isUndone(station, item)
        if (!isReversed && (ownership.isKept(station, item) || faults.refusal('reverseItem') !== undefined)) {
          ownership.keep(station, item)
          return { ok: false, code: 'not-reversible' }
        }
        // A refused item is reversed too, which records that nobody owes its payer anything.
        if (itemOf(item)) markReversed(item)
        else if (!reservedItem(item)) ownership.undo(station, item)
        else {
          keepItem(
            item,
            item.slice(0, item.indexOf(':')),
            '',
            0,
            'reversed',
            JSON.stringify({ ok: false, code: 'not-reserved' }),
            station,
            clock.now(),
          )
          finish(item)
        }
        return { ok: true }
      })
    },
  }
}
