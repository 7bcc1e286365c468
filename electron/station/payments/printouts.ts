import { defined } from '../../common/defined.ts'
import { isOver, STATE_PHASES } from '../../contract/index.ts'
import type { Clock } from '../../../hardware/ports.ts'
import type { Journal } from '../journal/index.ts'
import type { PendingFacts, ReceiptFacts } from '../receipts/index.ts'
import type { Book } from './book.ts'
import { SLIP_GOOD_MS } from './limits.ts'
import type { PaymentRecord, RecordItem } from './record.ts'

/**
 * Says what a payment's printouts contain: its receipt, and the slip for money that isn't settled, goes back or needs
 * staff (money.md, "A payment", 9 and 10).
 */
export interface Printouts {
  /**
   * The facts of a committed payment's receipt, for the items that still count as paid. Undefined where there are none,
   * while no head that includes the payment is known outside the folder, and for any other payment.
   */
  receiptFacts(transaction: string): Omit<ReceiptFacts, 'secondLanguage' | 'reprint'> | undefined
  /**
   * The facts of the pending slip of a payment whose outcome is unknown, whose money goes back, whose receipt follows,
   * or that needs staff; undefined for any other.
   */
  pendingFacts(transaction: string): Omit<PendingFacts, 'secondLanguage'> | undefined
  /** The outcome on a payment's slip; undefined where there is no slip. */
  outcomeOf(payment: PaymentRecord): PendingFacts['outcome'] | undefined
  /**
   * Whether a member of staff has to deal with a payment, or with this item of it, since no money goes back by itself.
   */
  needsStaff(payment: PaymentRecord, item?: RecordItem): boolean
}

/**
 * `isDoubted`: whether a payment was open when a loss was accepted. `isBeforeLoss`: whether a payment is older than an
 * accepted loss. `isHeld`: whether nothing of a payment or refund goes back by itself, because of a loss or because the
 * journal can't be relied on now.
 */
export function createPrintouts(deps: {
  book: Book
  journal: Pick<Journal, 'isAnchored'>
  followsLater(payment: PaymentRecord): boolean
  isDoubted(transaction: string): boolean
  isHeld(transaction: string): boolean
  isBeforeLoss(payment: PaymentRecord): boolean
  clock: Pick<Clock, 'now'>
  station(): { id: string; site: string }
  receiptNumber(payment: PaymentRecord): string
}): Printouts {
  const { book, clock } = deps

  function printoutFactsOf({ transaction, training, tender, provider }: PaymentRecord, items: readonly RecordItem[]) {
    const details = book.details(transaction)
    return {
      transaction,
      station: deps.station(),
      training,
      tender,
      totalAvos: items.reduce((sum, { avos }) => sum + avos, 0),
      ...defined({ provider: tender === 'cash' ? undefined : provider }),
      items: items.map(({ item, agency, kind, avos, season }) => {
        // An item whose details can't be read is named by its transaction, since anybody could fill in an empty field.
        const { plate, number, inspectionBy } = details?.items[item] ?? {
          number: `#${transaction.slice(-4).toUpperCase()}:${item.slice(item.indexOf(':') + 1)}`,
        }
        return {
          agency,
          kind,
          amountAvos: avos,
          subject: (kind === 'tax' ? (plate ?? number) : (number ?? plate)) ?? '',
          ...defined({ season, inspectionBy: kind === 'tax' ? inspectionBy : undefined }),
        }
      }),
    }
  }

  /** Whether a receipt will say something that it can't say yet. */
  const hasFollowing = (payment: PaymentRecord): boolean =>
    deps.followsLater(payment) && payment.items.some(isStillPaid)

  function isStaffItem({ transaction }: PaymentRecord, item: RecordItem): boolean {
    if (item.state === 'task' || item.isTakingBack === true) return true
    return (item.state === 'refused' || item.state === 'reversing') && deps.isHeld(item.refund ?? transaction)
  }

  function needsStaff(payment: PaymentRecord, item?: RecordItem): boolean {
    if (item) return isStaffItem(payment, item)
    if (payment.committed) return payment.items.some((each) => isStaffItem(payment, each))
    // The provider of a failed attempt may have taken the money, and keeps it.
    if (isOver(payment.state)) return payment.isKept === true
    // A payment that is just being made isn't doubted; only one open at an earlier start can be.
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
        return payment.items.filter(isStillPaid)
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
      if (!payment?.committed || payment.refundOf !== undefined || !deps.journal.isAnchored(payment.committed.seq))
        return undefined
      const {
        committed: { seq, hash, at },
        givenAvos,
        changeAvos,
      } = payment
      const standing = payment.items.filter(isStillPaid)
      if (standing.length === 0) return undefined
      // The cash given and the change belong to the payment as a whole.
      const isWhole = standing.length === payment.items.length
      return {
        ...printoutFactsOf(payment, standing),
        number: deps.receiptNumber(payment),
        at,
        position: { seq, hash },
        ...(deps.isBeforeLoss(payment) ? { isBeforeLoss: true } : {}),
        ...(isWhole ? defined({ givenAvos, changeAvos }) : {}),
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

/** Whether an agency refused an item after payment, so that its money goes or went back by itself. */
const isGoingBack = ({ state, refund }: RecordItem): boolean =>
  refund === undefined && (state === 'refused' || state === 'reversing' || state === 'reversed')

/**
 * Whether a receipt may state an item as paid. It may not if the item's money goes or went back, by itself or by a
 * refund (one in lost entries too), or if its agency refused it after cash was taken.
 */
export const isStillPaid = (item: RecordItem): boolean =>
  item.refund === undefined &&
  item.isTask !== true &&
  item.isDoubted !== true &&
  item.isTakingBack !== true &&
  item.state !== 'refunded' &&
  !isGoingBack(item)

/** Whether the outcome is unknown, or all of the money is going back. */
const isWaiting = ({ state }: PaymentRecord): boolean => STATE_PHASES[state] === 'open'
