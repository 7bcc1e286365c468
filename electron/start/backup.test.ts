import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { createLog } from '../station/storage/log.ts'
import { backUpJournal, openJournal, verifyJournal } from '../station/journal/index.ts'
import { createKeyFile, openKeys } from '../station/storage/keys.ts'
import { backUpFolder, restoreFolder } from './backup.ts'
import { explainCommand, explainStart } from './explain.ts'
import { plantKey } from '../../build/twins/planted.ts'
import { checkFile, exportFolder, readEntries, verifyFolder } from './journal.ts'
import { openStation, type OpenStation } from './open.ts'
import { systemClock, systemRandom } from './system.ts'

const TRANSACTION = '019c9999-0000-7000-8000-000000000001'

let parent: string
let data: string
let backup: string
let station: OpenStation | undefined
let heads: string | undefined

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'balcao-backup-'))
  data = join(parent, 'data')
  backup = join(parent, 'backup')
  heads = process.env['BALCAO_HEADS']
  process.env['BALCAO_HEADS'] = join(parent, 'heads')
})
afterEach(async () => {
  await close()
  process.env['BALCAO_HEADS'] = heads
  rmSync(parent, { recursive: true, force: true })
})

async function open(path = data): Promise<OpenStation> {
  const outcome = await openStation({
    path,
    clock: systemClock,
    random: systemRandom,
    log: () => createLog({ stderr: false }),
  })
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  return (station = outcome.opened)
}

async function close(): Promise<void> {
  await station?.close()
  station = undefined
}

/** Records entries as a station would, in a folder that no process holds. */
async function record(count: number, path = data, each = 1): Promise<void> {
  const opened = await openKeys(path, createKeyFile(path, systemRandom), systemRandom)
  if (!opened.ok) throw new Error(opened.refusal.code)
  const { keys } = opened
  const outcome = openJournal({
    folder: path,
    clock: systemClock,
    random: systemRandom,
    heads: join(parent, 'heads'),
    wrapping: keys,
    keyFiles: keys,
  })
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  for (let times = 0; times < count; times++) {
    await outcome.journal.append(
      Array.from({ length: each }, () => ({
        kind: 'note',
        actor: 'system' as const,
        transaction: TRANSACTION,
        facts: { times },
        body: { plate: 'MT-00-01' },
      })),
    )
  }
  outcome.journal.close()
}

async function makeData(): Promise<void> {
  await open()
  await close()
  await record(3)
}

describe('a backup', () => {
  it('is made while a station runs, is whole, and holds neither keys nor personal words', async () => {
    await makeData()
    writeFileSync(
      join(data, 'settings.json'),
      JSON.stringify({ station: { id: 'K-01', site: 'Test' }, enrolmentCode: 'ONCE-ONLY' }),
    )
    await open()
    expect(await backUpFolder(data, backup)).toMatchObject({ ok: true, entries: 4, head: { seq: 4 } })
    expect(await verifyJournal(backup)).toMatchObject({ ok: true, entries: 4 })
    const bytes = readFileSync(backup)
    const keys = new DatabaseSync(join(data, 'journal-keys.db'), { readOnly: true })
    for (const row of keys.prepare('SELECT wrapped FROM keys').all()) {
      const { wrapped } = z.object({ wrapped: z.instanceof(Uint8Array) }).parse(row)
      expect(bytes.includes(Buffer.from(wrapped))).toBe(false)
    }
    keys.close()
    for (const name of ['data.key', 'signing.sealed'])
      expect(bytes.includes(readFileSync(join(data, 'keys', name))), name).toBe(false)
    for (const word of ['MT-00-01', 'ONCE-ONLY']) expect(bytes.includes(word), word).toBe(false)
    expect(bytes.includes('K-01')).toBe(true)
    expect(readdirSync(parent).toSorted()).toEqual(['backup', 'data', 'heads'])
  })

  it('is refused when the file exists or the folder has no data', async () => {
    await makeData()
    writeFileSync(backup, 'mine')
    expect(await backUpFolder(data, backup)).toEqual({
      ok: false,
      refusal: { code: 'invalid-input', params: { option: 'to', why: 'exists' } },
    })
    expect(readFileSync(backup, 'utf8')).toBe('mine')
    expect(await backUpFolder(join(parent, 'none'), join(parent, 'other'))).toEqual({
      ok: false,
      refusal: { code: 'invalid-input', params: { option: 'data', why: 'missing' } },
    })
    expect(existsSync(join(parent, 'other'))).toBe(false)
  })

  it("leaves no file when the journal is damaged or unreadable, or the settings can't be read", async () => {
    await makeData()
    damage("UPDATE entries SET actor = 'nobody' WHERE seq = 3")
    expect(await backUpFolder(data, backup)).toEqual({
      ok: false,
      refusal: { code: 'data-damaged', params: { firstBad: 3 } },
    })
    writeFileSync(join(data, 'settings.json'), '{"enrolmentCode": "ONCE')
    expect(await backUpFolder(data, backup)).toEqual({
      ok: false,
      refusal: { code: 'invalid-input', params: { file: 'settings.json' } },
    })
    rmSync(join(data, 'settings.json'))
    for (const name of ['journal.db-wal', 'journal.db-shm']) rmSync(join(data, name), { force: true })
    truncateSync(join(data, 'journal.db'), 100)
    expect(await backUpFolder(data, backup)).toEqual({ ok: false, refusal: { code: 'data-damaged' } })
    expect(readdirSync(parent).toSorted()).toEqual(['data', 'heads'])
  })
})

