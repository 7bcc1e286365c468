import { z } from 'zod'
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
 * The open facts of an intent. A refund's intent names the transaction and the attempt that it gives back, and its
 * items those that they are `of`.
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

/** What of an intent is personal, by item: sealed. */
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
 * `since`: when it came into its state. `isTask`: its agency refused it after cash was taken, or took it back and its
 * tender kept the money, so that it isn't paid. `isDoubted`: its agency had taken it back before the entries that say
 * so were lost. `isTakingBack`: a supervisor ends it, and its agency hasn't said yet that it takes it back: until then
 * nothing of it moves. `isByWord`: a supervisor said that it is paid.
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

/** A payment as its entries tell it, without anything personal. Instants are milliseconds since 1970. */
export const record = intentFacts.omit({ items: true }).extend({
  transaction: z.string(),
  actor: z.string(),
  state: z.enum(PAYMENT_STATES),
  /** When it came into its state. */
  since: z.int(),
  startedAt: z.int(),
  /** The entry whose body holds what is personal. */
  intent: z.int(),
  items: z.array(recordItem),
  attempt: z.string().optional(),
  deadlineAt: z.int().optional(),
  /** Why it was refused, declined or reversed. */
  why: z.string().optional(),
  /**
   * The reversal of what was, or may have been, taken was refused for good, so that nobody tries it any more; false
   * once a supervisor has seen to it.
   */
  isKept: z.boolean().optional(),
  provider: z.string().optional(),
  givenAvos: z.int().optional(),
  changeAvos: z.int().optional(),
  committed: z
    .object({ seq: z.int(), hash: z.custom<Uint8Array>((value) => value instanceof Uint8Array), at: z.int() })
    .optional(),
  /** Papers that came out or may have. */
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
 * The kinds of entry that end the tries of a reversal since it was refused for good: of a payment, of an item by its
 * tender, of a refund by the item's agency. They move nothing forward: what was to go back stays where it is.
 */
export const REVERSAL_REFUSED = 'payment-reversal-refused'
export const ITEM_REFUSED = 'item-reversal-refused'
export const REFUND_REFUSED = 'item-refund-refused'
/** The same of an attempt that came to nothing: its tender keeps what it may have taken. */
export const UNDO_REFUSED = 'attempt-undo-refused'
/**
 * The kind of the entry that an item was taken back by its agency in a part of the journal that is lost: whether its
 * payer has the money isn't known here.
 */
export const ITEM_DOUBTED = 'item-doubted'
/**
 * The kinds of the entries that a supervisor ends a task, before its agency is asked to take back what it may have as
 * paid, and that the agency keeps it. `item`: that of the task, all of the payment where it has none.
 */
export const TAKING_BACK = 'item-taking-back'
export const NOT_TAKEN_BACK = 'item-not-taken-back'
/** The kind of the entry with which a supervisor ends a task. */
export const TASK_ENDED = 'task-ended'
/**
 * Earlier programs ended a reversal that was refused for good by an entry of another kind, with the same facts: a
 * journal is read for ever.
 */
export const isTaskEnd = (kind: string): boolean => kind === TASK_ENDED || kind === 'reversal-decided'
/**
 * `tender`: whose takings it changes, none where it changes none: those of `paid` by what comes in, every other by what
 * goes out.
 */
export const taskEnded = z.object({
  item: z.string().optional(),
  how: z.enum(TASK_ENDINGS),
  avos: z.int(),
  tender: z.enum(TENDERS).optional(),
})
/** The kind of the entry before a receipt's paper: from then on it may have come out, whatever is heard of it. */
export const PRINTING = 'receipt-printing'

/**
 * A payment after one more of its entries; undefined where the entry isn't a payment's. A move that the table doesn't
 * know changes nothing: states only move forward, whatever comes late.
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
    ...known(facts),
    state,
    since: entry.wall,
    // A paper with a number was counted when it was about to be printed; older ones have none.
    printed: before.printed + (how === 'paper' && paper === undefined ? 1 : 0),
    ...(move === 'payment-committed' ? { committed: { seq: entry.seq, hash: entry.hash, at: entry.wall } } : {}),
  }
}

/** What an entry says nothing of stays as it was. */
function known<T extends object>(facts: T): Partial<T> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Partial<T>
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
            ...(refund === undefined ? {} : { refund }),
            ...(move === 'item-task' ? { isTask: true } : {}),
          }
    }),
  }
}

/**
 * An item whose money its tender keeps is a supervisor's; one that its agency keeps is as paid as before, or as little,
 * where it had refused it. Another refund may be begun.
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

/** It is a supervisor's from now on, and paid no longer. */
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

/** Whether nothing of a payment moves, since a supervisor ends it. */
export const isFrozen = ({ committed, items }: PaymentRecord): boolean =>
  committed === undefined && items.some(({ isTakingBack }) => isTakingBack === true)

/** Whether a refund may give an item back, as far as this journal says. */
export const isOwed = ({ state, refund, isDoubted, isTakingBack }: RecordItem): boolean =>
  (state === 'acknowledged' || state === 'task') && refund === undefined && isDoubted !== true && isTakingBack !== true

/**
 * What a supervisor decided of is over: paid, for the agency too, or gone back; what was over before stays as it was.
 */
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
  // A refund is money that goes out: no word makes a payment of it.
  if (how !== 'paid' || before.refundOf !== undefined) return { ...before, ...seenTo, state: 'reversed', since }
  // The attempt may be among the entries that are lost: there is one of a transaction.
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
