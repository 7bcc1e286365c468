import { randomFillSync } from 'node:crypto'
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Clock, Random } from '../../hardware/ports.ts'

/** This machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, then) {
    const timer = setTimeout(then, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** Chance is asked for so many bytes at once, and for longer ones by itself: most are a few, many times a second. */
const CHANCE = 4_096
const chance = new Uint8Array(CHANCE)
let used = CHANCE

/** This machine's chance. */
export const systemRandom: Random = {
  bytes(length) {
    if (length > CHANCE / 4) return randomFillSync(new Uint8Array(length))
    if (used + length > CHANCE) {
      randomFillSync(chance)
      used = 0
    }
    const bytes = chance.slice(used, used + length)
    // What was given out isn't kept here.
    chance.fill(0, used, (used += length))
    return bytes
  },
}

/**
 * Where a station keeps its data when nobody says: the system's own place for programs' data, training apart from
 * production.
 */
export function defaultFolder(mode: 'training' | 'production' = 'training'): string {
  return join(dataHome(), 'balcao', mode)
}

/**
 * Where the heads of journals are kept, outside of every data folder: whoever puts an older data folder back doesn't
 * put them back too.
 */
export function defaultHeads(): string {
  const named = process.env['BALCAO_HEADS']
  if (named !== undefined && named !== '') return named
  if (process.platform === 'win32' || process.platform === 'darwin') return join(dataHome(), 'balcao', 'heads')
  const state = process.env['XDG_STATE_HOME']
  return join(state === undefined || state === '' ? join(homedir(), '.local', 'state') : state, 'balcao', 'heads')
}

/**
 * Keeps what is compiled from now on for the next start; in a place of the user's own, since what lies there is run.
 */
export function keepCompiled(): void {
  enableCompileCache(join(dataHome(), 'balcao', 'cache'))
}

function dataHome(): string {
  const home = homedir()
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local')
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support')
  const named = process.env['XDG_DATA_HOME']
  return named === undefined || named === '' ? join(home, '.local', 'share') : named
}
