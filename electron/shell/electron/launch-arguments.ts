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

const given = z.object({
  face: z.enum(PAGE_FACES).optional(),
  data: z.string().min(1).optional(),
  mode: z.enum(['training', 'production']).default('training'),
  'phone-address': z.string().optional()
})

/**
 * Reads Electron's command line, in which Chromium's and a test driver's own switches stand too: those are passed over. Null where ours are wrong.
 * A package has no sandbox: it starts in production unless told otherwise.
 */
export function readLaunchArguments(argv: readonly string[], env: NodeJS.ProcessEnv, isPackaged: boolean): LaunchArguments | null {
  const { values } = parseArgs({ args: argv.filter((argument) => argument.startsWith('--')), strict: false, options: {
    face: { type: 'string' }, data: { type: 'string' }, mode: { type: 'string' }, 'phone-address': { type: 'string' }
  } })
  const parsed = given.safeParse({ ...values, mode: values['mode'] ?? (isPackaged ? 'production' : 'training') })
  const sandbox = readSandbox(env[SANDBOX_VARIABLE])
  if (!parsed.success || sandbox === null) return null
  const { face, data, mode, 'phone-address': phoneAddress } = parsed.data
  return { face, data, mode, phoneAddress, sandbox: mode === 'training' ? sandbox : undefined }
}

function readSandbox(text: string | undefined): RunningSandbox | undefined | null {
  if (text === undefined || text === '') return undefined
  try {
    return runningSandbox.parse(JSON.parse(text))
  } catch {
    return null
  }
}
