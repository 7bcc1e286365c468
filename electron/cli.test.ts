import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DatabaseSync } from 'node:sqlite'
import { toBuffer } from 'qrcode'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { createSampleJournal } from '../build/twins/journal.ts'
import { openSocketLines } from '../build/twins/lines.ts'
import { createVirtualFingerprintSensor } from '../hardware/fingerprint/virtual.ts'
import { KEYPAD_KEYS } from '../hardware/keypad/port.ts'
import { createVirtualKeypad } from '../hardware/keypad/virtual.ts'
import { createVirtualPrinter } from '../hardware/printer/virtual.ts'
import { createVirtualScanner } from '../hardware/scanner/virtual.ts'
import { run } from './cli.ts'
import { deviceReport, doctorReport, technicianScan } from './contract/index.ts'
import { startStation, systemClock, systemRandom, type RunningStation } from './start.ts'
import { openFolder } from './station/storage/folder.ts'
import { DATA_KEY_FILE, openKeys, publishedKeysFile } from './station/storage/keys.ts'
import { createLog } from './station/storage/log.ts'
import { socketPath } from './station/serving/local-socket.ts'
import type { JournalMap } from './station/journal/journal.ts'
import { newSigningKey, toJwks } from './station/journal/signing.ts'
import { createReceipts } from './station/receipts/index.ts'
import { sampleReceipt } from './station/receipts/receipts.fixture.ts'

const CLI = fileURLToPath(new URL('./cli.ts', import.meta.url))
const eidOfPhone = z.object({ eid: z.object({ text: z.string().startsWith('ME1:') }) })

let parent: string
let station: RunningStation
beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'balcao-cli-'))
  vi.stubEnv('XDG_DATA_HOME', join(parent, 'home'))
  const outcome = await startStation({ folder: join(parent, 'running'), log: createLog({ stderr: false }) })
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  station = outcome.station
  await vi.waitUntil(() => station.station.status().readiness.state === 'ready', { timeout: 120_000 })
})
afterAll(async () => {
  await station.close()
  vi.unstubAllEnvs()
  rmSync(parent, { recursive: true, force: true })
})

/**
 * Runs the command in this process, which takes a tenth of the time of `typed`, and answers what it would print. One at a
 * time, since it hears all that goes to stderr.
 */
async function command(...args: string[]) {
  const told: string[] = []
  const said = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told.push(String(text))
    return true
  })
  try {
    const { exitCode, output, lines = [] } = await run(args)
    const stdout = [...lines, output].map((line) => `${JSON.stringify(line)}\n`).join('')
    return { exitCode, stdout, stderr: told.join(''), json: JSON.parse(JSON.stringify(output)) as unknown }
  } finally {
    said.mockRestore()
  }
}

/** Runs the command as a person would, in a home of its own. */
async function typed(...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, XDG_DATA_HOME: join(parent, 'home') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err]: Buffer[][] = [[], []]
  child.stdout.on('data', (part: Buffer) => out?.push(part))
  child.stderr.on('data', (part: Buffer) => err?.push(part))
  const [exitCode]: unknown[] = await once(child, 'close')
  const stdout = Buffer.concat(out ?? []).toString('utf8')
  const lines = stdout.trimEnd().split('\n')
  return {
    exitCode,
    stdout,
    stderr: Buffer.concat(err ?? []).toString('utf8'),
    json: JSON.parse(lines.at(-1) ?? '') as unknown,
  }
}

/** The text that the phone of some resident shows at this moment. */
async function phoneText(): Promise<string> {
  const { phone } = station.station.status()
  const { port } = new URL(phone ?? '')
  const residents = z.array(z.object({ id: z.string() })).parse(await request(port, '/phone/residents'))
  for (const { id } of residents) {
    const shown = eidOfPhone.safeParse(await request(port, `/phone/residents/${id}`))
    if (shown.success) return shown.data.eid.text
  }
  throw new Error('nobody has an eID')
}

async function request(port: string, path: string): Promise<unknown> {
  const [response]: unknown[] = await once(
    get({ host: '127.0.0.1', port, path, headers: { host: `phone.localhost:${port}` } }),
    'response',
  )
  const parts: Buffer[] = []
  for await (const part of response as AsyncIterable<Buffer>) parts.push(part)
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown
}

