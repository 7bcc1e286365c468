import { randomFillSync } from 'node:crypto'
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { OwnProgram } from '../../hardware/own-process.ts'
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

/**
 * How many random bytes are drawn from the system at once, since most requests are for a few bytes, many times a
 * second. Longer requests are drawn by themselves.
 */
const CHANCE = 4_096
const chance = new Uint8Array(CHANCE)
let used = CHANCE

/** The system's cryptographic random bytes. */
export const systemRandom: Random = {
  bytes(length) {
    if (length > CHANCE / 4) return randomFillSync(new Uint8Array(length))
    if (used + length > CHANCE) {
      randomFillSync(chance)
      used = 0
    }
    const bytes = chance.slice(used, used + length)
    // Bytes that were handed out are erased here.
    chance.fill(0, used, (used += length))
    return bytes
  },
}

/** The default data folder: the system's place for programs' data, one for training and one for production. */
export function defaultFolder(mode: 'training' | 'production' = 'training'): string {
  return join(dataHome(), 'balcao', mode)
}

/**
 * The folder of the journals' heads, outside every data folder, so that putting an older data folder back doesn't put
 * an older head back too. `BALCAO_HEADS` names another.
 */
export function defaultHeads(): string {
  const named = process.env['BALCAO_HEADS']
  if (named !== undefined && named !== '') return named
  if (process.platform === 'win32' || process.platform === 'darwin') return join(dataHome(), 'balcao', 'heads')
  const state = process.env['XDG_STATE_HOME']
  return join(state === undefined || state === '' ? join(homedir(), '.local', 'state') : state, 'balcao', 'heads')
}

/** Caches compiled code for the next start, in a folder of the user's own, since code from there is run. */
export function cacheCompiledCode(): void {
  enableCompileCache(join(dataHome(), 'balcao', 'cache'))
}

function dataHome(): string {
  const home = homedir()
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local')
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support')
  const named = process.env['XDG_DATA_HOME']
  return named === undefined || named === '' ? join(home, '.local', 'share') : named
}

/** What runs the processes of devices in a checkout, this Node on their source: their drivers, and what draws papers. */
export const ownPrograms = (): Record<'drivers' | 'drawing', OwnProgram> => ({
  drivers: ownProgram('driver-host/main.ts'),
  drawing: ownProgram('printer/picture-process.ts'),
})

const ownProgram = (file: string): OwnProgram => ({
  node: process.execPath,
  script: fileURLToPath(new URL(`../../hardware/${file}`, import.meta.url)),
})
