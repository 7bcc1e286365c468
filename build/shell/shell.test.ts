import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createKeyFile, keyProtection } from '../../electron/station/storage/keys.ts'
import { systemRandom } from '../../electron/start.ts'
import { buildIfStale } from '../scripts/build.ts'
import { root } from '../scripts/run.ts'
import type { ShellState } from './control.ts'
import { makeHome, type DrivenShell, type Home } from './drive.ts'

const UPRIGHT = { id: 1, bounds: { x: 0, y: 0, width: 1080, height: 1920 } }
const WIDE = { id: 2, bounds: { x: 1080, y: 0, width: 1920, height: 1080 } }

/** The preferences that lock down a window's page (build/decisions/10). */
const LOCKED = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
}

let home: Home
beforeAll(async () => {
  expect(await buildIfStale({ asked: new Promise(() => undefined), wasAsked: () => false })).toBe(true)
}, 120_000)
beforeEach(() => {
  home = makeHome()
})
afterEach(async () => {
  await home.remove()
})

/** Starts a shell and waits until its first window has its page and a station. */
async function running(
  options?: Parameters<Home['start']>[0],
): Promise<{ shell: DrivenShell; window: ShellState['windows'][number] }> {
  const shell = home.start(options)
  await connected(shell, 1)
  const {
    windows: [window],
  } = await shell.when(({ windows }) => windows[0]?.status === 200)
  return { shell, window: window! }
}

const connected = (shell: DrivenShell, times: number) =>
  expect.poll(() => shell.events('port').length, { timeout: 120_000 }).toBeGreaterThanOrEqual(times)
const faces = ({ windows }: ShellState) => windows.map(({ url, bounds }) => [url.split('/').at(-1), bounds.x])

/** The path of the windows' settings, beside the lock of the shell's instance. */
async function settingsOf(shell: DrivenShell): Promise<string> {
  const lock = (await shell.state()).calls.find((call) => call.startsWith('lock '))
  return path.join(lock?.slice('lock '.length) ?? '', 'windows.json')
}

describe('the Electron shell', () => {
  it('opens the kiosk on its screen, connects it to the station, and ends in order', async () => {
    const { shell, window } = await running()
    expect(window).toMatchObject({
      url: 'app://balcao/kiosk',
      status: 200,
      kiosk: true,
      isShown: true,
      bounds: UPRIGHT.bounds,
      preferences: LOCKED,
    })
    expect(Object.keys(window.preferences)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:enable|disable)BlinkFeatures$/)]),
    )
    expect(await shell.client(window.id).station.status()).toMatchObject({ mode: 'training', keyProtection: 'system' })
    expect(await shell.quit()).toBe(0)
    expect(shell.events('error-box')).toEqual([])
    expect(shell.events('warning')).toEqual([])
  })

  it("sets name, scheme, sandbox, V8's flags and voice before Electron is ready", async () => {
    const { shell } = await running()
    const { calls, name } = await shell.state()
    expect(name).toBe('balcao')
    expect(calls).toEqual(
      expect.arrayContaining([
        'enableSandbox',
        'schemes app+standard+secure+supportFetchAPI',
        'no menu',
        'proxy direct',
        'power prevent-display-sleep',
        'switch js-flags=--max-semi-space-size=4',
        'switch enable-speech-dispatcher',
        'fork station.js',
      ]),
    )
  })

  it('takes options with a space or with an equals sign', async () => {
    const { shell, window } = await running({ args: ['--face', 'counter', '--data', home.data] })
    expect(window.url).toBe('app://balcao/counter')
    expect(existsSync(path.join(home.data, 'journal.db'))).toBe(true)
    expect(await shell.quit()).toBe(0)
  })

  it('refuses an invalid command line, and in a package one that opens it up', async () => {
    const wrong = home.start({ args: ['--face=x'] })
    expect(await wrong.ended()).toBe(64)
    const opened = home.start({ args: ['--face=kiosk', '--remote-debugging-port=9222'], machine: { isPackaged: true } })
    expect(await opened.ended()).toBe(64)
    expect(opened.said()).toContain('a package takes no switch')
  })

  it('runs once on each data folder', async () => {
    const second = home.start({ machine: { isSecond: true } })
    expect(await second.ended()).toBe(2)
    expect(second.said()).toContain('another Balcão is running')
    const { shell } = await running()
    await shell.do('second-instance')
    expect((await shell.state()).calls.some((call) => call.startsWith('focus'))).toBe(true)
  })
})

