import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { HostMachine } from '../../electron/shell/browser/chromium.ts'
import { chooseShell, prepareElectron } from './electron.ts'
import { root } from './run.ts'

/** A limit for what never ends; a busy machine may take long to end processes. */
const GONE_MS = 60_000

interface Started {
  child: ChildProcess
  out: () => string
  err: () => string
  ended: Promise<number | null>
}

let folder: string
let started: Started[]

const PATH = `${path.join(root, 'node_modules', '.bin')}${path.delimiter}${process.env['PATH'] ?? ''}`

/** Starts a command in its own process group, as a terminal does, without a display. */
function start(program: string, args: string[], more: Record<string, string> = {}): Started {
  const child = spawn(program, args, {
    cwd: root,
    detached: true,
    stdio: 'pipe',
    env: { PATH, HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8', ...more },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const one = {
    child,
    out: () => out,
    err: () => err,
    ended: new Promise<number | null>((resolve) => child.once('close', resolve)),
  }
  started.push(one)
  return one
}

const npmStart = (...args: string[]): Started => start('npm', ['start', '--', ...args])
const main = (...args: string[]): Started => start(process.execPath, ['electron/shell/browser/main.ts', ...args])
const data = (): string => path.join(folder, 'data')

async function addressOf(one: Started): Promise<string> {
  await vi.waitFor(() => expect(one.out(), one.err()).toMatch(/Open http:/), { timeout: 120_000, interval: 50 })
  return /Open (\S+)/.exec(one.out())?.[1] ?? ''
}

/** The processes of a start that still run: all have the test's folder in their environment. */
function left(): string[] {
  const mark = `TMPDIR=${folder}`
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark)
    } catch {
      return false
    }
  })
}

const untilNoneIsLeft = (): Promise<void> =>
  vi.waitFor(() => expect(left()).toEqual([]), { timeout: GONE_MS, interval: 50 })

