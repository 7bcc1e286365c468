import type { ItemState, PaymentState } from '../../contract/index.ts'

/** The kinds of entry that move a payment. */
export const MOVES = [
  'payment-reserved',
  'payment-refused',
  'payment-asked',
  'payment-unknown',
  'payment-declined',
  'payment-cancelled',
  'payment-reversing',
  'payment-reversed',
  'payment-withdrawn',
  'payment-committed',
  'payment-receipted',
] as const
export type Move = (typeof MOVES)[number]

/**
 * Which move leads from each payment state to which (money.md, "A payment"). Other moves are impossible: nothing takes
 * `committed` back, and a reversal that has begun is carried through.
 */
export const PAYMENT_TABLE: Readonly<Record<PaymentState, Readonly<Partial<Record<Move, PaymentState>>>>> = {
  // A refund asks nobody for money, so it goes from its intent straight to reversing.
  intended: { 'payment-reserved': 'reserved', 'payment-refused': 'refused', 'payment-reversing': 'reversing' },
  reserved: { 'payment-asked': 'asked', 'payment-refused': 'refused' },
  asked: {
    'payment-committed': 'committed',
    'payment-declined': 'declined',
    'payment-cancelled': 'cancelled',
    'payment-unknown': 'unknown',
    'payment-reversing': 'reversing',
  },
  unknown: {
    'payment-committed': 'committed',
    'payment-declined': 'declined',
    'payment-cancelled': 'cancelled',
    'payment-reversing': 'reversing',
    'payment-reversed': 'reversed',
  },
  // `payment-withdrawn`: the reversal of a cancellation was acknowledged. Only an acknowledgement ends a reversal.
  reversing: { 'payment-reversed': 'reversed', 'payment-withdrawn': 'cancelled' },
  committed: { 'payment-receipted': 'receipted' },
  receipted: { 'payment-receipted': 'receipted' },
  refused: {},
  declined: {},
  cancelled: {},
  reversed: {},
}

/** The kinds of entry that move one item of a committed payment. */
export const ITEM_MOVES = [
  'item-submitted',
  'item-acknowledged',
  'item-refused',
  'item-reversing',
  'item-reversed',
  'item-task',
  'item-refunding',
  'item-refunded',
] as const
export type ItemMove = (typeof ITEM_MOVES)[number]

/**
 * Which move leads from each item state to which. A `submitted` item is about to be sent, or was sent and isn't
 * answered; it is sent again with the same key.
 */
export const ITEM_TABLE: Readonly<Record<ItemState, Readonly<Partial<Record<ItemMove, ItemState>>>>> = {
  waiting: { 'item-submitted': 'submitted', 'item-refused': 'refused' },
  submitted: { 'item-acknowledged': 'acknowledged', 'item-refused': 'refused' },
  acknowledged: { 'item-refunding': 'reversing' },
  refused: { 'item-reversing': 'reversing', 'item-task': 'task' },
  reversing: { 'item-reversed': 'reversed', 'item-refunded': 'refunded' },
  reversed: {},
  refunded: {},
  // A supervisor hands the cash back.
  task: { 'item-refunding': 'reversing' },
}

/** The moves that undo nothing; they hold whatever else happened to the payment elsewhere. */
const FORWARD: ReadonlySet<Move | ItemMove> = new Set<Move | ItemMove>([
  'payment-reserved',
  'payment-asked',
  'payment-unknown',
  'payment-committed',
  'payment-receipted',
  'item-submitted',
  'item-acknowledged',
])
/** Whether a move undoes nothing, so that it is allowed at any time. */
export const isForward = (move: Move | ItemMove): boolean => FORWARD.has(move)

/** Whether an item doesn't move on by itself any more. */
export const isItemOver = (state: ItemState): boolean =>
  state === 'acknowledged' || state === 'task' || Object.keys(ITEM_TABLE[state]).length === 0
