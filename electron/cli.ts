import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { askStation, checkScan, listDevices, setUpDevice, testDevice } from './cli/devices.ts'
import { doctor } from './cli/doctor.ts'
import { ended, EXIT, type Ending } from './cli/ending.ts'
import { readInstant, readPicture, scanCode, scanned } from './cli/scan.ts'
import { deviceId, type Refusal } from './contract/index.ts'
import {
  acceptLoss,
  backUp,
  cacheCompiledCode,
  checkExport,
  checkReceipt,
  defaultFolder,
  explainKeys,
  explainLost,
  exportJournal,
  restore,
  showJournal,
  verifyJournal,
} from './start.ts'

/** Whether this is a package, which runs this file built; a checkout runs the `.ts` file. */
const isPackaged = !import.meta.filename.endsWith('.ts')

// A backslash at a line's end continues the line: it breaks here and not on the screen.
const HELP = `Usage: ${isPackaged ? 'balcao-station' : 'npm run -s station --'} COMMAND

  scan --text S          Reads a code's text as the station would: its kind, and whether it is good.
  scan --image FILE      The same for the first code in a PNG or JPEG picture.
       --at INSTANT      as at that instant: ISO 8601, in Macao's time where it names no zone
  doctor                 Looks at the station's data folder, disk, database, settings, clock, keys, trust, gateway and devices; \
makes no folder.
  devices list           The devices that the station has or has found: state, since when, last error, last test and \
what to do; and those that a technician confirmed.
  devices test --device ID
                         Asks a device of the running station how it is, a fingerprint sensor to read a finger, a keypad to hear \
each of its keys; has lights blink; not while a payment is under way.
       --paper           has a printer print a test paper instead
  devices check-scan     Shows a code; says which way it comes from a scanner that it is held to, and whether whole.
  devices set-up --device ID
                         Says where its manual has the code that sets a scanner to HID POS mode; waits until it has \
changed, and says what else is to be done.
       --for MINUTES     waits so long; 5 unless said otherwise
  devices confirm --device ID --face kiosk|counter
                         Has the running station use this found device from now on, at this face. Only that device, \
at that USB socket, is meant.
  devices withdraw --device ID
                         Takes that back.
  journal verify         Walks the journal: hashes, every signature, gaps, keys; compares it with the heads that are \
kept outside the data folder.
       --hashes          looks at sequence and hashes alone
       --file FILE       checks a file that 'journal export' wrote: good only where its end is signed by a key of the \
journal.
                         By itself ("keys": "own") that shows only that the file agrees with itself: anybody can make \
such a file.
       --keys FILE       with --file: every key must be in this published JWK Set of the station ("keys": "published")
  journal export --to FILE
                         Writes the journal to a new file for an auditor, signed as a whole: facts can be read, \
bodies stay sealed.
  journal show           Prints entries, one JSON line each: their facts, never a body.
       --transaction T   those of one transaction
       --from N          from this number on
       --limit N         at most so many; 100 unless said otherwise
  journal accept-loss    Says what is known to be lost of a stopped station's journal: entries that the gateway or \
this machine knows, keys of sealed bodies.
       --yes             takes note of it in the journal, which goes on from where it is; the gateway takes it after \
the operator's code was enrolled with
  backup --to FILE       Copies the journal and the published keys to a new file, also while a station runs. No \
private key is in it.
  restore --from FILE    Makes a data folder, which must be empty or new, from a backup.
       --yes             although entries since the backup are lost for good
  receipt verify --text S
                         Checks a receipt's or a pending slip's code offline.
       --keys FILE       against this published JWK Set; without it, against the keys that the data folder's station
                         knows to be its own, and its journal says what became of it
  help                   Prints this.

  --data DIR             the station's data folder; without it, the ${isPackaged ? 'production' : 'training'} \
station's own

Each command prints one JSON object as its last line and exits with 0 (good; doctor: ready; verify: whole), 2 (not), \
1 (a fault) or 64 (wrong use).
A station that runs on the folder answers scan, doctor and devices by itself; its replay memory stays untouched, and no field \
of anybody's identity is printed.
`

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const OPTIONS = {
  text,
  image: text,
  at: text,
  data: text,
  file: text,
  to: text,
  from: text,
  transaction: text,
  limit: text,
  keys: text,
  device: text,
  face: text,
  for: text,
  paper: flag,
  hashes: flag,
  yes: flag,
  help: { ...flag, short: 'h' },
} as const

