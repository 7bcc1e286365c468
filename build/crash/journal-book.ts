import { createDecipheriv } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { decode } from 'cborg'
import { z } from 'zod'
import { TENDERS, type ItemState } from '../../electron/contract/index.ts'
import type { JournalPayment } from './books.ts'

const blob = z.instanceof(Uint8Array)
const row = z.object({
  seq: z.int(),
  kind: z.string(),
  txn: z.string(),
  facts: blob,
  key: z.int().nullable(),
  body: blob.nullable(),
})
type Row = z.infer<typeof row>
const keyRow = z.object({ wrapped: blob })
const intent = z.object({
  tender: z.enum(TENDERS),
  totalAvos: z.int(),
  items: z.array(z.object({ item: z.string(), avos: z.int() })),
  refundOf: z.string().optional(),
})
const sealed = z.object({ items: z.record(z.string(), z.object({ ref: z.string() })) })
const ofItem = z.object({ item: z.string() })

const countRow = z.object({ txn: z.string(), entries: z.int() })
const kindRow = z.object({ kind: z.string() })
const endRow = z.object({ seq: z.int(), hash: blob })

const IV_BYTES = 12
const TAG_BYTES = 16

/** An item's state by the kind of its last entry. `item-refunding`: a refund of an acknowledged item has begun. */
const ITEM_KINDS: Readonly<Record<string, ItemState>> = {
  'item-submitted': 'submitted',
  'item-acknowledged': 'acknowledged',
  'item-refused': 'refused',
  'item-reversing': 'reversing',
  'item-reversed': 'reversed',
  'item-task': 'task',
  'item-refunding': 'reversing',
  'item-refunded': 'refunded',
  'item-doubted': 'task',
}

/**
 * Reads the payments from the journal's database and opens sealed bodies with the folder's key file, without the
 * station's code, which is under test. `station`: the station's id, part of receipt numbers; `keyFolders`: the data
 * folders whose keys may open the bodies, by default this one. Throws where a body can't be opened, since its key has
 * to be durable before the first entry that it seals.
 */
export function readPayments(
  folder: string,
  station: string,
  keyFolders: readonly string[] = [folder],
): JournalPayment[] {
  const db = new DatabaseSync(join(folder, 'journal.db'), { readOnly: true })
  const open = openBodies(keyFolders)
  try {
    const payments = new Map<string, JournalPayment>()
    for (const raw of db
      .prepare('SELECT seq, kind, txn, facts, key, body FROM entries WHERE txn IS NOT NULL ORDER BY seq')
      .iterate()) {
      const entry = row.parse(raw)
      const after = withEntry(payments.get(entry.txn), entry, { open: open.body, station })
      if (after) payments.set(entry.txn, after)
    }
    return [...payments.values()]
  } finally {
    open.close()
    db.close()
  }
}

/** A journal's head, its last entry. `hash`: in hex. */
export interface HexHead {
  seq: number
  hash: string
}

/** A journal's head, and which entries it holds, read without the station's code. */
interface OpenedHeads {
  last: HexHead | undefined
  holds(head: HexHead): boolean
  close(): void
}

/** Opens the journal of a data folder; undefined where the station's first life ended before it had made one. */
export function openHeads(folder: string): OpenedHeads | undefined {
  const file = join(folder, 'journal.db')
  if (!existsSync(file)) return undefined
  const db = new DatabaseSync(file, { readOnly: true })
  if (db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'entries'").get() === undefined) {
    db.close()
    return undefined
  }
  const hashAt = db.prepare('SELECT seq, hash FROM entries WHERE seq = ?')
  return {
    last: headFrom(db.prepare('SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1').get()),
    holds: ({ seq, hash }) => headFrom(hashAt.get(seq))?.hash === hash,
    close: () => db.close(),
  }
}