describe('scan', () => {
  it.each([
    ['MEX1:ABC', { kind: 'border-pass', ok: false, refusal: { code: 'border-pass' } }, 2],
    ['https://example.test', { kind: 'unknown', ok: false, refusal: { code: 'unknown-code' }, hint: 'url' }, 2],
    ['', { kind: 'unknown', ok: false, refusal: { code: 'unknown-code' }, hint: 'empty' }, 2],
    ['ME1:nonsense', { kind: 'eid-presentation', ok: false, refusal: { code: 'malformed' } }, 2],
  ])('prints one line of JSON and exits with 2 when the text is "%s"', async (text, answer, exitCode) => {
    const ran = await typed('scan', '--text', text, '--data', join(parent, 'running'))
    expect(ran.json).toEqual(answer)
    expect(ran.exitCode).toBe(exitCode)
    expect(ran.stdout.split('\n')).toHaveLength(2)
  })

  it("verifies a resident's eID by the running station, repeatedly and without printing a field", async () => {
    const text = await phoneText()
    for (let times = 0; times < 2; times++) {
      const ran = await command('scan', '--text', text, '--data', join(parent, 'running'))
      expect(ran).toMatchObject({
        exitCode: 0,
        json: { kind: 'eid-presentation', ok: true, verdict: { assurance: 'bundle' } },
      })
      expect(technicianScan.parse(ran.json)).toEqual(ran.json)
      expect(ran.stdout + ran.stderr).not.toMatch(/9900|TESTE|測試/)
    }
  })

  it('verifies for another instant when one is given', async () => {
    const text = await phoneText()
    const data = ['--data', join(parent, 'running')]
    const later = new Date(Date.now() + 3_600_000)
    expect((await command('scan', '--text', text, '--at', later.toISOString(), ...data)).json).toMatchObject({
      refusal: { code: 'expired' },
    })
    // The same instant as a clock in Macao shows it.
    const inMacao = new Date(later.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)
    for (const at of [inMacao, `${inMacao}+08:00`, `${inMacao}+0800`, `${inMacao}+08`]) {
      expect((await command('scan', '--text', text, '--at', at, ...data)).json, at).toMatchObject({
        refusal: { code: 'expired' },
      })
    }
  })

  it('reads the first known code of a picture', async () => {
    const picture = join(parent, 'code.png')
    writeFileSync(picture, await toBuffer('MEX1:ABC', { scale: 6 }))
    expect(await command('scan', '--image', picture)).toMatchObject({
      exitCode: 2,
      json: { kind: 'border-pass', ok: false },
    })
    const blank = join(parent, 'text.png')
    writeFileSync(blank, 'no picture')
    expect((await command('scan', '--image', blank)).json).toEqual({
      kind: 'unknown',
      ok: false,
      refusal: { code: 'image-unreadable' },
    })
    expect((await command('scan', '--image', join(parent, 'none.png'))).json).toMatchObject({
      refusal: { code: 'image-unreadable' },
    })
    expect((await command('scan', '--image', parent)).json).toMatchObject({ refusal: { code: 'image-unreadable' } })
    if (process.platform === 'win32') return
    // A pipe to which nobody writes: reading it would never end.
    const pipe = join(parent, 'pipe.png')
    execFileSync('mkfifo', [pipe])
    expect((await command('scan', '--image', pipe)).json).toMatchObject({ refusal: { code: 'image-unreadable' } })
  })

  it("fetches the sandbox's trust bundle into a new folder only when the code needs it", async () => {
    const home = join(parent, 'home', 'balcao', 'training')
    expect(await command('scan', '--text', 'hello')).toMatchObject({ exitCode: 2 })
    expect(() => readdirSync(home)).toThrow()
    const ran = await command('scan', '--text', await phoneText())
    // An eID of another sandbox: its reading key is not known to this one.
    expect(ran).toMatchObject({
      exitCode: 2,
      json: { kind: 'eid-presentation', ok: false, refusal: { code: 'reading-key-unknown' } },
    })
    expect(readdirSync(home)).toContain('trust')
  })

  it("is refused with key-locked when the code needs keys that only the system's store unlocks", async () => {
    const folder = join(parent, 'locked')
    const opened = openFolder(folder)
    if (!opened.ok) throw new Error(opened.refusal.code)
    await openKeys(
      folder,
      { protection: 'system', open: () => Promise.resolve({ ok: true, dataKey: systemRandom.bytes(32) }) },
      systemRandom,
    )
    opened.folder.close()
    const data = ['--data', folder]
    expect(await command('scan', '--text', 'ME1:ABC', ...data)).toMatchObject({
      exitCode: 2,
      json: { kind: 'eid-presentation', ok: false, refusal: { code: 'key-locked' } },
    })
    expect(await command('scan', '--text', 'hello', ...data)).toMatchObject({
      exitCode: 2,
      json: { kind: 'unknown', hint: 'text' },
    })
    expect(await command('doctor', ...data)).toMatchObject({
      exitCode: 2,
      json: { checks: expect.arrayContaining([expect.objectContaining({ name: 'keys', state: 'failed' })]) as unknown },
    })
  })

  it('opens the folder itself when a dead station left its socket', async () => {
    const folder = join(parent, 'stale')
    mkdirSync(folder, { mode: 0o700 })
    const script =
      `require('node:net').createServer().listen(${JSON.stringify(join(folder, 'other.sock'))}, () => ` +
      `process.kill(process.pid, 'SIGKILL'))`
    await once(spawn(process.execPath, ['-e', script]), 'close')
    renameSync(join(folder, 'other.sock'), socketPath(folder))
    expect(await command('scan', '--text', 'hello', '--data', folder)).toMatchObject({
      exitCode: 2,
      json: { kind: 'unknown', hint: 'text' },
    })
  })
})