type Options = NonNullable<ReturnType<typeof parse>>['options']

/** A command: the options that it takes beside `--help`, those that it needs, and what it does. */
interface Command {
  takes: readonly (keyof Options)[]
  needs?: readonly (keyof Options)[]
  run(options: Options): Promise<Ending> | Ending
}

const COMMANDS: Readonly<Record<string, Command>> = {
  scan: { takes: ['text', 'image', 'at', 'data'], run: scanOptions },
  doctor: { takes: ['data'], run: ({ data }) => doctor(folderOf(data)) },
  'devices list': { takes: ['data'], run: ({ data }) => listDevices(folderOf(data)) },
  'devices test': {
    takes: ['data', 'device', 'paper'],
    needs: ['device'],
    run: ({ data, device = '', paper }) => testDevice(folderOf(data), device, paper === true ? 'paper' : 'status'),
  },
  'devices check-scan': { takes: ['data'], run: ({ data }) => checkScan(folderOf(data)) },
  'devices set-up': { takes: ['data', 'device', 'for'], needs: ['device'], run: setUp },
  'devices confirm': { takes: ['data', 'device', 'face'], needs: ['device', 'face'], run: confirmDevice },
  'devices withdraw': {
    takes: ['data', 'device'],
    needs: ['device'],
    run: ({ data, device = '' }) => askStation(folderOf(data), (technician) => technician.withdrawDevice(device)),
  },
  'journal verify': { takes: ['data', 'hashes', 'file', 'keys'], run: verify },
  'journal export': {
    takes: ['data', 'to'],
    needs: ['to'],
    run: async ({ data, to = '' }) => ended(await exportJournal(folderOf(data), resolve(to))),
  },
  'journal show': { takes: ['data', 'transaction', 'from', 'limit'], run: show },
  'journal accept-loss': {
    takes: ['data', 'yes'],
    run: async ({ data, yes }) => ended(await acceptLoss(folderOf(data), yes === true)),
  },
  backup: {
    takes: ['data', 'to'],
    needs: ['to'],
    run: async ({ data, to = '' }) => ended(await backUp(folderOf(data), resolve(to))),
  },
  restore: {
    takes: ['data', 'from', 'yes'],
    needs: ['from', 'data'],
    run: async ({ data, from = '', yes }) =>
      ended(await restore(resolve(from), folderOf(data), yes === true), 'backup'),
  },
  'receipt verify': { takes: ['text', 'keys', 'data'], needs: ['text'], run: verifyReceipt },
  help: { takes: [], run: help },
}

/** How long a scanner's being set up is waited for, in minutes, by default and at most. */
const SET_UP_MINUTES = '5'
const MOST_SET_UP_MINUTES = 120
/** How many entries `journal show` prints by default, and at most. */
const SHOWN = 100
const MOST_SHOWN = 10_000
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** Runs one command line, given without the program's name, and answers how it ended. Rejects only for a fault. */
export async function run(args: readonly string[]): Promise<Ending> {
  const given = parse(args)
  if (!given) return badOption(args)
  const { name, options } = given
  if (options.help === true) return help()
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) return badCommand(name === '' ? [] : name.split(' '))
  const foreign = Object.keys(options).find((option) => !command.takes.some((taken) => taken === option))
  if (foreign !== undefined) return wrongUse(foreign, 'unknown', `'${name}' takes no option --${foreign}.`)
  const needed = command.needs?.find((each) => options[each] === undefined)
  if (!deviceId.optional().safeParse(options.device).success) return wrongUse('device', 'malformed')
  return needed === undefined
    ? command.run(options)
    : wrongUse(needed, 'needed', `'${name}' needs the option --${needed}.`)
}