describe("the Electron shell's windows", () => {
  it('navigate, open, load, ask for and download nothing foreign', async () => {
    const {
      shell,
      window: { id: window },
    } = await running()
    expect(await shell.do('navigate', { window, url: 'app://balcao/kiosk' })).toBe(true)
    for (const url of ['https://evil.example/', 'app://balcao/counter', 'file:///etc/passwd']) {
      expect([
        url,
        await shell.do('navigate', { window, url }),
        await shell.do('redirect', { window, url }),
        await shell.do('open', { window, url }),
      ]).toEqual([url, false, false, 'deny'])
    }
    expect(await shell.do('navigate', { window, url: 'app://balcao/kiosk', isMainFrame: false })).toBe(false)
    expect([
      await shell.do('load', { window, url: 'app://balcao/kiosk' }),
      await shell.do('load', { window, url: 'https://evil.example/x.js' }),
    ]).toEqual([true, false])
    const page = 'app://balcao/kiosk'
    expect(await shell.do('permission', { window, permission: 'media', media: 'video', url: page })).toEqual([
      true,
      true,
    ])
    expect(await shell.do('permission', { window, permission: 'media', media: 'audio', url: page })).toEqual([
      false,
      false,
    ])
    expect(await shell.do('permission', { window, permission: 'geolocation', media: 'video', url: page })).toEqual([
      false,
      false,
    ])
    expect(
      await shell.do('permission', { window, permission: 'media', media: 'video', url: 'https://evil.example/' }),
    ).toEqual([false, false])
    expect(await shell.do('reach', { window })).toEqual({ device: false, capture: {} })
    expect(await shell.do('download', { window })).toBe(false)
    expect(await shell.do('guest', { window })).toBe(false)
    expect(await shell.do('foreign', { url: 'https://evil.example/' })).toEqual([false, false, 'deny'])
    // The system's browser isn't opened either.
    expect((await shell.state()).calls.filter((call) => call.startsWith('outside'))).toEqual([])
  })

  it('are given a port on their own page only', async () => {
    const {
      shell,
      window: { id: window },
    } = await running()
    const before = shell.events('port').length
    for (const url of ['https://evil.example/', 'app://balcao/counter', 'app://evil/kiosk'])
      await shell.do('loaded', { window, url })
    expect(shell.events('port')).toHaveLength(before)
    await shell.do('loaded', { window, url: 'app://balcao/kiosk' })
    expect(shell.events('port')).toHaveLength(before + 1)
  })

  it('answer log-ins and certificates by themselves', async () => {
    const { shell } = await running()
    for (const what of ['login', 'select-client-certificate', 'certificate-error'] as const)
      expect([what, await shell.do('challenge', { what })]).toEqual([what, 'answered'])
  })

  it("of a kiosk can't be closed by hand, while a counter's can, which ends the program", async () => {
    const { shell, window } = await running()
    await shell.do('close', { window: window.id })
    expect((await shell.state()).windows.map(({ id }) => id)).toEqual([window.id])
    expect(await shell.quit()).toBe(0)
    const counter = await running({ args: ['--face=counter'] })
    await counter.shell.do('close', { window: counter.window.id }).catch(() => undefined)
    expect(await counter.shell.ended()).toBe(0)
  })

  it('are loaded again after a crash, as another session', async () => {
    const { shell, window } = await running({ args: ['--face=counter'] })
    const client = shell.client(window.id)
    expect((await client.operators.signInTraining()).ok).toBe(true)
    await shell.do('crash', { window: window.id, reason: 'crashed' })
    await connected(shell, 2)
    expect(await shell.client(window.id).station.status()).toMatchObject({ operator: null })
  })

  it('are loaded once more when there is something to show, and not again', async () => {
    mkdirSync(home.data, { recursive: true })
    writeFileSync(path.join(home.data, 'version'), '99\n')
    const shell = home.start({ machine: { loadMs: 2_000 } })
    const loads = async () => (await shell.state()).calls.filter((call) => call.startsWith('load ')).length
    await shell.when(({ windows }) => windows[0]?.status === 503)
    expect(await loads()).toBe(2)
    // A wrong recovery would load again half a second after the replaced load.
    await shell.do('machine', { loadMs: 0 })
    expect(await loads()).toBe(2)
  })

  it("aren't reloaded by a wait that began before a load that succeeded", async () => {
    const shell = home.start({ machine: { failsToLoad: true, store: 'hangs' } })
    const loads = async () => (await shell.state()).calls.filter((call) => call.startsWith('load ')).length
    const loaded = (times: number) => expect.poll(loads, { timeout: 120_000 }).toBe(times)
    await loaded(1)
    // The shell loads again after 0.5 s, 1 s, 2 s and 4 s; the next time would be after 8 s.
    for (const [times, ms] of [
      [2, 500],
      [3, 1_000],
      [4, 2_000],
      [5, 4_000],
    ] as const) {
      await shell.do('pass', { ms })
      await loaded(times)
    }
    await shell.do('machine', { failsToLoad: false, store: 'locked' })
    // The page on which the station says why it doesn't start is loaded.
    await shell.when(({ windows }) => windows[0]?.status === 503)
    const before = await loads()
    await shell.do('pass', { ms: 10_000 })
    expect(await loads()).toBe(before)
  })

  it("are tried again when a page can't be loaded", async () => {
    const shell = home.start({ machine: { failsToLoad: true } })
    await shell.when(({ calls }) => calls.filter((call) => call.startsWith('load ')).length >= 2)
    await shell.do('machine', { failsToLoad: false })
    await shell.when(({ windows }) => windows[0]?.status === 200)
  })

  it('that hang are ended and loaded again', async () => {
    const { shell, window } = await running()
    await shell.do('hang', { window: window.id })
    await connected(shell, 2)
    expect(shell.events('crashed')).toHaveLength(1)
  })

  it('come back to their screen, and appear when there was none at the start', async () => {
    const { shell } = await running({ args: ['--face=counter'], machine: { displays: [WIDE] } })
    const file = await settingsOf(shell)
    await shell.do('displays', { displays: [] })
    await shell.when(({ windows }) => windows.length === 0)
    await shell.do('displays', { displays: [UPRIGHT] })
    await shell.when((state) => JSON.stringify(faces(state)) === JSON.stringify([['counter', 0]]))
    await shell.do('displays', { displays: [UPRIGHT, WIDE] })
    await shell.when((state) => JSON.stringify(faces(state)) === JSON.stringify([['counter', 1080]]))
    expect(await shell.quit()).toBe(0)

    const without = home.start({ args: [], machine: { displays: [] } })
    await expect.poll(async () => (await without.state()).station, { timeout: 120_000 }).not.toBeNull()
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ windows: [{ face: 'counter', display: 2 }] })
    await without.do('displays', { displays: [UPRIGHT] })
    expect(faces(await without.when(({ windows }) => windows.length === 1 && windows[0]!.status === 200))).toEqual([
      ['counter', 0],
    ])
  })

  it('come back to a screen whose id is beyond the safe integers', async () => {
    // Chromium's number of a screen of SAM's: 0x4c2d is the maker in its EDID, then come 32 bits of the product and the
    // output.
    const sam = { ...UPRIGHT, id: 0x4c2d * 2 ** 40 + 0x12345678 * 2 ** 8 + 0x42 }
    const { shell } = await running({ args: ['--face=counter'], machine: { displays: [WIDE, sam] } })
    const file = await settingsOf(shell)
    expect(await shell.quit()).toBe(0)
    writeFileSync(file, JSON.stringify({ windows: [{ face: 'counter', display: sam.id }] }))
    const again = await running({ args: [], machine: { displays: [WIDE, sam] } })
    expect(again.window).toMatchObject({ url: 'app://balcao/counter', bounds: sam.bounds })
  })

  it("keep the screen of a face that a start didn't ask for", async () => {
    const displays = [UPRIGHT, WIDE]
    const { shell } = await running({ args: ['--face=kiosk'], machine: { displays } })
    const file = await settingsOf(shell)
    expect(await shell.quit()).toBe(0)
    writeFileSync(file, JSON.stringify({ windows: [{ face: 'counter', display: 1 }, { face: 'kiosk' }] }))
    const alone = await running({ args: ['--face=kiosk'], machine: { displays: [WIDE] } })
    expect(faces(await alone.shell.state())).toEqual([['kiosk', 1080]])
    expect(await alone.shell.quit()).toBe(0)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      windows: [
        { face: 'counter', display: 1 },
        { face: 'kiosk', display: 2 },
      ],
    })
    const both = home.start({ args: [], machine: { displays } })
    expect(
      faces(await both.when(({ windows }) => windows.length === 2 && windows.every(({ status }) => status === 200))),
    ).toEqual([
      ['counter', 0],
      ['kiosk', 1080],
    ])
    expect(await both.quit()).toBe(0)

    writeFileSync(file, JSON.stringify({ windows: [{ face: 'kiosk', display: 1 }] }))
    const other = await running({ args: ['--face=counter'], machine: { displays } })
    expect(await other.shell.quit()).toBe(0)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      windows: [
        { face: 'counter', display: 1 },
        { face: 'kiosk', display: 1 },
      ],
    })
  })

  it('follow a screen whose size changes', async () => {
    const { shell, window } = await running()
    const bounds = { x: 0, y: 0, width: 2160, height: 3840 }
    await shell.do('displays', { displays: [{ id: 1, bounds }] })
    expect((await shell.state()).windows).toMatchObject([{ id: window.id, bounds }])
  })

  it.each(['is no JSON', 'is a folder'])('open when the file of their settings %s', async (what) => {
    const first = await running()
    const file = await settingsOf(first.shell)
    await first.shell.quit()
    rmSync(file, { force: true })
    if (what === 'is a folder') mkdirSync(file)
    else writeFileSync(file, '{"windows":')
    const { window } = await running()
    expect(window.url).toBe('app://balcao/kiosk')
  })
})