describe('devices of a running station', () => {
  const running = () => ['--data', join(parent, 'running')]

  it('are listed by the running station, each with its state and its tests', async () => {
    const ran = await command('devices', 'list', ...running())
    expect(ran).toMatchObject({ exitCode: 0, json: { ok: true } })
    const { devices } = z.object({ devices: z.array(deviceReport) }).parse(ran.json)
    expect(devices.find(({ kind }) => kind === 'payment-terminal')).toMatchObject({
      id: 'card-terminal',
      state: 'ready',
      tests: ['status'],
    })
  })

  it('are tested, and a test paper is printed only where that is said', async () => {
    const test = (...args: string[]) => command('devices', 'test', '--device', ...args, ...running())
    expect(await test('card-terminal')).toMatchObject({
      exitCode: 0,
      json: { ok: true, device: { lastTest: { test: 'status' } } },
    })
    expect(await test('printer', '--paper')).toMatchObject({
      exitCode: 0,
      json: { ok: true, device: { lastTest: { test: 'paper' } } },
    })
    const ran = await test('card-terminal', '--paper')
    expect(ran).toMatchObject({ exitCode: 64, json: { ok: false, refusal: { code: 'invalid-input' } } })
    expect(ran.stderr).toContain('no such test')
  })

  it('that read fingers ask for one', async () => {
    const sensor = createVirtualFingerprintSensor({ id: 'twin-sensor', clock: systemClock })
    const detach = station.station.attachFingerprint(sensor)
    try {
      const ran = command('devices', 'test', '--device', 'twin-sensor', ...running())
      await vi.waitUntil(() => sensor.isWaiting(), { timeout: 120_000 })
      sensor.lay(1)
      const { exitCode, json, stderr } = await ran
      expect(stderr).toContain('Lay a finger on the sensor.')
      expect({ exitCode, json }).toMatchObject({
        exitCode: 0,
        json: { ok: true, device: { lastTest: { test: 'finger' } } },
      })
    } finally {
      detach()
    }
  })

  it('that are keypads wait for each of their keys', async () => {
    const keypad = createVirtualKeypad({ id: 'twin-keypad', clock: systemClock })
    const detach = station.station.attachKeypad(keypad)
    // Somebody goes on pressing, since nothing shows from outside when the test has begun.
    const pressing = setInterval(() => KEYPAD_KEYS.forEach((key) => keypad.press(key)), 20)
    try {
      const { exitCode, json, stderr } = await command('devices', 'test', '--device', 'twin-keypad', ...running())
      expect(stderr).toContain('Press each key of the keypad once')
      expect({ exitCode, json }).toMatchObject({
        exitCode: 0,
        json: { ok: true, device: { lastTest: { test: 'keys' } } },
      })
    } finally {
      clearInterval(pressing)
      detach()
    }
  })

  it('that fail their test say on stderr what to do', async () => {
    const printer = createVirtualPrinter({ id: 'twin-printer', clock: systemClock })
    const detach = station.station.attachPrinter(printer)
    const test = (...args: string[]) => command('devices', 'test', '--device', 'twin-printer', ...args, ...running())
    try {
      printer.breakNext('silent')
      const { exitCode, stderr } = await test('--paper')
      expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^Look whether the paper came out/)])
      printer.paper('out')
      expect(await test()).toMatchObject({ exitCode: 2, stderr: 'Put in a new roll.\n' })
    } finally {
      detach()
    }
  })

  it('that are scanners prove their way by a code that the command shows', async () => {
    const lines = await openSocketLines(station.station)
    const scanner = createVirtualScanner({ id: 'twin', clock: systemClock })
    const detach = station.station.attachScanner(scanner, 'kiosk')
    try {
      await lines.open({ face: 'kiosk', session: 'k' })
      const desk = await lines.open({ face: 'counter', session: 'c' })
      await desk.client.operators.signInTraining()
      const ran = command('devices', 'check-scan', ...running())
      const text = await vi.waitUntil(async () => (await desk.client.devices.scanCheck()).check?.text, {
        timeout: 120_000,
      })
      scanner.scan(Buffer.from(text))
      expect(await ran).toMatchObject({
        exitCode: 0,
        json: { ok: true, check: { read: { face: 'kiosk', way: 'hid-pos', reading: 'whole' } } },
        stderr: expect.stringMatching(/[▀▄█][^]*Hold the scanner to this code\.[^]*The code came whole\./) as string,
      })
    } finally {
      detach()
      await lines.close()
    }
  })

  it('whose check another check takes the place of say so', async () => {
    const lines = await openSocketLines(station.station)
    try {
      const desk = await lines.open({ face: 'counter', session: 'c' })
      await desk.client.operators.signInTraining()
      const before = (await desk.client.devices.startScanCheck()).check.text
      const ran = command('devices', 'check-scan', ...running())
      await vi.waitUntil(async () => (await desk.client.devices.scanCheck()).check?.text !== before, {
        timeout: 120_000,
      })
      await desk.client.devices.startScanCheck()
      expect(await ran).toMatchObject({
        exitCode: 2,
        json: { ok: false, refusal: { code: 'expired' } },
        stderr: expect.stringContaining('Another check of a scanner was started meanwhile') as string,
      })
    } finally {
      await lines.close()
    }
  })

  it('are asked in vain where the station ends meanwhile, which is said in one sentence', async () => {
    const folder = join(parent, 'ends')
    const outcome = await startStation({ folder, log: createLog({ stderr: false }) })
    if (!outcome.ok) throw new Error(outcome.refusal.code)
    const ending = outcome.station
    const lines = await openSocketLines(ending.station)
    const sensor = createVirtualFingerprintSensor({ id: 'twin-sensor', clock: systemClock })
    ending.station.attachFingerprint(sensor)
    const desk = await lines.open({ face: 'counter', session: 'c' })
    await desk.client.operators.signInTraining()
    const check = typed('devices', 'check-scan', '--data', folder)
    await vi.waitUntil(async () => (await desk.client.devices.scanCheck()).check, { timeout: 120_000 })
    const test = typed('devices', 'test', '--device', 'twin-sensor', '--data', folder)
    await vi.waitUntil(() => sensor.isWaiting(), { timeout: 120_000 })
    await lines.close()
    await ending.close()
    for (const ended of await Promise.all([check, test])) {
      expect(ended).toMatchObject({ exitCode: 1, json: { ok: false, refusal: { code: 'fault' } } })
      expect(ended.stderr).toMatch(/The station ended before it had answered: [^\n]*\n$/)
    }
  })
})

