import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  cpSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterEach, describe, expect, it, type TestContext } from 'vitest'
import { createSampleGateway } from '../../sandbox/trust/trust.fixture.ts'
import { systemRandom } from '../../start/system.ts'
import { storageRefusal } from '../storage/faults.ts'
import { openFolder } from '../storage/folder.ts'
import { createMachine } from '../payments/machine.ts'
import { createCashTender } from '../payments/tenders/cash.ts'
import type { Journal } from './journal.ts'
import { openJournal } from './open.ts'
import { openRows } from './rows.ts'
import { createSampleJournal, entry, type SampleJournal } from '../../../build/twins/journal.ts'
import { verifyJournal } from './verify.ts'

const MEGABYTE = 1024 * 1024
const cleanUp: (() => void)[] = []
afterEach(() => {
  for (const each of cleanUp.splice(0).reverse()) each()
})

async function sample(folder?: string): Promise<SampleJournal> {
  const at = await createSampleJournal(folder)
  cleanUp.push(() => at.close())
  return at
}

/** Mounts a small disk for the test; where the machine doesn't allow that, the test is skipped and says so. */
function mountDisk(context: TestContext, bytes: number): string {
  const at = mkdtempSync(join(tmpdir(), 'balcao-disk-'))
  cleanUp.push(() => rmSync(at, { recursive: true, force: true }))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(bytes)}`, 'tmpfs', at], { stdio: 'ignore' })
  } catch {
    context.skip('no disk can be mounted here: that takes root on Linux')
  }
  cleanUp.push(() => execFileSync('umount', ['-l', at]))
  return at
}

/** Fills a disk up to `leave` bytes. Returns the function that makes room again. */
function fill(disk: string, leave: number, freeBytes: () => number): () => void {
  const file = join(disk, 'ballast')
  const handle = openSync(file, 'a')
  try {
    for (let size = MEGABYTE; size >= 4_096;) {
      if (freeBytes() - size < leave) size /= 2
      else writeSync(handle, Buffer.alloc(size, 1))
      if (fstatSync(handle).size > 1024 * MEGABYTE) throw new Error('that disk has no end')
    }
  } finally {
    closeSync(handle)
  }
  return () => rmSync(file)
}

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work
    return 'ok'
  } catch (error) {
    return storageRefusal(error)
  }
}

describe('a disk that is full', () => {
  it('is reported, loses nothing that was confirmed, and takes entries once there is room', async (context) => {
    const disk = mountDisk(context, 24 * MEGABYTE)
    const at = await sample(join(disk, 'data'))
    const journal = at.open()
    await journal.append([entry()])
    const folder = openFolder(join(disk, 'data'))
    if (!folder.ok) throw new Error(folder.refusal.code)
    cleanUp.push(() => folder.folder.close())
    const free = () => folder.folder.freeBytes()
    const makeRoom = fill(disk, 0, free)
    expect(free()).toBeLessThan(4_096)
    // The log has room for the entries under way, but the database can't grow.
    let confirmed = journal.head().seq
    let outcome: string | undefined = 'ok'
    for (let times = 0; outcome === 'ok' && times < 10_000; times++) {
      outcome = await codeOf(journal.append([entry({ facts: { words: 'x'.repeat(2_000) } })]))
      if (outcome === 'ok') confirmed = journal.head().seq
    }
    expect(outcome).toBe('disk-full')
    expect(confirmed).toBeGreaterThan(100)
    expect(journal.head().seq).toBe(confirmed)
    expect(await verifyJournal(at.file)).toMatchObject({ ok: true, entries: confirmed })
    await at.manual.pass(3_000)
    expect(journal.unwritten()).toBe('disk-full')
    makeRoom()
    await at.manual.pass(3_000)
    expect(journal.unwritten()).toBeUndefined()
    const [next] = await journal.append([entry()])
    expect(next?.seq).toBe(confirmed + 1)
    journal.close()
    expect(await verifyJournal(at.file)).toMatchObject({ ok: true, entries: confirmed + 1 })
    expect(at.open().head().seq).toBe(confirmed + 1)
  })
})

describe('a database that another program has locked', () => {
  /** Takes the lock that every writer needs. Returns the function that releases it. */
  function lock(file: string): () => void {
    const other = new DatabaseSync(file)
    other.exec('BEGIN IMMEDIATE')
    let isHeld = true
    const letGo = () => {
      if (isHeld) other.close()
      isHeld = false
    }
    cleanUp.push(letGo)
    return letGo
  }

  it.each(['journal.db', 'journal-keys.db'])(
    'is waited for in the background, and nothing is lost or out of order: %s',
    async (name) => {
      const at = await sample()
      const journal = at.open()
      await journal.append([entry()])
      const letGo = lock(join(at.folder, name))
      const before = journal.head().seq
      const begun = performance.now()
      const first = journal.append([entry({ kind: 'first', body: { secret: 1 } })])
      await at.manual.pass(500)
      const second = journal.append([entry({ kind: 'second' })])
      await at.manual.pass(500)
      // SQLite's own wait would have stopped the station for two seconds.
      expect(performance.now() - begun).toBeLessThan(1_000)
      if (name === 'journal.db') expect(journal.head().seq).toBe(before)
      letGo()
      await at.manual.pass(100)
      const kinds = [...(await first), ...(await second)].map(({ seq, kind }) => [seq, kind])
      expect(kinds).toEqual([
        [before + 1, 'first'],
        [before + 2, 'second'],
      ])
      journal.close()
      expect(await verifyJournal(at.file)).toMatchObject({ ok: true, entries: before + 2 })
    },
  )

  it("is reported as locked when it stays so, and takes entries once it isn't", async () => {
    const at = await sample()
    const journal = at.open()
    await journal.append([entry()])
    const letGo = lock(at.file)
    const outcome = codeOf(journal.append([entry()]))
    await at.manual.pass(2_500)
    expect(await outcome).toBe('folder-in-use')
    expect([journal.fault(), journal.unwritten()]).toEqual([undefined, 'journal-locked'])
    letGo()
    await at.manual.pass(3_000)
    expect(journal.unwritten()).toBeUndefined()
    expect(await codeOf(journal.append([entry()]))).toBe('ok')
  })

  it('takes no money, and refuses the order with `journal-locked`', async () => {
    const at = await sample()
    const journal = at.open()
    const { clock } = at.manual
    const machine = createMachine({
      journal,
      gateway: createSampleGateway().gateway,
      tender: () => createCashTender(clock),
      clock,
      entryClock: clock,
      random: systemRandom,
      freeBytes: () => 1_000 * MEGABYTE,
      station: () => ({ id: 'T-0001', site: 'test' }),
      training: true,
      storageRefusal,
      onFault: () => undefined,
      hasGoneBack: () => false,
      isEndConfirmed: () => true,
      isClockRight: () => true,
    })
    cleanUp.push(() => void machine.close())
    const letGo = lock(at.file)
    const bill = { ref: 'tax-1', agency: 'DSAT' as const, kind: 'tax' as const, amountAvos: 85_000, requires: [] }
    const begun = machine.begin({
      quote: { id: 'Q', expiresAt: clock.now() + 60_000, items: [{ bill, amountAvos: 85_000 }] },
      tender: 'cash',
      givenAvos: 100_000,
      place: 'counter',
      actor: 'clerk',
    })
    await at.manual.pass(2_500)
    expect(await begun).toEqual({ ok: false, refusal: { code: 'journal-locked' } })
    letGo()
  })
})

describe('a disk that is nearly full', () => {
  it('refuses new money while open payments can still be recorded', async (context) => {
    const disk = mountDisk(context, 216 * MEGABYTE)
    const at = await sample(join(disk, 'data'))
    const journal = at.open()
    const folder = openFolder(join(disk, 'data'))
    if (!folder.ok) throw new Error(folder.refusal.code)
    const { clock } = at.manual
    cleanUp.push(() => folder.folder.close())
    const machine = createMachine({
      journal,
      gateway: createSampleGateway().gateway,
      tender: () => createCashTender(clock),
      clock,
      entryClock: clock,
      random: systemRandom,
      freeBytes: () => folder.folder.freeBytes(),
      station: () => ({ id: 'T-0001', site: 'test' }),
      training: true,
      storageRefusal,
      onFault: () => undefined,
      hasGoneBack: () => false,
      isEndConfirmed: () => true,
      isClockRight: () => true,
    })
    cleanUp.push(() => void machine.close())
    const bill = { ref: 'tax-1', agency: 'DSAT' as const, kind: 'tax' as const, amountAvos: 85_000, requires: [] }
    const order = (): Parameters<typeof machine.begin>[0] => ({
      quote: { id: 'Q', expiresAt: clock.now() + 60_000, items: [{ bill, amountAvos: 85_000 }] },
      tender: 'cash',
      givenAvos: 100_000,
      place: 'counter',
      actor: 'clerk',
    })
    // The intent was written, and then the gateway, which isn't there, was asked.
    expect(await machine.begin(order())).toMatchObject({ ok: false, refusal: { code: 'gateway-unreachable' } })
    const before = journal.head().seq
    fill(disk, 199 * MEGABYTE, () => folder.folder.freeBytes())
    expect(await machine.begin(order())).toMatchObject({ ok: false, refusal: { code: 'disk-full' } })
    expect(journal.head().seq).toBe(before + 1)
    await journal.append([entry({ kind: 'note' })])
    expect(await verifyJournal(at.file)).toMatchObject({ ok: true, entries: before + 2 })
  })
})

describe("a disk that can't be written", () => {
  it('refuses to open the journal, which can still be verified', async (context) => {
    const disk = mountDisk(context, 24 * MEGABYTE)
    const at = await sample(join(disk, 'data'))
    const journal = at.open()
    await journal.append([entry()])
    journal.close()
    execFileSync('mount', ['-o', 'remount,ro', disk])
    cleanUp.push(() => execFileSync('mount', ['-o', 'remount,rw', disk]))
    expect(await verifyJournal(at.file)).toMatchObject({ ok: true, entries: 2 })
    expect(await codeOf(Promise.resolve().then(() => at.tryOpen()))).toBe('folder-unwritable')
    expect(openFolder(at.folder)).toMatchObject({ ok: false, refusal: { code: 'folder-unwritable' } })
  })
})

describe('a disk that fails', () => {
  it('at random commits keeps what was confirmed and nothing else', async () => {
    const faults = fc.constantFrom<string | undefined>('EIO', 'ENOSPC', 'EROFS', undefined, undefined)
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(faults, fc.integer({ min: 1, max: 4 }), fc.boolean()), { maxLength: 25 }),
        async (steps) => {
          const at = await sample()
          let journal: Journal = at.open()
          const confirmed: number[] = []
          let number = 0
          for (const [code, size, again] of steps) {
            at.fault =
              code === undefined
                ? undefined
                : () => {
                    throw Object.assign(new Error('disk'), { code })
                  }
            const group = Array.from({ length: size }, () => entry({ facts: { number: number++ } }))
            const outcome = await codeOf(journal.append(group))
            expect(outcome).toBe(
              code === undefined
                ? 'ok'
                : { EIO: 'data-damaged', ENOSPC: 'disk-full', EROFS: 'folder-unwritable' }[code],
            )
            if (code === undefined) confirmed.push(...group.map(({ facts }) => Number(facts['number'])))
            if (!again) continue
            at.fault = undefined
            journal.close()
            journal = at.open()
          }
          expect(journal.entriesOf(entry().transaction ?? '').map(({ facts }) => facts['number'])).toEqual(confirmed)
          expect(await verifyJournal(at.file)).toMatchObject({ ok: true, entries: confirmed.length + 1 })
        },
      ),
      { numRuns: 20 },
    )
  })
})

describe('a journal whose process is killed', () => {
  const script = (folder: string) => `
    const { openFolder } = await import(${JSON.stringify(new URL('../storage/folder.ts', import.meta.url).href)})
    const { createSampleJournal, entry } = await import(${JSON.stringify(new URL('../../../build/twins/journal.ts', import.meta.url).href)})
    const opened = openFolder(${JSON.stringify(folder)})
    if (!opened.ok) throw new Error(opened.refusal.code)
    const journal = (await createSampleJournal(${JSON.stringify(folder)})).open()
    for (;;) console.log((await Promise.all([journal.append([entry(), entry()]), journal.append([entry()])])).flat().at(-1).seq)`

  it('refuses a second process, and keeps whole groups with all that was confirmed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'balcao-journal-'))
    const at = await sample(folder)
    const child = spawn(process.execPath, ['--input-type=module', '-e', script(folder)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let confirmed = 0
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        confirmed = Number(line)
        if (confirmed < 300) continue
        expect(openFolder(folder)).toMatchObject({ ok: false, refusal: { code: 'folder-in-use' } })
        expect(await verifyJournal(at.file)).toMatchObject({ ok: true })
        break
      }
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    const journal = at.open()
    expect(journal.head().seq).toBeGreaterThanOrEqual(confirmed)
    // The first entry introduces the key; groups of three follow.
    expect((journal.head().seq - 1) % 3).toBe(0)
    expect(await verifyJournal(at.file)).toMatchObject({ ok: true, entries: journal.head().seq })
    expect(journal.bodyOf(journal.head().seq)).toEqual({ plate: 'MT-00-01' })
  })
})

describe('a database that somebody changed', () => {
  const swallow = 'CREATE TRIGGER swallow BEFORE INSERT ON entries BEGIN SELECT RAISE(IGNORE); END'
  const change =
    'DROP TRIGGER entries_stay; CREATE TRIGGER change AFTER INSERT ON entries BEGIN UPDATE entries ' +
    "SET facts = x'a0' WHERE seq = NEW.seq; END"
  const add =
    "CREATE TRIGGER add_one AFTER INSERT ON entries BEGIN INSERT INTO entries VALUES (0, 1, 'x', " +
    "'x', NULL, x'a0', NULL, NULL, x'00', NULL, NULL); END"

  function alter(file: string, sql: string): void {
    const db = new DatabaseSync(file)
    db.exec(sql)
    db.close()
  }

  it.each([
    ['swallows', swallow],
    ['changes', change],
    ['adds to', add],
  ])('has a fault when a trigger %s, and nothing is confirmed', async (_what, sql) => {
    const at = await sample()
    const journal = at.open()
    await journal.append([entry()])
    alter(at.file, sql)
    expect(await codeOf(journal.append([entry()]))).toBe('data-damaged')
    expect(await codeOf(journal.append([entry(), entry()]))).toBe('data-damaged')
    expect(journal.head().seq).toBe(2)
    expect(journal.fault()).toEqual({ seq: 3, why: 'not-kept' })
    expect(await verifyJournal(at.file)).toMatchObject({
      ok: false,
      entries: 2,
      why: 'schema',
      object: sql.split(' ')[sql.startsWith('DROP') ? 5 : 2],
    })
  })

  it('is refused at the start by the name of what was added, while what is missing is made again', async () => {
    const at = await sample()
    at.open().close()
    for (const [object, sql] of [
      ['swallow', swallow],
      ['extra', 'CREATE TABLE extra (a)'],
      ['shown', 'CREATE VIEW shown AS SELECT 1'],
      ['by_kind', 'CREATE INDEX by_kind ON entries (kind)'],
      [
        'entries_stay',
        'DROP TRIGGER entries_stay; CREATE TRIGGER entries_stay BEFORE UPDATE ON entries WHEN 0 BEGIN SELECT 1; END',
      ],
    ] as const) {
      const kept = readFileSync(at.file)
      alter(at.file, sql)
      expect(at.tryOpen(), object).toEqual({ ok: false, refusal: { code: 'data-damaged', params: { object } } })
      writeFileSync(at.file, kept)
    }
    alter(at.file, 'DROP TRIGGER entries_remain')
    at.open().close()
    expect(() => alter(at.file, 'DELETE FROM entries')).toThrow(/append-only/)
    const keys = join(at.folder, 'journal-keys.db')
    alter(keys, 'CREATE TRIGGER swallow BEFORE INSERT ON keys BEGIN SELECT RAISE(IGNORE); END')
    expect(at.tryOpen()).toEqual({ ok: false, refusal: { code: 'data-damaged', params: { object: 'swallow' } } })
  })

  it('is refused by the name of the object that a flipped bit made unreadable', async () => {
    const at = await sample()
    at.open().close()
    const whole = readFileSync(at.file)
    const found = whole.indexOf('tableentriesentries')
    // Finds the row's header in SQLite's own table: the type and length of each column (sqlite.org/fileformat2.html,
    // section 2.1).
    for (const [word, object] of [
      [0, 'entries'],
      [1, 'sqlite_schema'],
      [2, 'entries'],
    ] as const) {
      const flipped = Buffer.from(whole)
      const header = flipped.lastIndexOf(Buffer.from([23, 27, 27]), found)
      flipped[header + word] = (flipped[header + word] ?? 0) ^ 1
      writeFileSync(at.file, flipped)
      expect(at.tryOpen()).toEqual({ ok: false, refusal: { code: 'data-damaged', params: { object } } })
      expect(await verifyJournal(at.file)).toMatchObject({ ok: false })
    }
  })

  it('is reported as damage by readers when the file was emptied', async () => {
    const at = await sample()
    at.open().close()
    for (const suffix of ['-wal', '-shm']) rmSync(at.file + suffix, { force: true })
    writeFileSync(at.file, '')
    expect(await codeOf(Promise.resolve().then(() => openRows(at.file, { readOnly: true })))).toBe('data-damaged')
    expect(await verifyJournal(at.file)).toMatchObject({ ok: false, firstBad: 1, why: 'unreadable' })
    expect(readFileSync(at.file)).toHaveLength(0)
  })

  it('keeps entries with bodies from being written when it drops body keys', async () => {
    const at = await sample()
    const journal = at.open()
    alter(
      join(at.folder, 'journal-keys.db'),
      'CREATE TRIGGER swallow BEFORE INSERT ON keys BEGIN SELECT RAISE(IGNORE); END',
    )
    expect(await codeOf(journal.append([entry()]))).toBe('data-damaged')
    expect(journal.head().seq).toBe(1)
    expect(journal.fault()).toEqual({ seq: 2, why: 'not-kept' })
  })

  it("has a fault when another entry stands in a new one's place", async () => {
    const at = await sample()
    const journal = at.open()
    alter(
      at.file,
      'INSERT INTO entries SELECT seq + 1, at, kind, actor, txn, facts, key, body, hash, kid, signature FROM entries',
    )
    expect(await codeOf(journal.append([entry()]))).toBe('data-damaged')
    expect(journal.fault()).toEqual({ seq: 2, why: 'not-kept' })
  })
})

describe('a journal whose files are replaced while the station runs', () => {
  it.each(['journal.db', 'journal.db-wal', 'journal-keys.db'])(
    'takes no entry when its %s was moved, and takes it again once it is back',
    async (name) => {
      const at = await sample()
      const journal = at.open()
      await journal.append([entry()])
      expect(journal.isHeld()).toBe(true)
      const away = join(at.folder, 'away')
      renameSync(join(at.folder, name), away)
      expect(await codeOf(journal.append([entry()]))).toBe('data-damaged')
      cpSync(away, join(at.folder, name))
      expect(journal.isHeld()).toBe(false)
      expect(await codeOf(journal.append([entry()]))).toBe('data-damaged')
      await at.manual.pass(3_000)
      expect(readdirSync(at.heads), 'nor is its head kept').toEqual([])
      renameSync(away, join(at.folder, name))
      expect(await codeOf(journal.append([entry()]))).toBe('ok')
    },
  )
})

describe("a journal whose folder's locks were both replaced by copies", () => {
  it('takes no entry of the process that held them, since another may hold the folder now', async () => {
    const at = await sample()
    const hold = () => {
      const holding = openFolder(at.folder)
      if (!holding.ok) throw new Error(holding.refusal.code)
      const { folder } = holding
      const opening = openJournal({
        folder: at.folder,
        clock: at.manual.clock,
        random: systemRandom,
        heads: at.heads,
        wrapping: at.keys,
        keyFiles: at.keys,
        isHeld: folder.isHeld,
      })
      if (!opening.ok) throw new Error(opening.refusal.code)
      const { journal } = opening
      cleanUp.push(() => {
        journal.close()
        folder.close()
      })
      return journal
    }
    const first = hold()
    await first.append([entry()])
    for (const name of ['owner.db', 'station.db']) {
      const file = join(at.folder, name)
      cpSync(file, join(at.folder, 'copy'))
      renameSync(join(at.folder, 'copy'), file)
    }
    const second = hold()
    expect(await codeOf(first.append([entry()]))).toBe('data-damaged')
    expect(first.isHeld()).toBe(false)
    await second.append([entry({ facts: { number: 2 } })])
    expect(await codeOf(first.append([entry()]))).toBe('data-damaged')
    expect([first.head().seq, second.head().seq]).toEqual([2, 3])
    expect(await verifyJournal(at.file)).toMatchObject({ ok: true, entries: 3 })
  })
})

describe('a write-ahead log that has become long', () => {
  it("is moved into the database between commits, only while the files are the station's own", async () => {
    const at = await sample()
    at.open().close()
    const journal = at.open()
    const inDatabase = () => {
      const alone = join(at.folder, 'alone.db')
      cpSync(at.file, alone)
      const db = new DatabaseSync(alone)
      const { n } = db.prepare('SELECT count(*) AS n FROM entries').get() ?? {}
      db.close()
      rmSync(alone)
      return n
    }
    const before = inDatabase()
    for (let times = 0; times < 250; times++) await journal.append([entry()])
    expect(inDatabase()).toBe(before)
    renameSync(`${at.file}-wal`, join(at.folder, 'away'))
    await at.manual.pass(1_000)
    expect(inDatabase()).toBe(before)
    renameSync(join(at.folder, 'away'), `${at.file}-wal`)
    const reader = new DatabaseSync(at.file, { readOnly: true })
    reader.exec('BEGIN')
    expect(reader.prepare('SELECT max(seq) AS n FROM entries').get()).toEqual({ n: 251 })
    await journal.append([entry()])
    await at.manual.pass(1_000)
    expect(reader.prepare('SELECT max(seq) AS n FROM entries').get()).toEqual({ n: 251 })
    reader.close()
    expect(await verifyJournal(at.file)).toMatchObject({ ok: true, entries: 252 })
    for (let times = 0; times < 250; times++) await journal.append([entry()])
    await at.manual.pass(1_000)
    expect(inDatabase()).toBe(502)
    expect(await verifyJournal(at.file)).toMatchObject({ ok: true, entries: 502 })
  })
})

describe('a write-ahead log that is torn', () => {
  it('loses only whole groups at its end, at whichever byte it is torn', async () => {
    const at = await sample()
    const journal = at.open()
    for (let times = 0; times < 10; times++) await journal.append([entry(), entry()])
    const log = readFileSync(`${at.file}-wal`)
    const used = log.findLastIndex((byte) => byte !== 0) + 1
    const torn = mkdtempSync(join(tmpdir(), 'balcao-torn-'))
    cleanUp.push(() => rmSync(torn, { recursive: true, force: true }))
    const anchored = [{ from: 'head-file' as const, head: journal.head() }]
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 4_120 * 12, max: used - 1 }), async (end) => {
        const folder = join(torn, String(end))
        mkdirSync(folder, { recursive: true })
        const file = join(folder, 'journal.db')
        cpSync(at.file, file)
        writeFileSync(`${file}-wal`, log.subarray(0, end))
        const alone = await verifyJournal(file)
        expect(alone).toMatchObject({ ok: true })
        expect(alone.entries % 2).toBe(1)
        expect(await verifyJournal(file, { anchored })).toMatchObject({
          ok: false,
          why: 'went-back',
          firstBad: alone.entries + 1,
        })
      }),
      { numRuns: 40 },
    )
  })
})
