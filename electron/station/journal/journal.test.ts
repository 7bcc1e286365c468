import { hash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createManualClock, SAMPLE_NOW } from '../../sandbox/trust/trust.fixture.ts'
import { systemRandom } from '../../start/system.ts'
import { createKeyFile, openKeys, type Keys } from '../storage/keys.ts'
import { canonical } from './canonical.ts'
import type { Journal, JournalMap, NewEntry, Projection } from './journal.ts'
import { hashOf } from './chain.ts'
import { openJournal } from './open.ts'
import { JOURNAL_FILE, openRows } from './rows.ts'
import { readSigningKey } from './signing.ts'
import { verifyJournal } from './verify.ts'

const TRANSACTION = '019c9999-0000-7000-8000-000000000001'
const OTHER = '019c9999-0000-7000-8000-000000000002'
const DAY = 86_400_000

let folder: string
let keys: Keys
let fault: (() => void) | undefined
let manual: ReturnType<typeof createManualClock>
let open: Journal[]

async function keysOf(path: string): Promise<Keys> {
  const outcome = await openKeys(path, createKeyFile(path, systemRandom), systemRandom)
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  return outcome.keys
}

function tryOpen(wall?: () => number) {
  return openJournal({
    folder,
    clock: manual.clock,
    ...(wall ? { wall } : {}),
    random: systemRandom,
    heads: join(folder, 'heads'),
    wrapping: keys,
    beforeCommit: () => fault?.(),
    keyFiles: keys,
  })
}

function begin(wall?: () => number): Journal {
  const outcome = tryOpen(wall)
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  open.push(outcome.journal)
  return outcome.journal
}

function entry(changes: Partial<NewEntry> = {}): NewEntry {
  return {
    kind: 'payment-intended',
    actor: 'resident',
    transaction: TRANSACTION,
    facts: { avos: 85_000 },
    body: { plate: 'MT-00-01' },
    ...changes,
  }
}

/** The bytes of all files of the folder. */
const everything = () =>
  Buffer.concat(
    readdirSync(folder)
      .filter((name) => name.startsWith('journal'))
      .map((name) => readFileSync(join(folder, name))),
  )