describe('a scanner that is set to HID POS mode', () => {
  const SOCKET = { vendor: '0c2e', port: '1-2' }

  /** Attaches a scanner as the drivers find it; answers the function that detaches it. */
  function plug(mode: 'keyboard' | 'hid-pos', product: string) {
    const scanner = createVirtualScanner({ id: `set-up-${mode}`, clock: systemClock })
    return station.station.attachScanner(Object.assign(scanner, { device: { ...SOCKET, product, mode } }), 'kiosk')
  }
  const setUp = (device: string, ...more: string[]) =>
    command('devices', 'set-up', '--device', device, '--data', join(parent, 'running'), ...more)

  it('is waited for by the command, which says where its code is, and that it has changed', async () => {
    let unplug = plug('keyboard', '0200')
    // The command has begun to look once it asked for the devices.
    const asked = vi.spyOn(station.station.deviceDesk, 'devices')
    try {
      const ran = setUp('set-up-keyboard', '--for', '60')
      await vi.waitUntil(() => asked.mock.calls.length > 1, { timeout: 120_000 })
      unplug()
      unplug = plug('hid-pos', '0210')
      expect(await ran).toMatchObject({
        exitCode: 0,
        json: { ok: true, changed: true, device: { id: 'set-up-hid-pos', info: { product: '0210' } } },
        stderr: expect.stringMatching(
          /Honeywell.*Scan that code now\.\nIt is in HID POS mode\. Nothing else/,
        ) as string,
      })
    } finally {
      asked.mockRestore()
      unplug()
    }
  })

  it('is said to be a keyboard still when the time is over', async () => {
    const unplug = plug('keyboard', '0200')
    try {
      expect(await setUp('set-up-keyboard', '--for', '0')).toMatchObject({
        exitCode: 2,
        json: { ok: true, changed: false, device: { id: 'set-up-keyboard' } },
        stderr: expect.stringContaining('It is still in keyboard mode') as string,
      })
    } finally {
      unplug()
    }
  })

  it('is a real one of this station', async () => {
    for (const [device, why] of [
      ['none', 'unknown'],
      ['scanner', 'no-mode'],
      ['printer', 'no-mode'],
    ] as const)
      expect(await setUp(device), device).toMatchObject({ exitCode: 64, json: { refusal: { params: { why } } } })
    expect(await setUp('scanner', '--for', 'ever')).toMatchObject({ exitCode: 64 })
  })
})

describe('doctor', () => {
  it('asks the running station, and exits with 0 when it is ready', async () => {
    const ran = await typed('doctor', '--data', join(parent, 'running'))
    expect(ran).toMatchObject({
      exitCode: 0,
      json: {
        state: 'ready',
        devices: expect.arrayContaining([expect.objectContaining({ kind: 'payment-terminal', state: 'ready' })]),
      },
    })
    expect(doctorReport.parse(ran.json)).toEqual(ran.json)
  })

  it('examines the folder itself when no station runs', async () => {
    const alone = openFolder(join(parent, 'alone'))
    if (!alone.ok) throw new Error(alone.refusal.code)
    alone.folder.close()
    const ran = await command('doctor', '--data', join(parent, 'alone'))
    expect(ran.exitCode).toBe(2)
    const { state, devices, checks } = doctorReport.parse(ran.json)
    expect([state, devices]).toEqual(['closed', []])
    expect(checks.find(({ name }) => name === 'devices')).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('Not known') as string,
    })
  })

  it('says why when the folder can not be opened', async () => {
    writeFileSync(join(parent, 'file'), '')
    const ran = await command('doctor', '--data', join(parent, 'file'))
    expect(ran).toMatchObject({
      exitCode: 2,
      json: {
        state: 'closed',
        checks: [{ name: 'data-folder', state: 'failed' }],
        refusal: { code: 'invalid-input', params: { option: 'data', why: 'unreadable' } },
      },
    })
    expect(doctorReport.safeParse(ran.json).success).toBe(true)
    expect(await command('scan', '--text', 'hello', '--data', join(parent, 'file'))).toMatchObject({
      exitCode: 2,
      json: { kind: 'unknown', ok: false, refusal: { code: 'folder-unwritable' } },
    })
  })
})

describe('doctor on a folder without a station', () => {
  it('makes nothing, not even the default folder, and says what to do', async () => {
    const foreign = join(parent, 'foreign')
    mkdirSync(foreign)
    writeFileSync(join(foreign, 'passwd'), 'theirs')
    for (const [folder, why] of [
      [join(parent, 'never'), 'missing'],
      [foreign, 'no-station'],
    ] as const) {
      const ran = await command('doctor', '--data', folder)
      expect(ran).toMatchObject({
        exitCode: 2,
        json: { state: 'closed', refusal: { code: 'invalid-input', params: { option: 'data', why } } },
      })
      expect(doctorReport.parse(ran.json).checks).toEqual([
        {
          name: 'data-folder',
          state: 'failed',
          detail: 'invalid-input',
          todo: expect.stringContaining('--data') as unknown,
        },
      ])
    }
    expect(readdirSync(foreign)).toEqual(['passwd'])
    expect(readdirSync(parent)).not.toContain('never')
    const home = vi.stubEnv('XDG_DATA_HOME', join(parent, 'other-home'))
    expect(await run(['doctor'])).toMatchObject({ exitCode: 2, output: { refusal: { params: { why: 'missing' } } } })
    home.unstubAllEnvs()
    expect(readdirSync(parent)).not.toContain('other-home')
  })
})

