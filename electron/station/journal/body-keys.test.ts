import { copyFileSync, cpSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createManualClock } from '../../sandbox/trust/trust.fixture.ts'
import { systemRandom } from '../../start/system.ts'
import { createKeyFile, openKeys, type Keys } from '../storage/keys.ts'
import type { NewEntry } from './journal.ts'
import { openJournal } from './open.ts'

const BATCH = 256
const DATABASE = ['journal-keys.db', 'journal-keys.db-wal', 'journal-keys.db-shm']

let folder: string
let keys: Keys
let wrapping: Pick<Keys, 'wrap' | 'unwrap'>
let fails: boolean
let manual: ReturnType<typeof createManualClock>
let made: number

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'balcao-body-keys-'))
  manual = createManualClock()
  const outcome = await openKeys(folder, createKeyFile(folder, systemRandom), systemRandom)
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  wrapping = keys = outcome.keys
  fails = false
  made = 0
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const deps = (at: string) => ({
  folder: at,
  clock: manual.clock,
  random: systemRandom,
  heads: join(at, 'heads'),
  wrapping,
  beforeCommit: () => {
    if (fails) throw new Error('power')
  },
  keyFiles: keys,
})

function open(at = folder) {
  const outcome = openJournal(deps(at))
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  return outcome
}

/** Opens the journal and closes it again; answers the entry that records that keys were lost. */
function look(): number | undefined {
  const { journal, keysLost } = open()
  journal.close()
  return keysLost
}

/** Accepts the loss, as a technician does. */
async function accept(): Promise<void> {
  const { journal } = open()
  await journal.append([{ kind: 'loss-accepted', actor: 'technician', transaction: null, facts: { lost: [] } }])
  journal.close()
}

/** Seals `count` bodies, each of a transaction of its own. */
async function seal(count: number): Promise<void> {
  const { journal } = open()
  await journal.append(notes(count))
  journal.close()
}

/** `count` entries with a body, each of a transaction of its own. */
function notes(count: number): NewEntry[] {
  return Array.from({ length: count }, () => ({
    kind: 'note',
    actor: 'system',
    transaction: `019c9999-0000-7000-8000-${String(made++).padStart(12, '0')}`,
    facts: {},
    body: { plate: 'MT-00-01' },
  }))
}

/** Keeps the database of the keys as it is now; the returned function puts it back. */
function keep(): () => void {
  const kept = mkdtempSync(join(folder, 'kept-'))
  for (const name of DATABASE) if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(kept, name))
  return () => {
    lose()
    for (const name of DATABASE) if (existsSync(join(kept, name))) copyFileSync(join(kept, name), join(folder, name))
  }
}

function lose(): void {
  for (const name of DATABASE) rmSync(join(folder, name), { force: true })
}

function change(file: string, sql: string): void {
  const db = new DatabaseSync(join(folder, file))
  db.exec(sql)
  db.close()
}

/** The numbers of the keys that the journal names, one a transaction. */
function named(at = folder): number[] {
  const db = new DatabaseSync(join(at, 'journal.db'), { readOnly: true })
  const found = z
    .array(z.object({ key: z.int() }))
    .parse(db.prepare('SELECT key FROM entries WHERE key IS NOT NULL ORDER BY seq').all())
  db.close()
  return found.map(({ key }) => key)
}

/** How many keys their database holds. */
function held(): number {
  const db = new DatabaseSync(join(folder, 'journal-keys.db'), { readOnly: true })
  const { n } = z.object({ n: z.int() }).parse(db.prepare('SELECT count(*) AS n FROM keys').get())
  db.close()
  return n
}