const sum: Projection<{ avos: number; kinds: Record<string, number> }> = {
  name: 'sum',
  version: 1,
  empty: () => ({ avos: 0, kinds: {} }),
  fold(state, { kind, facts }) {
    if (typeof facts['avos'] === 'number') state.avos += facts['avos']
    state.kinds[kind] = (state.kinds[kind] ?? 0) + 1
  },
  write: (state) => state,
  read: (value) => structuredClone(value) as { avos: number; kinds: Record<string, number> },
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'balcao-journal-'))
  manual = createManualClock()
  fault = undefined
  open = []
  keys = await keysOf(folder)
})
afterEach(() => {
  for (const each of open) each.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the journal', () => {
  it('begins with the key that signs it, and goes on without a gap', async () => {
    const journal = begin()
    expect(journal.head().seq).toBe(1)
    const [first] = await journal.append([entry()])
    const more = await journal.append([entry(), entry({ kind: 'payment-reserved' })])
    expect([first, ...more].map((each) => each?.seq)).toEqual([2, 3, 4])
    journal.confirmKeys([journal.signer.publicKey()])
    expect(journal.publishedKeys()).toHaveLength(1)
    expect(JSON.parse(readFileSync(join(folder, 'keys', 'published.json'), 'utf8'))).toMatchObject({
      keys: [{ kty: 'OKP', crv: 'Ed25519' }],
    })
  })

  it('keeps the date of an entry beside its order, which never goes backwards', async () => {
    let offset = 0
    const journal = begin(() => manual.clock.now() + offset)
    manual.setWall(SAMPLE_NOW + 21 * DAY)
    const [ahead] = await journal.append([entry()])
    manual.setWall(SAMPLE_NOW - DAY)
    offset = DAY + 7
    const [after] = await journal.append([entry({ kind: 'payment-reserved', facts: { why: 'none' } })])
    expect(ahead).toMatchObject({ at: SAMPLE_NOW + 21 * DAY, wall: SAMPLE_NOW + 21 * DAY })
    expect(after).toMatchObject({ at: SAMPLE_NOW + 21 * DAY, wall: SAMPLE_NOW + 7, facts: { why: 'none' } })
    expect(after?.facts).not.toHaveProperty('wall')
    journal.close()
    expect(
      begin()
        .entriesOf(TRANSACTION)
        .map((each) => ({ ...each, hash: undefined })),
    ).toEqual([ahead, after].map((each) => ({ ...each, hash: undefined })))
    expect(await verifyJournal(join(folder, JOURNAL_FILE))).toMatchObject({ ok: true, entries: 3 })
  })

  it('dates an entry of an earlier program, which has no date, by its order', async () => {
    begin().close()
    const rows = openRows(join(folder, JOURNAL_FILE))
    const last = rows.last()
    const signing = readSigningKey(keys.signingKey() ?? new Uint8Array())
    if (!last) throw new Error('nothing there')
    const fields = {
      seq: 2,
      at: SAMPLE_NOW,
      kind: 'note',
      actor: 'system',
      transaction: TRANSACTION,
      facts: canonical({ avos: 1 }),
      key: null,
      body: null,
    }
    const hashed = hashOf(fields, last.hash)
    rows.insert([{ ...fields, hash: hashed, kid: signing.kid(), signature: signing.sign(hashed) }])
    rows.close()
    const journal = begin()
    expect(journal.entriesOf(TRANSACTION)).toMatchObject([{ at: SAMPLE_NOW, wall: SAMPLE_NOW, facts: { avos: 1 } }])
    await journal.append([entry()])
    journal.close()
    expect(await verifyJournal(join(folder, JOURNAL_FILE))).toMatchObject({ ok: true, entries: 3 })
  })

  it('shares one commit among those who append in the same turn, and gives each their own entries', async () => {
    const journal = begin()
    let commits = 0
    fault = () => void (commits += 1)
    const answers = await Promise.all([
      journal.append([entry({ kind: 'a' })]),
      journal.append([entry({ kind: 'b' }), entry({ kind: 'c' })]),
      journal.append([entry({ kind: 'd' })]),
    ])
    expect(commits).toBe(1)
    expect(answers.map((entries) => entries.map(({ kind }) => kind))).toEqual([['a'], ['b', 'c'], ['d']])
  })

  it('refuses a whole group that the disk refuses, and goes on when the disk is back', async () => {
    const journal = begin()
    await journal.append([entry()])
    const { seq } = journal.head()
    fault = () => {
      throw Object.assign(new Error('disk'), { code: 'ENOSPC' })
    }
    const outcomes = await Promise.allSettled([journal.append([entry()]), journal.append([entry()])])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(journal.head().seq).toBe(seq)
    fault = undefined
    const [next] = await journal.append([entry()])
    expect(next?.seq).toBe(seq + 1)
  })

  it('opens again where it was, with its bodies', async () => {
    const journal = begin()
    await journal.append([entry(), entry({ transaction: OTHER, body: { plate: 'MT-00-02' } })])
    const head = journal.head()
    journal.close()
    const again = begin()
    expect(again.head()).toEqual({ seq: head.seq, hash: expect.anything() as unknown })
    expect(again.entriesOf(OTHER)).toMatchObject([{ seq: 3, kind: 'payment-intended', facts: { avos: 85_000 } }])
    expect(again.bodyOf(3)).toEqual({ plate: 'MT-00-02' })
    const [later] = await again.append([entry({ transaction: OTHER, body: { plate: 'MT-00-03' } })])
    expect(again.bodyOf(later?.seq ?? 0)).toEqual({ plate: 'MT-00-03' })
  })

  it('holds no personal word in the clear', async () => {
    const journal = begin()
    await journal.append([entry({ body: { plate: 'MT-77-77', name: '測試一' } })])
    journal.close()
    expect(everything().includes('MT-77-77')).toBe(false)
    expect(everything().includes('測試一')).toBe(false)
  })

  it('never gives an entry an earlier order time than the one before, even when the clock goes back', async () => {
    const journal = begin()
    const [one] = await journal.append([entry()])
    manual.setWall(manual.clock.now() - 3_600_000)
    const [two] = await journal.append([entry()])
    expect(two?.at).toBe(one?.at)
  })

  it('refuses changes and deletions by a program that opens its database', async () => {
    const journal = begin()
    await journal.append([entry()])
    journal.close()
    const db = new DatabaseSync(join(folder, 'journal.db'))
    expect(() => db.exec("UPDATE entries SET kind = 'x'")).toThrow(/append-only/)
    expect(() => db.exec('DELETE FROM entries')).toThrow(/append-only/)
    db.close()
  })

  it('refuses to open when its last entry was changed', async () => {
    const journal = begin()
    await journal.append([entry()])
    journal.close()
    const db = new DatabaseSync(join(folder, 'journal.db'))
    db.exec('DROP TRIGGER entries_stay; UPDATE entries SET at = at + 1 WHERE seq = 2')
    db.close()
    expect(tryOpen()).toMatchObject({ ok: false, refusal: { code: 'data-damaged' } })
  })

  it("refuses to open when the entry of its signing key can't be read", async () => {
    const journal = begin()
    await journal.append([entry()])
    await journal.rotateKey()
    await journal.append([entry()])
    journal.close()
    const db = new DatabaseSync(join(folder, 'journal.db'))
    db.exec("DROP TRIGGER entries_stay; UPDATE entries SET facts = x'ff' WHERE seq = 1")
    db.close()
    expect(tryOpen()).toMatchObject({ ok: false, refusal: { code: 'data-damaged' } })
  })

  it('notices that an older folder was put back', async () => {
    const journal = begin()
    await journal.append([entry()])
    journal.close()
    const db = new DatabaseSync(join(folder, 'journal.db'))
    db.exec('DROP TRIGGER entries_remain; DELETE FROM entries WHERE seq = 2')
    db.close()
    expect(tryOpen()).toMatchObject({ ok: true, wentBack: true })
  })

  it('signs with a new key that the old one introduced', async () => {
    const journal = begin()
    const before = Buffer.from(journal.signer.kid()).toString('hex')
    journal.confirmKeys([journal.signer.publicKey()])
    await journal.rotateKey()
    const after = Buffer.from(journal.signer.kid()).toString('hex')
    await journal.append([entry()])
    journal.close()
    const again = begin()
    expect(again.publishedKeys().map(({ kid }) => Buffer.from(kid).toString('hex'))).toEqual([before, after])
    expect(Buffer.from(again.signer.kid()).toString('hex')).toBe(after)
  })
})