/** The kinds of training's devices. */
const TRAINING_DEVICES = [
  'card-reader',
  'cash',
  'fingerprint',
  'keypad',
  'lights',
  'payment-terminal',
  'printer',
  'scanner',
]

describe('devices', () => {
  it('are listed by the running station, which confirms only what it has found and does not use', async () => {
    const data = join(parent, 'running')
    const { exitCode, json } = await command('devices', 'list', '--data', data)
    expect([exitCode, json]).toMatchObject([0, { ok: true, confirmed: [] }])
    const { devices } = z.object({ devices: z.array(z.object({ kind: z.string() })) }).parse(json)
    expect(devices.map(({ kind }) => kind).toSorted()).toEqual(TRAINING_DEVICES)
    const unknown = await command('devices', 'confirm', '--device', 'scanner-x', '--face', 'kiosk', '--data', data)
    expect(unknown).toMatchObject({ exitCode: 64, json: { ok: false, refusal: { params: { why: 'unknown' } } } })
    expect(unknown.stderr).toContain("'devices list' shows those that are")
  })

  it('are found and confirmed by a station that runs alone, and taken back without one too', async () => {
    const data = join(parent, 'stopped')
    const opening = openFolder(data)
    if (!opening.ok) throw new Error(opening.refusal.code)
    opening.folder.close()
    const listed = await command('devices', 'list', '--data', data)
    expect(listed).toMatchObject({ exitCode: 0, json: { ok: true, devices: [] } })
    expect(listed.stderr).toContain('No station runs on this data folder')
    const confirmed = await command('devices', 'confirm', '--device', 'scanner-x', '--face', 'kiosk', '--data', data)
    expect(confirmed).toMatchObject({ exitCode: 64, json: { refusal: { params: { why: 'not-running' } } } })
    const withdrawn = await command('devices', 'withdraw', '--device', 'scanner-x', '--data', data)
    expect(withdrawn).toMatchObject({ exitCode: 64, json: { refusal: { params: { why: 'unconfirmed' } } } })
  })
})

