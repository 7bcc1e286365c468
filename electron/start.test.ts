import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVirtualPrinter } from '../hardware/printer/virtual.ts'
import { refuse, type contract } from './contract/index.ts'
import { ORDER_NAMES, type training } from './contract/training.ts'
import { books } from './sandbox/serving/books-contract.ts'
import { launchSandbox } from './sandbox/serving/launch.ts'
import { askBooks } from './sandbox/agencies/money.fixture.ts'
import { startStation, systemClock, type RunningStation, type StartOptions } from './start.ts'
import { openFolder } from './station/storage/folder.ts'
import { socketPath } from './station/serving/local-socket.ts'
import { createLog } from './station/storage/log.ts'

let parent: string
const running: { close(): Promise<void> }[] = []
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'balcao-start-'))
})
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.close()
  rmSync(parent, { recursive: true, force: true })
})

const quiet = createLog({ stderr: false })
const data = () => join(parent, 'data')

async function start(options: Partial<StartOptions> = {}): Promise<RunningStation> {
  const outcome = await startStation({ folder: data(), log: quiet, ...options })
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  running.push(outcome.station)
  return outcome.station
}

async function sandboxAt(folder: string, port?: number) {
  const outcome = await launchSandbox({ folder, ...(port === undefined ? {} : { port }) })
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  running.push(outcome.sandbox)
  return outcome.sandbox
}

const becomes = (station: RunningStation, expected: object) =>
  expect.poll(() => station.station.status(), { timeout: 120_000 }).toMatchObject(expected)

/** A kiosk's page at this station. */
function kioskOf(station: RunningStation): ContractRouterClient<typeof contract> {
  return createORPCClient(pageOf(station))
}

/** The dock beside it. */
function dockOf(station: RunningStation): ContractRouterClient<typeof training> {
  return createORPCClient(pageOf(station), { path: ['training'] })
}

function counterOf(station: RunningStation): ContractRouterClient<typeof contract> {
  return createORPCClient(pageOf(station, 'counter'))
}

function pageOf({ servePort }: RunningStation, face: 'kiosk' | 'counter' = 'kiosk') {
  const { port1, port2 } = new MessageChannel()
  servePort(port1, { face, session: 'one' })
  port2.start()
  running.push({
    close() {
      port2.close()
      return Promise.resolve()
    },
  })
  return new RPCLink({ port: port2 })
}

