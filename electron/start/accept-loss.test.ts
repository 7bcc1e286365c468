import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { books, continuation } from '../sandbox/serving/books-contract.ts'
import { launchSandbox, type Sandbox } from '../sandbox/serving/launch.ts'
import { askBooks } from '../sandbox/agencies/money.fixture.ts'
import { startStation, systemClock, systemRandom, type RunningStation } from '../start.ts'
import { createLog } from '../station/storage/log.ts'
import { acceptLoss } from './accept-loss.ts'
import { backUpFolder, restoreFolder } from './backup.ts'
import { readEntries, verifyFolder } from './journal.ts'
import { openStation } from './open.ts'
import { openOwnJournal } from './own-journal.ts'

let parent: string
let data: string
let headsBefore: string | undefined
let running: { close(): Promise<void> }[]

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'balcao-loss-'))
  data = join(parent, 'data')
  headsBefore = process.env['BALCAO_HEADS']
  running = []
  useHeads('heads')
})
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.close()
  process.env['BALCAO_HEADS'] = headsBefore
  rmSync(parent, { recursive: true, force: true })
})

/** Sets this machine's folder of heads; another name plays another machine. */
function useHeads(name: string): void {
  process.env['BALCAO_HEADS'] = join(parent, name)
}

/** Records so many entries in a folder that no process holds; `told`: a head that the gateway names afterwards. */
async function record(count: number, told?: { seq: number; hash: Uint8Array }): Promise<number> {
  const opened = await openOwnJournal(data)
  if (!opened.ok) throw new Error(opened.refusal.code)
  const { journal } = opened
  for (let times = 0; times < count; times++)
    await journal.append([{ kind: 'note', actor: 'system', transaction: null, facts: {}, body: { plate: 'MT-00-01' } }])
  if (told) journal.confirm(told)
  journal.close()
  return journal.head().seq
}

/** What `doctor` says of the journal. */
async function look() {
  const outcome = await openStation({
    path: data,
    clock: systemClock,
    random: systemRandom,
    log: () => createLog({ stderr: false }),
  })
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  const { station } = outcome.opened
  const check = (await station.doctor()).checks.find(({ name }) => name === 'journal')
  await outcome.opened.close()
  return check
}

/** Keeps the folder as it is; the returned function puts it back. */
function keep(): () => void {
  const kept = join(parent, 'kept')
  cpSync(data, kept, { recursive: true })
  return () => {
    rmSync(data, { recursive: true })
    cpSync(kept, data, { recursive: true })
  }
}

describe('accepting a loss', () => {
  it('says what is lost, and records it with `yes`, after which the journal goes on', async () => {
    await look()
    const before = await record(1)
    const putBack = keep()
    const until = await record(2)
    putBack()
    expect(await look()).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining(`entries ${String(before + 1)} to ${String(until)}`) as unknown,
    })
    expect(await acceptLoss(data, { yes: false })).toEqual({
      ok: false,
      refusal: { code: 'not-allowed', params: { entries: before, lostFrom: before + 1, lostUntil: until } },
    })
    expect(await acceptLoss(data, { yes: true })).toEqual({
      ok: true,
      entries: before + 1,
      lost: { from: before + 1, until, sources: ['head-file'] },
      keysLost: null,
    })
    expect(await readEntries(data, { from: before + 1, limit: 9 })).toMatchObject({
      entries: [
        {
          kind: 'loss-accepted',
          actor: 'technician',
          facts: { from: before + 1, until, lost: [{ source: 'head-file', seq: until }] },
        },
      ],
    })
    expect(await verifyFolder(data, { hashes: false })).toMatchObject({ ok: true, comparedWith: ['head-file'] })
    expect(await look()).toMatchObject({ state: 'ok' })
    expect(await acceptLoss(data, { yes: false })).toMatchObject({ ok: true, entries: before + 1, lost: null })
  })

  it('accepts what only the gateway named, and both sources together', async () => {
    await look()
    const before = await record(1)
    const putBack = keep()
    const until = await record(2)
    putBack()
    await record(0, { seq: until + 5, hash: new Uint8Array(32) })
    expect(await acceptLoss(data, { yes: true })).toMatchObject({
      ok: true,
      lost: { from: before + 1, until: until + 5, sources: ['head-file', 'gateway'] },
    })
    expect(await look()).toMatchObject({ state: 'ok' })
    await record(0, { seq: until + 9, hash: new Uint8Array(32) })
    expect(await look()).toMatchObject({ state: 'failed' })
    expect(await acceptLoss(data, { yes: true })).toMatchObject({
      ok: true,
      lost: { until: until + 9, sources: ['gateway'] },
    })
    expect(await look()).toMatchObject({ state: 'ok' })
  })

  it('accepts lost body keys', async () => {
    await look()
    const before = await record(1)
    for (const name of ['journal-keys.db', 'journal-keys.db-wal', 'journal-keys.db-shm'])
      rmSync(join(data, name), { force: true })
    expect(await look()).toMatchObject({ state: 'warning' })
    expect(await acceptLoss(data, { yes: false })).toEqual({
      ok: false,
      refusal: { code: 'not-allowed', params: { entries: before + 1, keysLost: before + 1 } },
    })
    expect(await acceptLoss(data, { yes: true })).toMatchObject({ ok: true, lost: null, keysLost: before + 1 })
    expect(await look()).toMatchObject({ state: 'ok' })
  })

  it('is refused while a station runs on the folder, and without a journal', async () => {
    const outcome = await openStation({
      path: data,
      clock: systemClock,
      random: systemRandom,
      log: () => createLog({ stderr: false }),
    })
    expect(await acceptLoss(data, { yes: true })).toMatchObject({ ok: false, refusal: { code: 'folder-in-use' } })
    if (outcome.ok) await outcome.opened.close()
    expect(await acceptLoss(join(parent, 'none'), { yes: true })).toEqual({
      ok: false,
      refusal: { code: 'invalid-input', params: { option: 'data', why: 'missing' } },
    })
  })
})

