import { spawn, type ChildProcess } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { root } from '../scripts/run.ts'

let folder: string
const started: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'balcao-versions-'))
  copyFileSync(path.join(root, 'build', 'package', 'balcao-launch'), at('balcao-launch'))
})
afterEach(() => {
  // All processes that a launcher left are in its group.
  for (const { pid } of started.splice(0)) {
    try {
      process.kill(-(pid ?? 0), 'SIGKILL')
    } catch {
      // No process of the group is left.
    }
  }
  rmSync(folder, { recursive: true, force: true })
})

const at = (name: string): string => path.join(folder, name)
const log = (): string[] => (existsSync(at('log')) ? readFileSync(at('log'), 'utf8').trim().split('\n') : [])
const link = (name: string): string | undefined =>
  lstatSync(at(name), { throwIfNoEntry: false }) ? readlinkSync(at(name)) : undefined
const there = (name: string): boolean => existsSync(at(name))

/** Writes a version: a program that logs its start and then runs `does`. */
function version(name: string, does: string): void {
  writeFileSync(at(name), `#!/bin/sh\necho "${name} $*" >> log\n${does}\n`)
  chmodSync(at(name), 0o755)
}
const PROVES = '[ ! -L trial ] || mv -f trial current'

/** Starts the launcher in its own process group, as a service has one. */
function launch(
  env: NodeJS.ProcessEnv = {},
  cwd = folder,
): { child: ChildProcess; said: () => string; ended: Promise<number | null> } {
  const child = spawn('/bin/sh', [at('balcao-launch'), '--face=kiosk'], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  started.push(child)
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => void (said += chunk.toString()))
  return {
    child,
    said: () => said,
    ended: new Promise((resolve) => {
      child.once('exit', resolve)
    }),
  }
}