describe('a backup on a disk that fills up', () => {
  it("leaves none of SQLite's own files", async () => {
    await makeData()
    const fill = (): never => {
      for (const beside of ['-wal', '-shm']) writeFileSync(`${backup}.new${beside}`, '')
      throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    }
    const about = {
      folderVersion: 2,
      mode: 'training' as const,
      published: null,
      get settings() {
        return fill()
      },
    }
    await expect(backUpJournal(join(data, 'journal.db'), backup, about, () => undefined)).rejects.toThrow('full')
    expect(readdirSync(parent).toSorted()).toEqual(['data', 'heads'])
  })
})

describe('a journal that is a link', () => {
  it("is refused with the file's name", async () => {
    await makeData()
    renameSync(join(data, 'journal.db'), join(parent, 'journal.db'))
    symlinkSync(join(parent, 'journal.db'), join(data, 'journal.db'))
    const outcome = await openStation({
      path: data,
      clock: systemClock,
      random: systemRandom,
      log: () => createLog({ stderr: false }),
    })
    expect(outcome).toEqual({ ok: false, refusal: { code: 'data-damaged', params: { file: 'journal.db' } } })
    if (!outcome.ok) expect(explainStart(outcome.refusal)).toContain('link')
  })
})

/** Changes the journal as an attacker with SQLite would. */
function damage(sql: string): void {
  const db = new DatabaseSync(join(data, 'journal.db'))
  db.exec(`DROP TRIGGER entries_stay; ${sql}`)
  db.close()
}

