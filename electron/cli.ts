import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Hint, CodeKind, DoctorReport, Refusal, TechnicianScan } from './contract/index.ts'
import { defaultFolder, explainStart, keepCompiled, openTechnician, readCodes, readKind } from './start.ts'

const HELP = `Usage: npm run -s station -- COMMAND

  scan --text S      Reads a code's text as the station would: its kind, and whether it is good.
  scan --image FILE  The same for the first code in a PNG or JPEG picture.
       --at INSTANT  as at that instant: ISO 8601, in Macao's time where it names no zone
  doctor             Looks at the station's data folder, disk, database, clock, keys, trust, gateway and devices.
  help               Prints this.

  --data DIR         the station's data folder; without it, the training station's own

Each command prints one JSON object as its last line and exits with 0 (good; doctor: ready), 2 (not), 1 (a fault) or 64 (wrong use).
A station that runs on the folder answers by itself; its replay memory stays untouched, and no field of anybody's identity is printed.
`

const EXIT = { good: 0, fault: 1, refused: 2, wrongUse: 64 } as const

/** What a command ends with: the JSON object of its last line, and its exit code. */
interface Ending {
  exitCode: (typeof EXIT)[keyof typeof EXIT]
  output: object
}

const OPTIONS = {
  text: { type: 'string' }, image: { type: 'string' }, at: { type: 'string' }, data: { type: 'string' }, help: { type: 'boolean', short: 'h' }
} as const

const MAX_PICTURE_BYTES = 64 * 1024 * 1024

/** Runs one command line, without the program's name, and says how it ended. Rejects for a fault alone. */
export async function run(args: readonly string[]): Promise<Ending> {
  const given = parse(args)
  if (!given) return wrongUse()
  const { command, options } = given
  if (options.help === true || command === 'help') return help()
  if (command === 'doctor') return options.text ?? options.image ?? options.at ? wrongUse() : doctor(options.data)
  if (command !== 'scan' || (options.text === undefined) === (options.image === undefined)) return wrongUse()
  const at = options.at === undefined ? undefined : readInstant(options.at)
  if (options.at !== undefined && at === undefined) return wrongUse('at')
  const code = options.image === undefined ? { ok: true as const, bytes: Buffer.from(options.text ?? '') } : await readPicture(options.image)
  return code.ok ? scan({ ...code, at }, options.data) : scanned({ kind: 'unknown', ok: false, refusal: code.refusal })
}

function parse(args: readonly string[]) {
  try {
    const { positionals, values } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true })
    return positionals.length > 1 ? undefined : { command: positionals[0], options: values }
  } catch {
    return undefined
  }
}

function help(): Ending {
  process.stderr.write(HELP)
  return { exitCode: EXIT.good, output: { ok: true, commands: ['scan', 'doctor', 'help'] } }
}

function wrongUse(option?: string): Ending {
  process.stderr.write(HELP)
  const refusal: Refusal = { code: 'invalid-input', ...(option === undefined ? {} : { params: { option } }) }
  return { exitCode: EXIT.wrongUse, output: { ok: false, refusal } }
}

async function scan(code: { bytes: Uint8Array, symbology?: string | undefined, at?: string | undefined }, data: string | undefined): Promise<Ending> {
  const { answer, needsTrust } = await readKind(code)
  // Nothing of a folder is needed for what a code's form alone says, unless one is named.
  if (data === undefined && !needsTrust) return scanned(answer)
  const opening = await openTechnician(data === undefined ? defaultFolder() : resolve(data))
  if (!opening.ok) return scanned({ kind: answer.kind, ok: false, refusal: opening.refusal })
  const { technician } = opening
  try {
    return scanned(await technician.scan(code))
  } finally {
    await technician.close()
  }
}

