import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createHash, sign } from 'node:crypto'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signedPart } from '../../electron/shell/electron/update-manifest.ts'
import { buildIfStale } from '../scripts/build.ts'
import { root } from '../scripts/run.ts'
import { MACHINE_VARIABLE, type PlayedMachine } from '../shell/machine.ts'

/** A data folder that an earlier build left, whose journal has open payments. */
const LEFT = path.join(root, 'build', 'fixtures', '5f1766a', 'station')
const MANIFEST = process.arch === 'arm64' ? 'latest-linux-arm64.yml' : 'latest-linux.yml'
const ALWAYS = { from: '00:00', until: '23:59' }
const SETTLED = { timeout: 120_000, interval: 100 }

let home: string
let server: Server
let asked: string[]
let launcher: ChildProcess | undefined
let ended: Promise<unknown>
let said: string

const at = (...parts: string[]): string => path.join(home, ...parts)
const current = (): string => readlinkSync(at('versions', 'current'))

beforeAll(async () => {
  expect(await buildIfStale({ asked: new Promise(() => undefined), wasAsked: () => false })).toBe(true)
}, 120_000)
beforeEach(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'balcao-updates-'))
  for (const name of ['versions', 'server', 'app', 'config/resources', 'data']) mkdirSync(at(name), { recursive: true })
  copyFileSync(path.join(root, 'build', 'package', 'balcao-launch'), at('versions', 'balcao-launch'))
  asked = []
  said = ''
  server = createServer((request, response) => {
    const name = path.basename(new URL(request.url ?? '', 'http://server').pathname)
    asked.push(name)
    if (existsSync(at('server', name))) response.end(readFileSync(at('server', name)))
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  signScript('--new-key', at('key.pem'))
})
afterEach(async () => {
  if (launcher) {
    launcher.kill('SIGTERM')
    await ended
  }
  launcher = undefined
  await new Promise((resolve) => {
    server.close(resolve)
  })
  rmSync(home, { recursive: true, force: true })
})

/** Runs `build/scripts/sign-update.ts` as a publisher does, and answers its output. */
function signScript(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'build', 'scripts', 'sign-update.ts'), ...args],
    { encoding: 'utf8' },
  )
  expect([status, stderr]).toEqual([0, ''])
  return stdout.trim()
}

/**
 * A script in place of a version's AppImage, which starts the shell's build as that version on the stand-in for
 * Electron.
 */
function versionScript(version: string, machine: Partial<PlayedMachine> = {}): string {
  const plays: Partial<PlayedMachine> = {
    appData: at('config'),
    appPath: at('app'),
    isPackaged: true,
    version,
    store: 'fixed',
    ...machine,
  }
  return `#!/bin/sh
export APPIMAGE="$0" ${MACHINE_VARIABLE}='${JSON.stringify(plays)}'
exec '${process.execPath}' --import '${path.join(root, 'build', 'shell', 'hooks.ts')}' \\
  '${path.join(root, 'dist', 'electron', 'main.js')}' "$@"
`
}

const packageOf = (version: string): string => `balcao-${version}-x86_64.AppImage`

/** Installs a version, with the public key of updates that a package holds. */
function install(
  version: string,
  { key, hours = ALWAYS, ...machine }: Partial<PlayedMachine> & { key?: string | null; hours?: typeof ALWAYS } = {},
): void {
  writeFileSync(at('versions', packageOf(version)), versionScript(version, machine), { mode: 0o755 })
  symlinkSync(packageOf(version), at('versions', 'current'))
  const { port } = server.address() as { port: number }
  const url = `http://127.0.0.1:${port}/`
  writeFileSync(
    at('app', 'package.json'),
    JSON.stringify(key === null ? {} : { updates: { url, key: key ?? publicKey() } }),
  )
  writeFileSync(
    at('config', 'resources', 'app-update.yml'),
    `provider: generic\nurl: ${url}\nupdaterCacheDirName: balcao-updater\n`,
  )
  writeFileSync(
    at('data', 'settings.json'),
    JSON.stringify({
      station: { id: 'DSI-01', site: 'Balcão de teste' },
      gateway: { url: 'http://127.0.0.1:9' },
      updates: hours,
    }),
  )
}