describe('a training station', () => {
  it('has only the printer that it was given', async () => {
    const { station } = await start({ printer: createVirtualPrinter({ id: 'mine', clock: systemClock }) })
    await expect
      .poll(
        () =>
          station
            .status()
            .devices.filter(({ kind }) => kind === 'printer')
            .map(({ id }) => id),
        { timeout: 120_000 },
      )
      .toEqual(['mine'])
  })

  it('takes the orders of its dock to each of its twins, and says what holds', async () => {
    let kills = 0
    const running = await start({ kill: () => void (kills += 1) })
    await becomes(running, { readiness: { state: 'ready' } })
    const dock = dockOf(running)
    const { orders, papers, drawerOpened } = await dock.state()
    expect(orders.map(({ do: name }) => name)).toEqual(ORDER_NAMES)
    expect([papers, drawerOpened]).toEqual([0, 0])
    const printer = () => running.station.status().devices.find(({ kind }) => kind === 'printer')
    expect(printer()).toMatchObject({ virtual: true, state: 'ready' })
    for (const order of [
      { do: 'printer.paper', to: 'out' },
      { do: 'scanner.line', to: 'unplugged' },
      { do: 'card-reader.card', to: 'mute-card' },
      { do: 'fingerprint.line', to: 'unplugged' },
      { do: 'keypad.press', to: 'down' },
      { do: 'card-terminal.customer', to: 'decline' },
      { do: 'gateway.answers', to: 'slow' },
      { do: 'clock.sandbox', to: 'minutes-ahead' },
      { do: 'station.kill' },
    ] as const)
      expect(await dock.order(order)).toEqual({ ok: true })
    expect(printer()).toMatchObject({ state: 'failed', error: 'paper-out' })
    expect(Object.fromEntries((await dock.state()).orders.map(({ do: name, now }) => [name, now]))).toMatchObject({
      'printer.paper': 'out',
      'scanner.line': 'unplugged',
      'card-reader.card': 'mute-card',
      'card-reader.line': 'plugged',
      'fingerprint.line': 'unplugged',
      'keypad.press': null,
      'card-terminal.customer': 'decline',
      'gateway.answers': 'slow',
      'clock.station': 'right',
      'clock.sandbox': 'minutes-ahead',
      'clock.both': '',
    })
    await expect.poll(() => kills).toBe(1)
  })

  it.each([
    [{ do: 'printer.line', to: 'unplugged' }, { do: 'printer.line', to: 'plugged' }, 'lost', 'offline'],
    [{ do: 'printer.cover', to: 'open' }, { do: 'printer.cover', to: 'closed' }, 'failed', 'cover-open'],
    [{ do: 'printer.cutter', to: 'stuck' }, { do: 'printer.cutter', to: 'free' }, 'failed', 'cutter'],
  ] as const)('takes %j from its dock, and back, to its printer', async (order, back, state, error) => {
    const running = await start()
    await becomes(running, { readiness: { state: 'ready' } })
    const dock = dockOf(running)
    const printer = () => running.station.status().devices.find(({ kind }) => kind === 'printer')
    expect(await dock.order(order)).toEqual({ ok: true })
    expect(printer()).toMatchObject({ state, error })
    expect(await dock.order(back)).toEqual({ ok: true })
    expect(printer()).toMatchObject({ state: 'ready' })
  })

  it('has a paper that its dock breaks off, and the next one comes out', async () => {
    const running = await start()
    await becomes(running, { readiness: { state: 'ready' } })
    const counter = counterOf(running)
    await counter.operators.signInTraining()
    expect(await dockOf(running).order({ do: 'printer.next', to: 'silent' })).toEqual({ ok: true })
    const paper = () => counter.devices.test({ id: 'printer', test: 'paper' })
    expect(await paper()).toMatchObject({ device: { lastTest: { error: 'not-known' } } })
    expect(await paper()).toMatchObject({ ok: true, device: { lastTest: { test: 'paper' } } })
    expect((await counter.devices.list()).devices.find(({ id }) => id === 'printer')?.lastTest?.error).toBeUndefined()
  })

  it('has a card in its reader that outlasts the reader’s cable, and the light at its slot shows', async () => {
    const running = await start()
    await becomes(running, { readiness: { state: 'ready' } })
    const dock = dockOf(running)
    const lit = () => expect.poll(async () => (await dock.state()).lights['card-reader'], { timeout: 30_000 })
    await dock.order({ do: 'card-reader.card', to: 'wrong-card' })
    await lit().toBe('on')
    await dock.order({ do: 'card-reader.line', to: 'unplugged' })
    await lit().toBe('off')
    await dock.order({ do: 'card-reader.line', to: 'plugged' })
    await lit().toBe('on')
    await dock.order({ do: 'card-reader.card', to: 'out' })
    await lit().toBe('off')
  })

  it('refuses an order that nothing waits for, in words that a page has', async () => {
    const running = await start()
    await becomes(running, { readiness: { state: 'ready' } })
    const dock = dockOf(running)
    expect(await dock.order({ do: 'card-terminal.decide', to: 'approve' })).toEqual(refuse('payment-unknown'))
    expect(await dock.order({ do: 'station.kill' })).toEqual(refuse('unknown-procedure'))
    await dock.order({ do: 'scanner.line', to: 'unplugged' })
    expect(await dock.order({ do: 'scanner.scan', data: 'TUUxOg==' })).toEqual(refuse('no-code-found'))
  })

  it('takes no new money while its clock or the gateway’s alone is wrong, and does again once both agree', async () => {
    const running = await start()
    await becomes(running, { readiness: { state: 'ready' } })
    const dock = dockOf(running)
    await dock.order({ do: 'clock.sandbox', to: 'day-ahead' })
    await becomes(running, { readiness: { reasons: expect.arrayContaining(['clock-wrong']) as string[] } })
    await dock.order({ do: 'clock.both', to: 'day-ahead' })
    await becomes(running, { readiness: { state: 'ready', reasons: [] } })
  })

  it('answers before its sandbox does, enrols there, and is the same station at its next start', async () => {
    const first = await start()
    expect(first.station.status()).toMatchObject({
      mode: 'training',
      line: { state: 'starting' },
      trust: { state: 'missing' },
      readiness: { state: 'limited' },
    })
    await becomes(first, {
      line: { state: 'up' },
      trust: { state: 'current' },
      readiness: { state: 'ready', reasons: [], unavailable: [] },
      keyProtection: 'file',
    })
    const { station, phone } = first.station.status()
    expect(phone).toMatch(/^http:\/\/phone\.localhost:\d+$/)

    const second = await startStation({ folder: data(), log: quiet })
    expect(second).toMatchObject({ ok: false, refusal: { code: 'folder-in-use' } })

    await first.close()
    const again = await start()
    expect(again.station.status()).toMatchObject({ station, trust: { state: 'current' }, line: { state: 'starting' } })
    await becomes(again, { station, readiness: { state: 'ready' } })
  })

  it("opens while its gateway can't be reached, says so, and recovers by itself", async () => {
    const first = await sandboxAt(join(parent, 'elsewhere'))
    await first.close()
    const station = await start({ sandbox: first })
    await becomes(station, {
      line: { state: 'down' },
      readiness: { state: 'closed', reasons: ['trust-missing', 'line-down'] },
    })
    await sandboxAt(join(parent, 'elsewhere'), Number(new URL(first.url).port))
    await becomes(station, { line: { state: 'up' }, trust: { state: 'current' }, readiness: { state: 'ready' } })
  })

  it('enrols again at a new sandbox', async () => {
    const before = await start({ sandbox: await sandboxAt(join(parent, 'one')) })
    await becomes(before, { readiness: { state: 'ready' } })
    const { id } = before.station.status().station
    await before.close()
    const after = await start({ sandbox: await sandboxAt(join(parent, 'other')) })
    await becomes(after, { line: { state: 'up' }, readiness: { state: 'ready' } })
    expect(after.station.status().station.id).not.toBe(id)
  })

  it('is found out by its gateway when an older folder replaced its own, and refuses payments', async () => {
    const sandbox = await sandboxAt(join(parent, 's'))
    const stationAtGateway = async () => books.parse((await askBooks(sandbox, '/books')).json).stations[0]
    const before = await start({ sandbox })
    await becomes(before, { readiness: { state: 'ready' } })
    await before.close()
    cpSync(data(), join(parent, 'old'), { recursive: true })

    const later = await start({ sandbox })
    await becomes(later, { readiness: { state: 'ready' } })
    await expect.poll(stationAtGateway, { timeout: 120_000 }).toBeDefined()
    const seq = (await stationAtGateway())?.seq ?? 0
    // A refused order to pay is recorded in the journal, which so gets a newer head.
    expect(await kioskOf(later).payments.pay({ quote: 'none', tender: 'card' })).toMatchObject({ ok: false })
    await expect.poll(async () => (await stationAtGateway())?.seq, { timeout: 120_000 }).toBeGreaterThan(seq)
    await later.close()

    const old = await start({ folder: join(parent, 'old'), sandbox })
    await expect.poll(stationAtGateway, { timeout: 120_000 }).toMatchObject({ suspect: 'went-back' })
    await expect.poll(() => old.station.status().readiness.reasons, { timeout: 120_000 }).toContain('journal-went-back')
    const kiosk = kioskOf(old)
    const found = await kiosk.bills.find({ by: 'slip', number: '2026000201' })
    expect(found).toMatchObject({ ok: true, found: { bills: [{ agency: 'MP' }] } })
    expect(await kiosk.payments.quote({ bills: found.ok ? found.found.bills.map(({ id }) => id) : [] })).toMatchObject({
      ok: false,
      refusal: { code: 'gateway-refused' },
    })
  })

  it('stops everything that it started when it closes', async () => {
    const station = await start()
    await becomes(station, { line: { state: 'up' } })
    const { phone } = station.station.status()
    const socket = socketPath(data())
    expect(statSync(socket).mode & 0o777).toBe(0o600)
    await Promise.all([station.close(), station.close()])
    expect(existsSync(socket)).toBe(false)
    const { port } = new URL(phone ?? '')
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow()
    const folder = openFolder(data())
    expect(folder.ok).toBe(true)
    if (folder.ok) folder.folder.close()
  })

  it('closes even while it is connecting', async () => {
    await (await start()).close()
    const folder = openFolder(data())
    expect(folder.ok).toBe(true)
    if (folder.ok) folder.folder.close()
  })
})