describe('erasure', () => {
  it('makes bodies unreadable for good, while chain and facts stay readable', async () => {
    const journal = begin()
    await journal.append([entry(), entry({ transaction: OTHER, body: { plate: 'MT-00-02' } })])
    const wrapped = new DatabaseSync(join(folder, 'journal-keys.db'))
    const held = wrapped.prepare('SELECT wrapped FROM keys WHERE id = 1').get()?.['wrapped']
    wrapped.close()
    expect(held instanceof Uint8Array && everything().includes(Buffer.from(held))).toBe(true)
    await journal.erase(TRANSACTION)
    expect(journal.bodyOf(2)).toBeUndefined()
    expect(journal.bodyOf(3)).toEqual({ plate: 'MT-00-02' })
    expect(journal.entriesOf(TRANSACTION)[0]?.facts).toEqual({ avos: 85_000 })
    expect(held instanceof Uint8Array && everything().includes(Buffer.from(held))).toBe(false)
    journal.close()
    expect(begin().bodyOf(2)).toBeUndefined()
  })

  it('takes a transaction only when each of its entries is past its retention', async () => {
    const journal = begin()
    await journal.append([
      entry({ kind: 'short' }),
      entry({ kind: 'short', transaction: OTHER }),
      entry({ kind: 'long', transaction: OTHER }),
    ])
    await manual.pass(2_000)
    expect(await journal.eraseDue({ short: 1_000, long: 10_000 })).toEqual({ erased: 1 })
    expect(journal.bodyOf(2)).toBeUndefined()
    expect(journal.bodyOf(3)).toBeDefined()
    expect(await journal.eraseDue({ short: 1_000, long: 10_000 })).toEqual({ erased: 0 })
    await manual.pass(10_000)
    expect(await journal.eraseDue({ short: 1_000, long: 10_000 })).toEqual({ erased: 1 })
    expect(await journal.eraseDue({})).toEqual({ erased: 0 })
  })

  it("goes by an entry's date, even after a clock ran ahead", async () => {
    const journal = begin()
    manual.setWall(SAMPLE_NOW + 21 * DAY)
    await journal.append([entry({ kind: 'note', transaction: null, facts: {} })])
    manual.setWall(SAMPLE_NOW)
    await journal.append([entry({ kind: 'short' })])
    await manual.pass(2_000)
    expect(await journal.eraseDue({ short: 1_000 })).toEqual({ erased: 1 })
  })
})

