import { z } from 'zod'
import { defined } from '../../common/defined.ts'
import { isOver, ITEM_STATES, PAYMENT_STATES, TASK_ENDINGS, TENDERS } from '../../contract/index.ts'
import type { Entry } from '../journal/index.ts'
import { ITEM_MOVES, ITEM_TABLE, MOVES, PAYMENT_TABLE, isItemOver, type ItemMove, type Move } from './states.ts'

const agency = z.enum(['DSAT', 'PSP', 'MP', 'TUI', 'DSF', 'IAM'])
const kind = z.enum(['tax', 'fine', 'slip'])

const intentItem = z.object({
  item: z.string(),
  agency,
  kind,
  avos: z.int(),
  season: z.int().optional(),
  requires: z.array(z.string()),
  of: z.string().optional(),
})

/**
 * The facts of an intent. A refund's intent names the transaction and the attempt that it gives back, and each of its
 * items names in `of` the item that it gives back. Amounts are in avos.
 */
export const intentFacts = z.object({
  tender: z.enum(TENDERS),
  place: z.enum(['kiosk', 'counter']),
  totalAvos: z.int(),
  items: z.array(intentItem),
  training: z.boolean(),
  refundOf: z.string().optional(),
  refundAttempt: z.string().optional(),
})
export type IntentFacts = z.infer<typeof intentFacts>

/** The personal data of an intent, by item; it goes into the sealed body. */
export const intentBody = z.object({
  quote: z.string(),
  items: z.record(
    z.string(),
    z.object({
      ref: z.string(),
      number: z.string().optional(),
      plate: z.string().optional(),
      class: z.enum(['moped', 'motorcycle', 'light', 'heavy', 'industrial']).optional(),
      inspectionBy: z.string().optional(),
    }),
  ),
  reason: z.string().optional(),
})
export type IntentBody = z.infer<typeof intentBody>

/**
 * An item of a payment. `since`: when it came into its state, in milliseconds since 1970. `isTask`: it isn't paid and a
 * supervisor decides, since its agency refused it after cash was taken, or took it back while the tender kept the
 * money. `isDoubted`: its agency had taken it back, but the entries that say more were lost. `isTakingBack`: a
 * supervisor is ending it and the agency hasn't answered yet; until then it doesn't move. `isByWord`: a supervisor said
 * that it is paid.
 */
export const recordItem = intentItem.extend({
  state: z.enum(ITEM_STATES),
  since: z.int(),
  refund: z.string().optional(),
  isTask: z.boolean().optional(),
  isDoubted: z.boolean().optional(),
  isTakingBack: z.boolean().optional(),
  isByWord: z.boolean().optional(),
})
export type RecordItem = z.infer<typeof recordItem>

/** A payment as its entries tell it, without personal data. Times are in milliseconds since 1970. */
export const record = intentFacts.omit({ items: true }).extend({
  transaction: z.string(),
  actor: z.string(),
  state: z.enum(PAYMENT_STATES),
  /** When it came into its state. */
  since: z.int(),
  startedAt: z.int(),
  /** The number of the entry whose body holds the personal data. */
  intent: z.int(),
  items: z.array(recordItem),
  attempt: z.string().optional(),
  deadlineAt: z.int().optional(),
  /** Why it was refused, declined or reversed. */
  why: z.string().optional(),
  /**
   * True where the reversal was refused for good, so that it isn't tried any more; false once a supervisor has dealt
   * with it.
   */
  isKept: z.boolean().optional(),
  provider: z.string().optional(),
  givenAvos: z.int().optional(),
  changeAvos: z.int().optional(),
  committed: z
    .object({ seq: z.int(), hash: z.custom<Uint8Array>((value) => value instanceof Uint8Array), at: z.int() })
    .optional(),
  /** How many papers came out, or may have. */
  printed: z.int(),
})
export type PaymentRecord = z.infer<typeof record>

const moveFacts = z.object({
  attempt: z.string().optional(),
  deadlineAt: z.int().optional(),
  why: z.string().optional(),
  provider: z.string().optional(),
  givenAvos: z.int().optional(),
  changeAvos: z.int().optional(),
  how: z.enum(['paper', 'screen']).optional(),
  paper: z.int().optional(),
})
const itemFacts = z.object({ item: z.string(), refund: z.string().optional() })

const isMove = (kind: string): kind is Move => MOVES.some((move) => move === kind)
const isItemMove = (kind: string): kind is ItemMove => ITEM_MOVES.some((move) => move === kind)