describe('the journal', () => {
  const running = () => ['--data', join(parent, 'running')]

  it('of a running station verifies, and is shown and exported without personal words', async () => {
    const verified = await command('journal', 'verify', ...running())
    expect(verified).toMatchObject({
      exitCode: 0,
      json: {
        ok: true,
        entries: expect.any(Number),
        head: { seq: expect.any(Number) },
        comparedWith: expect.any(Array),
      },
    })
    expect(await command('journal', 'verify', '--hashes', ...running())).toMatchObject({
      exitCode: 0,
      json: { ok: true },
    })
    const shown = await command('journal', 'show', '--from', '1', '--limit', '1', ...running())
    expect(shown).toMatchObject({ exitCode: 0, json: { ok: true, entries: 1, last: 1 } })
    expect(JSON.parse(shown.stdout.split('\n')[0] ?? '')).toMatchObject({
      seq: 1,
      kind: 'signing-key',
      facts: { by: 'first' },
    })
    const file = join(parent, 'export.jsonl')
    expect(await command('journal', 'export', '--to', file, ...running())).toMatchObject({
      exitCode: 0,
      json: { ok: true, signed: 'file' },
    })
    expect(await command('journal', 'verify', '--file', file)).toMatchObject({
      exitCode: 0,
      json: { ok: true, signed: 'file', keys: 'own' },
    })
    const keys = publishedKeysFile(join(parent, 'running'))
    expect(await command('journal', 'verify', '--file', file, '--keys', keys)).toMatchObject({
      exitCode: 0,
      json: { ok: true, signed: 'file', keys: 'published' },
    })
    const others = join(parent, 'others.json')
    writeFileSync(
      others,
      toJwks([newSigningKey()].map((key) => ({ kid: key.kid(), publicKey: key.publicKey(), from: 0 }))),
    )
    expect(await command('journal', 'verify', '--file', file, '--keys', others)).toMatchObject({
      exitCode: 2,
      json: { ok: false, firstBad: 1, why: 'key-unpublished' },
    })
    const written = readFileSync(file, 'utf8').trimEnd().split('\n')
    const end = z
      .object({ entries: z.int(), head: z.unknown(), sha256: z.string() })
      .parse(JSON.parse(written.at(-1) ?? ''))
    const cut = join(parent, 'cut.jsonl')
    writeFileSync(cut, [...written.slice(0, -1), JSON.stringify(end), ''].join('\n'))
    expect(await command('journal', 'verify', '--file', cut)).toMatchObject({
      exitCode: 2,
      json: { ok: false, signed: 'commits', why: 'end-unsigned' },
    })
    writeFileSync(file, readFileSync(file, 'utf8').replace('"kind":"signing-key"', '"kind":"signing-kex"'))
    expect(await command('journal', 'verify', '--file', file)).toMatchObject({
      exitCode: 2,
      json: { ok: false, firstBad: 1 },
    })
  })

  it('commands exit with 64 and say what to do when an option names a wrong file or folder', async () => {
    const [none, there, empty] = ['none', 'there', 'empty'].map((name) => join(parent, name))
    if (none === undefined || there === undefined || empty === undefined) throw new Error('three')
    writeFileSync(there, 'mine')
    mkdirSync(empty)
    const cases: [string[], string, string][] = [
      [['journal', 'export', '--to', there, ...running()], 'to', 'exists'],
      [['backup', '--to', there, ...running()], 'to', 'exists'],
      [['backup', '--to', join(none, 'file'), ...running()], 'to', 'missing'],
      [['restore', '--from', none, '--data', empty], 'from', 'missing'],
      [['journal', 'verify', '--file', none], 'file', 'missing'],
      [['journal', 'verify', '--file', empty], 'file', 'unreadable'],
      [['journal', 'verify', '--file', there, '--keys', none], 'keys', 'missing'],
      [['journal', 'verify', '--file', there, '--keys', there], 'keys', 'unreadable'],
      [['journal', 'verify', '--data', none], 'data', 'missing'],
      [['journal', 'show', '--data', empty], 'data', 'no-station'],
      [['backup', '--to', none, '--data', there], 'data', 'unreadable'],
      [['receipt', 'verify', '--text', 'MER1:A', '--data', none], 'data', 'missing'],
      [['receipt', 'verify', '--text', 'MER1:A', '--keys', there], 'keys', 'unreadable'],
    ]
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    for (const [args, option, why] of cases) {
      said.mockClear()
      expect(await run(args), args.join(' ')).toEqual({
        exitCode: 64,
        output: { ok: false, refusal: { code: 'invalid-input', params: { option, why } } },
      })
      const words = said.mock.calls.map(([line]) => String(line)).join('')
      expect(words.trimEnd().split('\n'), words).toHaveLength(1)
      expect(words.startsWith('OPTION'), words).toBe(false)
    }
    said.mockRestore()
    expect(readFileSync(there, 'utf8')).toBe('mine')
    expect(readdirSync(empty)).toEqual([])
    expect(readdirSync(parent)).not.toContain('none')
  })

  it('commands say in one line what to do when they are refused or find damage', async () => {
    const [folder, backup, full, junk] = ['said', 'said.backup', 'said-full', 'said.junk'].map((name) =>
      join(parent, name),
    )
    if (folder === undefined || backup === undefined || full === undefined || junk === undefined)
      throw new Error('four')
    expect((await command('scan', '--text', 'hello', '--data', folder)).exitCode).toBe(2)
    expect((await command('backup', '--to', backup, '--data', folder)).exitCode).toBe(0)
    mkdirSync(full)
    for (const file of [join(full, 'mine'), junk]) writeFileSync(file, 'mine')
    const db = new DatabaseSync(join(folder, 'journal.db'))
    db.exec("DROP TRIGGER entries_stay; UPDATE entries SET facts = x'ff' WHERE seq = 1")
    db.close()
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const cases: [string[], RegExp][] = [
      [['restore', '--from', backup, '--data', full], /name a new or an empty one/],
      [['restore', '--from', junk, '--data', join(parent, 'new')], /is no backup/],
      [['backup', '--to', join(parent, 'other.backup'), '--data', folder], /restore a backup/],
      [['journal', 'verify', '--data', folder], /entry 1 is the first that fails.*restore a backup/],
      [['journal', 'verify', '--file', junk], /entry 1 is the first that fails.*exported anew/],
      [['receipt', 'verify', '--text', 'MER1:A', ...running()], /scan it again/],
    ]
    for (const [args, words] of cases) {
      said.mockClear()
      expect((await run(args)).exitCode, args.join(' ')).toBe(2)
      const lines = said.mock.calls.map(([line]) => String(line)).join('')
      expect(lines.trimEnd().split('\n'), lines).toHaveLength(1)
      expect(lines).toMatch(words)
    }
    expect(readdirSync(parent)).not.toContain('new')
    expect((await command('restore', '--from', backup, ...running())).stderr).toMatch(
      /^Another Balcão .* close that one.*\n$/,
    )
    writeFileSync(join(folder, 'keys', 'store'), 'system\n')
    expect(await run(['receipt', 'verify', '--text', 'MER1:A', '--data', folder])).toMatchObject({
      exitCode: 2,
      output: { refusal: { code: 'key-locked' } },
    })
    rmSync(join(folder, 'keys'), { recursive: true })
    expect(await run(['receipt', 'verify', '--text', 'MER1:A', '--data', folder])).toMatchObject({
      exitCode: 64,
      output: { refusal: { params: { option: 'data', why: 'no-keys' } } },
    })
    expect(readdirSync(folder)).not.toContain('keys')
    said.mockRestore()
  })

  it('verifies when no gateway has seen it, with a warning about its key', async () => {
    const folder = join(parent, 'unseen')
    expect((await command('scan', '--text', 'hello', '--data', folder)).exitCode).toBe(2)
    const verified = await command('journal', 'verify', '--data', folder)
    expect(verified).toMatchObject({
      exitCode: 0,
      json: { ok: true, keys: [{ from: 1, by: 'first', vouchedBy: 'nothing' }] },
    })
    expect(verified.stderr).toMatch(/^Nothing vouches for the signing key of entry 1, .* connect the station.*\n$/)
  })

  it('is reported with its first bad entry when it is damaged', async () => {
    const folder = join(parent, 'damaged')
    expect((await command('scan', '--text', 'hello', '--data', folder)).exitCode).toBe(2)
    const db = new DatabaseSync(join(folder, 'journal.db'))
    db.exec('DROP TRIGGER entries_stay; UPDATE entries SET at = at + 1 WHERE seq = 1')
    db.close()
    expect(await command('journal', 'verify', '--data', folder)).toMatchObject({
      exitCode: 2,
      json: { ok: false, firstBad: 1, why: 'hash' },
    })
  })

  it('has its losses accepted on a folder without a running station', async () => {
    const sample = await createSampleJournal(mkdtempSync(join(parent, 'lossy-')))
    const journal = sample.open()
    await journal.append([{ kind: 'note', actor: 'system', transaction: null, facts: {}, body: { plate: 'MT-00-01' } }])
    journal.close()
    const data = ['--data', sample.folder] as const
    expect(await command('journal', 'accept-loss', ...data)).toMatchObject({
      exitCode: 0,
      stderr: '',
      json: { ok: true, entries: 2, lost: null, keysLost: null },
    })
    for (const name of readdirSync(sample.folder).filter((each) => each.startsWith('journal-keys.db')))
      rmSync(join(sample.folder, name))
    expect(await command('journal', 'accept-loss', ...data)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(
        /^The journal ends with entry 3: keys of sealed bodies were lost \(entry 3\)\..* say --yes .*\n$/,
      ) as unknown,
      json: { refusal: { code: 'not-allowed', params: { keysLost: 3 } } },
    })
    expect(await command('journal', 'accept-loss', '--yes', ...data)).toMatchObject({
      exitCode: 0,
      json: { ok: true, entries: 4, keysLost: 3 },
    })
    expect(await command('journal', 'accept-loss', '--yes', ...running())).toMatchObject({
      exitCode: 2,
      json: { refusal: { code: 'folder-in-use' } },
    })
    sample.close()
  })

  it('is backed up while the station runs, and restored only into a folder of its own', async () => {
    const file = join(parent, 'backup')
    const folder = join(parent, 'restored')
    expect(await command('backup', '--to', file, ...running())).toMatchObject({ exitCode: 0, json: { ok: true } })
    expect(await command('restore', '--from', file, ...running())).toMatchObject({
      exitCode: 2,
      json: { refusal: { code: 'folder-in-use' } },
    })
    expect(await command('restore', '--from', file, '--data', folder)).toMatchObject({
      exitCode: 0,
      json: { ok: true },
    })
    expect(await command('journal', 'verify', '--data', folder)).toMatchObject({ exitCode: 0, json: { ok: true } })
  })
})

