import type { ReceiptState } from '../../contract/index.ts'
import type { Entry } from '../journal/index.ts'
import type { SignedReceipt } from '../receipts/index.ts'
import { isStanding } from './papers.ts'
import { fold, type PaymentRecord, type RecordItem } from './record.ts'

type Stated = Pick<SignedReceipt, 'items' | 'position'>

/**
 * What became of the items that a receipt states, by the journal's entries of its transaction. It names no item, so lines that say the same are
 * counted: those that it states and that aren't paid any more, the latest first.
 */
export function becameOf(entries: Iterable<Entry>, { items: stated, position }: Stated): ReceiptState {
  let payment: PaymentRecord | undefined
  for (const entry of entries) payment = fold(payment, entry)
  const { committed } = payment ?? {}
  if (!payment || committed?.seq !== position.seq || Buffer.from(committed.hash).toString('hex') !== position.hash) return { isKnown: false, gone: [] }
  const standing = payment.items.filter(isStanding)
  const ended = payment.items.filter((item) => !isStanding(item)).toSorted((one, other) => other.since - one.since)
  return { isKnown: true, gone: goneOf(stated, standing, ended).map(describe) }
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
  return { agency, kind, amountAvos: avos, state: state === 'refunded' || state === 'reversed' || state === 'task' ? state : 'reversing', since: new Date(since).toISOString() }
}