describe('restoring', () => {
  it('makes a folder that a station opens, whose journal goes on under a new key', async () => {
    await makeData()
    await backUpFolder(data, backup)
    const restored = join(parent, 'restored')
    expect(await restoreFolder(backup, restored, { yes: false })).toMatchObject({ ok: true, entries: 6 })
    expect(await verifyFolder(restored, { hashes: false })).toMatchObject({
      ok: true,
      entries: 6,
      comparedWith: ['head-file'],
      keys: [{ by: 'first' }, { from: 5, by: 'none' }],
    })
    const shown = await readEntries(restored, { from: 2, limit: 9 })
    expect(shown).toMatchObject({
      ok: true,
      entries: [
        { facts: { times: 0 } },
        { facts: { times: 1 } },
        { facts: { times: 2 } },
        { kind: 'signing-key' },
        { kind: 'journal-restored', facts: { isUnwitnessed: false, lost: [] } },
      ],
    })
    const { station: running } = await open(restored)
    expect(running.status().readiness.reasons).not.toContain('journal-went-back')
  })

  it("records on a machine without head anchors that the journal's end is unknown", async () => {
    await makeData()
    await backUpFolder(data, backup)
    process.env['BALCAO_HEADS'] = join(parent, 'heads-of-another-machine')
    const restored = join(parent, 'restored')
    expect(await restoreFolder(backup, restored, { yes: false })).toMatchObject({ ok: true, entries: 6 })
    expect(await readEntries(restored, { from: 6, limit: 1 })).toMatchObject({
      entries: [{ kind: 'journal-restored', facts: { isUnwitnessed: true, lost: [] } }],
    })
  })

  it('over a folder that had more entries needs confirmation, and records the loss', async () => {
    await makeData()
    await backUpFolder(data, backup)
    await record(2)
    rmSync(data, { recursive: true })
    mkdirSync(data)
    expect(await restoreFolder(backup, data, { yes: false })).toEqual({
      ok: false,
      refusal: { code: 'not-allowed', params: { entries: 4, lostFrom: 5, lostUntil: 6 } },
    })
    expect(readdirSync(data)).toEqual([])
    expect(await restoreFolder(backup, data, { yes: true })).toMatchObject({ ok: true, entries: 6 })
    expect(await readEntries(data, { from: 6, limit: 1 })).toMatchObject({
      entries: [{ kind: 'journal-restored', facts: { lost: [{ source: 'head-file', seq: 6 }] } }],
    })
    expect(await verifyFolder(data, { hashes: false })).toMatchObject({ ok: true })
  })

  it('into a new folder needs confirmation when this machine knows of more entries', async () => {
    await makeData()
    await backUpFolder(data, backup)
    await record(2)
    const restored = join(parent, 'restored')
    expect(await restoreFolder(backup, restored, { yes: false })).toEqual({
      ok: false,
      refusal: { code: 'not-allowed', params: { entries: 4, lostFrom: 5, lostUntil: 6 } },
    })
    expect(existsSync(restored)).toBe(false)
    expect(await restoreFolder(backup, restored, { yes: true })).toMatchObject({ ok: true, entries: 6 })
    expect(await readEntries(restored, { from: 6, limit: 1 })).toMatchObject({
      entries: [{ kind: 'journal-restored', facts: { lost: [{ source: 'head-file', seq: 6 }] } }],
    })
    expect(await verifyFolder(restored, { hashes: false })).toMatchObject({ ok: true, comparedWith: ['head-file'] })
    // The folder that was backed up lacks the restored station's entries, so it has gone back.
    expect(await verifyFolder(data, { hashes: false })).toMatchObject({ ok: false, why: 'went-back' })
  })

  it("is refused when this machine can't write head anchors, as a station there reports", async () => {
    await makeData()
    await backUpFolder(data, backup)
    const unwritable = (process.env['BALCAO_HEADS'] = join(backup, 'heads'))
    const restored = join(parent, 'restored')
    const outcome = await restoreFolder(backup, restored, { yes: true })
    expect(outcome).toEqual({ ok: false, refusal: { code: 'folder-unwritable', params: { heads: unwritable } } })
    if (!outcome.ok) expect(explainCommand(outcome, 'backup')).toContain('BALCAO_HEADS')
    expect(existsSync(restored)).toBe(false)
    const { checks } = await (await open()).station.doctor()
    expect(
      checks.filter(({ name }) => name === 'journal').map(({ state, detail }) => [state, detail.includes(unwritable)]),
    ).toContainEqual(['warning', true])
  })

  it.skipIf(process.platform !== 'linux')(
    'is refused at once when no folder can be made for the data or the head anchors',
    async () => {
      await makeData()
      await backUpFolder(data, backup)
      expect(await restoreFolder(backup, '/proc/self/balcao', { yes: true })).toEqual({
        ok: false,
        refusal: { code: 'folder-unwritable' },
      })
      process.env['BALCAO_HEADS'] = '/proc/self/balcao'
      expect(await restoreFolder(backup, join(parent, 'restored'), { yes: true })).toMatchObject({
        ok: false,
        refusal: { code: 'folder-unwritable' },
      })
    },
  )

  it('by hand of an older database is noticed by the head anchor', async () => {
    await makeData()
    await backUpFolder(data, backup)
    await record(2)
    for (const name of ['journal.db', 'journal.db-wal', 'journal.db-shm']) rmSync(join(data, name), { force: true })
    writeFileSync(join(data, 'journal.db'), readFileSync(backup))
    expect(await verifyFolder(data, { hashes: false })).toMatchObject({ ok: false, firstBad: 5, why: 'went-back' })
    const opening = await openStation({
      path: data,
      clock: systemClock,
      random: systemRandom,
      log: () => createLog({ stderr: false }),
    })
    expect(opening, "a backup is no journal of a station's").toEqual({
      ok: false,
      refusal: { code: 'data-damaged', params: { object: 'backup' } },
    })
    const db = new DatabaseSync(join(data, 'journal.db'))
    db.exec('DROP TABLE backup')
    db.close()
    const { station: running } = await open()
    expect(running.status().readiness.reasons).toContain('journal-went-back')
  })

  it('is refused into a folder in use or with content, and from a bad or newer backup', async () => {
    await makeData()
    await backUpFolder(data, backup)
    expect(await restoreFolder(backup, data, { yes: true })).toMatchObject({
      ok: false,
      refusal: { code: 'not-allowed' },
    })
    await open()
    expect(await restoreFolder(backup, data, { yes: true })).toMatchObject({
      ok: false,
      refusal: { code: 'folder-in-use' },
    })
    const to = join(parent, 'restored')
    for (const [what, content] of [
      ['no database', Buffer.from('no backup')],
      ['nothing', Buffer.alloc(0)],
    ] as const) {
      writeFileSync(join(parent, 'other'), content)
      expect(await restoreFolder(join(parent, 'other'), to, { yes: true }), what).toMatchObject({
        ok: false,
        refusal: { code: 'data-damaged' },
      })
    }
    expect(await restoreFolder(join(parent, 'none'), to, { yes: true })).toEqual({
      ok: false,
      refusal: { code: 'invalid-input', params: { option: 'from', why: 'missing' } },
    })
    writeFileSync(join(parent, 'file'), 'mine')
    expect(await restoreFolder(backup, join(parent, 'file'), { yes: true })).toEqual({
      ok: false,
      refusal: { code: 'invalid-input', params: { option: 'data', why: 'unreadable' } },
    })
    const damaged = new DatabaseSync(backup)
    damaged.exec("DROP TRIGGER entries_stay; UPDATE entries SET actor = 'nobody' WHERE seq = 3")
    damaged.close()
    expect(await restoreFolder(backup, to, { yes: true })).toEqual({
      ok: false,
      refusal: { code: 'data-damaged', params: { firstBad: 3 } },
    })
    const newer = join(parent, 'newer')
    await backUpJournal(
      join(data, 'journal.db'),
      newer,
      { folderVersion: 99, mode: 'training', published: null, settings: null },
      () => undefined,
    )
    expect(await restoreFolder(newer, to, { yes: true })).toEqual({
      ok: false,
      refusal: { code: 'folder-newer', params: { version: 99 } },
    })
    expect(existsSync(to)).toBe(false)
  })
})

