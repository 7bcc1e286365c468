import { parseArgs } from 'node:util'
import { z } from 'zod'
import { PAGE_FACES, type PageFace } from '../faces.ts'
import { runningSandbox, type RunningSandbox } from './messages.ts'

/** What Electron's program is started with. */
export interface LaunchArguments {
  face: PageFace | undefined
  data: string | undefined
  mode: 'training' | 'production'
  phoneAddress: string | undefined
  /** Training: the sandbox that the starter runs. */
  sandbox: RunningSandbox | undefined
}

/** The variable in which the starter tells of its sandbox: an argument would be on show in the list of processes. */
export const SANDBOX_VARIABLE = 'BALCAO_SANDBOX'

const OPTIONS = {
  face: { type: 'string' },
  data: { type: 'string' },
  mode: { type: 'string' },
  'phone-address': { type: 'string' },
} as const

const given = z.object({
  face: z.enum(PAGE_FACES).optional(),
  data: z.string().min(1).optional(),
  mode: z.enum(['training', 'production']).default('training'),
  'phone-address': z.string().optional(),
})

/**
 * Chromium's switches that a package takes: how it stands on the screen, and which key store it opens. Any other may
 * open it to a debugger, a proxy or a page of somebody's.
 */
const HARMLESS_SWITCHES: readonly string[] = [
  'disable-gpu',
  'force-device-scale-factor',
  'ozone-platform',
  'ozone-platform-hint',
  'password-store',
]

/** A switch as Chromium reads it: with one dash or two, and on Windows with a slash. */
const SWITCH = process.platform === 'win32' ? /^(?:--?|\/)([^=]+)/ : /^--?([^=]+)/

/**
 * Reads Electron's command line, in which Chromium's and a test driver's own switches stand too: those are passed over,
 * in a package only such as change nothing of its locks. Null where ours are wrong, or such a switch is there. A
 * package has no sandbox: it starts in production unless told otherwise.
 */
export function readLaunchArguments(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  isPackaged: boolean,
): LaunchArguments | null {
  const { values } = parseArgs({ args: [...argv], strict: false, options: OPTIONS })
  if (isPackaged && argv.some((argument) => !isHarmless(argument))) return null
  // What looks like an option is no option's text: one without is wrong.
  if (Object.keys(OPTIONS).some((name) => String(values[name] ?? '').startsWith('-'))) return null
  const parsed = given.safeParse({ ...values, mode: values['mode'] ?? (isPackaged ? 'production' : 'training') })
  const sandbox = readSandbox(env[SANDBOX_VARIABLE])
  if (!parsed.success || sandbox === null) return null
  const { face, data, mode, 'phone-address': phoneAddress } = parsed.data
  return { face, data, mode, phoneAddress, sandbox: mode === 'training' ? sandbox : undefined }
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