describe('body keys that are made ahead', () => {
  it('are made between two commits, and only when few are left', async () => {
    const { journal } = open()
    await manual.pass(1_000)
    expect(held()).toBe(0)
    await journal.append(notes(BATCH / 2))
    await manual.pass(1_000)
    expect(held()).toBe(BATCH)
    await journal.append(notes(1))
    expect(held()).toBe(BATCH)
    await manual.pass(1_000)
    expect(held()).toBe(2 * BATCH)
    // The commit takes all keys that are left, and makes none itself.
    await journal.append(notes((BATCH * 3) / 2 - 1))
    expect(held()).toBe(2 * BATCH)
    expect(new Set(named()).size).toBe(2 * BATCH)
    await journal.append(notes(1))
    expect(held()).toBe(3 * BATCH)
    journal.close()
    expect(manual.timers()).toBe(0)
  })

  it.each([
    ['before they are made', 0],
    ['before one of them is given out', 1_000],
  ])('are each given out once when the process is killed %s', async (_when, ms) => {
    const { journal } = open()
    await journal.append(notes(BATCH - 10))
    await manual.pass(ms)
    // A copy of the files now is what a killed process leaves.
    const killed = mkdtempSync(join(tmpdir(), 'balcao-body-keys-'))
    cpSync(folder, killed, { recursive: true })
    try {
      const again = open(killed)
      expect(again.keysLost).toBeUndefined()
      await again.journal.append(notes(BATCH + 20))
      expect(again.journal.bodyOf(2 * BATCH)).toEqual({ plate: 'MT-00-01' })
      again.journal.close()
      expect(new Set(named(killed)).size).toBe(2 * BATCH + 10)
      const last = open(killed)
      expect(last.keysLost).toBeUndefined()
      last.journal.close()
    } finally {
      rmSync(killed, { recursive: true, force: true })
      journal.close()
    }
  })

  it('fail only the commit that needs them when their database drops them', async () => {
    const { journal } = open()
    await journal.append(notes(BATCH - 10))
    change('journal-keys.db', 'CREATE TRIGGER swallow BEFORE INSERT ON keys BEGIN SELECT RAISE(IGNORE); END')
    await manual.pass(1_000)
    await journal.append(notes(10))
    await manual.pass(1_000)
    expect(journal.fault()).toBeUndefined()
    await expect(journal.append(notes(1))).rejects.toThrow('does not keep')
    expect(journal.fault()).toEqual({ seq: BATCH + 2, why: 'not-kept' })
    journal.close()
  })

  it("aren't made while the journal's database is moved away", async () => {
    const { journal } = open()
    await journal.append(notes(BATCH - 10))
    renameSync(join(folder, 'journal.db'), join(folder, 'away'))
    await manual.pass(1_000)
    expect(held()).toBe(BATCH)
    renameSync(join(folder, 'away'), join(folder, 'journal.db'))
    await journal.append(notes(1))
    await manual.pass(1_000)
    expect(held()).toBe(2 * BATCH)
    journal.close()
  })
})