describe("training's dock", () => {
  const DOCK = 'app://balcao/dock'
  const hasPort = (shell: DrivenShell, window: number, times: number) =>
    expect
      .poll(() => shell.events('port').filter((event) => event['window'] === window).length, { timeout: 120_000 })
      .toBeGreaterThanOrEqual(times)

  /** Opens the dock as the page of a window does, and waits until it has its page and a port. */
  async function opened(shell: DrivenShell, window: number): Promise<ShellState['windows'][number]> {
    expect(await shell.do('open', { window, url: DOCK })).toBe('deny')
    const { windows } = await shell.when((state) => state.windows.some(({ url }) => url === DOCK))
    const dock = windows.find(({ url }) => url === DOCK)!
    await hasPort(shell, dock.id, 1)
    return dock
  }

  it('opens in a window of its own, and joins the session of the face', async () => {
    const { shell, window } = await running({ args: ['--face=counter'] })
    await shell.client(window.id).operators.signInTraining()
    const dock = await opened(shell, window.id)
    expect(dock).toMatchObject({ status: 200, kiosk: false, preferences: LOCKED })
    expect(await shell.client(dock.id).station.status()).toMatchObject({ operator: { role: 'clerk' } })
    // There is one beside each face.
    expect(await shell.do('open', { window: window.id, url: DOCK })).toBe('deny')
    const { windows, calls } = await shell.state()
    expect([windows.length, calls.includes(`focus ${dock.id}`)]).toEqual([2, true])
  })

  it('goes nowhere, opens nothing and has no camera, and no face gets to it', async () => {
    const { shell, window } = await running({ args: ['--face=counter'] })
    const dock = await opened(shell, window.id)
    for (const url of ['app://balcao/counter', 'https://evil.example/', DOCK])
      expect([
        url,
        await shell.do('navigate', { window: dock.id, url }),
        await shell.do('redirect', { window: dock.id, url }),
        await shell.do('open', { window: dock.id, url }),
      ]).toEqual([url, url === DOCK, false, 'deny'])
    expect(await shell.do('permission', { window: dock.id, permission: 'media', media: 'video', url: DOCK })).toEqual([
      false,
      false,
    ])
    expect(await shell.do('guest', { window: dock.id })).toBe(false)
    expect(await shell.do('navigate', { window: window.id, url: DOCK })).toBe(false)
    for (const [from, url] of [
      [window.id, DOCK],
      [dock.id, 'app://balcao/counter'],
    ] as const)
      expect((await shell.do('answer', { window: from, url, method: 'GET' }))?.status).toBe(403)
    expect((await shell.state()).windows).toHaveLength(2)
  })

  it('is connected again to a station that was killed, and to the new session of a page that died', async () => {
    const { shell, window } = await running({ args: ['--face=counter'] })
    await shell.client(window.id).operators.signInTraining()
    const dock = await opened(shell, window.id)
    await shell.do('crash', { window: window.id, reason: 'crashed' })
    await hasPort(shell, dock.id, 2)
    expect(await shell.client(dock.id).station.status()).toMatchObject({ operator: null })
    process.kill((await shell.state()).station ?? 0, 'SIGKILL')
    await hasPort(shell, dock.id, 3)
    expect(await shell.client(dock.id).station.status()).toMatchObject({ mode: 'training' })
  })

  it('goes with its face, and alone when it is closed or its page dies', async () => {
    const { shell, window } = await running({ args: ['--face=counter'] })
    for (const end of ['close', 'crash'] as const) {
      const { id } = await opened(shell, window.id)
      await (end === 'close' ? shell.do('close', { window: id }) : shell.do('crash', { window: id, reason: 'crashed' }))
      await shell.when(({ windows }) => windows.length === 1)
    }
    await opened(shell, window.id)
    await shell.do('close', { window: window.id }).catch(() => undefined)
    expect(await shell.ended()).toBe(0)
  })

  it('is not there in production', async () => {
    const shell = home.start({ args: ['--face=counter', '--mode=production'] })
    const { windows } = await shell.when((state) => state.windows[0] !== undefined)
    expect(await shell.do('open', { window: windows[0]?.id ?? 0, url: DOCK })).toBe('deny')
    const after = await shell.state()
    expect(after.windows).toHaveLength(1)
    expect(after.calls.filter((call) => call === `load ${DOCK}`)).toEqual([])
  })
})

