import { defined } from '../../common/defined.ts'
import {
  isOver,
  refuse,
  type Outcome,
  type RefusalCode,
  type TaskEnding,
  type TenderKind,
} from '../../contract/index.ts'
import type { NewEntry } from '../journal/index.ts'
import type { GatewayMoney } from '../../gateway/port.ts'
import type { Book } from './book.ts'
import type { Guard } from './guard.ts'
import type { Task } from './ledger.ts'
import type { Outbox } from './outbox.ts'
import { isFrozen, NOT_TAKEN_BACK, TAKING_BACK, TASK_ENDED, type PaymentRecord, type RecordItem } from './record.ts'

/** A supervisor's decision about money that can't be settled by itself. `actor` is the supervisor's id. */
export interface TaskEnd {
  transaction: string
  item?: string | undefined
  how: TaskEnding
  reason: string
  actor: string
}

/** The tasks that a decision alone ends; refused cash is ended by its refund, and a late undo goes on. */
const ENDED_BY_DECISION: ReadonlySet<Task['why']> = new Set<Task['why']>([
  'reversal-refused',
  'unreadable',
  'journal-went-back',
])

/**
 * The tasks without entries of their own, each once. Tasks whose outcome can't be known go before those whose body
 * can't be read.
 */
export function liveTasks({
  book,
  guard,
  outbox,
}: {
  book: Book
  guard: Pick<Guard, 'tasks'>
  outbox: Pick<Outbox, 'unreadable'>
}): Task[] {
  const held = guard.tasks()
  const heldTransactions = new Set(held.map(({ transaction }) => transaction))
  const hasEntry = (task: Task) =>
    book.ledger.tasks.some(({ transaction, item }) => transaction === task.transaction && item === task.item)
  return [...held, ...outbox.unreadable().filter(({ transaction }) => !heldTransactions.has(transaction))].filter(
    (task) => !hasEntry(task),
  )
}

/**
 * Ends tasks by a supervisor's decision (`endTask`), if `whyNot` has no refusal and the payment's entries are as they
 * were written.
 */
export function createTaskEnds(deps: {
  book: Book
  money: Pick<GatewayMoney, 'reverseItem'>
  whyNot(): RefusalCode | undefined
  liveTasks(): Task[]
  writeOrRefuse<T>(writing: () => Promise<T>): Promise<Outcome<{ result: T }>>
}): (end: TaskEnd) => Promise<Outcome> {
  const { book, money, whyNot } = deps
  // Read anew, since something may have changed while it waited for its turn.
  const tasks = () => (whyNot() === undefined ? [...book.ledger.tasks, ...deps.liveTasks()] : [])

  return async (end) => {
    const code = whyNot()
    if (code !== undefined) return refuse(code)
    const checked = await book.check(end.transaction)
    if (!checked.ok) return checked
    const ended = await deps.writeOrRefuse(() => endTask({ book, money, tasks }, end))
    if (!ended.ok || ended.result.ok) return ended.ok ? ended.result : ended
    const since = whyNot()
    return since === undefined ? ended.result : refuse(since)
  }
}

/**
 * Records a supervisor's decision, after which its money doesn't move by itself. `tasks` answers the current tasks;
 * `money` is the gateway as a person calls it. Before an item is recorded as not paid, it is taken back at its agency,
 * which may have it as paid or hear of it late. From before that call on it doesn't move: the answer may be lost and
 * the call arrive late, so the task stays, to be ended the same way, unless the agency keeps the item. Refuses with
 * `payment-unknown` where there is no such task, `cash` with `tender-unavailable` where the agency has the item as paid
 * and keeps it, `paid` with `not-paid` where that is impossible, and as the gateway's calls do. Rejects with the disk's
 * error.
 */
