import { refuse, type Outcome } from '../../contract/index.ts'
import type { Book } from './book.ts'
import { DECIDED } from './record.ts'

/** What a supervisor decides of money whose reversal was refused for good. `actor`: the supervisor's id. */
export interface TaskEnd {
  transaction: string
  item?: string | undefined
  how: 'cash' | 'settled'
  reason: string
  actor: string
}

/**
 * Records it. Refuses with `payment-unknown` where there is no such task (any more), and with `tender-unavailable` where cash isn't owed, since the
 * agency has the item as paid. Rejects with what the disk throws.
 */
export async function endTask(book: Book, { transaction, item, how, reason, actor }: TaskEnd): Promise<Outcome> {
  const find = () => book.ledger.tasks.find((each) => each.transaction === transaction && each.item === item && each.why === 'reversal-refused')
  const payment = book.get(transaction)
  const task = find()
  if (!payment || !task) return refuse('payment-unknown')
  const found = payment.items.find((each) => each.item === item)
  if (how === 'cash' && found?.state === 'acknowledged') return refuse('tender-unavailable')
  // What came in as takings goes out of them by the way it went; what never did goes out of the drawer alone.
  const tender = how === 'cash' ? 'cash' : found?.state === 'task' ? payment.tender : undefined
  const facts = { how, avos: task.amountAvos, ...(item === undefined ? {} : { item }), ...(tender === undefined ? {} : { tender }) }
  const isDone = await book.noteOrReject(transaction, { kind: DECIDED, facts, body: { reason }, actor }, () => find() !== undefined)
  return isDone ? { ok: true } : refuse('payment-unknown')
}