/** The kind of the entry that begins a payment or a refund. */
export const INTENDED = 'payment-intended'
/**
 * The kinds of entry that end the tries of a reversal because it was refused for good: of a payment, of an item by its
 * tender, and of a refund by the item's agency. The money stays where it is.
 */
export const REVERSAL_REFUSED = 'payment-reversal-refused'
export const ITEM_REFUSED = 'item-reversal-refused'
export const REFUND_REFUSED = 'item-refund-refused'
/** The same for an undo: the tender keeps what it may have taken. */
export const UNDO_REFUSED = 'attempt-undo-refused'
/**
 * The kind of the entry that an agency had taken an item back in a lost part of the journal, so that it isn't known
 * here whether the payer has the money.
 */
export const ITEM_DOUBTED = 'item-doubted'
/**
 * The kinds of the entries that a supervisor begins to end a task, before its agency is asked to take back what it may
 * have as paid, and that the agency keeps it. `item` is the task's; without it, the whole payment is meant.
 */
export const TAKING_BACK = 'item-taking-back'
export const NOT_TAKEN_BACK = 'item-not-taken-back'
/** The kind of the entry with which a supervisor ends a task. */
export const TASK_ENDED = 'task-ended'
/**
 * Whether an entry ends a task. Earlier versions wrote another kind with the same facts, and old journals must stay
 * readable.
 */
export const isTaskEnd = (kind: string): boolean => kind === TASK_ENDED || kind === 'reversal-decided'
/**
 * The facts of a task's end. `tender` is given where the takings change: `paid` adds `avos` to them, every other ending
 * subtracts.
 */
export const taskEnded = z.object({
  item: z.string().optional(),
  how: z.enum(TASK_ENDINGS),
  avos: z.int(),
  tender: z.enum(TENDERS).optional(),
})
/**
 * The kind of the entry before a receipt is printed: from then on the paper may have come out, whatever the printer
 * reports.
 */
export const PRINTING = 'receipt-printing'

/**
 * Folds one more entry into a payment; undefined where the entry isn't a payment's. A move that the table doesn't allow
 * changes nothing, so a late entry can't move a state back.
 */
export function fold(before: PaymentRecord | undefined, entry: Entry): PaymentRecord | undefined {
  if (entry.transaction === null) return before
  if (entry.kind === INTENDED) {
    const { items, ...facts } = intentFacts.parse(entry.facts)
    return {
      ...facts,
      transaction: entry.transaction,
      actor: entry.actor,
      state: 'intended',
      since: entry.wall,
      startedAt: entry.wall,
      intent: entry.seq,
      printed: 0,
      items: items.map((item) => ({ ...item, state: 'waiting', since: entry.wall })),
    }
  }
  if (!before) return undefined
  if (entry.kind === PRINTING) return { ...before, printed: before.printed + 1 }
  if (isMove(entry.kind)) return foldMove(before, entry, entry.kind)
  if (isTaskEnd(entry.kind)) return foldTaskEnded(before, entry)
  if (entry.kind === REVERSAL_REFUSED)
    return before.state === 'reversing' ? { ...before, isKept: true, since: entry.wall } : before
  if (entry.kind === UNDO_REFUSED)
    return isOver(before.state) && !before.committed ? { ...before, isKept: true } : before
  if (entry.kind === ITEM_REFUSED || entry.kind === REFUND_REFUSED) return foldRefused(before, entry)
  if (entry.kind === ITEM_DOUBTED) return foldDoubted(before, entry)
  if (entry.kind === TAKING_BACK || entry.kind === NOT_TAKEN_BACK) return foldTakingBack(before, entry)
  return isItemMove(entry.kind) ? foldItem(before, entry, entry.kind) : before
}

function foldMove(before: PaymentRecord, entry: Entry, move: Move): PaymentRecord {
  const state = PAYMENT_TABLE[before.state][move]
  if (state === undefined) return before
  const { how, paper, ...facts } = moveFacts.parse(entry.facts)
  return {
    ...before,
    // A fact that is undefined keeps its earlier value.
    ...defined(facts),
    state,
    since: entry.wall,
    // A paper with a number was counted when printing began; papers of earlier versions have none.
    printed: before.printed + (how === 'paper' && paper === undefined ? 1 : 0),
    ...(move === 'payment-committed' ? { committed: { seq: entry.seq, hash: entry.hash, at: entry.wall } } : {}),
  }
}

