import { execFileSync } from 'node:child_process'
import {
  closeSync,
  cpSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSampleJournal, entry, type SampleJournal } from '../../../build/twins/journal.ts'
import type { Journal } from './journal.ts'
import { verifyJournal } from './verify.ts'

let at: SampleJournal
beforeEach(async () => {
  at = await createSampleJournal()
})
afterEach(() => at.close())

/** Overwrites a file's bytes in place, so that the system sees the same file. */
function writeOver(file: string, bytes: Uint8Array): void {
  const handle = openSync(file, 'r+')
  writeSync(handle, bytes, 0, bytes.length, 0)
  ftruncateSync(handle, bytes.length)
  closeSync(handle)
}
const fill = async (journal: Journal, commits: number) => {
  for (let count = 0; count < commits; count++) await journal.append([entry({ facts: { words: 'x'.repeat(500) } })])
}

describe('journal files that something overwrites while the station runs', () => {
  /** What is done to the files, with what was kept of them before. */
  const CASES: [string, (kept: { database: Uint8Array; log: Uint8Array }) => void][] = [
    ['a log that is emptied', () => writeFileSync(`${at.file}-wal`, '')],
    ['a log that is cut in its middle', () => truncateSync(`${at.file}-wal`, 32 + 3 * 4_120 + 100)],
    [
      'a log whose beginning is zeros',
      () => {
        const bytes = readFileSync(`${at.file}-wal`)
        writeOver(`${at.file}-wal`, bytes.fill(0, 0, 4_096))
      },
    ],
    ['an older log', ({ log }) => writeOver(`${at.file}-wal`, log)],
    ['an older database', ({ database }) => writeOver(at.file, database)],
    [
      'both of before',
      ({ database, log }) => {
        writeOver(at.file, database)
        writeOver(`${at.file}-wal`, log)
      },
    ],
    ['a database that is emptied', () => writeFileSync(at.file, '')],
    ['a database that is cut', () => truncateSync(at.file, 8_192)],
  ]

  it.each(CASES)('take no more entries: %s', async (_what, damage) => {
    const first = at.open()
    await fill(first, 20)
    const kept = { database: readFileSync(at.file), log: readFileSync(`${at.file}-wal`) }
    await fill(first, 20)
    first.close()
    const journal = at.open()
    await fill(journal, 20)
    const end = journal.head().seq
    expect(journal.fault()).toBeUndefined()
    damage(kept)
    await expect(journal.append([entry()])).rejects.toMatchObject({ errcode: 11 })
    expect(journal.head().seq).toBe(end)
    expect(journal.fault()).toEqual({ seq: end + 1, why: 'written-over' })
  })

  it('take no entry when they were overwritten before the first one since the start', async () => {
    const first = at.open()
    await fill(first, 20)
    first.close()
    const older = readFileSync(at.file)
    const second = at.open()
    await fill(second, 20)
    second.close()
    const journal = at.open()
    writeOver(at.file, older)
    await expect(journal.append([entry()])).rejects.toMatchObject({ errcode: 11 })
    expect(journal.fault()).toMatchObject({ why: 'written-over' })
  })

  it('are reported before the next entry, and left unchanged when the station stops', async () => {
    const first = at.open()
    await fill(first, 20)
    const older = readFileSync(`${at.file}-wal`)
    first.close()
    const journal = at.open()
    await fill(journal, 20)
    writeOver(`${at.file}-wal`, older)
    expect(journal.fault()).toMatchObject({ why: 'written-over' })
    const before = ['', '-wal'].map((suffix) => readFileSync(at.file + suffix))
    journal.close()
    expect(
      ['', '-wal'].map(
        (suffix, index) =>
          existsSync(at.file + suffix) && readFileSync(at.file + suffix).equals(before[index] ?? Buffer.alloc(0)),
      ),
    ).toEqual([true, true])
  })
})

describe('journal files that nobody overwrote', () => {
  it("are taken as unchanged after SQLite's own work, foreign readers and a full disk", async () => {
    const journal = at.open()
    const reader = new DatabaseSync(at.file, { readOnly: true })
    for (let round = 0; round < 12; round++) {
      await fill(journal, 100)
      await at.manual.pass(1_000)
      // A reader that stays keeps the log from beginning anew; programs that open and close the database change
      // nothing.
      if (round % 3 === 0) reader.exec('BEGIN; SELECT count(*) FROM entries')
      if (round % 3 === 2) reader.exec('COMMIT')
      const other = new DatabaseSync(at.file)
      other.exec('SELECT count(*) FROM entries; PRAGMA wal_checkpoint(PASSIVE)')
      other.close()
      execFileSync(process.execPath, [
        '-e',
        `const { DatabaseSync } = require('node:sqlite'); const db = new DatabaseSync(process.argv[1]); ` +
          `db.exec('SELECT count(*) FROM entries'); db.close()`,
        at.file,
      ])
      at.fault = () => {
        throw Object.assign(new Error('disk'), { code: 'ENOSPC' })
      }
      await expect(journal.append([entry()])).rejects.toThrow()
      at.fault = undefined
      expect((await verifyJournal(at.file)).ok).toBe(true)
      expect(journal.fault()).toBeUndefined()
    }
    reader.close()
    expect(statSync(`${at.file}-wal`).size).toBeGreaterThan(4_000_000)
  })

  it('are taken as unchanged after a kill, and their log is continued', async () => {
    const journal = at.open()
    await fill(journal, 30)
    const copy = await createSampleJournal()
    cpSync(at.folder, copy.folder, { recursive: true, force: true })
    copy.keys = at.keys
    const next = copy.open()
    await fill(next, 30)
    expect(next.fault()).toBeUndefined()
    copy.close()
  })
})
