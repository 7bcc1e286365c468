import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Check, Status } from '../../contract/index.ts'
import { examineStation, type Examined, type PolicyState } from './doctor.ts'
import { openFolder, type DataFolder } from '../storage/folder.ts'

let parent: string
let folder: DataFolder
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'balcao-doctor-'))
  const opening = openFolder(join(parent, 'data'))
  if (!opening.ok) throw new Error(opening.refusal.code)
  folder = opening.folder
})
afterEach(() => {
  folder.close()
  rmSync(parent, { recursive: true, force: true })
})

const NOW = '2026-03-01T00:00:00.000Z'
const STATUS: Status = {
  mode: 'training',
  station: { id: 'T', site: 'T' },
  now: NOW,
  line: { state: 'up', since: NOW },
  trust: { state: 'current', version: 1, issuedAt: NOW, expiresAt: '2026-03-04T00:00:00.000Z' },
  devices: [],
  readiness: { state: 'ready', reasons: [], unavailable: [] },
  keyProtection: 'file',
  operator: null,
  phone: null,
}

async function states(change: Partial<Examined> = {}, status: Partial<Status> = {}) {
  const { checks } = await examineStation({
    status: { ...STATUS, ...status },
    drift: 0,
    folder,
    keysLocked: false,
    ...change,
  })
  for (const { state, todo, name } of checks)
    expect(state === 'ok' || todo !== undefined, `${name} says what to do`).toBe(true)
  return Object.fromEntries(checks.map(({ name, state }) => [name, state])) as Record<Check['name'], Check['state']>
}