function foldItem(before: PaymentRecord, entry: Entry, move: ItemMove): PaymentRecord {
  const { item, refund } = itemFacts.parse(entry.facts)
  return {
    ...before,
    items: before.items.map((each) => {
      const state = each.item === item ? ITEM_TABLE[each.state][move] : undefined
      return state === undefined
        ? each
        : {
            ...each,
            state,
            since: entry.wall,
            ...defined({ refund, isTask: move === 'item-task' || undefined }),
          }
    }),
  }
}

/**
 * Folds a refused reversal. An item whose money the tender keeps becomes a task. One that its agency keeps goes back to
 * acknowledged, or to a task where the agency had refused it, and another refund may begin.
 */
function foldRefused(before: PaymentRecord, entry: Entry): PaymentRecord {
  const { item } = itemFacts.parse(entry.facts)
  const isByAgency = entry.kind === REFUND_REFUSED
  return {
    ...before,
    items: before.items.map((each) => {
      const { refund, ...rest } = each
      if (each.item !== item || (isByAgency && (refund === undefined || each.state !== 'reversing'))) return each
      return isByAgency
        ? { ...rest, state: rest.isTask === true ? 'task' : 'acknowledged', since: entry.wall }
        : { ...rest, state: 'task', isTask: true, since: entry.wall }
    }),
  }
}

/** Folds a doubted item: it becomes a task and doesn't count as paid any more. */
function foldDoubted(before: PaymentRecord, entry: Entry): PaymentRecord {
  const { item } = itemFacts.parse(entry.facts)
  return {
    ...before,
    items: before.items.map((each) =>
      each.item === item && isOwed(each) ? { ...each, state: 'task', isDoubted: true, since: entry.wall } : each,
    ),
  }
}

const takingBack = z.object({ item: z.string().optional() })

function foldTakingBack(before: PaymentRecord, entry: Entry): PaymentRecord {
  const { item } = takingBack.parse(entry.facts)
  const isTakingBack = entry.kind === TAKING_BACK
  return {
    ...before,
    items: before.items.map((each) => (item === undefined || each.item === item ? { ...each, isTakingBack } : each)),
  }
}

/** Whether a payment can't move because a supervisor is ending it. */
export const isFrozen = ({ committed, items }: PaymentRecord): boolean =>
  committed === undefined && items.some(({ isTakingBack }) => isTakingBack === true)

/** Whether a refund may give an item back, by what this journal says. */
export const isOwed = ({ state, refund, isDoubted, isTakingBack }: RecordItem): boolean =>
  (state === 'acknowledged' || state === 'task') && refund === undefined && isDoubted !== true && isTakingBack !== true

/** Folds the end of a task: the item or payment becomes paid or given back; states that had ended before stay. */
function foldTaskEnded(before: PaymentRecord, entry: Entry): PaymentRecord {
  const { item, how } = taskEnded.parse(entry.facts)
  const since = entry.wall
  if (item !== undefined)
    return {
      ...before,
      items: before.items.map((each) => (each.item === item ? endedItem(each, how === 'paid', since) : each)),
    }
  const seenTo = before.isKept === undefined ? {} : { isKept: false }
  if (isOver(before.state)) return { ...before, ...seenTo }
  // A refund pays out, so it can't become a payment.
  if (how !== 'paid' || before.refundOf !== undefined) return { ...before, ...seenTo, state: 'reversed', since }
  // The entry with the attempt may be lost; a transaction has only one.
  const attempt = before.attempt ?? `${before.transaction}/1`
  return {
    ...before,
    attempt,
    state: 'committed',
    since,
    committed: { seq: entry.seq, hash: entry.hash, at: since },
    items: before.items.map((each) => endedItem(each, true, since)),
  }
}

function endedItem(before: RecordItem, isPaid: boolean, since: number): RecordItem {
  if (isItemOver(before.state) && before.state !== 'task') return before
  if (!isPaid) return { ...before, state: 'refunded', since, isTakingBack: false }
  const paid: RecordItem = { ...before, state: 'acknowledged', since, isByWord: true }
  // Another refund may be begun.
  delete paid.refund
  return paid
}

/** Whether nothing is left to do for a payment, nor for any of its items. */
export function isSettled(payment: PaymentRecord): boolean {
  if (!isOver(payment.state)) return false
  return payment.committed === undefined || payment.items.every(({ state }) => isItemOver(state))
}