describe.skipIf(process.platform === 'win32')('the launcher', () => {
  beforeEach(() => {
    version('one', '[ -z "${BALCAO_TRIAL:-}" ] || echo "and is on trial" >> log')
    symlinkSync('one', at('current'))
  })

  it('starts the current version with its options, and ends with its exit code', async () => {
    expect(await launch({ BALCAO_TRIAL: '1' }).ended).toBe(0)
    version('one', 'exit 3')
    expect(await launch().ended).toBe(3)
    expect(log()).toEqual(['one --face=kiosk', 'one --face=kiosk'])
  })

  it('starts the version again when it asks for that', async () => {
    version('one', 'echo x >> count; [ "$(wc -l < count)" = 3 ] || exit 75')
    expect(await launch().ended).toBe(0)
    expect(log()).toHaveLength(3)
  })

  it('keeps a new version that proves itself, and removes the previous one at the next start', async () => {
    version('two', PROVES)
    symlinkSync('two', at('next'))
    expect(await launch().ended).toBe(0)
    expect([link('current'), link('next'), link('trial'), there('one')]).toEqual(['two', undefined, undefined, true])
    expect(await launch().ended).toBe(0)
    expect([there('one'), link('previous'), there('failed')]).toEqual([false, undefined, false])
    expect(log()).toEqual(['two --face=kiosk', 'two --face=kiosk'])
  })

  it('leaves no old version behind when updates follow each other without a restart', async () => {
    for (const [name, following] of [
      ['two', 'three'],
      ['three', 'four'],
    ] as const)
      version(name, `${PROVES}; ln -s ${following} next; exit 75`)
    version('four', PROVES)
    symlinkSync('two', at('next'))
    expect(await launch().ended).toBe(0)
    expect(await launch().ended).toBe(0)
    expect([link('current'), ['one', 'two', 'three', 'four'].filter(there)]).toEqual(['four', ['four']])
  })

  it.each([
    ['ends', 'exit 0'],
    ['fails', 'exit 1'],
    ['asks to be started again', 'exit 75'],
    ['is killed', 'kill -KILL $$'],
    ["can't be run", 'exec /nonexistent'],
  ])('starts the previous version when a new one %s before it proved itself', async (_how, does) => {
    version('two', does)
    symlinkSync('two', at('next'))
    const { ended, said } = launch()
    expect(await ended).toBe(0)
    expect(log()).toEqual(['two --face=kiosk', 'one --face=kiosk'])
    expect([link('current'), link('next'), link('trial'), there('two'), readFileSync(at('failed'), 'utf8')]).toEqual([
      'one',
      undefined,
      undefined,
      false,
      'two\n',
    ])
    expect(said()).toContain('two did not prove itself')
  })

  it('reports a version that did not prove itself after recording that', async () => {
    version('two', 'exit 1')
    symlinkSync('two', at('next'))
    mkdirSync(at('failed'))
    const { ended, said } = launch()
    expect(await ended).toBe(0)
    expect([log(), link('trial'), there('two')]).toEqual([['two --face=kiosk', 'one --face=kiosk'], undefined, false])
    expect(said()).toMatch(/failed: Is a directory[^]*two did not prove itself/)
  })

  it('ends a new version that hangs before it proved itself', async () => {
    version('two', 'exec sleep 60')
    symlinkSync('two', at('next'))
    expect(await launch({ BALCAO_TRIAL_SECONDS: '2' }).ended).toBe(0)
    expect([log(), link('current')]).toEqual([['two --face=kiosk', 'one --face=kiosk'], 'one'])
  })

  it("doesn't go back once a version proved itself, however it ends", async () => {
    version('two', `${PROVES}; kill -KILL $$`)
    symlinkSync('two', at('next'))
    expect(await launch().ended).toBe(137)
    version('two', 'exit 1')
    expect(await launch().ended).toBe(1)
    expect([log(), link('current')]).toEqual([['two --face=kiosk', 'two --face=kiosk'], 'two'])
  })

  it('starts the previous version after the power went during a trial', async () => {
    version('two', 'exec sleep 60')
    symlinkSync('two', at('next'))
    const { child, ended } = launch()
    await expect.poll(() => log()).toEqual(['two --face=kiosk'])
    process.kill(-(child.pid ?? 0), 'SIGKILL')
    await ended
    expect(link('trial')).toBe('two')
    expect(await launch().ended).toBe(0)
    expect([log().at(-1), link('current'), link('trial')]).toEqual(['one --face=kiosk', 'one', undefined])
  })

  it("starts the current version when the folder can't be written, even with another beside it", async () => {
    version('two', PROVES)
    symlinkSync('two', at('next'))
    mkdirSync(at('bin'))
    // As on a disk that became read-only after a fault.
    writeFileSync(at('bin/mv'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
    expect(await launch({ PATH: `${at('bin')}:${process.env['PATH'] ?? ''}` }).ended).toBe(0)
    expect([log(), link('current'), link('next')]).toEqual([['one --face=kiosk'], 'one', 'two'])
  })

  it('removes a copy that a power cut left unfinished', async () => {
    writeFileSync(at('balcao-0.2.0-x86_64.AppImage.new'), 'half')
    expect(await launch().ended).toBe(0)
    expect(there('balcao-0.2.0-x86_64.AppImage.new')).toBe(false)
  })

  it('tries a version again when the trial was ended on request', async () => {
    version('two', 'exec sleep 60')
    symlinkSync('two', at('next'))
    const { child, ended } = launch()
    await expect.poll(() => log()).toEqual(['two --face=kiosk'])
    child.kill('SIGTERM')
    await ended
    expect([link('current'), link('next'), link('trial'), there('failed')]).toEqual(['one', 'two', undefined, false])
  })

  it('ends when another launcher is watching a trial', async () => {
    version('two', `sleep 2; ${PROVES}`)
    symlinkSync('two', at('next'))
    const { ended } = launch()
    await expect.poll(() => log()).toEqual(['two --face=kiosk'])
    const other = launch()
    expect([await other.ended, other.said()]).toEqual([2, expect.stringContaining('another balcao-launch runs')])
    expect(await ended).toBe(0)
    expect([log(), link('current'), there('failed')]).toEqual([['two --face=kiosk'], 'two', false])
  })

  it('starts after a launcher that was killed, even when its version still runs', async () => {
    version('one', '[ -e first ] && exit 0; : > first; exec sleep 60')
    const { child, ended } = launch()
    await expect.poll(() => there('first')).toBe(true)
    child.kill('SIGKILL')
    await ended
    expect(await launch().ended).toBe(0)
  })

  it('starts a version in its own working folder, so that relative paths hold', async () => {
    const cwd = mkdtempSync(path.join(folder, 'elsewhere-'))
    version('one', 'pwd >> "$BALCAO_VERSIONS/log"')
    version('two', `pwd >> "$BALCAO_VERSIONS/log"; cd "$BALCAO_VERSIONS"; ${PROVES}; exit 75`)
    symlinkSync('two', at('next'))
    const { child } = launch({}, cwd)
    await expect.poll(() => (existsSync(at('log')) ? log() : [])).toContain(cwd)
    child.kill('SIGTERM')
  })

  it('passes on a request to end, and waits for an orderly end', async () => {
    version('one', 'trap "sleep 0.5; echo in order >> log; exit 0" TERM; while :; do sleep 0.1; done')
    const { child, ended } = launch()
    await expect.poll(() => log()).toHaveLength(1)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(log().at(-1)).toBe('in order')
  })

  it('ends on request even while it removes the previous version', async () => {
    version('one', 'exec sleep 60')
    version('older', '')
    symlinkSync('older', at('previous'))
    mkdirSync(at('bin'))
    // As with a big file on a slow disk.
    writeFileSync(at('bin/rm'), `#!/bin/sh\n: > '${at('removing')}'\nsleep 1\nexec /bin/rm "$@"\n`, { mode: 0o755 })
    const { child, ended } = launch({ PATH: `${at('bin')}:${process.env['PATH'] ?? ''}` })
    await expect.poll(() => there('removing')).toBe(true)
    child.kill('SIGTERM')
    expect(await ended).toBe(143)
    expect(there('older')).toBe(false)
  })

  it('reports that there is no version', async () => {
    rmSync(at('current'))
    const { ended, said } = launch()
    expect([await ended, said()]).toEqual([78, expect.stringContaining('there is no version')])
  })
})
