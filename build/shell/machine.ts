import { z } from 'zod'

const bounds = z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() })

/** The machine that the stand-in for Electron plays. */
export const machine = z.object({
  appData: z.string(),
  isPackaged: z.boolean().default(false),
  /** Where the program's archive lies: its `package.json` is there. */
  appPath: z.string().default(''),
  version: z.string().default('0.1.0'),
  /** How long nobody touched the machine. */
  idleSeconds: z.int().default(3_600),
  /** Whether another instance holds the lock. */
  isSecond: z.boolean().default(false),
  displays: z
    .array(z.object({ id: z.number(), bounds }))
    .default([{ id: 1, bounds: { x: 0, y: 0, width: 1080, height: 1920 } }]),
  /** What Electron names on Linux, whatever stands behind it. */
  backend: z.enum(['basic_text', 'gnome_libsecret', 'kwallet5', 'unknown']).default('gnome_libsecret'),
  /**
   * The system's key store: it works; it seals with a password that stands in Chromium's source; it doesn't answer as
   * long as it is so; it is locked; it opens but takes nothing new; it wants what it opens to be sealed anew.
   */
  store: z.enum(['works', 'fixed', 'hangs', 'locked', 'full', 'rotated']).default('works'),
  failsToLoad: z.boolean().default(false),
  /** The page's script throws before it shows anything. */
  scriptFails: z.boolean().default(false),
  /** How long a page takes to load, in milliseconds. */
  loadMs: z.int().default(0),
})
export type Machine = z.infer<typeof machine>

/** The variable in which a test describes the machine. */
export const MACHINE_VARIABLE = 'BALCAO_STAND_IN'

export function readMachine(): Machine {
  return machine.parse(JSON.parse(process.env[MACHINE_VARIABLE] ?? '{}'))
}