describe('the Electron shell and its station', () => {
  it('starts the station again after it died, and connects the page to it', async () => {
    const { shell, window } = await running()
    const { station } = await shell.state()
    process.kill(station!, 'SIGKILL')
    await connected(shell, 2)
    expect(await shell.client(window.id).station.status()).toMatchObject({ mode: 'training' })
  })

  it("goes on after V8's fatal error of the station", async () => {
    const { shell } = await running()
    await shell.do('station-error')
    expect((await shell.state()).windows).toHaveLength(1)
    expect(shell.events('error-box')).toEqual([])
  })

  it("goes on when a technician's command holds the folder while the station comes back", async () => {
    const { shell } = await running({ args: ['--face=counter'] })
    const { station } = await shell.state()
    process.kill(station!, 'SIGKILL')
    // A command holds the data folder by a transaction on `owner.db`.
    const { DatabaseSync } = await import('node:sqlite')
    const owner = new DatabaseSync(path.join(home.data, 'owner.db'))
    owner.exec('PRAGMA busy_timeout = 2000; BEGIN EXCLUSIVE')
    await expect.poll(() => shell.events('station').length, { timeout: 120_000 }).toBeGreaterThanOrEqual(3)
    expect(shell.hasEnded()).toBe(false)
    owner.close()
    await connected(shell, 2)
  })

  it("goes on when a technician's command holds the folder of a station that can't start", async () => {
    const shell = home.start({ machine: { store: 'locked' } })
    await shell.when(({ windows }) => windows[0]?.status === 503)
    const { DatabaseSync } = await import('node:sqlite')
    mkdirSync(home.data, { recursive: true, mode: 0o700 })
    const owner = new DatabaseSync(path.join(home.data, 'owner.db'))
    owner.exec('BEGIN EXCLUSIVE')
    await shell.do('machine', { store: 'works' })
    await expect.poll(() => shell.events('station').length, { timeout: 120_000 }).toBeGreaterThanOrEqual(2)
    expect(shell.hasEnded()).toBe(false)
    owner.close()
    await connected(shell, 1)
  })

  it("shows on its page why the station can't start, and goes on when it can", async () => {
    mkdirSync(home.data, { recursive: true })
    writeFileSync(path.join(home.data, 'version'), '99\n')
    const shell = home.start()
    const {
      windows: [window],
    } = await shell.when(({ windows }) => windows[0]?.status === 503)
    expect(window?.page).toContain('This machine cannot serve you at the moment')
    expect(window?.headers['content-security-policy']).toContain("default-src 'none'")
    rmSync(path.join(home.data, 'version'))
    await connected(shell, 1)
    await shell.when(({ windows }) => windows[0]?.status === 200)
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends in order when its whole group gets a %s', async (signal) => {
    const { shell } = await running()
    shell.signal(signal)
    expect(await shell.ended()).toBe(0)
    // An orderly end closes the databases, so that no `-wal` is left beside them.
    expect(existsSync(path.join(home.data, 'journal.db-wal'))).toBe(false)
  })

  it('tells systemd that it is well as long as the station answers', async () => {
    const told = path.join(home.appData, 'told')
    mkdirSync(home.appData, { recursive: true })
    writeFileSync(path.join(home.appData, 'systemd-notify'), `#!/bin/sh\necho "$NOTIFY_SOCKET $*" >> '${told}'\n`, {
      mode: 0o755,
    })
    const { shell } = await running({
      env: {
        PATH: `${home.appData}:${process.env['PATH'] ?? ''}`,
        NOTIFY_SOCKET: '/run/somewhere',
        WATCHDOG_USEC: '900000',
      },
    })
    const count = () =>
      existsSync(told)
        ? readFileSync(told, 'utf8')
            .split('\n')
            .filter((line) => line === '/run/somewhere WATCHDOG=1').length
        : 0
    await expect.poll(count, { timeout: 120_000 }).toBeGreaterThan(2)
    const { station } = await shell.state()
    process.kill(station!, 'SIGSTOP')
    // Lets arrive what was on its way when the station froze.
    await wait(1_000)
    const before = count()
    await wait(2_000)
    expect(count()).toBe(before)
    process.kill(station!, 'SIGCONT')
    await expect.poll(count, { timeout: 120_000 }).toBeGreaterThan(before)
  })

  it('ends at an exception without a dialog, and logs a rejection', async () => {
    const { shell } = await running()
    await shell.do('throw', { how: 'rejection' })
    await expect.poll(() => shell.said()).toContain('something went wrong and was passed over. Incident ')
    await shell.do('throw', { how: 'exception' })
    expect(await shell.ended()).toBe(1)
    expect(shell.said()).toMatch(/it has to end\. Incident [0-9a-f]{8}: Error at /)
    expect(shell.said()).not.toContain('a bug')
    expect(shell.events('error-box')).toEqual([])
  })

  it('goes on when nobody reads its output', async () => {
    const { shell } = await running()
    shell.stopListening()
    for (const how of ['rejection', 'rejection'] as const) await shell.do('throw', { how })
    await wait(500)
    expect((await shell.state()).windows).toHaveLength(1)
  })
})

