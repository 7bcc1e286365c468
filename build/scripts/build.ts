import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { AskedToEnd } from '../../electron/shell/signals.ts'
import { runChild } from './child.ts'
import { root, say } from './run.ts'
import { isBuilt } from './stamp.ts'

const lock = path.join(root, 'node_modules', '.cache', 'balcao-build.lock')
const electronVite = path.join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')

/** How often a build says that it still runs, in milliseconds. */
const PROGRESS_MS = 5_000

/**
 * Builds the program unless `dist` was made from the present sources. Only one build runs at a time. Answers false
 * where the build fails or is ended.
 */
export async function buildIfStale(end: AskedToEnd): Promise<boolean> {
  if (isBuilt()) return true
  if (!(await takeLock(end))) return false
  try {
    // Another start may have built `dist` while this one waited.
    return isBuilt() || (await build(end))
  } finally {
    rmSync(lock, { force: true })
  }
}

async function build(end: AskedToEnd): Promise<boolean> {
  const started = performance.now()
  const seconds = (): string => `${Math.round((performance.now() - started) / 1000)} s`
  say('Balcão: building the screens; this is needed once after each change.')
  const progress = setInterval(() => say(`Balcão: still building, ${seconds()}`), PROGRESS_MS)
  let output = ''
  const code = await runChild(process.execPath, [electronVite, 'build', '--config', 'build/electron.vite.config.ts'], {
    end,
    output: (text) => (output += text),
  })
  clearInterval(progress)
  if (end.wasAsked()) return false
  if (code !== 0) {
    process.stderr.write(`${output}\nBalcão: the screens could not be built; what went wrong is above.\n`)
    return false
  }
  say(`Balcão: built in ${seconds()}.`)
  return true
}

async function takeLock(end: AskedToEnd): Promise<boolean> {
  mkdirSync(path.dirname(lock), { recursive: true })
  for (let waited = false; !end.wasAsked(); waited = true) {
    try {
      writeFileSync(lock, `${process.pid}\n`, { flag: 'wx' })
      return true
    } catch {
      if (!holderIsAlive()) rmSync(lock, { force: true })
      else if (!waited) say('Balcão: another start is building the screens; waiting for it.')
    }
    await wait(300)
  }
  return false
}

function holderIsAlive(): boolean {
  try {
    const pid = Number(readFileSync(lock, 'utf8'))
    return Number.isSafeInteger(pid) && pid > 0 && process.kill(pid, 0)
  } catch {
    return false
  }
}