function scanned({ kind, ok, refusal, verdict, hint }: TechnicianScan): Ending {
  const output: { kind: CodeKind, ok: boolean, refusal?: Refusal, verdict?: NonNullable<TechnicianScan['verdict']>, hint?: Hint } = { kind, ok }
  if (refusal) output.refusal = refusal
  if (verdict) output.verdict = verdict
  if (hint) output.hint = hint
  return { exitCode: ok ? EXIT.good : EXIT.refused, output }
}

async function doctor(data: string | undefined): Promise<Ending> {
  const opening = await openTechnician(data === undefined ? defaultFolder() : resolve(data))
  if (!opening.ok) {
    const { refusal } = opening
    const report: DoctorReport = {
      state: 'closed', devices: [], checks: [{ name: 'data-folder', state: 'failed', detail: refusal.code, todo: explainStart(refusal) }]
    }
    return { exitCode: EXIT.refused, output: { ...report, refusal } }
  }
  const { technician } = opening
  try {
    const report = await technician.doctor()
    return { exitCode: report.state === 'ready' ? EXIT.good : EXIT.refused, output: report }
  } finally {
    await technician.close()
  }
}

type Picture = { ok: true, bytes: Uint8Array, symbology: string } | { ok: false, refusal: Refusal }

async function readPicture(file: string): Promise<Picture> {
  const unreadable: Picture = { ok: false, refusal: { code: 'image-unreadable' } }
  try {
    // A device or a pipe says nothing of its size, and may have no end.
    const found = await stat(file)
    if (!found.isFile() || found.size > MAX_PICTURE_BYTES) return unreadable
    const codes = await readCodes(await readFile(file))
    if (!codes) return unreadable
    const chosen = await firstKnown(codes) ?? codes[0]
    return chosen ? { ok: true, bytes: chosen.bytes, symbology: chosen.symbology } : { ok: false, refusal: { code: 'no-code-found' } }
  } catch {
    return unreadable
  }
}

async function firstKnown<Code extends { bytes: Uint8Array, symbology: string }>(codes: readonly Code[]): Promise<Code | undefined> {
  for (const code of codes) if ((await readKind(code)).answer.kind !== 'unknown') return code
  return undefined
}

const INSTANT = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(:\d\d(?:[.,]\d{1,9})?)?(Z|z|[+-]\d\d(?::?\d\d)?)?)?$/

/** An instant of ISO 8601 in UTC; one that names no zone is Macao's time (UTC+8 all year). */
function readInstant(text: string): string | undefined {
  const [, date, time, seconds, zone] = INSTANT.exec(text) ?? []
  if (date === undefined) return undefined
  const instant = new Date(`${date}T${time ?? '00:00'}${(seconds ?? ':00').replace(',', '.')}${offset(zone)}`)
  return Number.isNaN(instant.getTime()) || !isDay(date) ? undefined : instant.toISOString()
}

/** Whether a date that `Date` takes is in the calendar: it takes 30 February for 2 March. */
function isDay(date: string): boolean {
  return new Date(`${date}T00:00Z`).toISOString().startsWith(date)
}

function offset(zone: string | undefined): string {
  if (zone === undefined) return '+08:00'
  if (/^z$/i.test(zone)) return 'Z'
  return zone.length === 3 ? `${zone}:00` : zone.replace(/^(...)(\d\d)$/, '$1:$2')
}

async function main(): Promise<void> {
  // A reader that has gone is no fault of the command's.
  process.stdout.on('error', () => process.exit())
  process.stderr.on('error', () => undefined)
  const ending = await run(process.argv.slice(2)).catch((error: unknown): Ending => {
    process.stderr.write(`${error instanceof Error ? error.name : 'error'}\n${error instanceof Error ? (error.stack ?? '').replace(/^(?! {4}at ).*\n?/gm, '') : ''}\n`)
    return { exitCode: EXIT.fault, output: { ok: false, refusal: { code: 'fault' } } }
  })
  process.exitCode = ending.exitCode
  process.stdout.write(`${JSON.stringify(ending.output)}\n`, () => process.exit())
}

if (import.meta.main) {
  keepCompiled()
  await main()
}