describe('the data key in the Electron shell', () => {
  const sealed = () => path.join(home.data, 'keys', 'data.safe')
  const keyFile = () => path.join(home.data, 'keys', 'data.key')
  const refusals = (shell: DrivenShell) => shell.said().split('the station can’t start').length
  const statusOf = async (shell: DrivenShell, { id }: { id: number }) =>
    (await shell.client(id).station.status()).keyProtection

  it("lies in the system's store", async () => {
    const { shell, window } = await running()
    expect([await statusOf(shell, window), existsSync(sealed()), existsSync(keyFile())]).toEqual([
      'system',
      true,
      false,
    ])
  })

  it("lies in a sealed file, which is reported, when the store uses a password of Chromium's source", async () => {
    const { shell, window } = await running({ machine: { store: 'fixed', backend: 'gnome_libsecret' } })
    expect([await statusOf(shell, window), existsSync(sealed()), existsSync(keyFile())]).toEqual(['file', false, true])
    expect(shell.said()).toContain('no key store of the system protects the station’s keys')
  })

  it('moves from a store that protects nothing into a file, and into a store once there is one', async () => {
    const first = await running()
    await first.shell.quit()
    const [mark, rest] = [readFileSync(sealed(), 'latin1').slice(0, 3), readFileSync(sealed(), 'latin1').slice(3)]
    expect(mark).toBe('v11')
    writeFileSync(sealed(), `v10${rest}`, 'latin1')
    const second = await running({ machine: { store: 'fixed' } })
    const stationId = (await second.shell.client(second.window.id).station.status()).station
    expect([await statusOf(second.shell, second.window), existsSync(sealed()), keyProtection(home.data)]).toEqual([
      'file',
      false,
      'file',
    ])
    await second.shell.quit()
    const opened = await createKeyFile(home.data, systemRandom).open()
    expect(opened.ok && Buffer.from(opened.dataKey).toString('base64')).toBe(Buffer.from(rest, 'base64').toString())
    const third = await running()
    expect([await statusOf(third.shell, third.window), existsSync(sealed()), existsSync(keyFile())]).toEqual([
      'system',
      true,
      false,
    ])
    expect((await third.shell.client(third.window.id).station.status()).station).toEqual(stationId)
  })

  it("is used when the store doesn't accept it again", async () => {
    const first = await running()
    await first.shell.quit()
    const { shell, window } = await running({ machine: { store: 'full' } })
    expect(await statusOf(shell, window)).toBe('system')
  })

  it('is waited for behind a fallback page while the store is locked', async () => {
    const first = await running()
    await first.shell.quit()
    const shell = home.start({ machine: { store: 'locked' } })
    const {
      windows: [window],
    } = await shell.when(({ windows }) => windows[0]?.status === 503)
    expect(window?.page).toContain('cannot serve you at the moment')
    await shell.do('machine', { store: 'works' })
    await connected(shell, 1)
    expect(await statusOf(shell, window!)).toBe('system')
  })

  it("doesn't delay a window when the store never answers", async () => {
    const shell = home.start({ machine: { store: 'hangs' } })
    await shell.when(({ windows }) => windows[0]?.status === 200)
    expect((await shell.state()).station).toBeNull()
    expect(await shell.quit()).toBe(0)
  })

  it("counts as locked once the store hasn't answered for 20 s, and is asked for again", async () => {
    const shell = home.start({ machine: { store: 'hangs' } })
    await shell.when(({ windows }) => windows[0]?.status === 200)
    await shell.do('pass', { ms: 10_000 })
    expect([(await shell.state()).windows[0]?.status, shell.said()]).toEqual([200, ''])
    await shell.do('pass', { ms: 10_000 })
    const {
      windows: [window],
    } = await shell.when(({ windows }) => windows[0]?.status === 503)
    expect(shell.said()).toContain('the station can’t start')
    await shell.do('machine', { store: 'works' })
    await connected(shell, 1)
    expect(await statusOf(shell, window!)).toBe('system')
  })

  it.each([
    ['by itself', undefined, 1],
    ['by who supervises it', 'a', 0],
  ] as const)(
    'is asked for by a restarted program (%s) once the store was locked for five minutes',
    async (_by, INVOCATION_ID, times) => {
      const shell = home.start({ machine: { store: 'locked' }, env: { INVOCATION_ID } })
      await shell.when(({ windows }) => windows[0]?.status === 503)
      await shell.do('pass', { ms: 240_000 })
      expect((await shell.state()).windows).toHaveLength(1)
      await shell.do('pass', { ms: 60_000 }).catch(() => undefined)
      expect(await shell.ended()).toBe(1)
      expect(shell.events('relaunch')).toHaveLength(times)
      expect(shell.said()).toContain('has stayed locked')
    },
  )

  it("isn't asked for by a restarted program when the store was open in between", async () => {
    const shell = home.start({ machine: { store: 'locked' } })
    const refusedAgain = async () => {
      const before = refusals(shell)
      await expect.poll(() => refusals(shell), { timeout: 120_000 }).toBeGreaterThan(before)
    }
    await shell.when(({ windows }) => windows[0]?.status === 503)
    await shell.do('pass', { ms: 240_000 })
    await shell.do('machine', { store: 'works' })
    await connected(shell, 1)
    await shell.do('machine', { store: 'locked' })
    process.kill((await shell.state()).station ?? 0, 'SIGKILL')
    await refusedAgain()
    await shell.do('pass', { ms: 240_000 })
    await refusedAgain()
    expect([(await shell.state()).windows.length, shell.events('relaunch')]).toEqual([1, []])
    expect(await shell.quit()).toBe(0)
  })
})

describe('what the Electron shell leaves behind', () => {
  it("contains no compiled code in a folder of the user's, in a package", async () => {
    const cache = path.join(home.appData, 'data', 'balcao', 'cache')
    mkdirSync(path.dirname(cache), { recursive: true })
    chmodSync(path.dirname(cache), 0o700)
    const shell = home.start({
      args: ['--face=kiosk', '--mode=training'],
      machine: { isPackaged: true },
      env: { XDG_DATA_HOME: path.join(home.appData, 'data') },
    })
    await connected(shell, 1)
    await shell.quit()
    expect(existsSync(cache)).toBe(false)
  })

  it('contains no process of the station when the shell has quit', async () => {
    const { shell } = await running()
    const { station } = await shell.state()
    await shell.quit()
    expect(spawnSync('ps', ['-p', String(station)], { cwd: root }).status).not.toBe(0)
  })
})