/** Fills the data folder with what the earlier build left, marked as production, so that it has to be migrated. */
function leave(): void {
  cpSync(LEFT, at('data'), { recursive: true })
  writeFileSync(at('data', 'version'), '1 production\n')
}

/** Puts a new version beside the installed one, as an update does. */
function putBeside(version: string, machine: Partial<PlayedMachine> = {}): void {
  writeFileSync(at('versions', packageOf(version)), versionScript(version, machine), { mode: 0o755 })
  symlinkSync(packageOf(version), at('versions', 'next'))
}

const publicKey = (): string => {
  writeFileSync(
    at('server', 'none.yml'),
    `version: 0.0.0\nfiles:\n  - url: ${packageOf('0.0.0')}\n    sha512: ` +
      createHash('sha512').update('').digest('base64') +
      '\n    size: 0\n',
  )
  writeFileSync(at('server', packageOf('0.0.0')), '')
  return signScript('--key', at('key.pem'), at('server', 'none.yml')).split(' ').at(-1) ?? ''
}

/** Publishes a signed version on the test's server. */
function publish(version: string, machine: Partial<PlayedMachine> = {}, file = versionScript(version, machine)): void {
  const name = packageOf(version)
  writeFileSync(at('server', name), file)
  const sha512 = createHash('sha512').update(file).digest('base64')
  writeFileSync(
    at('server', MANIFEST),
    `version: ${version}\nfiles:\n  - url: ${name}\n    sha512: ${sha512}\n    size: ` +
      `${file.length}\npath: ${name}\nsha512: ${sha512}\nreleaseDate: '2026-03-24T00:00:00.000Z'\n`,
  )
  signScript('--key', at('key.pem'), at('server', MANIFEST))
}

function start(env: NodeJS.ProcessEnv = {}): void {
  launcher = spawn('/bin/sh', [at('versions', 'balcao-launch'), '--face=kiosk', `--data=${at('data')}`], {
    env: { ...process.env, BALCAO_HEADS: at('heads'), XDG_CACHE_HOME: at('cache'), BALCAO_TRIAL_SECONDS: '40', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const { promise, resolve } = Promise.withResolvers()
  launcher.once('exit', (code) => resolve(code))
  ended = promise
  launcher.stderr?.on('data', (chunk: Buffer) => void (said += chunk.toString()))
}

const isSettled = (): boolean => existsSync(at('data', 'station.sock'))
/** The hashes of the data folder's files, without the empty files that SQLite makes beside a database that it reads. */
function contents(): Record<string, string> {
  const files = readdirSync(at('data'), { recursive: true, encoding: 'utf8' }).filter(
    (name) =>
      statSync(at('data', name)).isFile() &&
      !name.endsWith('-shm') &&
      !(name.endsWith('-wal') && statSync(at('data', name)).size === 0),
  )
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(at('data', name)))
        .digest('hex'),
    ]),
  )
}

