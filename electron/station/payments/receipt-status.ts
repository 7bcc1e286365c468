import { refuse, type Outcome, type ReceiptState } from '../../contract/index.ts'
import type { GatewayMoney } from '../../gateway/port.ts'
import { isTemporaryFailure } from '../storage/faults.ts'
import { ACCEPTING_KINDS, isLoss, type Entry, type Journal } from '../journal/index.ts'
import type { SignedReceipt } from '../receipts/index.ts'
import type { Book } from './book.ts'
import { isStillPaid } from './printouts.ts'
import { fold, type PaymentRecord, type RecordItem } from './record.ts'

type Stated = Pick<SignedReceipt, 'items' | 'position' | 'transaction'>

/**
 * What became of the items that a receipt states, by its transaction's entries. All entries since the first of them are
 * checked before, since a missing or relabelled entry would hide a refund; where the payment isn't found, the check
 * begins where the receipt says that it was committed. `lost` is `unknown` where a loss was accepted after these
 * entries. Refuses with `data-damaged`; rejects with the disk's error.
 */
export async function receiptStatusOf(
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
  // The commit is there, but not every entry before it.
  return entries.some(isPosition) ? refuse('data-damaged') : { ok: true, receipt: { isKnown: false, gone: [] } }
}

/**
 * Answers what became of the items of a receipt of this station; after a loss the agencies are asked. Refuses with
 * `data-damaged` where the journal since then isn't as it was written, and with `journal-went-back`.
 */
export function createReceiptLookup(deps: {
  journal: Journal
  book: Pick<Book, 'get'>
  money: Pick<GatewayMoney, 'itemStates'>
  hasGoneBack(): boolean
}): (receipt: SignedReceipt) => Promise<Outcome<{ receipt: ReceiptState }>> {
  const { journal, book, money } = deps
  /** Receipts are looked up one after the other: one long check gives other work its turn, many at once wouldn't. */
  let lookedUp: Promise<unknown> = Promise.resolve()

  return (receipt) => {
    const found = lookedUp.then(() =>
      deps.hasGoneBack() ? refuse('journal-went-back') : receiptStatusOf(journal, receipt),
    )
    lookedUp = found.catch(() => undefined)
    return found.then(async (became) => {
      const payment = became.ok && became.receipt.lost !== undefined ? book.get(receipt.transaction) : undefined
      return became.ok && payment ? { ok: true, receipt: await askAboutLost(money, payment, became.receipt) } : became
    })
  }
}

/** A transaction's entries; undefined where one isn't as it was written or can't be read. */
function entriesIn(journal: Pick<Journal, 'entriesOf'>, transaction: string): Entry[] | undefined {
  try {
    return journal.entriesOf(transaction)
  } catch (error) {
    if (isTemporaryFailure(error)) throw error
    return undefined
  }
}

/**
 * A receipt doesn't name items by id, so equal lines are counted; those that aren't paid any more are `gone`, the
 * latest first.
 */
function stateOf(payment: PaymentRecord, stated: Stated['items'], isBeforeLoss: boolean): ReceiptState {
  const standing = payment.items.filter(isStillPaid)
  const ended = payment.items.filter((item) => !isStillPaid(item)).toSorted((one, other) => other.since - one.since)
  const gone = goneOf(stated, standing, ended).map(describe)
  const count = 'count' in stated ? stated.count : stated.length
  return { isKnown: true, ...(isBeforeLoss && gone.length < count ? { lost: 'unknown' as const } : {}), gone }
}

/**
 * Asks the agencies about the items that still count as paid, where later entries are lost. An agency takes an item
 * back before its money is returned, so an item that it has as paid wasn't refunded. Without an answer that names each
 * item once, `lost` stays.
 */
export async function askAboutLost(
  money: Pick<GatewayMoney, 'itemStates'>,
  { transaction, items }: Pick<PaymentRecord, 'transaction' | 'items'>,
  soFar: ReceiptState,
): Promise<ReceiptState> {
  const asked = items.filter(isStillPaid).map(({ item }) => item)
  const outcome = await money.itemStates({ transaction, items: asked })
  const statesOf = (item: string) =>
    outcome.ok ? outcome.answer.items.filter((each) => each.item === item).map(({ state }) => state) : []
  if (asked.every((item) => statesOf(item).join() === 'acknowledged'))
    return { isKnown: soFar.isKnown, gone: soFar.gone }
  return { ...soFar, lost: asked.some((item) => statesOf(item).includes('reversed')) ? 'taken-back' : 'unknown' }
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
