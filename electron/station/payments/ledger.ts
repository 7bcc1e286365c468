import { z } from 'zod'
import { defined } from '../../common/defined.ts'
import { macaoDay } from '../../common/macao.ts'
import { TASK_REASONS, TENDERS, type Takings } from '../../contract/index.ts'
import { isLoss, type Projection } from '../journal/index.ts'
import { LATE_MS, RESERVED_MS, UNDO_TASK_MS } from './limits.ts'
import {
  fold,
  isSettled,
  ITEM_DOUBTED,
  ITEM_REFUSED,
  record,
  REFUND_REFUSED,
  NOT_TAKEN_BACK,
  REVERSAL_REFUSED,
  isTaskEnd,
  TAKING_BACK,
  taskEnded,
  UNDO_REFUSED,
  type PaymentRecord,
} from './record.ts'
import { isItemOver } from './states.ts'

const dayTakings = z.record(z.enum(TENDERS), z.object({ payments: z.int(), totalAvos: z.int() }))

const task = z.object({
  transaction: z.string(),
  item: z.string().optional(),
  amountAvos: z.int(),
  why: z.enum(TASK_REASONS),
  since: z.int(),
})
/** What a supervisor has to decide. The amount is in avos, `since` in milliseconds since 1970. */
export type Task = z.infer<typeof task>

const undo = z.object({
  transaction: z.string(),
  attempt: z.string(),
  tender: z.enum(TENDERS),
  amountAvos: z.int(),
  since: z.int(),
})
/** An undo that no provider has confirmed yet. The amount is in avos, `since` in milliseconds since 1970. */
export type Undo = z.infer<typeof undo>

const storedLedger = z.object({
  open: z.array(record),
  days: z.array(z.tuple([z.string(), dayTakings])),
  tasks: z.array(task),
  ended: z.array(z.tuple([z.string(), z.int()])),
  undos: z.array(undo),
  doubted: z.array(z.string()),
  lossAt: z.int(),
})

/** A view of the payments in the journal: those that aren't settled, the takings by day, and the tasks. */
export interface Ledger {
  open: Map<string, PaymentRecord>
  days: Map<string, z.infer<typeof dayTakings>>
  tasks: Task[]
  /**
   * Transactions that ended recently without a payment, with when, in milliseconds since 1970. The gateway may still
   * reserve their bills.
   */
  ended: Map<string, number>
  /** The undos that no provider has confirmed yet, by attempt. */
  undos: Map<string, Undo>
  /**
   * The transactions that were open when a loss was accepted and aren't settled since. The lost entries may say what
   * became of them, so the station can't know.
   */
  doubted: Set<string>
  /** The number of the entry that last accepted a loss; 0 where there is none. */
  lossAt: number
}

const noTakings = () => Object.fromEntries(TENDERS.map((tender) => [tender, { payments: 0, totalAvos: 0 }]))

