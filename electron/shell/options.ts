import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { z } from 'zod'
import type { TrainingDepartment } from '../start.ts'
import { PAGE_FACES, shownFaces, type ShownFaces } from './faces.ts'

/** The exit code of a command that was used wrongly (`EX_USAGE` of `sysexits.h`). */
export const EXIT_USAGE = 64

const SHELLS = ['electron', 'browser', 'none'] as const
export type ShellName = (typeof SHELLS)[number]

/** The options of the commands that start Balcão. */
export interface StartArguments {
  /** Undefined: whichever this machine can show. */
  shell: ShellName | undefined
  faces: ShownFaces
  /** 0: any free port. */
  port: number
  /** The data folder; undefined: the system's place for a program's data. */
  data: string | undefined
  phoneAddress: string | undefined
  /** In training, to which department the station belongs from now on; undefined: the one of last time, DSI at first. */
  department: TrainingDepartment | undefined
  mode: 'training' | 'production'
  json: boolean
}

export const USAGE = `Usage: npm start -- [options]

  --shell electron|browser|none   how to show it (default: whatever this machine can; none serves and prints the address)
  --face ${PAGE_FACES.join('|').padEnd(25)}which screen (default: kiosk); several with commas, as counter,customer: the customer's
                                  window stands at the counter's second screen
  --port N                        port on 127.0.0.1 (default: any that is free)
  --data DIR                      the station's data folder (default: the system's place for a program's data)
  --phone-address ADDRESS         training: an address of this machine where real phones reach the phone page
  --department SAFP|DSI|DSAT      training: the department to which the station belongs from now on (at first DSI)
  --mode training|production      training on the built-in sandbox (default), or the gateway of the data folder's settings.json
  --json                          print the addresses as one line of JSON when serving
  --help                          this text
`

/** `--port`: a number from 0 to 65535. */
export const portOption = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, '--port is a number from 0 to 65535.')
  .transform(Number)

/** `--data`: a folder. */
export const dataOption = z.string().min(1, '--data takes a folder.')

/** Reads options by their schema. Where one is wrong, answers one sentence that says what is. */
export function readOptions<Options>(
  argv: readonly string[],
  options: ParseArgsOptionsConfig,
  schema: z.ZodType<Options>,
): { ok: true; options: Options } | { ok: false; problem: string } {
  let values: unknown
  try {
    ;({ values } = parseArgs({ args: [...argv], options }))
  } catch (error) {
    return {
      ok: false,
      problem: error instanceof Error ? (error.message.split('. ')[0] ?? '') : 'The options can not be read.',
    }
  }
  const parsed = schema.safeParse(values)
  if (!parsed.success) return { ok: false, problem: parsed.error.issues[0]?.message ?? 'The options can not be read.' }
  return { ok: true, options: parsed.data }
}

const given = z.object({
  shell: z.enum(SHELLS, `--shell is one of ${SHELLS.join(', ')}.`).optional(),
  face: z
    .string()
    .default('kiosk')
    .refine(
      (text) => shownFaces.safeParse(text).success,
      `--face is one of ${PAGE_FACES.join(', ')}, or several with commas.`,
    )
    .pipe(shownFaces),
  port: portOption.optional(),
  data: dataOption.optional(),
  'phone-address': z
    .string()
    .regex(/^[A-Za-z0-9.:[\]-]{1,253}$/, '--phone-address takes a name or an IP address of this machine.')
    .optional(),
  department: z.enum(['SAFP', 'DSI', 'DSAT'], '--department is SAFP, DSI or DSAT.').optional(),
  mode: z.enum(['training', 'production'], '--mode is training or production.').default('training'),
  json: z.boolean().default(false),
  help: z.boolean().default(false),
})

/** Reads the command line. Where it is wrong, answers one sentence that says what is. */
export function parseStartArguments(
  argv: readonly string[],
): { ok: true; help: true } | { ok: true; help: false; options: StartArguments } | { ok: false; problem: string } {
  const read = readOptions(
    argv,
    {
      shell: { type: 'string' },
      face: { type: 'string' },
      port: { type: 'string' },
      data: { type: 'string' },
      'phone-address': { type: 'string' },
      department: { type: 'string' },
      mode: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
    given,
  )
  if (!read.ok) return read
  const { options: data } = read
  if (data.help) return { ok: true, help: true }
  return {
    ok: true,
    help: false,
    options: {
      shell: data.shell,
      faces: data.face,
      port: data.port ?? 0,
      data: data.data,
      phoneAddress: data['phone-address'],
      department: data.department,
      mode: data.mode,
      json: data.json,
    },
  }
}