/** Kinds of entries that undo a payment or end it without money; the station must not write them once it went back. */
export const UNDOING_KINDS =
  /^payment-(refused|cancelled|reversing|reversed|withdrawn)$|^item-(refused|reversing|reversed|refunding|refunded|task)$/

/** How many entries the journal has of each transaction. */
export function entriesOfEach(folder: string): Map<string, number> {
  const db = new DatabaseSync(join(folder, 'journal.db'), { readOnly: true })
  try {
    return new Map(
      countRow
        .array()
        .parse(db.prepare('SELECT txn, count(*) AS entries FROM entries WHERE txn IS NOT NULL GROUP BY txn').all())
        .map(({ txn, entries }) => [txn, entries]),
    )
  } finally {
    db.close()
  }
}

/** The kinds of the entries after the entry `seq`. */
export function kindsAfter(folder: string, seq: number): string[] {
  const db = new DatabaseSync(join(folder, 'journal.db'), { readOnly: true })
  try {
    return kindRow
      .array()
      .parse(db.prepare('SELECT kind FROM entries WHERE seq > ? ORDER BY seq').all(seq))
      .map(({ kind }) => kind)
  } finally {
    db.close()
  }
}

function headFrom(raw: unknown): HexHead | undefined {
  const found = endRow.optional().parse(raw)
  return found && { seq: found.seq, hash: Buffer.from(found.hash).toString('hex') }
}

function withEntry(
  before: JournalPayment | undefined,
  entry: Row,
  { open, station }: { open: (entry: Row) => unknown; station: string },
): JournalPayment | undefined {
  const { seq, kind, txn } = entry
  const facts: unknown = decode(entry.facts)
  if (kind === 'payment-intended') {
    const { tender, totalAvos, items, refundOf } = intent.parse(facts)
    // A refund is a transaction of its own, but no payment.
    if (refundOf !== undefined) return undefined
    const bills = sealed.parse(open(entry)).items
    return {
      transaction: txn,
      tender,
      totalAvos,
      committed: false,
      receipt: undefined,
      items: items.map(({ item, avos }) => ({
        item,
        bill: bills[item]?.ref ?? '',
        amountAvos: avos,
        state: 'waiting',
      })),
    }
  }
  if (!before) return undefined
  if (kind === 'payment-committed')
    return { ...before, committed: true, receipt: `${station}-${String(seq)}-${txn.slice(-4).toUpperCase()}` }
  const state = ITEM_KINDS[kind]
  if (state === undefined) return before
  const { item } = ofItem.parse(facts)
  return { ...before, items: before.items.map((each) => (each.item === item ? { ...each, state } : each)) }
}

function openBodies(folders: readonly string[]) {
  const rings = folders.map((folder) => {
    const dataKey = readFileSync(join(folder, 'keys', 'data.key'))
    const db = new DatabaseSync(join(folder, 'journal-keys.db'), { readOnly: true })
    return { dataKey, db, get: db.prepare('SELECT wrapped FROM keys WHERE id = ?') }
  })
  return {
    body({ seq, key, body }: Row): unknown {
      if (key === null || body === null) throw new Error(`entry ${String(seq)} has no body`)
      for (const { dataKey, get } of rings) {
        const found = keyRow.optional().parse(get.get(key))
        try {
          if (found)
            return decode(
              unseal(
                body,
                unseal(found.wrapped, dataKey, `journal body key ${String(key)}`),
                `balcao journal ${String(seq)}`,
              ),
            )
        } catch {
          // A journal that went back gave the lost keys' numbers to new keys, so that a number may mean several keys.
        }
      }
      throw new Error(`the body of entry ${String(seq)} can't be opened`)
    },
    close() {
      for (const { db } of rings) db.close()
    },
  }
}

/** Opens AES-256-GCM (IV, ciphertext, tag). `place`: the additional data that binds it to its place. */
function unseal(bytes: Uint8Array, key: Uint8Array, place: string): Uint8Array {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(place))
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES))
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, bytes.length - TAG_BYTES)), decipher.final()])
}
