import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Device } from '../../contract/index.ts'
import type { NewEntry } from '../journal/index.ts'
import { createManualClock } from '../../sandbox/trust/trust.fixture.ts'
import { createDeviceNotes } from './device-notes.ts'
import { createFailedDevices } from './failed-devices.ts'
import {
  FAILURES_COUNTED_MS,
  HEARD_WITHIN_MS,
  MOST_FAILURES,
  MOST_FAILURES_EACH,
  MOST_NAMED,
  NOTED_AFTER_MS,
} from './limits.ts'

function open(append?: () => Promise<never> | undefined, db = new DatabaseSync(':memory:')) {
  const manual = createManualClock()
  const entries: NewEntry[] = []
  const faults: unknown[] = []
  const onFault = (error: unknown) => void faults.push(error)
  const notes = createDeviceNotes({
    clock: manual.clock,
    journal: {
      append: (added) => {
        const refused = append?.()
        if (refused) return refused
        entries.push(...added)
        return Promise.resolve([])
      },
    },
    failed: createFailedDevices(db, onFault),
    onFault,
  })
  const tell = (id: string, state: Device['state'], error?: string) =>
    notes.note({
      id,
      kind: 'scanner',
      virtual: true,
      state,
      since: new Date(manual.clock.now()).toISOString(),
      ...(error === undefined ? {} : { error }),
    })
  return { db, manual, notes, entries, faults, tell, kinds: () => entries.map(({ kind }) => kind) }
}

