import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { canKeepSandbox, hasDisplay, type Machine } from '../../electron/shell/browser/chromium.ts'
import type { AskedToEnd } from '../../electron/shell/browser/signals.ts'
import type { ShellName } from '../../electron/shell/options.ts'
import { runChild } from './child.ts'
import { root, say } from './run.ts'

const electronFolder = path.join(root, 'node_modules', 'electron')

/** How often a download says that it still runs. */
const PROGRESS_MS = 5_000

/** Electron's binary, where it was already fetched. */
export function findElectron(): string | null {
  try {
    const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(electronFolder, 'dist')
    const program = path.join(dist, readFileSync(path.join(electronFolder, 'path.txt'), 'utf8').trim())
    return existsSync(program) ? program : null
  } catch {
    return null
  }
}

/** Fetches Electron's binary with Electron's own installer, saying how long it has taken; false, with a sentence, where that fails. */
export async function fetchElectron(end: AskedToEnd): Promise<boolean> {
  const started = performance.now()
  const seconds = (): string => `${Math.round((performance.now() - started) / 1000)} s`
  say('Balcão: fetching Electron’s binary (about 120 MB, once).')
  const progress = setInterval(() => say(`Balcão: still fetching, ${seconds()}`), PROGRESS_MS)
  let output = ''
  const code = await runChild(process.execPath, [path.join(electronFolder, 'install.js')], { end, output: (text) => (output += text) })
  clearInterval(progress)
  if (end.wasAsked()) return false
  if (code === 0 && findElectron()) {
    say(`Balcão: Electron’s binary is here, after ${seconds()}.`)
    return true
  }
  const reason = output.split('\n').find((line) => line.trim() !== '')?.trim() ?? `its installer ended with ${code}`
  process.stderr.write(
    `Balcão: Electron’s binary could not be fetched (${reason}). It comes from GitHub’s releases, not from the npm registry: ` +
    'see that this machine reaches them, or start with --shell browser, or with --shell none.\n'
  )
  return false
}

export type ChosenShell = { shell: 'electron'; program: string; because: string } | { shell: 'browser' | 'none'; because: string }

/** Which shell to open: Electron where its binary is here and can keep its sandbox on a display, else the browser shell, which chooses further. */
export function chooseShell(asked: ShellName | undefined, machine: Machine, electron: string | null): ChosenShell {
  if (asked === 'none') return { shell: 'none', because: '--shell none asks for it' }
  if (asked === 'browser') return { shell: 'browser', because: '--shell browser asks for it' }
  if (!hasDisplay(machine)) return { shell: 'none', because: 'there is no display' }
  if (!electron) return { shell: 'browser', because: 'Electron’s binary is not here (--shell electron fetches it)' }
  const sandbox = canKeepSandbox(machine, electron)
  if (sandbox.keeps) return { shell: 'electron', program: electron, because: asked ? '--shell electron asks for it' : 'its binary is here' }
  return { shell: asked ? 'none' : 'browser', because: sandbox.because }
}
