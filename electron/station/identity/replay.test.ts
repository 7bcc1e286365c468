import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it } from 'vitest'
import { createReplayMemory } from './replay.ts'

const NOW = Date.UTC(2026, 10, 21, 8, 0, 0)

/** A clock whose wall time can be set without its running time, which a restart begins anew. */
function testClock(wall = NOW, running = 5_000) {
  return {
    now: () => wall,
    monotonic: () => running,
    after: () => () => undefined,
    pass(ms: number) {
      wall += ms
      running += ms
    },
    setWall(to: number) {
      wall = to
    },
  }
}

const cti = (number: number) => {
  const bytes = Buffer.alloc(16)
  bytes.writeUInt32BE(number, 12)
  return new Uint8Array(bytes)
}
const rows = (db: DatabaseSync) => Number(db.prepare('SELECT count(*) AS n FROM eid_seen').get()?.['n'])

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})
function databaseFile() {
  const folder = mkdtempSync(join(tmpdir(), 'replay-'))
  folders.push(folder)
  return join(folder, 'station.sqlite')
}

describe('createReplayMemory', () => {
  it('says no to a new code and yes each time that it comes again', () => {
    const memory = createReplayMemory(new DatabaseSync(':memory:'), testClock())
    expect(memory.seen(cti(1), NOW + 60_000)).toBe(false)
    expect(memory.seen(cti(1), NOW + 60_000)).toBe(true)
    expect(memory.seen(cti(2), NOW + 60_000)).toBe(false)
    expect(memory.seen(cti(1), NOW + 60_000)).toBe(true)
  })

  it('keeps a code until 30 s after its end and then lets the row go', () => {
    const [db, clock] = [new DatabaseSync(':memory:'), testClock()]
    const memory = createReplayMemory(db, clock)
    memory.seen(cti(1), NOW + 60_000)
    clock.pass(89_999)
    memory.seen(cti(2), clock.now() + 60_000)
    expect(rows(db)).toBe(2)
    clock.pass(1)
    memory.seen(cti(3), clock.now() + 60_000)
    expect(rows(db)).toBe(2)
  })

  it('keeps a code for 30 s when it had ended already', () => {
    const [db, clock] = [new DatabaseSync(':memory:'), testClock()]
    const memory = createReplayMemory(db, clock)
    memory.seen(cti(1), NOW - 15_000)
    clock.pass(29_999)
    expect(memory.seen(cti(1), NOW - 15_000)).toBe(true)
  })

  it('forgets none when the clock is set back', () => {
    const clock = testClock()
    const memory = createReplayMemory(new DatabaseSync(':memory:'), clock)
    const end = NOW + 60_000
    expect(memory.seen(cti(1), end)).toBe(false)
    clock.setWall(NOW - 3_600_000)
    expect(memory.seen(cti(1), end)).toBe(true)
    // An hour later the wall clock is set back to the code's own minute.
    clock.pass(3_600_000)
    memory.seen(cti(2), end + 3_600_000)
    expect(memory.seen(cti(1), end)).toBe(true)
  })

  it('forgets none when the clock is set back after the row was let go', () => {
    const [db, clock] = [new DatabaseSync(':memory:'), testClock()]
    const memory = createReplayMemory(db, clock)
    memory.seen(cti(1), NOW + 60_000)
    clock.pass(600_000)
    expect(memory.seen(cti(2), clock.now() + 60_000)).toBe(false)
    expect(rows(db)).toBe(1)
    clock.setWall(NOW + 10_000)
    expect(memory.seen(cti(1), NOW + 60_000)).toBe(true)
  })

  it('forgets none when the clock is set forward and back again', () => {
    const clock = testClock()
    const memory = createReplayMemory(new DatabaseSync(':memory:'), clock)
    memory.seen(cti(1), NOW + 60_000)
    clock.setWall(NOW + 86_400_000)
    memory.seen(cti(2), clock.now() + 60_000)
    clock.setWall(NOW + 1_000)
    expect(memory.seen(cti(1), NOW + 60_000)).toBe(true)
    expect(memory.seen(cti(3), NOW + 59_000)).toBe(false)
  })

  it('remembers over a restart and counts no time while it was off', () => {
    const file = databaseFile()
    const first = new DatabaseSync(file)
    const before = testClock()
    createReplayMemory(first, before).seen(cti(1), NOW + 60_000)
    before.pass(80_000)
    createReplayMemory(first, before).seen(cti(2), before.now() + 60_000)
    first.close()

    const db = new DatabaseSync(file)
    const after = testClock(NOW + 86_400_000, 0)
    const memory = createReplayMemory(db, after)
    expect(memory.seen(cti(1), NOW + 60_000)).toBe(true)
    after.pass(3_600_000)
    memory.seen(cti(3), after.now() + 60_000)
    expect(rows(db)).toBe(1)
    // The wall clock is set back to the first day, and the program starts again.
    db.close()
    const again = createReplayMemory(new DatabaseSync(file), testClock(NOW, 0))
    expect(again.seen(cti(1), NOW + 60_000)).toBe(true)
    expect(again.seen(cti(2), NOW + 140_000)).toBe(true)
  })

  it('holds ten thousand codes, and none for longer than 90 s', () => {
    const [db, clock] = [new DatabaseSync(':memory:'), testClock()]
    const memory = createReplayMemory(db, clock)
    for (let number = 0; number < 10_000; number++) expect(memory.seen(cti(number), NOW + 60_000)).toBe(false)
    for (let number = 0; number < 10_000; number++) expect(memory.seen(cti(number), NOW + 60_000)).toBe(true)
    for (let number = 10_000; number < 20_000; number++) {
      clock.pass(100)
      memory.seen(cti(number), clock.now() + 60_000)
    }
    expect(rows(db)).toBeLessThanOrEqual(900)
  })

  it('writes nothing for a code that comes again', () => {
    const db = new DatabaseSync(':memory:')
    const memory = createReplayMemory(db, testClock())
    memory.seen(cti(1), NOW + 60_000)
    const changes = () => Number(db.prepare('SELECT total_changes() AS n').get()?.['n'])
    const before = changes()
    for (let count = 0; count < 10; count++) expect(memory.seen(cti(1), NOW + 60_000)).toBe(true)
    expect(changes()).toBe(before)
  })

  it('throws and remembers nothing when the database can not be written', () => {
    const file = databaseFile()
    const db = new DatabaseSync(file)
    const memory = createReplayMemory(db, testClock())
    const other = new DatabaseSync(file)
    other.exec('BEGIN EXCLUSIVE')
    expect(() => memory.seen(cti(1), NOW + 60_000)).toThrow()
    other.exec('COMMIT')
    expect(() => memory.seen(cti(1), Number.NaN)).toThrow()
    expect(db.isTransaction).toBe(false)
    expect(memory.seen(cti(1), NOW + 60_000)).toBe(false)
  })
})
