import { refuse, type Outcome, type ReceiptState } from '../../contract/index.ts'
import type { GatewayMoney } from '../../gateway/port.ts'
import { isOutOfReach } from '../storage/faults.ts'
import { ACCEPTING_KINDS, isLoss, type Entry, type Journal } from '../journal/index.ts'
import type { SignedReceipt } from '../receipts/index.ts'
import type { Book } from './book.ts'
import { isStanding } from './papers.ts'
import { fold, type PaymentRecord, type RecordItem } from './record.ts'

type Stated = Pick<SignedReceipt, 'items' | 'position' | 'transaction'>

/**
 * What became of the items that a receipt states, by the journal's entries of its transaction, once all that was
 * recorded since its first entry was looked at: what a missing or relabelled entry said would be believed undone. Of a
 * payment that isn't found that goes from where the receipt says it was committed. `lost` is `unknown` where the
 * entries say that some after them are lost. Refuses with `data-damaged`; rejects with what the disk throws.
 */
export async function becameOf(
  journal: Pick<Journal, 'entriesOf' | 'check' | 'fault' | 'head'>,
  receipt: Stated,
): Promise<Outcome<{ receipt: ReceiptState }>> {
  const { transaction, position } = receipt
  const first = Math.min(position.seq, entriesIn(journal, transaction)?.[0]?.seq ?? position.seq)
  let isBeforeLoss = false
  const told = {
    kinds: ACCEPTING_KINDS,
    hear: (entry: Entry) => {
      isBeforeLoss ||= isLoss(entry)
    },
  }
  if (first <= journal.head().seq && !(await journal.check(first, told))) return refuse('data-damaged')
  const entries = entriesIn(journal, transaction)
  const fault = journal.fault()
  if (!entries || (fault && fault.seq >= first)) return refuse('data-damaged')
  let payment: PaymentRecord | undefined
  for (const entry of entries) payment = fold(payment, entry)
  const isPosition = ({ seq, hash }: Pick<Entry, 'seq' | 'hash'>) =>
    seq === position.seq && Buffer.from(hash).toString('hex') === position.hash
  if (payment?.committed && isPosition(payment.committed))
    return { ok: true, receipt: stateOf(payment, receipt.items, isBeforeLoss) }
  // Its commit is there, and not all that comes before it.
  return entries.some(isPosition) ? refuse('data-damaged') : { ok: true, receipt: { isKnown: false, gone: [] } }
}

/**
 * Answers what became of the items of a receipt of this station. Refuses with `data-damaged` where the journal isn't as
 * it was written since, and with `journal-went-back`.
 */
export function createReceiptLookup(deps: {
  journal: Journal
  book: Pick<Book, 'get'>
  money: Pick<GatewayMoney, 'itemStates'>
  hasGoneBack(): boolean
}): (receipt: SignedReceipt) => Promise<Outcome<{ receipt: ReceiptState }>> {
  const { journal, book, money } = deps
  /** One receipt after the other: a long look lets others have their turn, many at once wouldn't. */
  let lookedUp: Promise<unknown> = Promise.resolve()

  return (receipt) => {
    const found = lookedUp.then(() => (deps.hasGoneBack() ? refuse('journal-went-back') : becameOf(journal, receipt)))
    lookedUp = found.catch(() => undefined)
    return found.then(async (became) => {
      const payment = became.ok && became.receipt.lost !== undefined ? book.get(receipt.transaction) : undefined
      return became.ok && payment ? { ok: true, receipt: await askOfLost(money, payment, became.receipt) } : became
    })
  }
}

/** Undefined where one isn't as it was written, or can't be read. */
function entriesIn(journal: Pick<Journal, 'entriesOf'>, transaction: string): Entry[] | undefined {
  try {
    return journal.entriesOf(transaction)
  } catch (error) {
    if (isOutOfReach(error)) throw error
    return undefined
  }
}

/**
 * A receipt names no item, so lines that say the same are counted: those that it states and that aren't paid any more,
 * the latest first.
 */
function stateOf(payment: PaymentRecord, stated: Stated['items'], isBeforeLoss: boolean): ReceiptState {
  const standing = payment.items.filter(isStanding)
  const ended = payment.items.filter((item) => !isStanding(item)).toSorted((one, other) => other.since - one.since)
  const gone = goneOf(stated, standing, ended).map(describe)
  const count = 'count' in stated ? stated.count : stated.length
  return { isKnown: true, ...(isBeforeLoss && gone.length < count ? { lost: 'unknown' as const } : {}), gone }
}

/**
 * What the agencies say of the items of a payment that stand here, where entries after them are lost: an agency takes
 * an item back before anybody gives its money back, so that of one that it has as paid nothing was. Without an answer
 * that names each of them once nothing more is known.
 */
export async function askOfLost(
  money: Pick<GatewayMoney, 'itemStates'>,
  { transaction, items }: Pick<PaymentRecord, 'transaction' | 'items'>,
  known: ReceiptState,
): Promise<ReceiptState> {
  const asked = items.filter(isStanding).map(({ item }) => item)
  const outcome = await money.itemStates({ transaction, items: asked })
  const statesOf = (item: string) =>
    outcome.ok ? outcome.answer.items.filter((each) => each.item === item).map(({ state }) => state) : []
  if (asked.every((item) => statesOf(item).join() === 'acknowledged'))
    return { isKnown: known.isKnown, gone: known.gone }
  return { ...known, lost: asked.some((item) => statesOf(item).includes('reversed')) ? 'taken-back' : 'unknown' }
}

function goneOf(stated: Stated['items'], standing: readonly RecordItem[], ended: readonly RecordItem[]): RecordItem[] {
  if ('count' in stated) return ended.slice(0, Math.max(0, stated.count - standing.length))
  const left = new Map<string, number>()
  const add = (line: string, count: number) => left.set(line, (left.get(line) ?? 0) + count)
  for (const { agency, kind, amountAvos } of stated) add(lineOf(agency, kind, amountAvos), 1)
  for (const { agency, kind, avos } of standing) add(lineOf(agency, kind, avos), -1)
  return ended.filter(({ agency, kind, avos }) => {
    const line = lineOf(agency, kind, avos)
    add(line, -1)
    return (left.get(line) ?? 0) >= 0
  })
}

const lineOf = (...words: readonly (string | number)[]) => words.join(' ')

function describe({ agency, kind, avos, state, since }: RecordItem): ReceiptState['gone'][number] {
  return {
    agency,
    kind,
    amountAvos: avos,
    state: state === 'refunded' || state === 'reversed' || state === 'task' ? state : 'reversing',
    since: new Date(since).toISOString(),
  }
}
