/**
 * `npm start`: builds Balcão if needed, opens it in training with the best shell that this machine has, and says which
 * and why.
 */
import path from 'node:path'
import { thisMachine } from '../../electron/shell/browser/chromium.ts'
import { chooseDisplay, runBrowserShell, type DisplayChoice } from '../../electron/shell/browser/run.ts'
import { EXIT_USAGE, parseStartArguments, USAGE, type StartArguments } from '../../electron/shell/options.ts'
import { buildIfStale } from './build.ts'
import { isLeftByNpm, untilAskedToEnd } from '../../electron/shell/signals.ts'
import { chooseShell, fetchElectron, findElectron, runElectron } from './electron.ts'
import { root, say } from './run.ts'

async function start(options: StartArguments): Promise<number> {
  if (isLeftByNpm()) return 0
  const end = untilAskedToEnd()
  if (options.shell === 'electron' && !findElectron() && !(await fetchElectron(end))) return end.wasAsked() ? 0 : 1
  if (!(await buildIfStale(end))) return end.wasAsked() ? 0 : 1

  const machine = thisMachine()
  const chosen = chooseShell(options.shell, machine, findElectron())
  if (chosen.shell === 'electron') {
    say(
      `Balcão: the ${options.faces.join(' and the ')} opens in Electron (${chosen.program}), because ${chosen.because}.`,
    )
    return runElectron(chosen.program, options, end)
  }
  const showing: DisplayChoice =
    chosen.shell === 'none' ? { how: 'serve', because: chosen.because } : chooseDisplay(machine, chosen.because)
  return runBrowserShell(
    {
      ...options,
      renderer: path.join(root, 'dist', 'renderer'),
      phonePages: path.join(root, 'dist', 'phone'),
      showing,
    },
    end,
  )
}

const parsed = parseStartArguments(process.argv.slice(2))
if (!parsed.ok) {
  process.stderr.write(`Balcão: ${parsed.problem}\n\n${USAGE}`)
  process.exitCode = EXIT_USAGE
} else if (parsed.help) {
  process.stdout.write(USAGE)
} else {
  // Ends at once, even where open handles would keep the process alive.
  process.exit(await start(parsed.options))
}