describe('a production station', () => {
  function settle(settings: object) {
    const folder = openFolder(data(), 'production')
    if (!folder.ok) throw new Error(folder.refusal.code)
    folder.folder.close()
    writeFileSync(join(data(), 'settings.json'), JSON.stringify(settings))
  }
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

  it('is refused without settings, and in a folder of training', async () => {
    expect(await startStation({ folder: data(), mode: 'production', log: quiet })).toMatchObject({
      ok: false,
      refusal: { code: 'invalid-input' },
    })
    const training = await start({ folder: join(parent, 'training'), sandbox: await sandboxAt(join(parent, 's')) })
    await training.close()
    expect(await startStation({ folder: join(parent, 'training'), mode: 'production', log: quiet })).toMatchObject({
      ok: false,
      refusal: { code: 'not-allowed' },
    })
  })

  it("opens under its configured name while its gateway can't be reached", async () => {
    settle({
      station: { id: 'DSI-01', site: 'Somewhere' },
      gateway: { url: 'http://127.0.0.1:9' },
      enrolmentCode: 'x',
      rootSha256: 'ab'.repeat(32),
    })
    const station = await start({ mode: 'production' })
    await becomes(station, {
      mode: 'production',
      station: { id: 'DSI-01', site: 'Somewhere' },
      line: { state: 'down' },
      phone: null,
    })
    await expect(dockOf(station).state()).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(dockOf(station).order({ do: 'station.kill' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it.each([
    ['no keyboard', [], 'scanner-unused'],
    ['one at the counter', [{ vendor: '0c2e', product: '0204', mode: 'keyboard', face: 'counter' }], 'scanner-unused'],
    ['one at the kiosk', [{ vendor: '0c2e', product: '0204', mode: 'keyboard', face: 'kiosk' }], 'unknown-code'],
  ])('reads what a keyboard types at a kiosk only where its settings name one: %s', async (_named, scanners, code) => {
    settle({
      station: { id: 'DSI-01', site: 'Somewhere' },
      gateway: { url: 'http://127.0.0.1:9' },
      devices: { scanners },
    })
    const kiosk = kioskOf(await start({ mode: 'production' }))
    const scan = { data: Buffer.from('hello').toString('base64'), source: 'hid-keyboard' } as const
    expect(await kiosk.scan.submit(scan)).toMatchObject({ ok: false, refusal: { code } })
    expect(await kiosk.scan.submit({ ...scan, source: 'camera' })).toMatchObject({ refusal: { code: 'unknown-code' } })
  })

  it('accepts only the root of its settings, and no trust bundle of a sandbox', async () => {
    const sandbox = await sandboxAt(join(parent, 's'))
    const settings = {
      station: { id: 'DSI-01', site: 'Somewhere' },
      gateway: { url: sandbox.url },
      enrolmentCode: sandbox.enrolmentCode,
    }
    settle({ ...settings, rootSha256: 'ab'.repeat(32) })
    const wary = await start({ mode: 'production' })
    await becomes(wary, { line: { state: 'down' }, trust: { state: 'missing' } })
    await wary.close()

    settle({ ...settings, rootSha256: sha256(sandbox.root) })
    const station = await start({ mode: 'production' })
    await becomes(station, {
      station: { id: 'DSI-01', site: 'Somewhere' },
      line: { state: 'up' },
      trust: { state: 'missing', alert: { code: 'trust-refused' } },
      readiness: { state: 'closed' },
    })
  })
})

describe('the folder of a station', () => {
  it("is refused with a reason when it can't be used", async () => {
    writeFileSync(join(parent, 'file'), '')
    expect(await startStation({ folder: join(parent, 'file'), log: quiet })).toMatchObject({
      ok: false,
      refusal: { code: 'folder-unwritable' },
    })
    const folder = openFolder(data())
    if (folder.ok) folder.folder.close()
    writeFileSync(join(data(), 'station.db'), 'damaged')
    expect(await startStation({ folder: data(), log: quiet })).toMatchObject({
      ok: false,
      refusal: { code: 'data-damaged' },
    })
  })

  it('is refused as locked while another program locks its journal, and opens afterwards', async () => {
    await (await start()).close()
    const other = new DatabaseSync(join(data(), 'journal.db'))
    other.exec('BEGIN IMMEDIATE')
    expect(await startStation({ folder: data(), log: quiet })).toMatchObject({
      ok: false,
      refusal: { code: 'journal-locked' },
    })
    other.exec('ROLLBACK')
    other.close()
    expect((await start()).mode).toBe('training')
  })

  it('may have a path that is too long for a socket', async () => {
    const folder = join(parent, 'x'.repeat(120))
    const station = await start({ folder, sandbox: await sandboxAt(join(parent, 's')) })
    const path = socketPath(folder)
    expect(path.startsWith(folder)).toBe(false)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700)
    await station.close()
    expect(existsSync(path)).toBe(false)
  })
})
