import { z } from 'zod'

const bounds = z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() })

/** The machine that the stand-in for Electron plays. */
export const machine = z.object({
  appData: z.string(),
  isPackaged: z.boolean().default(false),
  /** The folder of the program's archive, which holds its `package.json`. */
  appPath: z.string().default(''),
  version: z.string().default('0.1.0'),
  /** For how many seconds nobody has used the machine. */
  idleSeconds: z.int().default(3_600),
  /** Whether another instance holds the lock. */
  isSecond: z.boolean().default(false),
  displays: z
    .array(z.object({ id: z.number(), bounds }))
    .default([{ id: 1, bounds: { x: 0, y: 0, width: 1080, height: 1920 } }]),
  /** The key store's backend by the name that Electron gives on Linux, whatever `store` does. */
  backend: z.enum(['basic_text', 'gnome_libsecret', 'kwallet5', 'unknown']).default('gnome_libsecret'),
  /**
   * What the system's key store does. `fixed`: it seals with the password that is in Chromium's source; `hangs`: it
   * doesn't answer; `full`: it opens but seals nothing new; `rotated`: it asks to seal anew what it opens.
   */
  store: z.enum(['works', 'fixed', 'hangs', 'locked', 'full', 'rotated']).default('works'),
  failsToLoad: z.boolean().default(false),
  /** Whether the page's script throws before it shows anything. */
  scriptFails: z.boolean().default(false),
  /** How long a page takes to load, in milliseconds. */
  loadMs: z.int().default(0),
})
export type PlayedMachine = z.infer<typeof machine>

/** The environment variable in which a test describes the machine, as JSON. */
export const MACHINE_VARIABLE = 'BALCAO_STAND_IN'

/** Reads the machine from `MACHINE_VARIABLE`, with defaults for all that is missing. Throws where it isn't valid. */
export function readMachine(): PlayedMachine {
  return machine.parse(JSON.parse(process.env[MACHINE_VARIABLE] ?? '{}'))
}