describe('body keys', () => {
  it.each<[string, (before: () => void) => void]>([
    ['gone', () => lose()],
    [
      'a file of zero bytes',
      () => {
        lose()
        writeFileSync(join(folder, 'journal-keys.db'), '')
      },
    ],
    [
      'a new, empty database',
      () => {
        lose()
        change(
          'journal-keys.db',
          'CREATE TABLE keys (id INTEGER PRIMARY KEY AUTOINCREMENT, wrapped BLOB NOT NULL) STRICT',
        )
      },
    ],
    ['emptied', () => change('journal-keys.db', 'DELETE FROM keys')],
    ['without one of them', () => change('journal-keys.db', 'DELETE FROM keys WHERE id = 1')],
    ['older', (before) => before()],
    ['of another data key', () => change('journal-keys.db', 'UPDATE keys SET wrapped = zeroblob(60)')],
  ])('are reported lost, and no number is given twice, when their database is %s', async (_how, change) => {
    await seal(3)
    const putBack = keep()
    await seal(2)
    expect(look()).toBeUndefined()
    change(putBack)
    const lost = look()
    expect(lost).toBe(7)
    await seal(2)
    // The loss stays, and is recorded once.
    expect(look()).toBe(lost)
    expect(new Set(named()).size).toBe(7)
    const { journal } = open()
    expect([8, 9].map((seq) => journal.bodyOf(seq))).toEqual([{ plate: 'MT-00-01' }, { plate: 'MT-00-01' }])
    await journal.erase('019c9999-0000-7000-8000-000000000005')
    expect([8, 9].map((seq) => journal.bodyOf(seq))).toEqual([undefined, { plate: 'MT-00-01' }])
    journal.close()
  })

  it('are reported lost again when a copy of the same count replaces their database after a loss', async () => {
    for (const isAccepted of [false, true]) {
      await seal(3)
      const older = keep()
      // This makes another batch, of which most keys seal nothing.
      await seal(1)
      const newer = keep()
      older()
      const lost = look()
      await seal(5)
      const went = keep()
      if (isAccepted) await accept()
      newer()
      const again = look()
      expect(again).toBeGreaterThan((lost ?? 0) + 5)
      await seal(2)
      if (isAccepted) await accept()
      expect(look()).toBe(isAccepted ? undefined : again)
      went()
      expect(look()).toBeGreaterThan(again ?? 0)
      await accept()
      await seal(1)
      expect(look()).toBeUndefined()
    }
    expect(new Set(named()).size).toBe(24)
  })

  it('are reported lost when a copy of their database was in use in between, although none was lost', async () => {
    const { journal } = open()
    await journal.append(notes(BATCH / 2))
    const copied = keep()
    await journal.append(notes(1))
    await manual.pass(1_000)
    journal.close()
    const first = keep()
    copied()
    expect(look()).toBeUndefined()
    await seal(5)
    first()
    expect(look()).toBe(BATCH / 2 + 8)
    await seal(1)
    expect(new Set(named()).size).toBe(BATCH / 2 + 7)
  })

  it("aren't reported lost twice after a power cut, nor once they were erased", async () => {
    await seal(3)
    change('journal-keys.db', 'DELETE FROM keys WHERE id = 1')
    const uncounted = keep()
    const lost = look()
    uncounted()
    expect(look()).toBe(lost)
    await seal(2)
    const { journal } = open()
    await journal.erase('019c9999-0000-7000-8000-000000000003')
    journal.close()
    expect(look()).toBe(lost)
    await accept()
    expect(look()).toBeUndefined()
  })

  it('are reported when erased ones are back in their database', async () => {
    await seal(3)
    const putBack = keep()
    const { journal } = open()
    await journal.erase('019c9999-0000-7000-8000-000000000001')
    journal.close()
    expect(look()).toBeUndefined()
    putBack()
    expect(look()).toBe(6)
  })

  it("aren't reported lost when they were erased, even if the power goes before that is recorded", async () => {
    await seal(BATCH + 4)
    const { journal } = open()
    await manual.pass(1_000)
    expect(await journal.eraseDue({ '*': 1_000 })).toEqual({ erased: BATCH + 4 })
    journal.close()
    expect(look()).toBeUndefined()
    await seal(2)
    const again = open()
    fails = true
    await expect(again.journal.erase(`019c9999-0000-7000-8000-${String(made - 1).padStart(12, '0')}`)).rejects.toThrow(
      'power',
    )
    fails = false
    again.journal.close()
    expect(look()).toBeUndefined()
  })

  it("aren't reported lost in a folder of an earlier program, which kept no count", async () => {
    await seal(3)
    const { journal } = open()
    await journal.erase('019c9999-0000-7000-8000-000000000001')
    journal.close()
    change('journal-keys.db', 'DROP TABLE counts')
    change('journal.db', 'DELETE FROM views')
    expect(look()).toBeUndefined()
    const putBack = keep()
    await seal(1)
    change('journal.db', 'DELETE FROM views')
    putBack()
    change('journal-keys.db', 'DROP TABLE IF EXISTS counts')
    expect(look()).toBeDefined()
  })

  it("keep their numbers when the journal's own count of them is unreadable", async () => {
    await seal(3)
    change('journal.db', 'UPDATE views SET state = zeroblob(length(state))')
    lose()
    expect(look()).toBe(5)
    await seal(1)
    expect(new Set(named()).size).toBe(4)
  })

  it('keep the journal from opening when their file is no database, and are lost without the file', async () => {
    await seal(1)
    lose()
    writeFileSync(join(folder, 'journal-keys.db'), Buffer.alloc(8_192, 7))
    expect(openJournal(deps(folder))).toEqual({
      ok: false,
      refusal: { code: 'data-damaged', params: { file: 'journal-keys.db' } },
    })
    lose()
    expect(look()).toBe(3)
  })
})
