import { z } from 'zod'
import { dataOption, portOption, readOptions } from '../../electron/shell/options.ts'

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
  port: portOption.default(PORT),
  data: dataOption.optional(),
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
  const read = readOptions(
    argv,
    {
      port: { type: 'string' },
      data: { type: 'string' },
      mode: { type: 'string' },
      open: { type: 'boolean' },
      inspect: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
    given,
  )
  if (!read.ok) return read
  const { help, port, data, open, inspect } = read.options
  return { ok: true, help, options: { port, data, open, inspect } }
}