describe('restoring into a folder that a station opens meanwhile', () => {
  it("leaves the station's folder unchanged", async () => {
    await makeData()
    await backUpFolder(data, backup)
    const to = join(parent, 'restored')
    const restoring = restoreFolder(backup, to, { yes: true })
    await open(to)
    expect(await restoring).toMatchObject({ ok: false })
    await close()
    expect(await readEntries(to, { from: 1, limit: 9 })).toMatchObject({ ok: true, entries: [{ kind: 'signing-key' }] })
    expect(await verifyFolder(to, { hashes: false })).toMatchObject({ ok: true, entries: 1 })
  })
})

describe('an export', () => {
  it('refuses to overwrite a file, and says whether it is signed', async () => {
    await makeData()
    const to = join(parent, 'export.jsonl')
    expect(await exportFolder(data, to)).toEqual({ ok: true, entries: 4, signed: 'file' })
    const before = readFileSync(to, 'utf8')
    expect(await exportFolder(data, to)).toEqual({
      ok: false,
      refusal: { code: 'invalid-input', params: { option: 'to', why: 'exists' } },
    })
    expect(readFileSync(to, 'utf8')).toBe(before)
    writeFileSync(join(data, 'keys', 'store'), 'system\n')
    expect(await exportFolder(data, join(parent, 'other.jsonl'))).toEqual({ ok: true, entries: 4, signed: 'commits' })
  })

  it('reports its progress to the end, as do its check and a backup', async () => {
    await makeData()
    await record(1, data, 16_000)
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const to = join(parent, 'export.jsonl')
    const ends: string[][] = []
    for (const work of [
      () => exportFolder(data, to),
      () => checkFile(to, undefined),
      () => backUpFolder(data, backup),
    ]) {
      said.mockClear()
      expect(await work()).toMatchObject({ ok: true, entries: 16_004 })
      ends.push(
        said.mock.calls
          .map(([line]) => String(line))
          .filter((line) => line.startsWith('100 %'))
          .map((line) => line.trimEnd().split(' ').at(-1) ?? ''),
      )
    }
    said.mockRestore()
    expect(ends).toEqual([['entries'], ['bytes'], ['pages', 'entries']])
  })

  it('of a damaged journal holds what is there, and its check names the entry', async () => {
    await makeData()
    damage("UPDATE entries SET facts = x'ff' WHERE seq = 3")
    expect(await readEntries(data, { from: 3, limit: 1 })).toMatchObject({
      ok: true,
      entries: [{ seq: 3, facts: { $cbor: '/w==' } }],
    })
    const to = join(parent, 'export.jsonl')
    expect(await exportFolder(data, to)).toEqual({ ok: true, entries: 4, signed: 'file' })
    expect(await checkFile(to, undefined)).toMatchObject({ ok: false, firstBad: 3, why: 'hash' })
  })

  it('that breaks off leaves no partial file', async () => {
    await makeData()
    damage('PRAGMA ignore_check_constraints = ON; UPDATE entries SET at = 9007199254740991 WHERE seq = 3')
    const to = join(parent, 'export.jsonl')
    await expect(exportFolder(data, to)).rejects.toThrow(RangeError)
    expect(existsSync(to)).toBe(false)
  })
})

