import { defined } from '../../common/defined.ts'
import { isOver } from '../../contract/index.ts'
import type { Clock } from '../../../hardware/ports.ts'
import type { Journal } from '../journal/index.ts'
import type { PendingFacts, ReceiptFacts } from '../receipts/index.ts'
import type { Book } from './book.ts'
import { SLIP_GOOD_MS } from './limits.ts'
import type { PaymentRecord, RecordItem } from './record.ts'

/**
 * What the papers of a payment say: its receipt, and the slip of what isn't known, goes back or needs staff (money.md,
 * "A payment", 9 and 10).
 */
export interface Papers {
  /**
   * What the receipt of a committed payment says of the items that stand; undefined where none does, while no head that
   * holds it is known elsewhere, and for every other payment.
   */
  receiptFacts(transaction: string): Omit<ReceiptFacts, 'secondLanguage' | 'reprint'> | undefined
  /**
   * What the slip of a payment says whose outcome isn't known, whose money is on its way back or whose receipt follows;
   * undefined for every other.
   */
  pendingFacts(transaction: string): Omit<PendingFacts, 'secondLanguage'> | undefined
  /** What the slip of a payment says; undefined where there is none. */
  outcomeOf(payment: PaymentRecord): PendingFacts['outcome'] | undefined
  /**
   * Whether a member of staff has to see to a payment, or to this item of it, since nothing of it goes back by itself.
   */
  needsStaff(payment: PaymentRecord, item?: RecordItem): boolean
}

/**
 * `isDoubted`: whether entries after a payment that was open then are lost; `isBeforeLoss`: the same of any payment;
 * `isHeld`: whether nothing of a payment or refund is given back by itself, for that or since the journal can't be
 * relied on just now.
 */
export function createPapers(deps: {
  book: Book
  journal: Pick<Journal, 'isKnownElsewhere'>
  follows(payment: PaymentRecord): boolean
  isDoubted(transaction: string): boolean
  isHeld(transaction: string): boolean
  isBeforeLoss(payment: PaymentRecord): boolean
  clock: Pick<Clock, 'now'>
  station(): { id: string; site: string }
  receiptNumber(payment: PaymentRecord): string
}): Papers {
  const { book, clock } = deps

  function printoutFactsOf({ transaction, training, tender, provider }: PaymentRecord, items: readonly RecordItem[]) {
    const details = book.details(transaction)
    return {
      transaction,
      station: deps.station(),
      training,
      tender,
      totalAvos: items.reduce((sum, { avos }) => sum + avos, 0),
      ...(provider === undefined || tender === 'cash' ? {} : { provider }),
      items: items.map(({ item, agency, kind, avos, season }) => {
        // What can't be read any more is named by the payment: never by nothing, which anybody could fill in.
        const { plate, number, inspectionBy } = details?.items[item] ?? {
          number: `#${transaction.slice(-4).toUpperCase()}:${item.slice(item.indexOf(':') + 1)}`,
        }
        return {
          agency,
          kind,
          amountAvos: avos,
          subject: (kind === 'tax' ? (plate ?? number) : (number ?? plate)) ?? '',
          ...defined({ season }),
          ...(inspectionBy === undefined || kind !== 'tax' ? {} : { inspectionBy }),
        }
      }),
    }
  }

  /** Whether there is something that a receipt will say, and can't yet. */
  const hasFollowing = (payment: PaymentRecord): boolean => deps.follows(payment) && payment.items.some(isStanding)

  function isStaffItem({ transaction }: PaymentRecord, item: RecordItem): boolean {
    if (item.state === 'task' || item.isTakingBack === true) return true
    return (item.state === 'refused' || item.state === 'reversing') && deps.isHeld(item.refund ?? transaction)
  }

  function needsStaff(payment: PaymentRecord, item?: RecordItem): boolean {
    if (item) return isStaffItem(payment, item)
    if (payment.committed) return payment.items.some((each) => isStaffItem(payment, each))
    // An attempt that came to nothing may have taken money all the same: its provider alone knows, and keeps it.
    if (isOver(payment.state)) return payment.isKept === true
    // What is just being paid is no doubted payment: that was open at an earlier start.
    return (
      payment.isKept === true ||
      deps.isDoubted(payment.transaction) ||
      (isWaiting(payment) && deps.isHeld(payment.transaction))
    )
  }

  function outcomeOf(payment: PaymentRecord): PendingFacts['outcome'] | undefined {
    if (hasFollowing(payment)) return 'follows'
    if (needsStaff(payment)) return 'staff'
    if (payment.state === 'unknown') return 'unknown'
    return isWaiting(payment) || (payment.tender !== 'cash' && payment.items.some(isGoingBack))
      ? 'reversing'
      : undefined
  }

  function itemsOn(payment: PaymentRecord, outcome: PendingFacts['outcome']): readonly RecordItem[] {
    if (!payment.committed) return payment.items
    switch (outcome) {
      case 'follows':
        return payment.items.filter(isStanding)
      case 'staff':
        return payment.items.filter((item) => isStaffItem(payment, item))
      default:
        return payment.items.filter(isGoingBack)
    }
  }

  return {
    outcomeOf,
    needsStaff,
    receiptFacts(transaction) {
      const payment = book.get(transaction)
      if (
        !payment?.committed ||
        payment.refundOf !== undefined ||
        !deps.journal.isKnownElsewhere(payment.committed.seq)
      )
        return undefined
      const {
        committed: { seq, hash, at },
        givenAvos,
        changeAvos,
      } = payment
      const standing = payment.items.filter(isStanding)
      if (standing.length === 0) return undefined
      // What was handed over and the change were those of all of it.
      const isWhole = standing.length === payment.items.length
      return {
        ...printoutFactsOf(payment, standing),
        number: deps.receiptNumber(payment),
        at,
        position: { seq, hash },
        ...(deps.isBeforeLoss(payment) ? { isBeforeLoss: true } : {}),
        ...(isWhole && givenAvos !== undefined ? { givenAvos } : {}),
        ...(isWhole && changeAvos !== undefined ? { changeAvos } : {}),
      }
    },
    pendingFacts(transaction) {
      const payment = book.get(transaction)
      const outcome = payment && outcomeOf(payment)
      if (!payment || outcome === undefined) return undefined
      const at = clock.now()
      return { ...printoutFactsOf(payment, itemsOn(payment, outcome)), at, outcome, expiresAt: at + SLIP_GOOD_MS }
    },
  }
}

/** Whether an agency refused an item after the tender, and its money goes or went back by itself. */
const isGoingBack = ({ state, refund }: RecordItem): boolean =>
  refund === undefined && (state === 'refused' || state === 'reversing' || state === 'reversed')

/**
 * Whether a receipt may say that an item is paid: not what goes or went back, by itself or by a refund, a lost one too,
 * nor what its agency refused after cash was taken.
 */
export const isStanding = (item: RecordItem): boolean =>
  item.refund === undefined &&
  item.isTask !== true &&
  item.isDoubted !== true &&
  item.isTakingBack !== true &&
  item.state !== 'refunded' &&
  !isGoingBack(item)

/** Whether the outcome isn't known, or all of the money is on its way back. */
const isWaiting = ({ state }: PaymentRecord): boolean => state === 'unknown' || state === 'reversing'