describe.skipIf(process.platform !== 'linux')('an update', () => {
  it('that is signed is put in place in its hours, proves itself, and keeps serving', async () => {
    install('0.1.0')
    publish('0.2.0')
    start()
    await expect.poll(current, SETTLED).toBe(packageOf('0.2.0'))
    await expect.poll(isSettled, SETTLED).toBe(true)
    expect(asked).toEqual(expect.arrayContaining([MANIFEST, `${MANIFEST}.sig`, packageOf('0.2.0')]))
    expect(asked.indexOf(packageOf('0.2.0'))).toBeGreaterThan(asked.indexOf(`${MANIFEST}.sig`))
  })

  it('migrates the data folder only once it has proved itself', async () => {
    install('0.1.0')
    leave()
    putBeside('0.2.0')
    start()
    await expect.poll(isSettled, SETTLED).toBe(true)
    expect([current(), readFileSync(at('data', 'version'), 'utf8'), existsSync(at('versions', 'failed'))]).toEqual([
      packageOf('0.2.0'),
      '2 production\n',
      false,
    ])
  })

  it.each<[string, () => void]>([
    ["isn't signed", () => rmSync(at('server', `${MANIFEST}.sig`))],
    [
      'is signed by another key',
      () => {
        signScript('--new-key', at('other.pem'))
        signScript('--key', at('other.pem'), at('server', MANIFEST))
      },
    ],
    [
      'was changed since it was signed',
      () =>
        writeFileSync(at('server', MANIFEST), readFileSync(at('server', MANIFEST), 'utf8').replace('0.2.0', '0.2.1')),
    ],
    ['is older than one that was signed before', () => writeFileSync(at('versions', 'newest'), '0.3.0\n')],
  ])("isn't fetched when its manifest %s", async (_how, spoil) => {
    install('0.1.0')
    publish('0.2.0')
    spoil()
    start()
    await expect.poll(() => said, SETTLED).toContain('is not signed for this package')
    expect([asked.filter((name) => name.endsWith('.AppImage')), current()]).toEqual([[], packageOf('0.1.0')])
  })

  it("isn't put in place when its package isn't as the signed manifest says", async () => {
    install('0.1.0')
    publish('0.2.0')
    writeFileSync(at('server', packageOf('0.2.0')), versionScript('0.2.0', { loadMs: 1 }))
    start()
    await expect.poll(() => said, SETTLED).toContain('could not be fetched')
    expect([existsSync(at('versions', packageOf('0.2.0'))), current()]).toEqual([false, packageOf('0.1.0')])
  })

  it.each<[string, () => void]>([
    [
      'outside its hours',
      () => {
        const hour = (ahead: number): string =>
          `${String((new Date().getUTCHours() + 8 + ahead) % 24).padStart(2, '0')}:00`
        install('0.1.0', { hours: { from: hour(2), until: hour(3) } })
      },
    ],
    ['while somebody is in front of it', () => install('0.1.0', { idleSeconds: 5 })],
    [
      'while money is open',
      () => {
        install('0.1.0')
        leave()
      },
    ],
  ])('waits %s', async (_how, prepare) => {
    prepare()
    publish('0.2.0')
    start()
    await expect.poll(() => asked, SETTLED).toContain(packageOf('0.2.0'))
    await expect.poll(isSettled, SETTLED).toBe(true)
    // Waits longer than the 2 s after which the shell looks again whether it can put the update in place.
    await new Promise((resolve) => {
      setTimeout(resolve, 4_500)
    })
    // The shell's end doesn't put it in place either.
    launcher?.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect([current(), existsSync(at('versions', packageOf('0.2.0')))]).toEqual([packageOf('0.1.0'), false])
  })

  it("isn't tried again at once when the disk refuses it", async () => {
    install('0.1.0')
    publish('0.2.0')
    mkdirSync(at('versions', `${packageOf('0.2.0')}.new`))
    start()
    const times = () => said.split('could not be put in place').length - 1
    await expect.poll(times, SETTLED).toBe(1)
    await new Promise((resolve) => {
      setTimeout(resolve, 6_000)
    })
    expect([times(), current()]).toEqual([1, packageOf('0.1.0')])
  })

  it("isn't fetched when the disk has no room for it", async () => {
    install('0.1.0')
    publish('0.2.0')
    // A size above any disk's. It is signed here, since the script refuses a manifest that doesn't fit its package.
    const text = readFileSync(at('server', MANIFEST), 'utf8').replace(/size: \d+/, `size: ${2 ** 50}`)
    writeFileSync(at('server', MANIFEST), text)
    writeFileSync(
      at('server', `${MANIFEST}.sig`),
      sign(null, signedPart(MANIFEST, text), readFileSync(at('key.pem'))).toString('base64'),
    )
    start()
    await expect.poll(() => said, SETTLED).toContain('the disk has no room for an update')
    expect([asked.filter((name) => name.endsWith('.AppImage')), current()]).toEqual([[], packageOf('0.1.0')])
  })

  it("isn't looked for by a package without a pinned key", async () => {
    install('0.1.0', { key: null })
    publish('0.2.0')
    start()
    await expect.poll(isSettled, SETTLED).toBe(true)
    await new Promise((resolve) => {
      setTimeout(resolve, 2_000)
    })
    expect(asked).toEqual([])
  })

  it.each<[string, Partial<PlayedMachine>, string]>([
    ["its pages don't load", { failsToLoad: true }, 'the page of the kiosk does not show itself'],
    ['the script of its pages throws', { scriptFails: true }, 'the page of the kiosk does not show itself'],
    ["it can't open the key store", { store: 'locked' }, "the system's key store does not open the data key"],
  ])(
    "that doesn't prove itself (%s) writes nothing, and the previous version is started",
    async (_how, machine, why) => {
      install('0.1.0')
      leave()
      putBeside('0.2.0', machine)
      if (machine.store !== undefined) writeFileSync(at('data', 'keys', 'data.safe'), 'v11x')
      // The old version only sleeps, so that only the new one can have changed the data folder.
      writeFileSync(at('versions', packageOf('0.1.0')), '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 })
      const before = contents()
      start()
      await expect.poll(() => said, SETTLED).toContain('did not prove itself')
      expect(said).toContain(`Balcão: version 0.2.0 does not take over: ${why}`)
      expect([contents(), current(), readFileSync(at('versions', 'failed'), 'utf8')]).toEqual([
        before,
        packageOf('0.1.0'),
        `${packageOf('0.2.0')}\n`,
      ])
    },
  )

  it('is watched by systemd during its trial, and reports to it', async () => {
    install('0.1.0')
    putBeside('0.2.0', { loadMs: 4_000 })
    writeFileSync(
      at('config', 'systemd-notify'),
      `#!/bin/sh\necho "$* $(readlink '${at('versions', 'current')}')" >> '${at('told')}'\n`,
      { mode: 0o755 },
    )
    start({
      PATH: `${at('config')}:${process.env['PATH'] ?? ''}`,
      NOTIFY_SOCKET: '/run/somewhere',
      WATCHDOG_USEC: '900000',
    })
    await expect.poll(current, SETTLED).toBe(packageOf('0.2.0'))
    // systemd was told several times before the new version took over.
    expect(
      readFileSync(at('told'), 'utf8')
        .split('\n')
        .filter((line) => line === `WATCHDOG=1 ${packageOf('0.1.0')}`).length,
    ).toBeGreaterThan(2)
  })

  it("doesn't take over when its station wouldn't start, as on a newer data folder", async () => {
    install('0.1.0')
    leave()
    putBeside('0.2.0')
    writeFileSync(at('data', 'version'), '99 production\n')
    start()
    await expect.poll(() => said, SETTLED).toContain('did not prove itself')
    expect([said, current()]).toEqual([
      expect.stringContaining('its station would not start (folder-newer)'),
      packageOf('0.1.0'),
    ])
  })

  it("whose launcher was killed during its trial doesn't take over once the next launcher gave it up", async () => {
    install('0.1.0')
    leave()
    putBeside('0.2.0')
    // The version starts late, as an AppImage that has to be mounted first.
    const version = at('versions', packageOf('0.2.0'))
    writeFileSync(
      version,
      readFileSync(version, 'utf8').replace('\nexec ', '\nsleep 4\n') + `code=$?\necho "$code" > '${at('orphan')}'\n`,
    )
    writeFileSync(at('versions', packageOf('0.1.0')), '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 })
    const before = contents()
    start()
    await expect.poll(() => existsSync(at('versions', 'trial')), SETTLED).toBe(true)
    launcher?.kill('SIGKILL')
    await ended
    start()
    await expect.poll(() => said, SETTLED).toContain('did not prove itself')
    await expect.poll(() => existsSync(at('orphan')), SETTLED).toBe(true)
    expect([contents(), readFileSync(at('orphan'), 'utf8'), current()]).toEqual([before, '1\n', packageOf('0.1.0')])
  })

  it("that failed three times isn't tried again", async () => {
    install('0.1.0')
    publish('0.2.0', { failsToLoad: true })
    writeFileSync(at('versions', 'failed'), `${packageOf('0.2.0')}\n`.repeat(3))
    start()
    await expect.poll(() => said, SETTLED).toContain(`${packageOf('0.2.0')} is not put in place`)
    expect(current()).toBe(packageOf('0.1.0'))
  })
})
