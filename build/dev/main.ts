/** `npm run dev`: the pages with hot reload, in front of a training station that starts again when its code changes. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { EXIT_USAGE } from '../../electron/shell/options.ts'
import { isLeftByNpm, untilAskedToEnd } from '../../electron/shell/signals.ts'
import { checkFolder, defaultFolder } from '../../electron/start.ts'
import { root, say } from '../scripts/run.ts'
import { keepStation } from './keep-station.ts'
import { parseDevArguments, USAGE, type DevArguments } from './options.ts'
import { devAddress, servePages } from './pages.ts'

/** The folders of the station's code; a changed test in them doesn't restart the station. */
const STATION_CODE = ['electron', 'hardware'].map((folder) => path.join(root, folder))
const isStationCode = (file: string): boolean =>
  /(?<!\.test)\.(?:ts|json)$/.test(file) && STATION_CODE.some((folder) => file.startsWith(folder + path.sep))

/** Files that are saved within this time, such as by one checkout, are one change; in milliseconds. */
const SAVED_TOGETHER_MS = 100

/** The exit code where another program uses the port or the folder. */
const EXIT_TAKEN = 2

const complain = (line: string): void => void process.stderr.write(`Balcão: ${line}\n`)

async function develop({ port, data, open, inspect }: DevArguments): Promise<number> {
  if (isLeftByNpm()) return 0
  const end = untilAskedToEnd()
  const folder = path.resolve(data ?? path.join(path.dirname(defaultFolder()), 'development'))
  const checked = await checkFolder(folder, 'training')
  if (!checked.ok) {
    complain(
      `the data folder ${folder} is none that a training station can start on (${checked.refusal.code}). ` +
        'Name another with --data.',
    )
    return EXIT_TAKEN
  }
  const station = keepStation({
    data: folder,
    phonePages: phonePages(port),
    inspect,
    onReady: (stands) =>
      stands
        ? say('Balcão: the station is ready.')
        : complain("the pages are served, but the station can't start; it starts again when its code changes."),
  })
  const served = await servePages({ port, station, open }).catch((error: unknown) => {
    if (!isTaken(error)) throw error
    return null
  })
  if (!served) {
    complain(`port ${port} of 127.0.0.1 is taken by another program. Name another with --port.`)
    return EXIT_TAKEN
  }
  const { vite } = served
  station.restart()
  for (const [what, name] of [
    ['kiosk', 'kiosk'],
    ['counter', 'counter'],
    ['customer’s window', 'customer'],
    ['residents’ phones', 'phone'],
  ] as const)
    say(`Balcão: the ${what}: ${devAddress(name, port)}`)
  say('Pages change as their files are saved, the station starts again when its code is; Ctrl-C ends both.')

  let saved: NodeJS.Timeout | undefined
  vite.watcher.add(STATION_CODE)
  vite.watcher.on('all', (_event, file) => {
    if (!isStationCode(file)) return
    clearTimeout(saved)
    saved = setTimeout(() => {
      say(`Balcão: ${path.relative(root, file)} changed; the station starts again.`)
      station.restart()
    }, SAVED_TOGETHER_MS)
  })
  await end.asked
  clearTimeout(saved)
  await Promise.all([vite.close(), station.close()])
  return 0
}

/** Makes the folder of the sandbox's phone page, which redirects to the page with hot reload. */
function phonePages(port: number): string {
  const folder = path.join(root, '.cache', 'dev-phone')
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    path.join(folder, 'phone.html'),
    `<!doctype html><meta http-equiv="refresh" content="0; url=${devAddress('phone', port)}">\n`,
  )
  return folder
}

/** Whether the error says that the port is taken; Vite says so only in the message. */
function isTaken(error: unknown): boolean {
  return z.object({ message: z.string().regex(/port .* already in use/i) }).safeParse(error).success
}

const parsed = parseDevArguments(process.argv.slice(2), process.env)
if (!parsed.ok) {
  process.stderr.write(`Balcão: ${parsed.problem}\n\n${USAGE}`)
  process.exitCode = EXIT_USAGE
} else if (parsed.help) {
  process.stdout.write(USAGE)
} else {
  // Ends at once, even where open handles would keep the process alive.
  process.exit(await develop(parsed.options))
}