describe('doctor', () => {
  it('finds nothing when all is well in training', async () => {
    expect(Object.values(await states({ entries: 7, takings: { open: [], tasks: [] } }))).toEqual(
      Array.from({ length: 11 }, () => 'ok'),
    )
  })

  it("names the folder of the head anchors when it can't be written", async () => {
    const { checks } = await examineStation({
      status: STATUS,
      drift: 0,
      folder,
      keysLocked: false,
      entries: 7,
      unwritableHeads: 'some/heads',
    })
    expect(checks.filter(({ name }) => name === 'journal')).toMatchObject([
      { state: 'ok' },
      { state: 'warning', detail: expect.stringContaining('some/heads') as unknown },
    ])
  })

  it("reports the station's own state", async () => {
    const report = await examineStation({
      status: { ...STATUS, readiness: { state: 'closed', reasons: ['trust-expired'], unavailable: [] } },
      drift: 0,
      folder,
      keysLocked: false,
    })
    expect(report).toMatchObject({ state: 'closed', devices: [] })
  })

  it('names each place once that knows the lost entries', async () => {
    const head = { seq: 9, hash: new Uint8Array(32) }
    const loss = {
      from: 8,
      until: 9,
      heads: (['head-file', 'gateway', 'gateway'] as const).map((from) => ({ from, head })),
    }
    const { checks } = await examineStation({
      status: { ...STATUS, readiness: { state: 'limited', reasons: ['journal-went-back'], unavailable: [] } },
      drift: 0,
      folder,
      keysLocked: false,
      entries: 7,
      loss,
    })
    expect(checks.find(({ name }) => name === 'journal')?.detail).toContain(
      'entries 8 to 9 are known (head-file, gateway) and',
    )
  })

  it('judges each part of the station by itself', async () => {
    expect(await states({ keysLocked: true })).toMatchObject({ keys: 'failed' })
    expect(await states({ drift: -20_000 })).toMatchObject({ clock: 'warning' })
    expect(await states({}, { now: '2026-02-28T00:00:00.000Z' })).toMatchObject({ clock: 'failed' })
    expect(await states({}, { trust: { state: 'missing' } })).toMatchObject({ trust: 'failed' })
    expect(await states({}, { trust: { ...STATUS.trust, state: 'expired' } })).toMatchObject({ trust: 'failed' })
    expect(await states({}, { trust: { ...STATUS.trust, alert: { code: 'trust-refused' } } })).toMatchObject({
      trust: 'warning',
    })
    expect(await states({}, { line: { state: 'down', since: NOW } })).toMatchObject({ gateway: 'failed' })
    expect(await states({}, { line: { state: 'starting', since: NOW } })).toMatchObject({ gateway: 'warning' })
    expect(await states({ folder: { ...folder, freeBytes: () => 1024 } })).toMatchObject({ disk: 'failed' })
    expect(
      await states({ entries: 7 }, { readiness: { state: 'limited', reasons: ['head-unwitnessed'], unavailable: [] } }),
    ).toMatchObject({ journal: 'failed' })
    expect(
      await states(
        { entries: 7 },
        { readiness: { state: 'limited', reasons: ['journal-went-back'], unavailable: [] } },
      ),
    ).toMatchObject({ journal: 'failed' })
    expect(await states({ entries: 7, fault: { seq: 3, why: 'hash' } })).toMatchObject({ journal: 'failed' })
    expect(await states({ entries: 7, fault: { seq: 8, why: 'not-kept' } })).toMatchObject({ journal: 'failed' })
    expect(await states({ entries: 7, fault: { seq: 8, why: 'written-over' } })).toMatchObject({ journal: 'failed' })
    expect(await states({ entries: 7, unwritten: 'folder-unwritable' })).toMatchObject({ journal: 'failed' })
    expect(await states({ entries: 7, checking: { done: 3, total: 7 } })).toMatchObject({ journal: 'warning' })
    expect(await states({ isHeld: false })).toMatchObject({ 'data-folder': 'failed' })
    expect(await states({ entries: 7, bodyKeysLost: 3 })).toMatchObject({ journal: 'warning' })
    for (const reason of ['settling', 'cash-open'] as const) {
      expect(
        await states(
          { takings: { open: [], tasks: [] } },
          { readiness: { state: 'limited', reasons: [reason], unavailable: [] } },
        ),
      ).toMatchObject({ payments: 'warning' })
    }
    expect(
      await states({
        takings: {
          open: [],
          tasks: [
            { transaction: 't', item: 't:1', amountAvos: 1, why: 'cash-refused', since: '2026-03-24T00:00:00.000Z' },
          ],
        },
      }),
    ).toMatchObject({ payments: 'warning' })
    expect(
      await states({
        takings: {
          open: [{ transaction: 't', what: 'outcome', since: '2026-03-24T00:00:00.000Z', isLate: false }],
          tasks: [],
        },
      }),
    ).toMatchObject({ payments: 'ok' })
    const late = { transaction: 't', what: 'undo', since: '2026-02-28T20:35:00.000Z', isLate: true } as const
    const { checks } = await examineStation({
      status: STATUS,
      drift: 0,
      folder,
      keysLocked: false,
      takings: {
        open: [late, { ...late, what: 'outcome', isLate: false }],
        tasks: [{ transaction: 't', amountAvos: 1, why: 'reversal-late', since: '2026-02-27T23:00:00.000Z' }],
      },
    })
    expect(checks.find(({ name }) => name === 'payments')).toMatchObject({
      state: 'warning',
      detail:
        '1 undo for longer than it should; the oldest for 3 h 25 min. A supervisor has to decide 1 ' +
        'reversal-late; the oldest for 25 h 0 min.',
    })
    chmodSync(folder.path, 0o755)
    expect(await states()).toMatchObject({ 'data-folder': 'warning' })
  })

  it('says to accept a loss first and then to enrol', async () => {
    const { checks } = await examineStation({
      status: { ...STATUS, readiness: { state: 'limited', reasons: ['journal-went-back'], unavailable: [] } },
      drift: 0,
      folder,
      keysLocked: false,
      entries: 7,
    })
    expect(checks.find(({ name }) => name === 'journal')?.todo).toMatch(
      /^Put the newest folder back\..*accept-loss --yes'; then, where the gateway knows the entries, .*enrolmentCode/,
    )
  })

  it('says which clock is wrong, by how much and in which direction, and what to do', async () => {
    const clock = async (change: Partial<Examined>, status: Partial<Status> = {}) =>
      (
        await examineStation({ status: { ...STATUS, ...status }, drift: 0, folder, keysLocked: false, ...change })
      ).checks.find(({ name }) => name === 'clock')
    expect(await clock({ clockOffset: 7_000 })).toMatchObject({
      state: 'ok',
      detail: `${NOW}. This machine's clock is 7 s behind the gateway's, and is corrected.`,
    })
    expect(await clock({ clockOffset: -121_000 })).toMatchObject({
      state: 'failed',
      detail: `This machine's clock is 121 s ahead of the gateway's: no new money is taken. The gateway's time is ${NOW}.`,
      todo: expect.stringContaining('NTP') as string,
    })
    expect(await clock({ clockOffset: 630_000_000_000 })).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('630000000 s behind') as string,
    })
    // The clock was set while the station ran and is right now, so nothing is left to report.
    expect(await clock({ clockOffset: 0, drift: -20_000 })).toMatchObject({ state: 'ok' })
    expect(
      await clock({}, { readiness: { state: 'limited', reasons: ['clock-unknown'], unavailable: [] } }),
    ).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining("can't be verified") as string,
    })
    expect(await clock({}, { line: { state: 'down', since: NOW } })).toMatchObject({
      state: 'ok',
      detail: expect.stringContaining('by this machine alone') as string,
    })
  })

  it('says what the clock and the bundle say when the bundle has expired by this clock', async () => {
    const alert = {
      code: 'trust-refused' as const,
      params: { reason: 'expired', from: '2026-02-01T00:00:00.000Z', until: '2026-02-04T00:00:00.000Z' },
    }
    const { checks } = await examineStation({
      status: {
        ...STATUS,
        trust: { state: 'missing', alert },
        readiness: { state: 'closed', reasons: ['trust-missing', 'clock-unknown', 'trust-alert'], unavailable: [] },
      },
      drift: 0,
      folder,
      keysLocked: false,
    })
    const [clock, trust] = ['clock', 'trust'].map((each) => checks.find(({ name }) => name === each))
    expect(clock).toMatchObject({
      state: 'failed',
      detail: expect.stringMatching(
        /^This machine's clock says 2026-03-01T.*the gateway offers, of 2026-02-01T.*over since 2026-02-04T.*this clock is ahead/,
      ),
      todo: expect.stringMatching(/^Set this machine's clock by the network/),
    })
    expect(trust).toMatchObject({
      state: 'failed',
      detail: 'None yet. The last one offered was not taken (trust-refused: expired).',
      todo: expect.stringContaining('clock') as string,
    })
    expect(
      await states({}, { trust: { state: 'missing', alert: { code: 'trust-refused', params: { reason: 'root' } } } }),
    ).toMatchObject({ clock: 'ok', trust: 'failed' })
    // Once the gateway's time is known, the check says by how much the clock is wrong.
    const examined = await examineStation({
      status: { ...STATUS, trust: { ...STATUS.trust, alert } },
      drift: 0,
      folder,
      keysLocked: false,
      clockOffset: -9_000_000,
    })
    expect(examined.checks.find(({ name }) => name === 'clock')?.detail).toContain('9000 s ahead')
  })

  it("reports a database that can't be read", async () => {
    writeFileSync(join(parent, 'broken.db'), 'x'.repeat(8192))
    const db = new DatabaseSync(join(parent, 'broken.db'))
    expect(await states({ folder: { ...folder, db } })).toMatchObject({ database: 'failed' })
    db.close()
  })

  it("asks for more in production: keys in the system's store and the browser's policy", async () => {
    const production = { mode: 'production' as const }
    const found = (policy: PolicyState) => ({ surroundings: { browserPolicy: () => policy } })
    expect(await states({}, production)).toMatchObject({ keys: 'warning', 'browser-policy': 'warning' })
    for (const policy of [
      { state: 'missing' },
      { state: 'weakened', keys: ['PrintingEnabled'] },
      { state: 'unknown' },
    ] as const) {
      expect(await states(found({ ...policy }), production), policy.state).toMatchObject({
        'browser-policy': 'warning',
      })
    }
    expect(await states(found({ state: 'in-force' }), { ...production, keyProtection: 'system' })).toMatchObject({
      keys: 'ok',
      'browser-policy': 'ok',
    })
    expect(await states(found({ state: 'not-needed' }), production)).toMatchObject({ 'browser-policy': 'ok' })
  })
})