describe('a receipt', () => {
  it('is checked offline against the published keys of the data folder, or of a file', async () => {
    const [older, signer] = [newSigningKey(), newSigningKey()]
    const published = [older, signer].map((key) => ({ kid: key.kid(), publicKey: key.publicKey(), from: 0 }))
    const text = createReceipts(signer).receipt(sampleReceipt()).code
    const keys = join(parent, 'published.json')
    writeFileSync(keys, toJwks(published))
    const good = await command('receipt', 'verify', '--text', text, '--keys', keys)
    expect(good).toMatchObject({ exitCode: 0, json: { ok: true, facts: { kind: 'receipt' } } })
    expect(await command('receipt', 'verify', '--text', text, '--data', join(parent, 'running'))).toMatchObject({
      exitCode: 2,
      json: { refusal: { code: 'receipt-key-unknown' } },
    })
    expect(await command('receipt', 'verify', '--text', 'MER1:ABC', '--keys', keys)).toMatchObject({
      exitCode: 2,
      json: { refusal: { code: 'malformed' } },
    })
    expect(good.json).not.toHaveProperty('became')
    writeFileSync(keys, 'no keys')
    expect(await command('receipt', 'verify', '--text', text, '--keys', keys)).toMatchObject({
      exitCode: 64,
      json: { refusal: { code: 'invalid-input', params: { option: 'keys', why: 'unreadable' } } },
    })
  })
})