/** The projection that makes the ledger from the journal's entries. */
export const ledger: Projection<Ledger> = {
  name: 'ledger',
  version: 15,
  empty: () => ({
    open: new Map(),
    days: new Map(),
    tasks: [],
    ended: new Map(),
    undos: new Map(),
    doubted: new Set(),
    lossAt: 0,
  }),
  fold(state, entry) {
    if (isLoss(entry)) {
      state.lossAt = entry.seq
      for (const transaction of state.open.keys()) state.doubted.add(transaction)
      // The lost entries may say that a supervisor ended these tasks, so each gets the reason that the journal went back.
      state.tasks = state.tasks.map((each) => ({ ...each, why: 'journal-went-back' }))
    }
    if (entry.transaction === null) return
    const before = state.open.get(entry.transaction)
    const after = fold(before, entry)
    if (entry.kind === 'item-task') {
      const { item, avos } = refused.parse(entry.facts)
      state.tasks.push({
        transaction: entry.transaction,
        item,
        amountAvos: avos,
        why: 'cash-refused',
        since: entry.wall,
      })
    }
    if (entry.kind === ITEM_DOUBTED) {
      const { item, avos } = refused.parse(entry.facts)
      // An item has one task at most, so this one replaces any other.
      state.tasks = [
        ...state.tasks.filter((each) => each.item !== item),
        { transaction: entry.transaction, item, amountAvos: avos, why: 'journal-went-back', since: entry.wall },
      ]
    }
    if (entry.kind === TAKING_BACK || entry.kind === NOT_TAKEN_BACK) {
      const { item, avos, ...about } = beingEnded.parse(entry.facts)
      const isLive = after !== undefined && after.items.find((each) => each.item === item)?.state !== 'task'
      // Where the agency keeps the item, the station goes on with it and its task is removed. An item in the state
      // `task` still needs a supervisor, so its task stays.
      if (isLive || entry.kind === TAKING_BACK)
        state.tasks = state.tasks.filter((each) => each.transaction !== entry.transaction || each.item !== item)
      if (entry.kind === TAKING_BACK)
        state.tasks.push({
          transaction: entry.transaction,
          ...defined({ item }),
          amountAvos: avos,
          ...about,
        })
    }
    if (entry.kind === 'item-refunding') {
      const { item } = decided.parse(entry.facts)
      state.tasks = state.tasks.filter((each) => each.item !== item)
    }
    if (REVERSALS_REFUSED.has(entry.kind)) {
      const { item, attempt, avos } = refusedReversal.parse(entry.facts)
      if (entry.kind === UNDO_REFUSED && attempt !== undefined) state.undos.delete(attempt)
      state.tasks.push({
        transaction: entry.transaction,
        ...defined({ item }),
        amountAvos: avos,
        why: 'reversal-refused',
        since: entry.wall,
      })
    }
    if (isTaskEnd(entry.kind)) {
      const { item, how, avos, tender } = taskEnded.parse(entry.facts)
      state.tasks = state.tasks.filter((each) => each.transaction !== entry.transaction || each.item !== item)
      if (tender !== undefined) addToTakings(state, { tender, avos }, entry.wall, how === 'paid')
    }
    if (entry.kind === UNDO_DUE) {
      const { attempt, tender, avos } = undoDue.parse(entry.facts)
      state.undos.set(attempt, { transaction: entry.transaction, attempt, tender, amountAvos: avos, since: entry.wall })
    }
    if (entry.kind === UNDONE) state.undos.delete(undone.parse(entry.facts).attempt)
    if (entry.kind === 'payment-committed') addToTakings(state, counted.parse(entry.facts), entry.wall, true)
    if (entry.kind === 'item-reversed' || entry.kind === 'item-refunded')
      addToTakings(state, counted.parse(entry.facts), entry.wall, false)
    if (!after) return
    if (!isSettled(after)) {
      state.open.set(entry.transaction, after)
      return
    }
    state.open.delete(entry.transaction)
    state.doubted.delete(entry.transaction)
    // Only a payment that ended unpaid, and not by a supervisor, may still have bills reserved.
    if (after.committed || after.refundOf !== undefined || isTaskEnd(entry.kind)) return
    for (const [transaction, at] of state.ended) if (at + RESERVED_MS <= entry.wall) state.ended.delete(transaction)
    state.ended.set(entry.transaction, entry.wall)
  },
  write: ({ open, days, tasks, ended, undos, doubted, lossAt }) => ({
    open: [...open.values()],
    days: [...days],
    tasks: tasks.map(({ item, ...each }) => ({ ...each, ...defined({ item }) })),
    ended: [...ended],
    undos: [...undos.values()],
    doubted: [...doubted],
    lossAt,
  }),
  read(value) {
    const { open, days, tasks, ended, undos, doubted, lossAt } = storedLedger.parse(value)
    return {
      lossAt,
      doubted: new Set(doubted),
      open: new Map(open.map((each) => [each.transaction, each])),
      days: new Map(days),
      tasks,
      ended: new Map(ended),
      undos: new Map(undos.map((each) => [each.attempt, each])),
    }
  },
}

/** The kinds of entry for the undo of an attempt: it is due, and it is done. */
export const UNDO_DUE = 'attempt-undo-due'
export const UNDONE = 'attempt-undone'

/** The kinds of entry after which a reversal isn't tried again, since it was refused for good. */
const REVERSALS_REFUSED: ReadonlySet<string> = new Set([REVERSAL_REFUSED, ITEM_REFUSED, REFUND_REFUSED, UNDO_REFUSED])

const refusedReversal = z.object({ item: z.string().optional(), attempt: z.string().optional(), avos: z.int() })

const beingEnded = task.omit({ transaction: true, amountAvos: true }).extend({ avos: z.int() })
const undoDue = z.object({ attempt: z.string(), tender: z.enum(TENDERS), avos: z.int() })
const undone = z.object({ attempt: z.string() })
const refused = z.object({ item: z.string(), avos: z.int() })
const decided = z.object({ item: z.string() })
const counted = z.object({ tender: z.enum(TENDERS), avos: z.int() })