/** The command line of a process; empty where it has ended. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'balcao-start-'))
  started = []
})

afterEach(() => {
  for (const { child } of started) {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // The process has ended.
    }
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
})

describe.runIf(process.platform === 'linux')('npm start (Linux)', () => {
  it.each([
    ['Ctrl-C', 'SIGINT', 'group'],
    ['SIGTERM to npm', 'SIGTERM', 'npm'],
    ['SIGKILL to npm', 'SIGKILL', 'npm'],
    ['a terminal that closes', 'SIGHUP', 'group'],
  ] as const)(
    'serves without a display, says why in one line, and stops everything after %s',
    async (_what, signal, whom) => {
      const one = npmStart('--data', data())
      const address = await addressOf(one)
      expect(
        one
          .out()
          .split('\n')
          .filter((line) => line.includes('because')),
      ).toEqual(['Balcão: serving the kiosk without a window, because there is no display.'])
      expect((await fetch(new URL('/', address))).status).toBe(401)
      const opened = await fetch(address, { redirect: 'manual' })
      expect([opened.status, opened.headers.get('location')]).toEqual([303, '/kiosk'])
      await vi.waitFor(() => expect(one.out()).toMatch(/phones are at http:\/\/phone\.localhost:/), {
        timeout: 120_000,
      })
      expect(left().length).toBeGreaterThan(2)

      process.kill(whom === 'group' ? -(one.child.pid ?? 0) : (one.child.pid ?? 0), signal)
      await untilNoneIsLeft()
    },
  )

  it('stops everything when it is interrupted before it serves', async () => {
    const one = npmStart('--data', data())
    // Waits until npm's shell has started the command: before, dash would lose the Ctrl-C.
    await vi.waitFor(
      () => expect(left().map(commandOf)).toContainEqual(expect.stringMatching(/^node .*build\/scripts\/start\.ts/)),
      { timeout: 120_000, interval: 5 },
    )
    process.kill(-(one.child.pid ?? 0), 'SIGINT')
    await one.ended
    await untilNoneIsLeft()
  })

  it('stops everything when npm ended before it began', async () => {
    const script = 'sleep 0.5; node build/scripts/start.ts'
    const npm =
      `require('node:child_process').spawn('sh', ['-c', process.env.npm_lifecycle_script + ' --data ` +
      `"$DATA"; true'], { stdio: 'inherit' }).unref()`
    const one = start(process.execPath, ['-e', npm], {
      npm_lifecycle_event: 'start',
      npm_lifecycle_script: script,
      DATA: data(),
    })
    await one.ended
    await untilNoneIsLeft()
    expect(one.out()).not.toContain('phones are at')
  })

  it('prints its usage for a wrong option, and ends with 64', async () => {
    const one = npmStart('--face', 'clerk')
    expect(await one.ended).toBe(64)
    expect(one.err()).toContain('--face is one of kiosk, counter, customer, or several with commas.')
    expect(one.err()).toContain('Usage: npm start')
  })
})

describe.runIf(process.platform === 'linux')('the browser shell’s program (Linux)', () => {
  it('refuses a second start on the same data folder with a sentence', async () => {
    const first = main('--shell', 'none', '--data', data())
    const address = await addressOf(first)
    const second = main('--shell', 'none', '--data', data())
    expect(await second.ended).toBe(2)
    expect(second.err()).toContain(`Another Balcão is running on the data folder ${data()}.`)
    expect(second.out()).not.toContain('Open http')
    expect((await fetch(new URL('/', address))).status).toBe(401)
  })

  it('refuses a port that is taken with a sentence', async () => {
    const first = main('--shell', 'none', '--data', data())
    const { port } = new URL(await addressOf(first))
    const second = main('--shell', 'none', '--data', path.join(folder, 'other'), '--port', port)
    expect(await second.ended).toBe(2)
    expect(second.err()).toContain(`Port ${port} of 127.0.0.1 is taken`)
  })

  it('prints another address at Enter, each good once, and goes on when its input ends', async () => {
    const one = main('--shell', 'none', '--face', 'counter', '--data', data())
    await addressOf(one)
    one.child.stdin?.write('\n')
    await vi.waitFor(() => expect(one.out().match(/Open \S+/g)).toHaveLength(2))
    const addresses = [...one.out().matchAll(/Open (\S+)/g)].map((match) => match[1] ?? '')
    one.child.stdin?.end()
    expect(new Set(addresses).size).toBe(2)
    for (const address of addresses) {
      expect((await fetch(address, { redirect: 'manual' })).headers.get('location')).toBe('/counter')
      expect((await fetch(address, { redirect: 'manual' })).status).toBe(401)
    }
  })

  it('prints one line of JSON with an address for every face when asked', async () => {
    const one = main('--shell', 'none', '--json', '--data', data())
    await vi.waitFor(() => expect(one.out()).toMatch(/^\{.*\}$/m), { timeout: 120_000 })
    const told = JSON.parse(/^\{.*\}$/m.exec(one.out())?.[0] ?? '') as unknown
    expect(told).toEqual({
      origin: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      addresses: {
        kiosk: expect.stringContaining('/launch?token='),
        counter: expect.stringContaining('/launch?token='),
        customer: expect.stringContaining('/launch?token='),
      },
      phone: expect.stringMatching(/^http:\/\/phone\.localhost:\d+/),
    })
  })

  it('shows a fallback page with an incident, and overwrites nothing, when the data folder cannot be used', async () => {
    writeFileSync(data(), 'not a folder')
    const one = main('--shell', 'none', '--data', data())
    const address = await addressOf(one)
    const incident = /Incident ([0-9a-f]{8}): the data folder cannot be written to/.exec(one.err())?.[1]
    expect(incident).toBeDefined()
    const opened = await fetch(address, { redirect: 'manual' })
    const page = await fetch(new URL('/kiosk', address), {
      headers: { cookie: opened.headers.get('set-cookie')?.split(';')[0] ?? '' },
    })
    expect(page.status).toBe(503)
    expect(await page.text()).toContain(incident)
    expect(readFileSync(data(), 'utf8')).toBe('not a folder')
  })
})

describe('the shell of npm start', () => {
  const machine: HostMachine = {
    platform: 'linux',
    env: { DISPLAY: ':0' },
    uid: 1000,
    exists: () => true,
    read: () => undefined,
    isSetuidRoot: () => false,
    resolve: (file) => file,
  }

  it('is Electron when its binary is here, and otherwise the browser', () => {
    expect(chooseShell(undefined, machine, '/e/electron')).toEqual({
      shell: 'electron',
      program: '/e/electron',
      because: 'its binary is here',
    })
    expect(chooseShell(undefined, machine, null)).toEqual({
      shell: 'browser',
      because: 'Electron’s binary is not here (--shell electron fetches it)',
    })
  })

  it('is the one that was asked for', () => {
    expect(chooseShell('browser', machine, '/e/electron').shell).toBe('browser')
    expect(chooseShell('none', machine, '/e/electron').shell).toBe('none')
    expect(chooseShell('electron', machine, '/e/electron').shell).toBe('electron')
  })

  it('is none without a display', () => {
    for (const asked of [undefined, 'electron'] as const) {
      expect(chooseShell(asked, { ...machine, env: {} }, '/e/electron')).toEqual({
        shell: 'none',
        because: 'there is no display',
      })
    }
  })

  it('is not Electron without its sandbox', () => {
    expect(chooseShell(undefined, { ...machine, uid: 0 }, '/e/electron').shell).toBe('browser')
    expect(chooseShell('electron', { ...machine, uid: 0 }, '/e/electron').shell).toBe('none')
  })
})

describe('Electron in training', () => {
  it('is not started a second time, nor is a second sandbox, when one holds the folder', async () => {
    const options = { faces: ['kiosk'], mode: 'training', phoneAddress: undefined } as const
    const first = await prepareElectron(data(), options)
    expect(JSON.parse(first?.env['BALCAO_SANDBOX'] ?? '')).toMatchObject({
      phoneUrl: expect.stringMatching(/^http:\/\/phone\.localhost:/) as string,
    })
    expect(await prepareElectron(data(), options)).toBeNull()
    await first?.close()
    const next = await prepareElectron(data(), options)
    expect(next?.args).toContain(`--data=${data()}`)
    await next?.close()
  })

  it('starts without a sandbox, and says what is wrong by itself, when the folder can not be used', async () => {
    writeFileSync(data(), 'not a folder')
    const prepared = await prepareElectron(data(), { faces: ['kiosk'], mode: 'training', phoneAddress: undefined })
    expect(prepared?.env).not.toHaveProperty('BALCAO_SANDBOX')
  })
})
