import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'
import type { PageFace } from '../faces.ts'
import { afterCrash, NO_CRASHES } from '../recovery.ts'
import { windowArguments, windowEnvironment, type Browser } from './chromium.ts'

/** A browser that never stayed open for `ranMs`, `times` times in a row, can't open here and isn't tried again. */
const NEVER_OPENED = { ranMs: 5_000, times: 3 } as const

/** How long a browser that is asked to close has before it is killed. */
const CLOSE_MS = 1_200

const PROFILE = /^balcao-window-(\d+)-/

/** A window that is kept open. */
export interface KeptWindow {
  /**
   * Resolves when the window is gone for good: it was closed by hand where that ends the shell (or by `close`), or the
   * browser can't open here.
   */
  ended: Promise<'closed' | 'cannot-open'>
  close(): Promise<void>
}

/** What a window is kept open with. */
export interface KeepWindowOptions {
  browser: Browser
  face: PageFace
  /** Where its left edge stands, in pixels from the first screen's. */
  left?: number
  /** Makes a new address for each opening, since launch tokens are used once. */
  address: () => string
  /** Whether closing the window by hand ends the shell, as at a counter; a kiosk's window opens again. */
  endsWhenClosed: boolean
  /** Prints one line for the person at the terminal. */
  say: (line: string) => void
  /** Further arguments of the browser; tests run it without a screen. */
  extra?: readonly string[]
}

/**
 * Opens a browser's window in a new profile and keeps it open: when it dies it is opened again, after a wait that
 * doubles from 0.5 s to 30 s.
 */
export function keepWindow(options: KeepWindowOptions): KeptWindow {
  let child: ChildProcess | null = null
  let closing = false
  let wake: (() => void) | undefined

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const killNow = (): void => {
    if (child) signal(child, 'SIGKILL')
  }
  process.once('exit', killNow)

  const open = async (): Promise<number | null> => {
    const profile = await freshProfile(options.browser.path)
    const graphics = process.platform !== 'linux' || existsSync('/dev/dri')
    const args = [
      ...windowArguments({
        face: options.face,
        left: options.left ?? 0,
        address: options.address(),
        profile,
        graphics,
      }),
      ...(options.extra ?? []),
    ]
    // In a process group of its own: Ctrl-C reaches this process alone, and killing the group also ends the browser's
    // children.
    const started = spawn(options.browser.path, args, {
      stdio: 'ignore',
      detached: process.platform !== 'win32',
      env: windowEnvironment(process.env),
    })
    child = started
    const code = await new Promise<number | null>((resolve) => {
      started.once('error', () => resolve(null))
      started.once('exit', resolve)
    })
    signal(started, 'SIGKILL')
    child = null
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch(() => undefined)
    return code
  }

  const keep = async (): Promise<'closed' | 'cannot-open'> => {
    await sweepProfiles()
    let crashes = NO_CRASHES
    let shortLives = 0
    for (;;) {
      const openedAt = performance.now()
      const code = await open()
      const ranMs = performance.now() - openedAt
      if (closing || (code === 0 && options.endsWhenClosed)) return 'closed'
      shortLives = ranMs < NEVER_OPENED.ranMs ? shortLives + 1 : Number.NEGATIVE_INFINITY
      if (shortLives >= NEVER_OPENED.times) return 'cannot-open'
      const next = afterCrash(crashes, ranMs)
      crashes = next.crashes
      options.say(`The window ${code === 0 ? 'was closed' : 'died'}; it opens again.`)
      await pause(next.waitMs)
      if (isClosing()) return 'closed'
    }
  }
  const isClosing = (): boolean => closing

  const ended = keep().finally(() => process.off('exit', killNow))
  return {
    ended,
    async close() {
      closing = true
      wake?.()
      const open = child
      if (open) {
        signal(open, 'SIGTERM')
        const force = setTimeout(() => signal(open, 'SIGKILL'), CLOSE_MS)
        await ended
        clearTimeout(force)
      }
      await ended
    },
  }
}

function signal(child: ChildProcess, name: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill(name)
    else process.kill(-child.pid, name)
  } catch {
    // The process group has ended already.
  }
}

/** The folder for profiles: a browser that is a snap may write only into its own folder. */
function profileHome(program: string): string {
  return program.startsWith('/snap/') ? path.join(homedir(), 'snap', path.basename(program), 'common') : tmpdir()
}

async function freshProfile(program: string): Promise<string> {
  const home = profileHome(program)
  await mkdir(home, { recursive: true })
  return mkdtemp(path.join(home, `balcao-window-${process.pid}-`))
}

/** Removes the profiles that earlier shells left behind when they were killed. */
async function sweepProfiles(): Promise<void> {
  for (const name of await readdir(tmpdir()).catch(() => [])) {
    const owner = PROFILE.exec(name)?.[1]
    if (owner !== undefined && !isAlive(Number(owner))) {
      await rm(path.join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined)
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM means that another user's process has this id, so it is alive.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