describe('a receipt whose item was refunded', () => {
  const transaction = '019cad3f-6f00-7abc-8def-0123456789ab'
  const item = `${transaction}:1`

  /**
   * Makes the journal of a station that took a payment; `verify` asks the command line about that payment's receipt.
   */
  async function takePayment(name: string) {
    const sample = await createSampleJournal(join(parent, name))
    vi.stubEnv('BALCAO_HEADS', sample.heads)
    const journal = sample.open()
    journal.confirmKeys([journal.signer.publicKey()])
    const append = (kind: string, facts: JournalMap = {}) =>
      journal.append([{ kind, actor: 'resident', transaction, facts }])
    await append('payment-intended', {
      tender: 'card',
      place: 'kiosk',
      totalAvos: 85_000,
      training: true,
      items: [{ item, agency: 'DSAT', kind: 'tax', avos: 85_000, requires: [] }],
    })
    await append('payment-reserved')
    await append('payment-asked', { attempt: `${transaction}/1` })
    const [committed] = await append('payment-committed', { tender: 'card', avos: 85_000 })
    if (!committed) throw new Error('nothing was written')
    const { seq, hash } = committed
    const facts = sampleReceipt({ transaction, position: { seq, hash } })
    return {
      sample,
      journal,
      async verify(signer = journal.signer) {
        const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
        const { exitCode, output } = await run([
          'receipt',
          'verify',
          '--text',
          createReceipts(signer).receipt(facts).code,
          '--data',
          sample.folder,
        ])
        const stderr = said.mock.calls.map(([line]) => String(line)).join('')
        said.mockRestore()
        return { exitCode, stderr, output }
      },
      async refund() {
        for (const kind of ['item-submitted', 'item-acknowledged', 'item-refunding', 'item-refunded'])
          await append(kind, { item, refund: 'R', tender: 'card', avos: 85_000 })
      },
    }
  }
  afterEach(() => void vi.unstubAllEnvs())

  it("is reported as refunded, and since when, by its station's journal", async () => {
    const { sample, verify, refund } = await takePayment('refunded')
    expect(await verify()).toMatchObject({
      exitCode: 0,
      output: { ok: true, facts: { kind: 'receipt' }, became: { isKnown: true, gone: [] } },
    })
    await refund()
    const at = new Date(sample.manual.clock.now()).toISOString()
    expect(await verify()).toMatchObject({
      exitCode: 0,
      output: {
        ok: true,
        became: {
          isKnown: true,
          gone: [{ agency: 'DSAT', kind: 'tax', amountAvos: 85_000, state: 'refunded', since: at }],
        },
      },
    })
    sample.close()
  })

  it('is only called genuine when entries after its payment are lost', async () => {
    const { sample, journal, verify, refund } = await takePayment('lost')
    const lose = (lost: JournalMap[]) =>
      journal.append([{ kind: 'loss-accepted', actor: 'technician', transaction: null, facts: { lost } }])
    await lose([])
    expect(await verify()).toMatchObject({ exitCode: 0, stderr: '', output: { became: { isKnown: true, gone: [] } } })
    await lose([{ seq: 99, hash: new Uint8Array(32) }])
    const checked = await verify()
    expect(checked).toMatchObject({
      exitCode: 0,
      output: { ok: true, became: { isKnown: true, lost: 'unknown', gone: [] } },
    })
    expect(checked.stderr).toMatch(/^The receipt is genuine .* entries after it are lost.*\n$/)
    await refund()
    const later = await verify()
    expect(later).toMatchObject({ stderr: '', output: { became: { isKnown: true, gone: [{ state: 'refunded' }] } } })
    expect(later.output).not.toHaveProperty('became.lost')
    sample.close()
  })

  it("isn't called paid when the entries of the refund were changed or removed", async () => {
    const { sample, journal, verify, refund } = await takePayment('relabelled')
    await refund()
    await journal.append([{ kind: 'note', actor: 'system', transaction: null, facts: {} }])
    const end = journal.head().seq
    journal.close()
    const whole = readFileSync(sample.file)
    const refunded = `SELECT seq FROM entries WHERE kind IN ('item-refunding', 'item-refunded')`
    // `firstBad`: the entry that the command names, if it names one.
    const cases: [sql: string, firstBad: number | undefined, code?: string][] = [
      [`UPDATE entries SET txn = NULL WHERE seq IN (${refunded})`, end - 2],
      [`DELETE FROM entries WHERE seq IN (${refunded})`, end - 2],
      [`DELETE FROM entries WHERE seq >= ${String(end - 2)}`, end - 2, 'journal-went-back'],
      [`UPDATE entries SET signature = zeroblob(64) WHERE seq = ${String(end)}`, end],
      [
        "PRAGMA ignore_check_constraints = ON; UPDATE entries SET at = 9223372036854775807 WHERE kind = 'item-refunding'",
        undefined,
      ],
    ]
    for (const [sql, firstBad, code = 'data-damaged'] of cases) {
      writeFileSync(sample.file, whole)
      const db = new DatabaseSync(sample.file)
      db.exec(`DROP TRIGGER entries_stay; DROP TRIGGER entries_remain; ${sql}`)
      db.close()
      const checked = await verify()
      expect(checked, sql).toMatchObject({
        exitCode: 2,
        output: { ok: false, refusal: { code, ...(firstBad === undefined ? {} : { params: { firstBad } }) } },
      })
      expect(checked.stderr, sql).toMatch(/^The journal isn't whole.* what 'journal verify'.*\n$/)
    }
    sample.close()
  })

  it("isn't judged with another folder's data key, and the journal isn't called damaged", async () => {
    const { sample, journal, verify } = await takePayment('other-key')
    journal.close()
    writeFileSync(join(sample.folder, DATA_KEY_FILE), systemRandom.bytes(32))
    const checked = await verify()
    expect(checked).toMatchObject({
      exitCode: 2,
      output: { ok: false, refusal: { code: 'data-damaged', params: { file: DATA_KEY_FILE } } },
    })
    const { output } = await run(['doctor', '--data', sample.folder])
    expect(output).toMatchObject({ checks: [{ name: 'data-folder', todo: checked.stderr.trim() }] })
    expect(checked.stderr).toMatch(/^'keys\/data.key' isn't the data key of this folder/)
    sample.close()
  })

  it("is the station's own by the gateway's confirmation, whatever the published keys' file says", async () => {
    const { sample, journal, verify } = await takePayment('published')
    const other = newSigningKey()
    writeFileSync(
      publishedKeysFile(sample.folder),
      toJwks([{ kid: other.kid(), publicKey: other.publicKey(), from: 0 }]),
    )
    expect(await verify(other)).toMatchObject({ exitCode: 2, output: { refusal: { code: 'receipt-key-unknown' } } })
    // A key that a confirmed key introduces counts as confirmed.
    await journal.rotateKey()
    expect(await verify()).toMatchObject({ exitCode: 0, output: { became: { isKnown: true, gone: [] } } })
    sample.close()
  })
})

describe('the command line', () => {
  it('exits with 64 on wrong use', async () => {
    expect(await typed('dance')).toMatchObject({
      exitCode: 64,
      json: { ok: false, refusal: { code: 'invalid-input' } },
    })
  })

  it('prints its help on stderr when asked', async () => {
    for (const args of [['help'], ['--help'], ['scan', '-h']]) {
      const ran = await typed(...args)
      expect(ran).toMatchObject({ exitCode: 0, json: { ok: true } })
      expect(ran.stderr).toContain('Usage')
    }
  })
})
