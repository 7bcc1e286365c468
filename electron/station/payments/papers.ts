import type { Clock } from '../../../hardware/ports.ts'
import type { Journal } from '../journal/index.ts'
import type { Book } from './book.ts'
import { SLIP_GOOD_MS } from './limits.ts'
import type { Machine } from './order.ts'
import type { PaymentRecord, RecordItem } from './record.ts'

/** What the papers of a payment say: its receipt, and the slip of what isn't known or goes back (money.md, "A payment", 9 and 10). */
export type Papers = Pick<Machine, 'receiptFacts' | 'pendingFacts'>

export function createPapers(deps: { book: Book, journal: Pick<Journal, 'isKnownElsewhere'>, follows(payment: PaymentRecord): boolean, clock: Pick<Clock, 'now'>, station(): { id: string, site: string }, receiptNumber(payment: PaymentRecord): string }): Papers {
  const { book, clock } = deps

  function mattersOf({ transaction, training, tender, provider }: PaymentRecord, items: readonly RecordItem[]) {
    const details = book.details(transaction)
    return {
      transaction, station: deps.station(), training, tender, totalAvos: items.reduce((sum, { avos }) => sum + avos, 0),
      ...(provider === undefined || tender === 'cash' ? {} : { provider }),
      items: items.map(({ item, agency, kind, avos, season }) => {
        // What can't be read any more is named by the payment: never by nothing, which anybody could fill in.
        const { plate, number, inspectionBy } = details?.items[item] ?? { number: `#${transaction.slice(-4).toUpperCase()}:${item.slice(item.indexOf(':') + 1)}` }
        return {
          agency, kind, amountAvos: avos, subject: (kind === 'tax' ? plate ?? number : number ?? plate) ?? '',
          ...(season === undefined ? {} : { season }), ...(inspectionBy === undefined || kind !== 'tax' ? {} : { inspectionBy })
        }
      })
    }
  }

  /** Whether there is something that a receipt will say, and can't yet. */
  const hasFollowing = (payment: PaymentRecord): boolean => deps.follows(payment) && payment.items.some(isStanding)

  return {
    receiptFacts(transaction) {
      const payment = book.get(transaction)
      if (!payment?.committed || payment.refundOf !== undefined || !deps.journal.isKnownElsewhere(payment.committed.seq)) return undefined
      const { committed: { seq, hash, at }, givenAvos, changeAvos } = payment
      const standing = payment.items.filter(isStanding)
      if (standing.length === 0) return undefined
      // What was handed over and the change were those of all of it.
      const isWhole = standing.length === payment.items.length
      return {
        ...mattersOf(payment, standing), number: deps.receiptNumber(payment), at, position: { seq, hash },
        ...(isWhole && givenAvos !== undefined ? { givenAvos } : {}), ...(isWhole && changeAvos !== undefined ? { changeAvos } : {})
      }
    },
    pendingFacts(transaction) {
      const payment = book.get(transaction)
      if (!payment) return undefined
      const at = clock.now()
      if (hasFollowing(payment)) return { ...mattersOf(payment, payment.items.filter(isStanding)), at, outcome: 'follows', expiresAt: at + SLIP_GOOD_MS }
      if (!isPending(payment)) return undefined
      const items = payment.committed ? payment.items.filter(isGoingBack) : payment.items
      return { ...mattersOf(payment, items), at, outcome: payment.state === 'unknown' ? 'unknown' : 'reversing', expiresAt: at + SLIP_GOOD_MS }
    }
  }
}

/** Whether an agency refused an item after the tender, and its money goes or went back by itself. */
const isGoingBack = ({ state, refund }: RecordItem): boolean => refund === undefined && (state === 'refused' || state === 'reversing' || state === 'reversed')

/** Whether a receipt may say that an item is paid: not what goes or went back, by itself or by a refund, a lost one too, nor what its agency refused after cash was taken. */
export const isStanding = (item: RecordItem): boolean => item.refund === undefined && item.isTask !== true && item.isDoubted !== true && item.state !== 'refunded' && !isGoingBack(item)

/** Whether the outcome isn't known, or money is on its way back without anybody having asked for it: the person is told so on paper. */
export function isPending({ state, tender, items }: PaymentRecord): boolean {
  return state === 'unknown' || state === 'reversing' || (tender !== 'cash' && items.some(isGoingBack))
}