/** The words of a command line that an error may repeat: never a code's text or a personal number. */
const WORD = /^[a-z][a-z-]{0,23}$/i

function badCommand(words: readonly string[]): Ending {
  const names = Object.keys(COMMANDS)
  const bad = words.find(
    (_word, index) => !names.some((name) => `${name} `.startsWith(`${words.slice(0, index + 1).join(' ')} `)),
  )
  if (bad === undefined)
    return explainUse(
      { code: 'invalid-input' },
      words.length === 0 ? 'No command is given.' : `'${words.join(' ')}' is half a command.`,
    )
  return WORD.test(bad)
    ? explainUse({ code: 'invalid-input', params: { command: bad, why: 'unknown' } }, `Unknown command: ${bad}`)
    : explainUse({ code: 'invalid-input' }, 'There is a word that is no command.')
}

function badOption(args: readonly string[]): Ending {
  const { tokens } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  const given = tokens.filter((token) => token.kind === 'option')
  const unknown = given.find(({ name }) => !Object.hasOwn(OPTIONS, name))
  if (unknown)
    return WORD.test(unknown.name)
      ? wrongUse(unknown.name, 'unknown', `Unknown option: ${unknown.rawName}`)
      : explainUse({ code: 'invalid-input' }, 'There is an option that no command has.')
  // A value that looks like an option is allowed only as --NAME=TEXT; a flag takes no value.
  const malformed = given.find(({ name, value, inlineValue }) =>
    isFlag(name) ? value !== undefined : value === undefined || (!inlineValue && value.startsWith('-')),
  )
  return malformed
    ? wrongUse(malformed.name, 'malformed')
    : explainUse({ code: 'invalid-input' }, "The options can't be read.")
}

const isFlag = (name: string) =>
  Object.entries(OPTIONS).some(([option, { type }]) => option === name && type === 'boolean')

function parse(args: readonly string[]) {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      options: OPTIONS,
      allowPositionals: true,
      strict: true,
    })
    return { name: positionals.join(' '), options: values }
  } catch {
    return undefined
  }
}

const folderOf = (data: string | undefined) =>
  data === undefined ? defaultFolder(isPackaged ? 'production' : 'training') : resolve(data)

function help(): Ending {
  process.stderr.write(HELP)
  return { exitCode: EXIT.good, output: { ok: true, commands: Object.keys(COMMANDS) } }
}

/** The end of a command line with a wrong option. `why`: `needed`, `unknown` or `malformed`. */
function wrongUse(option: string, why: string, line = `--${option} isn't given as it should be.`): Ending {
  return explainUse({ code: 'invalid-input', params: { option, why } }, line)
}

function explainUse(refusal: Refusal, line: string): Ending {
  process.stderr.write(`${line}\n\n${HELP}`)
  return { exitCode: EXIT.wrongUse, output: { ok: false, refusal } }
}

async function verify({ data, hashes, file, keys }: Options): Promise<Ending> {
  if (file === undefined)
    return keys === undefined
      ? verifyKept(folderOf(data), hashes === true)
      : wrongUse('file', 'needed', '--keys goes with --file alone.')
  if (data !== undefined || hashes !== undefined)
    return wrongUse('file', 'malformed', '--file goes with neither --data nor --hashes.')
  return ended(await checkExport(resolve(file), keys === undefined ? undefined : resolve(keys)), 'export')
}

async function verifyReceipt({ text: code = '', keys, data }: Options): Promise<Ending> {
  const checked = await checkReceipt(code, keys === undefined ? undefined : resolve(keys), folderOf(data))
  const words = checked.ok ? explainLost(checked) : undefined
  if (words !== undefined) process.stderr.write(`${words}\n`)
  return ended(checked, 'receipt')
}

