import { readFileSync, writeFileSync } from 'node:fs'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSampleJournal, entry, type SampleJournal } from '../../../build/twins/journal.ts'
import { canonical } from './canonical.ts'
import type { Journal, Projection } from './journal.ts'
import { readJournal } from './read.ts'
import { SCHEMA } from './schema.ts'

const EACH = 500
const MANY = 5

let at: SampleJournal
beforeEach(async () => {
  at = await createSampleJournal()
})
afterEach(() => at.close())

/** A projection that sums the entries' avos. */
const sum: Projection<{ avos: number }> = {
  name: 'sum',
  version: 1,
  empty: () => ({ avos: 0 }),
  write: (state) => state,
  read: (value) => structuredClone(value) as { avos: number },
  fold(state, { facts }) {
    state.avos += Number(facts['avos'] ?? 0)
  },
}

function tamper(sql: string): void {
  const db = new DatabaseSync(at.file)
  db.exec(`DROP TRIGGER entries_stay; DROP TRIGGER entries_remain; ${sql}`)
  db.close()
}

/** Records many entries of one avo each, in commits of one and of many entries; no snapshot covers them. */
async function many(): Promise<void> {
  const journal = at.open()
  for (let times = 0; times < MANY; times++) {
    await journal.append(Array.from({ length: EACH - 1 }, () => entry({ facts: { avos: 1 } })))
    await journal.append([entry({ facts: { avos: 1 } })])
  }
  journal.close()
}

async function untilChecked(journal: Journal): Promise<void> {
  await vi.waitUntil(async () => {
    await at.manual.pass(1)
    return journal.checking() === undefined
  })
}

describe('a view of the past that is folded from the first entry', () => {
  it('is folded step by step from verified entries, with what is recorded meanwhile', async () => {
    await many()
    const journal = at.open()
    const state = journal.follow(sum)
    expect(journal.checking()).toEqual({ done: 0, total: MANY * EACH + 1 })
    await journal.append([entry({ facts: { avos: 1_000_000 } })])
    await untilChecked(journal)
    await journal.whenChecked()
    expect(state).toEqual({ avos: MANY * EACH + 1_000_000 })
    await journal.append([entry({ facts: { avos: 1 } })])
    expect(state).toEqual(journal.rebuild(sum))
    expect(journal.fault()).toBeUndefined()
  })

  it('is waited for by those who waited before it was there', async () => {
    await many()
    const journal = at.open()
    journal.follow(sum)
    const seenThen = journal.whenChecked().then(() => journal.checking())
    await vi.waitUntil(() => (journal.checking()?.done ?? 0) > 0)
    journal.follow({ ...sum, name: 'later' })
    await untilChecked(journal)
    expect(await seenThen).toBeUndefined()
  })

  it('includes once what is recorded just before its end', async () => {
    await many()
    const journal = at.open()
    const state = journal.follow(sum)
    await untilChecked(journal)
    // The check has reached the end when this entry comes.
    await journal.append([entry({ facts: { avos: 1_000_000 } })])
    for (let times = 0; times < 10; times++) await at.manual.pass(1)
    await journal.whenChecked()
    expect(state).toEqual(journal.rebuild(sum))
  })

  it.each([
    ['changed', "UPDATE entries SET actor = 'nobody' WHERE seq = 1700", 1_700, 'hash'],
    ['missing', 'DELETE FROM entries WHERE seq = 1700', 1_700, 'gap'],
    [
      'not signed',
      `UPDATE entries SET signature = zeroblob(64) WHERE seq = ${String(3 * EACH + 1)}`,
      3 * EACH + 1,
      'signature',
    ],
    [
      'unreadable',
      'PRAGMA ignore_check_constraints = ON; UPDATE entries SET at = 9223372036854775807 WHERE seq = 1700',
      1_700,
      'unreadable',
    ],
    ["another's", 'UPDATE entries SET txn = NULL WHERE seq = 2', 2, 'hash'],
  ])('stops at an entry that is %s, and names it', async (_what, sql, seq, why) => {
    await many()
    tamper(sql)
    const journal = at.open()
    const state = journal.follow(sum)
    await untilChecked(journal)
    await journal.whenChecked()
    expect(journal.fault()).toEqual({ seq, why })
    expect(state.avos).toBeLessThan(seq)
    await journal.append([entry({ transaction: null, facts: { avos: 1_000_000 } })])
    expect(state.avos).toBeLessThan(seq)
  })

  it('is continued where it was when the journal was closed', async () => {
    await many()
    const journal = at.open()
    journal.follow(sum)
    await vi.waitUntil(() => (journal.checking()?.done ?? 0) > 0)
    journal.close()
    await at.manual.pass(1)
    await journal.whenChecked()
    const again = at.open()
    const state = again.follow(sum)
    expect(again.checking()?.done).toBeGreaterThan(0)
    await untilChecked(again)
    expect(state).toEqual({ avos: MANY * EACH })
  })
})