describe('a retention rule', () => {
  it('covers every other kind by `*`, and is applied to a long journal step by step', async () => {
    const journal = begin()
    const transactionOf = (index: number) => `019c9999-0000-7000-8000-${String(index).padStart(12, '0')}`
    for (let times = 0; times < 5; times++) {
      await journal.append(
        Array.from({ length: 500 }, (_, index) =>
          entry({ kind: index === 0 ? 'kept' : 'other', transaction: transactionOf(times * 500 + index) }),
        ),
      )
    }
    await manual.pass(1_000)
    let erased: number | undefined
    const erasing = journal.eraseDue({ kept: 1_000_000, '*': 1_000 }).then((found) => {
      erased = found.erased
    })
    await vi.waitUntil(async () => {
      await manual.pass(1)
      return erased !== undefined
    })
    await erasing
    expect(erased).toBe(5 * 499)
    expect(journal.bodyOf(2)).toBeDefined()
    expect(journal.bodyOf(3)).toBeUndefined()
  })

  it('lets a transaction be written to again after erasure, under a new key', async () => {
    const journal = begin()
    await journal.append([entry()])
    await manual.pass(1_000)
    expect(await journal.eraseDue({ '*': 1_000 })).toEqual({ erased: 1 })
    const [late] = await journal.append([entry({ body: { plate: 'MT-00-09' } })])
    expect(journal.bodyOf(2)).toBeUndefined()
    expect(journal.bodyOf(late?.seq ?? 0)).toEqual({ plate: 'MT-00-09' })
    await journal.erase(TRANSACTION)
    expect(journal.bodyOf(late?.seq ?? 0)).toBeUndefined()
  })
})

describe('a snapshot', () => {
  it('is folded again from the entries when a byte of it was changed', async () => {
    const journal = begin()
    journal.follow(sum)
    await journal.append([entry(), entry({ facts: { avos: 1 } })])
    journal.close()
    const db = new DatabaseSync(join(folder, 'journal.db'))
    db.exec('UPDATE views SET state = zeroblob(length(state))')
    db.close()
    expect(begin().follow(sum).avos).toBe(85_001)
  })

  it('is refused when somebody else wrote it, even with a digest that fits', async () => {
    const journal = begin()
    journal.follow(sum)
    const [last] = await journal.append([entry()])
    journal.close()
    const db = new DatabaseSync(join(folder, 'journal.db'))
    const state = canonical({ avos: 5, kinds: {} })
    const digest = hash('sha256', canonical(['sum', 1, 2, state, last?.hash ?? null]), 'buffer')
    db.prepare('UPDATE views SET state = ?, digest = ?').run(state, digest)
    db.close()
    expect(begin().follow(sum).avos).toBe(85_000)
  })
})

describe('a projection', () => {
  it('is the same when it was kept up, read from a snapshot or folded from the first entry', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(1_000_000), fc.boolean()), { maxLength: 30 }),
        async (given) => {
          const journal = begin()
          journal.follow(sum)
          for (const [kind, avos] of given) await journal.append([entry({ kind, facts: { avos } })])
          const kept = structuredClone(journal.follow(sum))
          expect(kept).toEqual(journal.rebuild(sum))
          journal.close()
          const again = begin()
          expect(again.follow(sum)).toEqual(kept)
          again.close()
        },
      ),
      { numRuns: 15 },
    )
  })
})

describe('a recorded entry', () => {
  const leaf = fc.oneof(
    fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 }),
    fc.boolean(),
    fc.string({ unit: 'grapheme' }),
    fc.constant(null),
    fc.uint8Array({ maxLength: 40 }),
  )
  const map: fc.Arbitrary<JournalMap> = fc.dictionary(
    fc.string({ minLength: 1, maxLength: 8 }).filter((key) => key !== '__proto__'),
    fc.oneof(leaf, fc.array(leaf, { maxLength: 4 })),
    { maxKeys: 6, noNullPrototype: true },
  )

  it('is read back with the same facts and body', async () => {
    const journal = begin()
    await fc.assert(
      fc.asyncProperty(map, map, async (facts, body) => {
        const [made] = await journal.append([entry({ facts, body })])
        const [found] = journal.entriesOf(TRANSACTION).slice(-1)
        expect(found?.facts).toEqual(facts)
        expect(journal.bodyOf(made?.seq ?? 0)).toEqual(body)
      }),
      { numRuns: 50 },
    )
  })
})