/** Adds to a day's takings: a payment counts on the day of its commit, money given back on the day of its return. */
function addToTakings(state: Ledger, { tender, avos }: z.infer<typeof counted>, at: number, isPayment: boolean): void {
  const day = macaoDay(at)
  const takings = state.days.get(day) ?? dayTakings.parse(noTakings())
  const before = takings[tender]
  takings[tender] = {
    payments: before.payments + (isPayment ? 1 : 0),
    totalAvos: before.totalAvos + (isPayment ? avos : -avos),
  }
  state.days.set(day, takings)
}

/** Whether a payment is older than an accepted loss, so that the lost entries may say what became of it. */
export const isBeforeLoss = ({ lossAt }: Pick<Ledger, 'lossAt'>, { intent }: Pick<PaymentRecord, 'intent'>): boolean =>
  intent <= lossAt

/**
 * The takings of a day as shown at `now` (milliseconds since 1970). `live` are tasks that follow from the present state
 * and have no entries of their own; `isHeld` says whether a transaction is the subject of one of them.
 */
export function takingsOf(
  state: Ledger,
  day: string,
  now: number,
  live: readonly Task[],
  isHeld: (transaction: string) => boolean,
): Takings {
  const of = state.days.get(day) ?? dayTakings.parse(noTakings())
  const byTender = TENDERS.map((tender) => ({ tender, ...of[tender] }))
  const sum = (what: 'payments' | 'totalAvos') => byTender.reduce((total, each) => total + each[what], 0)
  return {
    day,
    payments: sum('payments'),
    totalAvos: sum('totalAvos'),
    byTender,
    open: openOf(state, now, isHeld).map(({ since, ...each }) => ({ ...each, since: iso(since) })),
    tasks: [
      ...state.tasks,
      ...live,
      ...[...state.undos.values()]
        .filter((each) => isUndoTask(each, now))
        .map(({ transaction, amountAvos, since }) => ({
          transaction,
          amountAvos,
          why: 'reversal-late' as const,
          since,
        })),
    ].map(({ since, ...each }) => ({ ...each, since: iso(since) })),
  }
}

interface Wait {
  transaction: string
  item?: string
  what: Takings['open'][number]['what']
  since: number
}

const isUndoTask = ({ since }: Undo, now: number): boolean => now - since >= UNDO_TASK_MS

/**
 * What is open at `now` (milliseconds since 1970), and whether it has waited too long (`LATE_MS`). Transactions that
 * are `isHeld` are left out, since they wait for a supervisor.
 */
export function openOf(
  state: Ledger,
  now: number,
  isHeld: (transaction: string) => boolean,
): (Wait & { isLate: boolean })[] {
  const waits = [
    ...[...state.open.values()]
      .filter(({ transaction }) => !isHeld(transaction))
      .flatMap((payment) => waitsOf(payment)),
    ...[...state.undos.values()]
      .filter((each) => !isUndoTask(each, now))
      .map(({ transaction, since }): Wait => ({ transaction, what: 'undo', since })),
  ]
  return (
    waits
      .map((wait) => ({ ...wait, isLate: now - wait.since >= LATE_MS[wait.what] }))
      // A payment that a person is still making isn't listed before it is late.
      .filter(
        ({ transaction, what, isLate }) =>
          isLate || what !== 'outcome' || state.open.get(transaction)?.state === 'unknown',
      )
  )
}

/**
 * Whether money is moving at `now`: asked for, being paid, or being returned. Payments that only wait for an agency's
 * acknowledgement, or for a supervisor (`isHeld`), don't count: either may take days, and goes on after a restart.
 */
export function isMoneyMoving(state: Ledger, now: number, isHeld: (transaction: string) => boolean): boolean {
  return (
    [...state.open.values()].some(
      (payment) => !isHeld(payment.transaction) && waitsOf(payment).some(({ what }) => what !== 'acknowledgement'),
    ) || [...state.undos.values()].some((undo) => !isUndoTask(undo, now))
  )
}

/** What a payment that isn't settled waits for, each with since when, in milliseconds since 1970. */
function waitsOf({ transaction, state, since, refundOf, committed, items, isKept }: PaymentRecord): Wait[] {
  if (isKept === true) return []
  if (refundOf !== undefined) return [{ transaction, what: 'refund', since }]
  if (!committed) return [{ transaction, what: state === 'reversing' ? 'reversal' : 'outcome', since }]
  // An item that is being refunded is listed with its refund instead.
  return items.flatMap(({ item, state: at, since: from, refund, isTakingBack }) =>
    refund !== undefined || isTakingBack === true || isItemOver(at)
      ? []
      : [
          {
            transaction,
            item,
            what: at === 'waiting' || at === 'submitted' ? 'acknowledgement' : 'item-reversal',
            since: from,
          },
        ],
  )
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString()
