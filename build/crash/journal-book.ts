import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { decode } from 'cborg'
import { z } from 'zod'
import { TENDERS, type ItemState } from '../../electron/contract/index.ts'
import type { JournalPayment } from './books.ts'

const row = z.object({ seq: z.int(), kind: z.string(), txn: z.string().nullable(), facts: z.instanceof(Uint8Array) })
const intent = z.object({ tender: z.enum(TENDERS), totalAvos: z.int(), items: z.array(z.object({ item: z.string(), avos: z.int() })), refundOf: z.string().optional() })
const ofItem = z.object({ item: z.string() })

/** What the last entry about an item makes of it. A refund's move to `reversing` begins where the item was acknowledged. */
const ITEM_KINDS: Readonly<Record<string, ItemState>> = {
  'item-acknowledged': 'acknowledged', 'item-refused': 'refused', 'item-reversing': 'reversing', 'item-reversed': 'reversed', 'item-task': 'task',
  'item-refunding': 'reversing', 'item-refunded': 'refunded'
}

/**
 * Reads the payments from the journal's rows themselves, by nothing that the station reads them with: what the station makes of its
 * journal is among what is tested. `billOf`: the handle of an item's bill, which the journal seals.
 */
export function readPayments(folder: string, billOf: (item: string) => string): JournalPayment[] {
  const db = new DatabaseSync(join(folder, 'journal.db'), { readOnly: true })
  try {
    const payments = new Map<string, JournalPayment>()
    for (const raw of db.prepare('SELECT seq, kind, txn, facts FROM entries WHERE txn IS NOT NULL ORDER BY seq').iterate()) {
      const { seq, kind, txn, facts } = row.parse(raw)
      if (txn === null) continue
      const after = withEntry(payments.get(txn), { seq, kind, txn, facts: decode(facts) }, billOf)
      if (after) payments.set(txn, after)
    }
    return [...payments.values()]
  } finally {
    db.close()
  }
}

function withEntry(
  before: JournalPayment | undefined, { seq, kind, txn, facts }: { seq: number, kind: string, txn: string, facts: unknown }, billOf: (item: string) => string
): JournalPayment | undefined {
  if (kind === 'payment-intended') {
    const { tender, totalAvos, items, refundOf } = intent.parse(facts)
    // A refund is a transaction of its own, but no payment.
    if (refundOf !== undefined) return undefined
    return {
      transaction: txn, tender, totalAvos, committed: false, position: undefined,
      items: items.map(({ item, avos }) => ({ item, bill: billOf(item), amountAvos: avos, state: 'waiting' }))
    }
  }
  if (!before) return undefined
  if (kind === 'payment-committed') return { ...before, committed: true, position: seq }
  const state = ITEM_KINDS[kind]
  if (state === undefined) return before
  const { item } = ofItem.parse(facts)
  return { ...before, items: before.items.map((each) => each.item === item ? { ...each, state } : each) }
}
