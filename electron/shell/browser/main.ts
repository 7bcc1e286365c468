/**
 * The browser shell as a program of its own, on pages that are already built: for an installed counter and for tests.
 */
import { fileURLToPath } from 'node:url'
import { EXIT_USAGE, parseStartArguments, USAGE } from '../options.ts'
import { thisMachine } from './chromium.ts'
import { chooseDisplay, runBrowserShell } from './run.ts'

const dist = fileURLToPath(new URL('../../../dist/', import.meta.url))

const parsed = parseStartArguments(process.argv.slice(2))
if (!parsed.ok) {
  process.stderr.write(`Balcão: ${parsed.problem}\n\n${USAGE}`)
  process.exitCode = EXIT_USAGE
} else if (parsed.help) {
  process.stdout.write(USAGE)
} else {
  const { options } = parsed
  const showing =
    options.shell === 'none'
      ? { how: 'serve' as const, because: '--shell none asks for it' }
      : chooseDisplay(thisMachine(), 'this is the browser shell’s own program')
  process.exitCode = await runBrowserShell({
    ...options,
    renderer: `${dist}renderer`,
    phonePages: `${dist}phone`,
    showing,
  })
  process.exit()
}
