import { refuse, type Outcome, type TaskEnding, type TenderKind } from '../../contract/index.ts'
import type { NewEntry } from '../journal/index.ts'
import type { Book } from './book.ts'
import { isBeforeLoss, type Task } from './ledger.ts'
import { TASK_ENDED, type PaymentRecord, type RecordItem } from './record.ts'

/** What a supervisor decides of money that won't end by itself. `actor`: the supervisor's id. */
export interface TaskEnd {
  transaction: string
  item?: string | undefined
  how: TaskEnding
  reason: string
  actor: string
}

/** What of the tasks is ended by a word alone: refused cash is by its refund, unless that may be among what is lost, and an undo that is late goes on. */
const ENDED_BY_WORD: ReadonlySet<Task['why']> = new Set<Task['why']>(['reversal-refused', 'unreadable', 'journal-went-back'])

/**
 * Records it, and nothing of that money moves by itself afterwards. `tasks`: those that there are now. Refuses with `payment-unknown` where there is no such task (any more), `cash` with
 * `tender-unavailable` where it isn't owed, since the agency has the item as paid, and `paid` with `not-paid` where that can't be. Rejects with what the disk throws.
 */
export async function endTask(book: Book, tasks: () => readonly Task[], { transaction, item, how, reason, actor }: TaskEnd): Promise<Outcome> {
  const payment = book.get(transaction)
  if (!payment) return refuse('payment-unknown')
  const isByWord = ({ why }: Task) => ENDED_BY_WORD.has(why) || (why === 'cash-refused' && isBeforeLoss(book.ledger, payment))
  const find = () => tasks().find((each) => each.transaction === transaction && each.item === item && isByWord(each))
  const task = find()
  if (!task) return refuse('payment-unknown')
  const found = payment.items.find((each) => each.item === item)
  if (how === 'cash' && found?.state === 'acknowledged') return refuse('tender-unavailable')
  if (how === 'paid' && (task.why === 'reversal-refused' || !mayBePaid(payment, found))) return refuse('not-paid')
  const tender = countedBy(how, payment, found)
  const facts = { how, avos: task.amountAvos, ...(item === undefined ? {} : { item }), ...(tender === undefined ? {} : { tender }) }
  const isDone = await book.noteOrReject(transaction, { kind: TASK_ENDED, facts, body: { reason }, actor }, () => find() !== undefined, () => refundEnds(book, payment.transaction, item, actor))
  return isDone ? { ok: true } : refuse('payment-unknown')
}

/** Ends the refund that was to give an item back, where it is the last of it: its money is decided of. */
function refundEnds(book: Book, original: string, item: string | undefined, actor: string): NewEntry[] {
  const items = book.get(original)?.items ?? []
  const transaction = items.find((each) => each.item === item)?.refund
  const refund = transaction === undefined ? undefined : book.get(transaction)
  if (!refund || items.some((each) => each.item !== item && each.refund === refund.transaction && each.state === 'reversing')) return []
  const ends = refund.state === 'intended' ? ['payment-reversing', 'payment-reversed'] : refund.state === 'reversing' ? ['payment-reversed'] : []
  return ends.map((kind) => ({ kind, facts: {}, actor, transaction: refund.transaction }))
}

/** Whether its agency may have it as paid: not what it refused, nor what was going back without anybody having asked for it. */
function mayBePaid(payment: PaymentRecord, item: RecordItem | undefined): boolean {
  if (!item) return payment.state !== 'reversing'
  return item.state === 'waiting' || item.state === 'submitted' || (item.state === 'reversing' && item.refund !== undefined && item.isTask !== true)
}

/** Whose takings it changes: what is in them goes out by the way it went, and what isn't comes in, or was in the drawer alone. */
function countedBy(how: TaskEnding, payment: PaymentRecord, item: RecordItem | undefined): TenderKind | undefined {
  switch (how) {
    case 'paid': return item ? undefined : payment.tender
    case 'cash': return payment.tender === 'cash' && !payment.committed ? undefined : 'cash'
    case 'settled': return item && item.state !== 'acknowledged' ? payment.tender : undefined
  }
}