describe('a view of the past that was kept in a snapshot', () => {
  it('is whole at once, and stops at an entry since then that was changed', async () => {
    const first = at.open()
    first.follow(sum)
    await first.append([entry({ facts: { avos: 1 } })])
    first.close()
    const second = at.open()
    for (let times = 0; times < 5; times++) await second.append([entry({ facts: { avos: 1 } })])
    second.close()
    const third = at.open()
    expect(third.follow(sum)).toEqual({ avos: 6 })
    expect(third.checking()).toBeUndefined()
    third.close()
    tamper("DELETE FROM views; UPDATE entries SET actor = 'nobody' WHERE seq = 5")
    const fourth = at.open()
    expect(fourth.follow(sum).avos).toBeLessThan(4)
    expect(fourth.fault()).toEqual({ seq: 5, why: 'hash' })
  })
})

describe('a journal that went back and holds a forged accepted loss', () => {
  it('has gone back at each start, and names the forged entry', async () => {
    let journal = at.open()
    journal.follow(sum)
    await journal.append([entry(), entry()])
    journal.close()
    const older = readFileSync(at.file)
    journal = at.open()
    await journal.append([entry()])
    const { seq, hash } = journal.head()
    journal.close()
    writeFileSync(at.file, older)
    const accepted = Buffer.from(canonical({ lost: [{ source: 'head-file', seq, hash }] })).toString('hex')
    const version = Number(new DatabaseSync(at.file).prepare('PRAGMA schema_version').get()?.['schema_version'])
    tamper(
      `UPDATE entries SET kind = 'loss-accepted', facts = x'${accepted}' WHERE seq = 2; DELETE FROM ` +
        `views WHERE name = 'losses'; ${SCHEMA}; PRAGMA schema_version = ${String(version)}`,
    )
    for (let start = 0; start < 2; start++) {
      const opening = at.tryOpen()
      if (!opening.ok) throw new Error(opening.refusal.code)
      opening.journal.follow(sum)
      expect([opening.wentBack, opening.journal.fault(), opening.journal.loss()?.until]).toMatchObject([
        true,
        { seq: 2 },
        seq,
      ])
      opening.journal.close()
    }
  })
})

describe('a journal that is busy when its past is read', () => {
  /** Does `work` while SQLite answers queries of entries as busy, after the first `answered` ones. */
  async function whileBusy(work: () => unknown, answered = 0): Promise<unknown> {
    let left = answered
    const { get } = StatementSync.prototype
    const asked = vi.spyOn(StatementSync.prototype, 'get').mockImplementation(function (
      this: StatementSync,
      ...values
    ) {
      if (this.sourceSQL.includes('FROM entries') && left-- <= 0)
        throw Object.assign(new Error('database is locked'), { code: 'ERR_SQLITE_ERROR', errcode: 5 })
      return get.apply(this, values)
    })
    try {
      return await work()
    } catch (error) {
      return error
    } finally {
      asked.mockRestore()
    }
  }

  it("isn't reported damaged by a check, which can be repeated", async () => {
    const journal = at.open()
    await journal.append([entry()])
    for (const answered of [0, 1])
      expect(await whileBusy(() => journal.check(2), answered)).toMatchObject({ errcode: 5 })
    expect(journal.fault()).toBeUndefined()
    expect(await journal.check(2)).toBe(true)
  })

  it("isn't reported damaged by a reader", async () => {
    await at.open().append([entry()])
    const read = () => readJournal(at.file, { keyFiles: at.keys, anchored: [], clock: at.manual.clock })
    expect(await whileBusy(read)).toMatchObject({ errcode: 5 })
    const opened = read()
    expect(opened).toMatchObject({ ok: true })
    if (opened.ok) opened.journal.close()
  })
})
