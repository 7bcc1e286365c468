import { parseArgs } from 'node:util'
import { z } from 'zod'

/** The port of the pages unless one is named: always the same, so that an open page finds them after a restart. */
const PORT = 8530

/** Node's default port for debuggers. */
export const INSPECTOR_PORT = 9229

export const USAGE = `Usage: npm run dev -- [options]

  --port N     port of the pages (default: ${PORT})
  --data DIR   the station's data folder (default: balcao/development in the system's place for a program's data)
  --open       open the kiosk in the system's browser
  --inspect    let a debugger attach to the station, on port ${INSPECTOR_PORT}
  --help       this text
`

export interface DevArguments {
  port: number
  /** The data folder; undefined: the default in the system's place for a program's data. */
  data: string | undefined
  open: boolean
  inspect: boolean
}

const TRAINING_ALONE =
  'npm run dev serves its pages without a launch token, so it is for training alone; ' +
  'npm start -- --mode production starts a production station.'

const given = z.object({
  port: z
    .string()
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, '--port is a number from 0 to 65535.')
    .transform(Number)
    .default(PORT),
  data: z.string().min(1, '--data takes a folder.').optional(),
  mode: z.literal('training', TRAINING_ALONE).optional(),
  open: z.boolean().default(false),
  inspect: z.boolean().default(false),
  help: z.boolean().default(false),
})

/** Reads the command line of `npm run dev`. A wrong one, or one that asks for production, is answered by a sentence. */
export function parseDevArguments(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): { ok: true; help: boolean; options: DevArguments } | { ok: false; problem: string } {
  // In production mode Vite and Vue have no hot reload.
  if (environment['NODE_ENV'] === 'production')
    return { ok: false, problem: `NODE_ENV is production: ${TRAINING_ALONE}` }
  let values: unknown
  try {
    ;({ values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        mode: { type: 'string' },
        open: { type: 'boolean' },
        inspect: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }))
  } catch (error) {
    return {
      ok: false,
      problem: error instanceof Error ? (error.message.split('. ')[0] ?? '') : 'The options can not be read.',
    }
  }
  const parsed = given.safeParse(values)
  if (!parsed.success) return { ok: false, problem: parsed.error.issues[0]?.message ?? 'The options can not be read.' }
  const { help, port, data, open, inspect } = parsed.data
  return { ok: true, help, options: { port, data, open, inspect } }
}