/**
 * A key for which nothing vouches leaves the journal whole, so the answer is good and a line on stderr names the key.
 */
async function verifyKept(folder: string, hashes: boolean): Promise<Ending> {
  const report = await verifyJournal(folder, hashes)
  const words = report.ok ? explainKeys(report.keys) : undefined
  if (words !== undefined) process.stderr.write(`${words}\n`)
  return ended(report)
}

async function show({ data, transaction, from = '1', limit = String(SHOWN) }: Options): Promise<Ending> {
  const [first, most] = [readCount(from), readCount(limit)]
  if (first === undefined) return wrongUse('from', 'malformed')
  if (most === undefined || most > MOST_SHOWN) return wrongUse('limit', 'malformed')
  if (transaction !== undefined && !UUID.test(transaction)) return wrongUse('transaction', 'malformed')
  const outcome = await showJournal(folderOf(data), {
    transaction: transaction?.toLowerCase(),
    from: first,
    limit: most,
  })
  if (!outcome.ok) return ended(outcome)
  const { entries } = outcome
  return {
    ...ended({ ok: true }),
    lines: entries,
    output: { ok: true, entries: entries.length, last: entries.at(-1)?.seq ?? null },
  }
}

function readCount(value: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(value) ? Number(value) : undefined
}

async function scanOptions({ text: given, image, at: instant, data }: Options): Promise<Ending> {
  if ((given === undefined) === (image === undefined))
    return wrongUse('text', 'needed', "'scan' needs one of --text and --image.")
  const at = instant === undefined ? undefined : readInstant(instant)
  if (instant !== undefined && at === undefined) return wrongUse('at', 'malformed')
  const code = image === undefined ? { ok: true as const, bytes: Buffer.from(given ?? '') } : await readPicture(image)
  return code.ok
    ? scanCode({ ...code, at }, { folder: folderOf(data), isNamed: data !== undefined })
    : scanned({ kind: 'unknown', ok: false, refusal: code.refusal })
}

async function setUp({ data, device = '', for: minutes = SET_UP_MINUTES }: Options): Promise<Ending> {
  return /^\d{1,3}(?:\.\d{1,3})?$/.test(minutes) && Number(minutes) <= MOST_SET_UP_MINUTES
    ? setUpDevice(folderOf(data), device, Number(minutes) * 60_000)
    : wrongUse('for', 'malformed')
}

function confirmDevice({ data, device = '', face }: Options): Promise<Ending> | Ending {
  if (face !== 'kiosk' && face !== 'counter') return wrongUse('face', 'malformed')
  return askStation(folderOf(data), (technician) => technician.confirmDevice(device, face))
}

const STATION_ENDED = 'The station ended before it had answered: see that it runs, and run this command again.'

async function main(): Promise<void> {
  // The command doesn't fail where the reader of its output is gone.
  process.stdout.on('error', () => process.exit())
  process.stderr.on('error', () => undefined)
  const ending = await run(process.argv.slice(2)).catch((error: unknown): Ending => {
    const [name, stack] = error instanceof Error ? [error.name, error.stack ?? ''] : ['error', '']
    const lines = `${name}\n${stack.replace(/^(?! {4}at ).*\n?/gm, '')}`
    process.stderr.write(`${name === 'StationEnded' ? STATION_ENDED : lines}\n`)
    return { exitCode: EXIT.fault, output: { ok: false, refusal: { code: 'fault' } } }
  })
  process.exitCode = ending.exitCode
  const lines = [...(ending.lines ?? []), ending.output].map((line) => `${JSON.stringify(line)}\n`)
  process.stdout.write(lines.join(''), () => process.exit())
}

if (import.meta.main) {
  // A package must not run code from a folder of the user's.
  if (!isPackaged) cacheCompiledCode()
  await main()
}
