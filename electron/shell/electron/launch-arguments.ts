import { parseArgs } from 'node:util'
import { z } from 'zod'
import { shownFaces, type ShownFaces } from '../faces.ts'
import { runningSandbox, type RunningSandbox } from './messages.ts'

/** What Electron's program is started with. */
export interface LaunchArguments {
  faces: ShownFaces | undefined
  data: string | undefined
  mode: 'training' | 'production'
  phoneAddress: string | undefined
  /** In training, the sandbox that the starter (`npm start`) runs. */
  sandbox: RunningSandbox | undefined
}

/**
 * The environment variable in which the starter describes its sandbox; an argument would be visible in the list of
 * processes.
 */
export const SANDBOX_VARIABLE = 'BALCAO_SANDBOX'

const OPTIONS = {
  face: { type: 'string' },
  data: { type: 'string' },
  mode: { type: 'string' },
  'phone-address': { type: 'string' },
} as const

const given = z.object({
  face: shownFaces.optional(),
  data: z.string().min(1).optional(),
  mode: z.enum(['training', 'production']).default('training'),
  'phone-address': z.string().optional(),
})

/**
 * Chromium's switches that a package accepts: how its windows are drawn, and which key store is used. Others could open
 * it to a debugger, a proxy or a foreign page.
 */
const HARMLESS_SWITCHES: readonly string[] = [
  'disable-gpu',
  'force-device-scale-factor',
  'ozone-platform',
  'ozone-platform-hint',
  'password-store',
]

/** A switch as Chromium reads it: with one dash or two, on Windows also with a slash. */
const SWITCH = process.platform === 'win32' ? /^(?:--?|\/)([^=]+)/ : /^--?([^=]+)/

/**
 * Reads Electron's command line, in which switches of Chromium and of a test driver may stand too: they are ignored,
 * and in a package only harmless ones are allowed. Null where our own options are wrong or a switch isn't allowed. A
 * package has no sandbox, so it starts in production unless `--mode` says otherwise.
 */
export function readLaunchArguments(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  isPackaged: boolean,
): LaunchArguments | null {
  const { values } = parseArgs({ args: [...argv], strict: false, options: OPTIONS })
  if (isPackaged && argv.some((argument) => !isHarmless(argument))) return null
  // A value that begins with a dash is the next option: the option before it lacks its value.
  if (Object.keys(OPTIONS).some((name) => String(values[name] ?? '').startsWith('-'))) return null
  const parsed = given.safeParse({ ...values, mode: values['mode'] ?? (isPackaged ? 'production' : 'training') })
  if (!parsed.success) return null
  const { face: faces, data, mode, 'phone-address': phoneAddress } = parsed.data
  const sandbox = mode === 'training' ? readSandbox(env[SANDBOX_VARIABLE]) : undefined
  return sandbox === null ? null : { faces, data, mode, phoneAddress, sandbox }
}

function isHarmless(argument: string): boolean {
  const [, name] = SWITCH.exec(argument) ?? []
  return name === undefined || name in OPTIONS || HARMLESS_SWITCHES.includes(name)
}

function readSandbox(text: string | undefined): RunningSandbox | undefined | null {
  if (text === undefined || text === '') return undefined
  try {
    return runningSandbox.parse(JSON.parse(text))
  } catch {
    return null
  }
}