describe('a station whose journal went back', () => {
  let sandbox: Sandbox

  async function begin(code?: string): Promise<RunningStation> {
    const outcome = await startStation({
      folder: data,
      log: createLog({ stderr: false }),
      sandbox: { ...sandbox, enrolmentCode: code ?? sandbox.enrolmentCode },
    })
    if (!outcome.ok) throw new Error(outcome.refusal.code)
    running.push(outcome.station)
    return outcome.station
  }
  async function end(): Promise<void> {
    await running.pop()?.close()
  }
  const stationsAtGateway = async () => books.parse((await askBooks(sandbox, '/books')).json).stations
  const journalOf = async ({ station }: RunningStation) =>
    (await station.doctor()).checks.find(({ name }) => name === 'journal')
  const becomesReady = ({ station }: RunningStation) =>
    expect
      .poll(() => station.status().readiness, { timeout: 120_000 })
      .toEqual({ state: 'ready', reasons: [], unavailable: [] })
  const becomesFailed = (station: RunningStation) =>
    expect.poll(async () => (await journalOf(station))?.detail, { timeout: 120_000 }).toMatch(/entries \d+ to \d+/)

  /** Makes a station whose folder lacks its last entries; the gateway knows of them unless `isHeard` is false. */
  async function loseSome({ machine, isHeard = true }: { machine: string; isHeard?: boolean }): Promise<string> {
    const launched = await launchSandbox({ folder: join(parent, 'sandbox') })
    if (!launched.ok) throw new Error(launched.refusal.code)
    ;({ sandbox } = launched)
    running.push(sandbox)
    const first = await begin()
    await becomesReady(first)
    const { id } = first.station.status().station
    await end()
    await backUpFolder(data, join(parent, 'backup'))
    const putBack = keep()
    const seq = await record(3)
    if (isHeard) {
      await becomesReady(await begin())
      await expect
        .poll(async () => (await stationsAtGateway()).find(({ station }) => station === id)?.seq, { timeout: 120_000 })
        .toBeGreaterThanOrEqual(seq)
      await end()
    }
    putBack()
    useHeads(machine)
    return id
  }

  const codeFor = async (station: string) =>
    continuation.parse((await askBooks(sandbox, '/continue', { station })).json).code

  it.each(['heads', 'another'])(
    "recovers by accepting the loss and a code that continues it (this machine's heads: %s)",
    async (machine) => {
      const id = await loseSome({ machine })
      await becomesFailed(await begin())
      await expect
        .poll(async () => (await stationsAtGateway()).find(({ station }) => station === id), { timeout: 120_000 })
        .toMatchObject({ suspect: 'went-back' })
      await end()
      expect(await acceptLoss(data, { yes: true })).toMatchObject({
        ok: true,
        lost: { sources: machine === 'heads' ? ['head-file', 'gateway'] : ['gateway'] },
      })
      // Accepting the loss here doesn't make the gateway forget it.
      const unheard = await begin()
      await expect.poll(async () => (await journalOf(unheard))?.state, { timeout: 120_000 }).toBe('failed')
      await end()
      const again = await begin(await codeFor(id))
      await becomesReady(again)
      expect(again.station.status().station.id).toBe(id)
      await expect
        .poll(async () => (await stationsAtGateway()).find(({ station }) => station === id)?.suspect, {
          timeout: 120_000,
        })
        .toBeUndefined()
    },
    120_000,
  )

  it('recovers in the other order too, even after a restore on a machine without head anchors', async () => {
    const id = await loseSome({ machine: 'another' })
    rmSync(data, { recursive: true })
    expect(await restoreFolder(join(parent, 'backup'), data, { yes: false })).toMatchObject({ ok: true })
    const code = await codeFor(id)
    const restored = await begin(code)
    await becomesFailed(restored)
    expect(restored.station.status().station.id).toBe(id)
    await end()
    // An enrolment code that isn't accepted changes nothing.
    const used = await begin('USED-UP-CODE')
    await becomesFailed(used)
    expect(used.station.status().station.id).toBe(id)
    await end()
    expect(await acceptLoss(data, { yes: true })).toMatchObject({ ok: true, lost: { sources: ['gateway'] } })
    const again = await begin(code)
    await becomesReady(again)
    expect(again.station.status().station.id).toBe(id)
  }, 120_000)

  it("that only this machine's head anchor shows recovers without the gateway's operator", async () => {
    const id = await loseSome({ machine: 'heads', isHeard: false })
    await becomesFailed(await begin())
    await end()
    expect(await acceptLoss(data, { yes: true })).toMatchObject({ ok: true, lost: { sources: ['head-file'] } })
    const again = await begin()
    await becomesReady(again)
    expect(again.station.status().station.id).toBe(id)
  }, 120_000)
})