describe("a row outside the journal's chain", () => {
  it('stops verify, export, backup, restore and the start, each of which names it', async () => {
    await makeData()
    await backUpFolder(data, backup)
    for (const file of [join(data, 'journal.db'), backup]) plantKey(file, { seq: 0 })
    const damaged = { ok: false, refusal: { code: 'data-damaged', params: { firstBad: 0 } } }
    expect(await verifyFolder(data, { hashes: true })).toMatchObject({ ok: false, firstBad: 0, why: 'outside' })
    expect(await exportFolder(data, join(parent, 'export.jsonl'))).toEqual(damaged)
    expect(await backUpFolder(data, join(parent, 'other'))).toEqual(damaged)
    expect(await restoreFolder(backup, join(parent, 'restored'), { yes: true })).toEqual(damaged)
    expect(
      await openStation({
        path: data,
        clock: systemClock,
        random: systemRandom,
        log: () => createLog({ stderr: false }),
      }),
    ).toEqual(damaged)
    expect(await readEntries(data, { from: 1, limit: 1 })).toMatchObject({
      entries: [{ seq: 1, facts: { by: 'first' } }],
    })
    expect(readdirSync(parent).toSorted()).toEqual(['backup', 'data', 'heads'])
  })
})

describe('a folder without a journal', () => {
  it('is damaged when a station ran on it, and otherwise has none yet', async () => {
    await makeData()
    for (const name of ['journal.db', 'journal.db-wal', 'journal.db-shm']) rmSync(join(data, name), { force: true })
    const lost = { ok: false, refusal: { code: 'data-damaged' } }
    expect(await verifyFolder(data, { hashes: false })).toEqual(lost)
    expect(await readEntries(data, { from: 1, limit: 1 })).toEqual(lost)
    expect(await exportFolder(data, join(parent, 'export.jsonl'))).toEqual(lost)
    expect(await backUpFolder(data, backup)).toEqual(lost)
    rmSync(join(data, 'version'))
    expect(await verifyFolder(data, { hashes: false })).toEqual({
      ok: false,
      refusal: { code: 'invalid-input', params: { option: 'data', why: 'no-journal' } },
    })
    expect(readdirSync(parent).toSorted()).toEqual(['data', 'heads'])
  })
})
