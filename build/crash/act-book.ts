import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { decode } from 'cborg'
import { z } from 'zod'
import type { JournalAct } from './act-compare.ts'

const row = z.object({ kind: z.string(), txn: z.string(), facts: z.instanceof(Uint8Array) })
const facts = z.object({
  act: z.string().optional(),
  of: z.string().optional(),
  why: z.string().optional(),
  at: z.int().optional(),
  endsAt: z.int().optional(),
})

/** The kinds of entry that end an act, and the state in which it then is. */
const ENDINGS: Readonly<Record<string, 'done' | 'refused' | 'ended'>> = {
  'act-done': 'done',
  'act-refused': 'refused',
  'act-ended': 'ended',
}

/**
 * Reads the acts on identity from the journal's database, without the station's code, which is under test. Empty where
 * the station's first life ended before it had made one.
 */
export function readActs(folder: string): JournalAct[] {
  const file = join(folder, 'journal.db')
  if (!existsSync(file)) return []
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    if (db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'entries'").get() === undefined) return []
    const acts = new Map<string, JournalAct>()
    const rows = db.prepare("SELECT kind, txn, facts FROM entries WHERE kind LIKE 'act-%' ORDER BY seq").iterate()
    for (const raw of rows) {
      const entry = row.parse(raw)
      const { act: kind, ...said } = facts.parse(decode(entry.facts))
      const before = acts.get(entry.txn) ?? { act: entry.txn, kind: '', isAsked: false, endings: [] }
      const ending = ENDINGS[entry.kind]
      acts.set(entry.txn, {
        ...before,
        ...(entry.kind === 'act-begun' ? { kind: kind ?? '', of: said.of } : {}),
        isAsked: before.isAsked || entry.kind === 'act-asked',
        endings:
          ending === undefined
            ? before.endings
            : [...before.endings, { state: ending, why: said.why, at: said.at, endsAt: said.endsAt }],
      })
    }
    return [...acts.values()]
  } finally {
    db.close()
  }
}
