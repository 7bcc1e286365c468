import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { defined } from '../../electron/common/defined.ts'
import { refuse, type Outcome } from '../../electron/contract/index.ts'
import { canKeepSandbox, hasDisplay, type HostMachine } from '../../electron/shell/browser/chromium.ts'
import type { AskedToEnd } from '../../electron/shell/signals.ts'
import { launchSandbox, type Sandbox } from '../../electron/sandbox/serving/launch.ts'
import { SANDBOX_VARIABLE } from '../../electron/shell/electron/launch-arguments.ts'
import type { RunningSandbox } from '../../electron/shell/electron/messages.ts'
import type { ShellName, StartArguments } from '../../electron/shell/options.ts'
import { defaultFolder } from '../../electron/start.ts'
import { launchTerminal } from '../../hardware/payment-terminal/simulator/launch.ts'
import { serveOrders } from '../../hardware/payment-terminal/simulator/orders.ts'
import { runChild } from './child.ts'
import { root, say } from './run.ts'

const electronFolder = path.join(root, 'node_modules', 'electron')

/** How often a download says that it still runs, in milliseconds. */
const PROGRESS_MS = 5_000

/** The path of Electron's binary; null where it wasn't fetched yet. */
export function findElectron(): string | null {
  try {
    const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(electronFolder, 'dist')
    const program = path.join(dist, readFileSync(path.join(electronFolder, 'path.txt'), 'utf8').trim())
    return existsSync(program) ? program : null
  } catch {
    return null
  }
}

/**
 * Fetches Electron's binary with Electron's own installer and prints how long it takes. Answers false, after printing a
 * sentence, where it fails.
 */
export async function fetchElectron(end: AskedToEnd): Promise<boolean> {
  const started = performance.now()
  const seconds = (): string => `${Math.round((performance.now() - started) / 1000)} s`
  say('Balcão: fetching Electron’s binary (about 120 MB, once).')
  const progress = setInterval(() => say(`Balcão: still fetching, ${seconds()}`), PROGRESS_MS)
  let output = ''
  const code = await runChild(process.execPath, [path.join(electronFolder, 'install.js')], {
    end,
    output: (text) => (output += text),
  })
  clearInterval(progress)
  if (end.wasAsked()) return false
  if (code === 0 && findElectron()) {
    say(`Balcão: Electron’s binary is here, after ${seconds()}.`)
    return true
  }
  const reason =
    output
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? `its installer ended with ${code}`
  process.stderr.write(
    `Balcão: Electron’s binary could not be fetched (${reason}). It comes from GitHub’s releases, not from the npm registry: ` +
      'see that this machine reaches them, or start with --shell browser, or with --shell none.\n',
  )
  return false
}

export type ChosenShell =
  { shell: 'electron'; program: string; because: string } | { shell: 'browser' | 'none'; because: string }

/**
 * Chooses the shell: Electron where there are its binary and a display and it can keep its sandbox, else the browser
 * shell, which chooses a browser.
 */
export function chooseShell(asked: ShellName | undefined, machine: HostMachine, electron: string | null): ChosenShell {
  if (asked === 'none') return { shell: 'none', because: '--shell none asks for it' }
  if (asked === 'browser') return { shell: 'browser', because: '--shell browser asks for it' }
  if (!hasDisplay(machine)) return { shell: 'none', because: 'there is no display' }
  if (!electron) return { shell: 'browser', because: 'Electron’s binary is not here (--shell electron fetches it)' }
  const sandbox = canKeepSandbox(machine, electron)
  if (sandbox.keeps)
    return {
      shell: 'electron',
      program: electron,
      because: asked ? '--shell electron asks for it' : 'its binary is here',
    }
  return { shell: asked ? 'none' : 'browser', because: sandbox.because }
}

/**
 * Runs the Electron shell on the build in `dist` until it ends or is asked to, in training with the sandbox. Answers
 * the exit code, 2 where the data folder is in use.
 */
export async function runElectron(program: string, options: StartArguments, end: AskedToEnd): Promise<number> {
  const data = path.resolve(options.data ?? defaultFolder(options.mode))
  const prepared = await prepareElectron(data, options)
  if (!prepared) {
    process.stderr.write(
      `Balcão: Another Balcão is running on the data folder ${data}. End that one first, or name another folder with --data.\n`,
    )
    return 2
  }
  try {
    return await runChild(program, prepared.args, { end, env: prepared.env, output: 'inherit' })
  } finally {
    await prepared.close()
  }
}

/**
 * What the Electron shell is started with: arguments and environment. In training a sandbox and a card terminal run
 * until `close`.
 */
export interface PreparedElectron {
  args: string[]
  env: Record<string, string>
  close(): Promise<void>
}

/**
 * Prepares a start of the Electron shell; end-to-end tests give `args` and `env` to Playwright's `_electron.launch`.
 * Answers null where another Balcão runs a sandbox on the folder, so that no second shell starts there. Where the
 * sandbox can't start for another reason, the shell starts without it and says what is wrong on its own screen.
 */
export async function prepareElectron(
  data: string,
  options: Pick<StartArguments, 'faces' | 'mode' | 'phoneAddress'> & Partial<Pick<StartArguments, 'department'>>,
): Promise<PreparedElectron | null> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  const args = [
    path.join(root, 'dist', 'electron', 'main.js'),
    `--face=${options.faces.join(',')}`,
    `--data=${data}`,
    `--mode=${options.mode}`,
  ]
  const launched = options.mode === 'training' ? await startSandbox(data, options) : null
  if (launched?.ok === false && launched.refusal.code === 'folder-in-use') return null
  if (!launched?.ok) return { args, env, close: () => Promise.resolve() }
  const { sandbox } = launched
  // Without a terminal everything works but card payments.
  const started = await launchTerminal({ folder: path.join(data, 'terminal') })
  const terminal = started.ok ? started.terminal : undefined
  // The station's process gives the dock's orders to the terminal, which is this process's.
  const orders = terminal && (await serveOrders(terminal).catch(() => undefined))
  const told: RunningSandbox = {
    url: sandbox.url,
    phoneUrl: sandbox.phoneUrl,
    enrolmentCode: sandbox.enrolmentCode,
    root: Buffer.from(sandbox.root).toString('base64'),
    ...defined({ terminal: terminal && { host: terminal.host, port: terminal.port, orders: orders?.door } }),
  }
  return {
    args,
    env: { ...env, [SANDBOX_VARIABLE]: JSON.stringify(told) },
    async close() {
      orders?.close()
      await Promise.all([sandbox.close(), terminal?.close()])
    },
  }
}

async function startSandbox(
  data: string,
  { phoneAddress, department }: Partial<Pick<StartArguments, 'phoneAddress' | 'department'>>,
): Promise<Outcome<{ sandbox: Sandbox }>> {
  try {
    // The same rights as the station gives to its folder, since the sandbox may make it first.
    mkdirSync(data, { recursive: true, mode: 0o700 })
  } catch {
    return refuse('folder-unwritable')
  }
  return launchSandbox({
    folder: path.join(data, 'sandbox'),
    pages: path.join(root, 'dist', 'phone'),
    ...defined({ phoneAddress, department }),
  })
}
