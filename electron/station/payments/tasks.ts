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

/** What a supervisor decides of money that won't end by itself. `actor`: the supervisor's id. */
export interface TaskEnd {
  transaction: string
  item?: string | undefined
  how: TaskEnding
  reason: string
  actor: string
}

/** What of the tasks is ended by a word alone: refused cash is by its refund, and an undo that is late goes on. */
const ENDED_BY_WORD: ReadonlySet<Task['why']> = new Set<Task['why']>([
  'reversal-refused',
  'unreadable',
  'journal-went-back',
])

/**
 * What a supervisor has to decide of what goes on: each once, and what isn't known here before what can't be read.
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
  const theirs = new Set(held.map(({ transaction }) => transaction))
  const isByEntry = (task: Task) =>
    book.ledger.tasks.some(({ transaction, item }) => transaction === task.transaction && item === task.item)
  return [...held, ...outbox.unreadable().filter(({ transaction }) => !theirs.has(transaction))].filter(
    (task) => !isByEntry(task),
  )
}

/**
 * Ends tasks by a supervisor's word, as `endTask` does, where nothing stands against it (`whyNot`) and the journal of
 * its payment is as it was written.
 */
export function createTaskEnds(deps: {
  book: Book
  money: Pick<GatewayMoney, 'reverseItem'>
  whyNot(): RefusalCode | undefined
  liveTasks(): Task[]
  ifDiskTakes<T>(writing: () => Promise<T>): Promise<Outcome<{ taken: T }>>
}): (end: TaskEnd) => Promise<Outcome> {
  const { book, money, whyNot } = deps
  // What became known while it waited for its turn counts as well.
  const tasks = () => (whyNot() === undefined ? [...book.ledger.tasks, ...deps.liveTasks()] : [])

  return async (end) => {
    const code = whyNot()
    if (code !== undefined) return refuse(code)
    const checked = await book.check(end.transaction)
    if (!checked.ok) return checked
    const ended = await deps.ifDiskTakes(() => endTask({ book, money, tasks }, end))
    if (!ended.ok || ended.taken.ok) return ended.ok ? ended.taken : ended
    const since = whyNot()
    return since === undefined ? ended.taken : refuse(since)
  }
}

/**
 * Records it, and nothing of that money moves by itself afterwards. `tasks`: those that there are now; `money`: the
 * gateway's calls, as a person orders them. What an agency may have as paid, or may hear of late, is taken back there
 * before it is recorded as not paid. From before that call nothing of it moves: one whose answer is lost may arrive
 * late, so the task stays, to be ended the same way, unless the agency says that it keeps it. Refuses with
 * `payment-unknown` where there is no such task (any more), `cash` with `tender-unavailable` where it isn't owed, since
 * the agency has the item as paid and keeps it, `paid` with `not-paid` where that can't be, and as the gateway's calls
 * do. Rejects with what the disk throws.
 */
async function endTask(
  { book, money, tasks }: { book: Book; money: Pick<GatewayMoney, 'reverseItem'>; tasks: () => readonly Task[] },
  { transaction, item, how, reason, actor }: TaskEnd,
): Promise<Outcome> {
  const payment = book.get(transaction)
  if (!payment) return refuse('payment-unknown')
  const find = () =>
    tasks().find((each) => each.transaction === transaction && each.item === item && ENDED_BY_WORD.has(each.why))
  const task = find()
  if (!task) return refuse('payment-unknown')
  const found = payment.items.find((each) => each.item === item)
  if (how === 'cash' && found?.state === 'acknowledged') return refuse('tender-unavailable')
  if (how === 'paid' && (task.why === 'reversal-refused' || !mayBePaid(payment, found))) return refuse('not-paid')
  const { why, amountAvos, since } = task
  const about = { ...defined({ item }), avos: amountAvos, why, since }
  const toTakeBack = (): readonly RecordItem[] =>
    how === 'paid' ? [] : maybePaid(book.get(transaction) ?? payment, item, why)
  const isUntold = () => find() !== undefined && toTakeBack().some(({ isTakingBack }) => isTakingBack !== true)
  if (isUntold()) await book.noteOrReject(transaction, { kind: TAKING_BACK, facts: about, actor }, isUntold)
  const tender = countedBy(how, payment, found)
  const facts = {
    how,
    avos: task.amountAvos,
    ...defined({ item, tender }),
  }
  let refused = refuse('payment-unknown')
  // In its turn: an acknowledgement that is heard meanwhile finds it ended.
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
 * The items that their agencies may have as paid, now or once they hear of them: of the payment, or of the one that is
 * ended. None where it never came about.
 */
function maybePaid({ items }: PaymentRecord, item: string | undefined, why: Task['why']): readonly RecordItem[] {
  if (why === 'reversal-refused') return []
  return (item === undefined ? items : items.filter((each) => each.item === item)).filter(
    ({ state }) => state === 'waiting' || state === 'submitted' || state === 'reversing',
  )
}

/**
 * Tells the agencies that nothing of these is paid, so that one which is late doesn't take for paid what was handed
 * back. Refuses with `tender-unavailable` where one keeps it for good.
 */
async function takeBack(money: Pick<GatewayMoney, 'reverseItem'>, items: readonly RecordItem[]): Promise<Outcome> {
  for (const { item } of items) {
    const outcome = await money.reverseItem({ item, reason: 'refund' })
    if (!outcome.ok) return outcome
    if (!outcome.answer.ok) return refuse('tender-unavailable')
  }
  return { ok: true }
}

/** Ends the refund that was to give an item back, where it is the last of it: its money is decided of. */
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
 * Whether its agency may have it as paid: not what it refused, nor what was going back without anybody having asked for
 * it.
 */
function mayBePaid(payment: PaymentRecord, item: RecordItem | undefined): boolean {
  if (!item) return !isOver(payment.state) && payment.state !== 'reversing' && !isFrozen(payment)
  if (item.isTakingBack === true) return false
  return (
    item.state === 'waiting' ||
    item.state === 'submitted' ||
    (item.state === 'reversing' && item.refund !== undefined && item.isTask !== true)
  )
}

/**
 * Whose takings it changes: what is in them goes out by the way it went, and what isn't comes in, or was in the drawer
 * alone.
 */
function countedBy(how: TaskEnding, payment: PaymentRecord, item: RecordItem | undefined): TenderKind | undefined {
  switch (how) {
    case 'paid':
      return item ? undefined : payment.tender
    case 'cash':
      return payment.tender === 'cash' && !payment.committed ? undefined : 'cash'
    case 'settled':
      return item && item.state !== 'acknowledged' ? payment.tender : undefined
  }
}