async function endTask(
  { book, money, tasks }: { book: Book; money: Pick<GatewayMoney, 'reverseItem'>; tasks: () => readonly Task[] },
  { transaction, item, how, reason, actor }: TaskEnd,
): Promise<Outcome> {
  const payment = book.get(transaction)
  if (!payment) return refuse('payment-unknown')
  const find = () =>
    tasks().find((each) => each.transaction === transaction && each.item === item && ENDED_BY_DECISION.has(each.why))
  const task = find()
  if (!task) return refuse('payment-unknown')
  const found = payment.items.find((each) => each.item === item)
  if (how === 'cash' && found?.state === 'acknowledged') return refuse('tender-unavailable')
  if (how === 'paid' && (task.why === 'reversal-refused' || !canDeclarePaid(payment, found))) return refuse('not-paid')
  const { why, amountAvos, since } = task
  const about = { ...defined({ item }), avos: amountAvos, why, since }
  const toTakeBack = (): readonly RecordItem[] =>
    how === 'paid' ? [] : possiblyPaidItems(book.get(transaction) ?? payment, item, why)
  const mustRecordTakingBack = () =>
    find() !== undefined && toTakeBack().some(({ isTakingBack }) => isTakingBack !== true)
  if (mustRecordTakingBack())
    await book.noteOrReject(transaction, { kind: TAKING_BACK, facts: about, actor }, mustRecordTakingBack)
  const tender = takingsTenderOf(how, payment, found)
  const facts = {
    how,
    avos: task.amountAvos,
    ...defined({ item, tender }),
  }
  let refused = refuse('payment-unknown')
  // In the payment's turn, so that an acknowledgement that comes meanwhile finds the task ended.
  const isDone = await book.noteOrReject(
    transaction,
    { kind: TASK_ENDED, facts, body: { reason }, actor },
    async () => {
      if (find() === undefined) return false
      const takenBack = await takeBack(money, toTakeBack())
      if (takenBack.ok || (how === 'settled' && takenBack.refusal.code === 'tender-unavailable'))
        return find() !== undefined
      refused = takenBack
      return false
    },
    () => refundEnds(book, payment.transaction, item, actor),
  )
  if (isDone) return { ok: true }
  const isKept = () => toTakeBack().some(({ isTakingBack }) => isTakingBack === true)
  if (refused.refusal.code === 'tender-unavailable')
    await book.noteOrReject(transaction, { kind: NOT_TAKEN_BACK, facts: about, actor }, isKept)
  return refused
}

/**
 * The items of the payment, or the one that is ended, that their agencies may have as paid, now or later. None for an
 * attempt that failed.
 */
function possiblyPaidItems(
  { items }: PaymentRecord,
  item: string | undefined,
  why: Task['why'],
): readonly RecordItem[] {
  if (why === 'reversal-refused') return []
  return (item === undefined ? items : items.filter((each) => each.item === item)).filter(
    ({ state }) => state === 'waiting' || state === 'submitted' || state === 'reversing',
  )
}

/**
 * Tells the agencies that these items aren't paid, so that a late call doesn't count one as paid whose money was handed
 * back. Refuses with `tender-unavailable` where an agency keeps an item for good.
 */
async function takeBack(money: Pick<GatewayMoney, 'reverseItem'>, items: readonly RecordItem[]): Promise<Outcome> {
  for (const { item } of items) {
    const outcome = await money.reverseItem({ item, reason: 'refund' })
    if (!outcome.ok) return outcome
    if (!outcome.answer.ok) return refuse('tender-unavailable')
  }
  return { ok: true }
}

/** The entries that end the refund of an item where this is its last one, since its money was decided about. */
function refundEnds(book: Book, original: string, item: string | undefined, actor: string): NewEntry[] {
  const items = book.get(original)?.items ?? []
  const transaction = items.find((each) => each.item === item)?.refund
  const refund = transaction === undefined ? undefined : book.get(transaction)
  if (
    !refund ||
    items.some((each) => each.item !== item && each.refund === refund.transaction && each.state === 'reversing')
  )
    return []
  const ends =
    refund.state === 'intended'
      ? ['payment-reversing', 'payment-reversed']
      : refund.state === 'reversing'
        ? ['payment-reversed']
        : []
  return ends.map((kind) => ({ kind, facts: {}, actor, transaction: refund.transaction }))
}

/**
 * Whether a payment or item may be declared paid: not one that its agency refused, nor one that was going back without
 * a refund.
 */
function canDeclarePaid(payment: PaymentRecord, item: RecordItem | undefined): boolean {
  if (!item) return !isOver(payment.state) && payment.state !== 'reversing' && !isFrozen(payment)
  if (item.isTakingBack === true) return false
  return (
    item.state === 'waiting' ||
    item.state === 'submitted' ||
    (item.state === 'reversing' && item.refund !== undefined && item.isTask !== true)
  )
}

/**
 * The tender whose takings the decision changes; undefined where they stay. Money that is in the takings leaves them as
 * it came; `paid` adds to them; cash that was only in the drawer changes nothing.
 */
function takingsTenderOf(
  how: TaskEnding,
  payment: PaymentRecord,
  item: RecordItem | undefined,
): TenderKind | undefined {
  switch (how) {
    case 'paid':
      return item ? undefined : payment.tender
    case 'cash':
      return payment.tender === 'cash' && !payment.committed ? undefined : 'cash'
    case 'settled':
      return item && item.state !== 'acknowledged' ? payment.tender : undefined
  }
}