describe('what the journal notes of devices', () => {
  it('is nothing any more, and leaves no timer, once it is closed', async () => {
    const { manual, notes, tell, kinds } = open()
    tell('s', 'lost')
    await notes.close()
    tell('s', 'failed')
    tell('t', 'lost')
    expect(manual.timers()).toBe(0)
    await manual.pass(60_000)
    expect(kinds()).toEqual([])
  })

  it('is a failure with its error and since when, and its recovery', async () => {
    const { manual, entries, tell } = open()
    const failedAt = new Date(manual.clock.now()).toISOString()
    tell('s', 'lost', 'unplugged')
    await manual.pass(NOTED_AFTER_MS)
    tell('s', 'starting')
    await manual.pass(60_000)
    tell('s', 'ready')
    await manual.pass(NOTED_AFTER_MS)
    expect(entries).toEqual([
      {
        kind: 'device-failed',
        actor: 'system',
        transaction: null,
        facts: { device: 's', deviceKind: 'scanner', since: failedAt, error: 'unplugged' },
      },
      {
        kind: 'device-recovered',
        actor: 'system',
        transaction: null,
        facts: { device: 's', deviceKind: 'scanner', failedSince: failedAt },
      },
    ])
  })

  it('is the recovery of a failure from before a start, which is not noted anew', async () => {
    const before = open()
    const failedAt = new Date(before.manual.clock.now()).toISOString()
    before.tell('s', 'lost', 'unplugged')
    before.tell('t', 'lost', 'unplugged')
    await before.manual.pass(NOTED_AFTER_MS)
    await before.notes.close()

    const after = open(undefined, before.db)
    after.tell('s', 'lost', 'unplugged')
    after.tell('t', 'ready')
    await after.manual.pass(NOTED_AFTER_MS)
    expect(after.entries).toMatchObject([{ kind: 'device-recovered', facts: { device: 't', failedSince: failedAt } }])
    await after.notes.close()

    const last = open(undefined, before.db)
    last.tell('t', 'ready')
    last.tell('s', 'ready')
    await last.manual.pass(NOTED_AFTER_MS)
    expect(last.entries).toMatchObject([{ kind: 'device-recovered', facts: { device: 's', failedSince: failedAt } }])
  })

  it('is the end of a failure from before a start where the station has not that device any more', async () => {
    const before = open()
    before.tell('s', 'lost', 'not-found')
    await before.manual.pass(NOTED_AFTER_MS)
    await before.notes.close()
    const { manual, kinds, tell } = open(undefined, before.db)
    await manual.pass(HEARD_WITHIN_MS)
    tell('s', 'lost', 'not-found')
    await manual.pass(NOTED_AFTER_MS)
    expect(kinds()).toEqual(['device-recovered', 'device-failed'])
  })

  it('is no end of a failure from before a start while one of its kind is not found, whatever its id', async () => {
    const before = open()
    before.tell('keyboard-scanner-s', 'lost', 'unplugged')
    await before.manual.pass(NOTED_AFTER_MS)
    await before.notes.close()
    const { manual, notes, kinds, tell } = open(undefined, before.db)
    tell('scanner-s', 'lost', 'not-found')
    await manual.pass(5 * HEARD_WITHIN_MS)
    expect(kinds()).toEqual(['device-failed'])
    tell('keyboard-scanner-s', 'ready')
    notes.forget('scanner-s')
    await manual.pass(NOTED_AFTER_MS)
    expect(kinds()).toEqual(['device-failed', 'device-recovered', 'device-recovered'])
  })

  it('is written all the same where the disk keeps nothing of it for the next start', async () => {
    const { db, manual, faults, tell, kinds } = open()
    db.exec('DROP TABLE failed_devices')
    tell('s', 'lost')
    await manual.pass(NOTED_AFTER_MS)
    expect([kinds(), faults.length]).toEqual([['device-failed'], 1])
  })

  it('is written, and hinders no start, where the database takes no table of it', async () => {
    const db = new DatabaseSync(':memory:')
    db.exec('PRAGMA query_only = 1')
    const { manual, faults, tell, kinds } = open(undefined, db)
    expect(faults).toHaveLength(1)
    tell('s', 'lost')
    await manual.pass(NOTED_AFTER_MS)
    tell('s', 'ready')
    await manual.pass(NOTED_AFTER_MS)
    expect(kinds()).toEqual(['device-failed', 'device-recovered'])
  })

  it('is nothing where a device is back at once, starts, or is only plugged in', async () => {
    const { manual, entries, tell } = open()
    tell('s', 'lost')
    await manual.pass(NOTED_AFTER_MS - 1)
    tell('s', 'ready')
    tell('t', 'starting')
    tell('u', 'unused')
    await manual.pass(FAILURES_COUNTED_MS)
    expect(entries).toEqual([])
  })

  it('is one failure while a device changes from lost to failed and has short good moments', async () => {
    const { manual, kinds, tell } = open()
    tell('s', 'lost')
    await manual.pass(NOTED_AFTER_MS)
    for (let times = 0; times < 100; times++) {
      tell('s', 'ready')
      await manual.pass(NOTED_AFTER_MS - 1)
      tell('s', 'failed')
      await manual.pass(1)
    }
    expect(kinds()).toEqual(['device-failed'])
  })

  it('counts further failures of an hour in one entry', async () => {
    const { manual, kinds, entries, tell } = open()
    for (let times = 0; times < MOST_FAILURES_EACH + 4; times++) {
      tell('s', 'lost')
      await manual.pass(NOTED_AFTER_MS)
      tell('s', 'ready')
      await manual.pass(NOTED_AFTER_MS)
    }
    expect(kinds().filter((kind) => kind === 'device-failed')).toHaveLength(MOST_FAILURES_EACH)
    expect(kinds().filter((kind) => kind === 'device-recovered')).toHaveLength(MOST_FAILURES_EACH)
    await manual.pass(FAILURES_COUNTED_MS)
    expect(entries.at(-1)).toMatchObject({ kind: 'devices-unsteady', facts: { count: 4, devices: { s: 4 } } })
    tell('s', 'lost')
    await manual.pass(NOTED_AFTER_MS)
    expect(entries.at(-1)).toMatchObject({ kind: 'device-failed', facts: { device: 's' } })
  })

  it('is, at its end, the count of those that were only counted', async () => {
    const { manual, notes, entries, tell } = open()
    for (let times = 0; times < MOST_FAILURES_EACH + 2; times++) {
      tell('s', 'lost')
      await manual.pass(NOTED_AFTER_MS)
      tell('s', 'ready')
      await manual.pass(NOTED_AFTER_MS)
    }
    await notes.close()
    expect(entries.at(-1)).toMatchObject({ kind: 'devices-unsteady', facts: { count: 2, devices: { s: 2 } } })
  })

  it('is a recovery when a failed device is not attached any more', async () => {
    const { manual, notes, kinds, tell } = open()
    tell('s', 'failed')
    await manual.pass(NOTED_AFTER_MS)
    notes.forget('s')
    await manual.pass(NOTED_AFTER_MS)
    expect(kinds()).toEqual(['device-failed', 'device-recovered'])
  })

  it('goes on where a failed device is attached anew at once, as the camera of a page that reloads', async () => {
    const { manual, notes, kinds, tell } = open()
    tell('s', 'failed')
    await manual.pass(NOTED_AFTER_MS)
    notes.forget('s')
    await manual.pass(NOTED_AFTER_MS - 1)
    tell('s', 'failed')
    await manual.pass(60_000)
    expect(kinds()).toEqual(['device-failed'])
    notes.forget('s')
    await manual.pass(NOTED_AFTER_MS - 1)
    tell('s', 'ready')
    await manual.pass(NOTED_AFTER_MS - 1)
    expect(kinds()).toEqual(['device-failed'])
    await manual.pass(1)
    expect(kinds()).toEqual(['device-failed', 'device-recovered'])
  })

  it('goes on over a restart where its page went before the station, or something stood for it first', async () => {
    const before = open()
    before.tell('s', 'failed')
    await before.manual.pass(NOTED_AFTER_MS)
    before.notes.forget('s')
    await before.notes.close()
    expect([before.kinds(), before.manual.timers()]).toEqual([['device-failed'], 0])
    const { manual, notes, kinds, tell } = open(undefined, before.db)
    tell('s', 'starting')
    notes.forget('s')
    tell('s', 'failed')
    await manual.pass(2 * HEARD_WITHIN_MS)
    expect(kinds()).toEqual([])
  })

  it('is over where the device is not used any more', async () => {
    const before = open()
    before.tell('s', 'failed', 'permission-denied')
    await before.manual.pass(NOTED_AFTER_MS)
    await before.notes.close()
    const { manual, kinds, tell } = open(undefined, before.db)
    tell('s', 'unused')
    await manual.pass(HEARD_WITHIN_MS)
    expect(kinds()).toEqual(['device-recovered'])
  })

  it('stops nothing where the disk takes no entry', async () => {
    const { manual, faults, tell } = open(() => Promise.reject(new Error('full')))
    tell('s', 'failed')
    await manual.pass(NOTED_AFTER_MS)
    expect(faults).toHaveLength(1)
  })

  it('is a recovery at the next start where the disk took none before it', async () => {
    let isFull = false
    const before = open(() => (isFull ? Promise.reject(new Error('full')) : undefined))
    before.tell('s', 'failed')
    await before.manual.pass(NOTED_AFTER_MS)
    isFull = true
    before.tell('s', 'ready')
    await before.manual.pass(NOTED_AFTER_MS)
    await before.notes.close()
    expect(before.kinds()).toEqual(['device-failed'])
    const { manual, kinds, tell } = open(undefined, before.db)
    tell('s', 'ready')
    await manual.pass(NOTED_AFTER_MS)
    expect(kinds()).toEqual(['device-recovered'])
  })

  it('is no recovery of a failure that the disk did not take', async () => {
    let isFull = true
    const { manual, kinds, tell } = open(() => (isFull ? Promise.reject(new Error('full')) : undefined))
    tell('s', 'failed')
    await manual.pass(NOTED_AFTER_MS)
    isFull = false
    tell('s', 'ready')
    await manual.pass(HEARD_WITHIN_MS)
    expect(kinds()).toEqual([])
  })

  it('stays within its limit, and pairs failures with recoveries, however devices flap', async () => {
    const states = ['ready', 'lost', 'failed', 'starting', 'unused'] as const
    const step = fc.tuple(
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(...states),
      fc.constantFrom(1, NOTED_AFTER_MS, 2 * NOTED_AFTER_MS, FAILURES_COUNTED_MS / 4),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 300 }), async (steps) => {
        const { manual, notes, entries, tell } = open()
        for (const [device, state, ms] of steps) {
          tell(`d${String(device)}`, state)
          await manual.pass(ms)
        }
        const hours = Math.ceil(manual.clock.monotonic() / FAILURES_COUNTED_MS) + 1
        await notes.close()
        const failed = entries.filter(({ kind }) => kind === 'device-failed')
        expect(failed.length).toBeLessThanOrEqual(hours * MOST_FAILURES)
        expect(entries.length - failed.length).toBeLessThanOrEqual(failed.length + hours)
        for (const each of Map.groupBy(entries, ({ facts }) => facts['device']).entries()) {
          if (each[0] === undefined) continue
          const kinds = each[1].map(({ kind }) => kind)
          expect(kinds).toEqual(kinds.map((_, index) => (index % 2 === 0 ? 'device-failed' : 'device-recovered')))
        }
        for (const { kind, facts } of entries)
          if (kind === 'devices-unsteady')
            expect(Object.keys(facts['devices'] ?? {}).length).toBeLessThanOrEqual(MOST_NAMED)
      }),
      { numRuns: 40 },
    )
  })
})
