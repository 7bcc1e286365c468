import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Conf from 'conf'
import { z } from 'zod'
import { deviceMatch } from '../../hardware/driver-host/messages.ts'
import { refuse, type Outcome } from '../contract/index.ts'
import { updateHours } from './update-hours.ts'

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** A scanner that is to be used, and the face that its codes are for. */
const scannerSetting = deviceMatch.extend({ face: z.enum(['kiosk', 'counter']) })
export type ScannerSetting = z.infer<typeof scannerSetting>

/** The settings of a production station: `settings.json` in its data folder. */
const settings = z.strictObject({
  station: z.strictObject({ id: z.string().min(1).max(64), site: z.string().min(1).max(128) }),
  gateway: z.strictObject({
    /** HTTPS; plain HTTP for this machine only. */
    url: z
      .url({ protocol: /^https?$/ })
      .refine((text) => text.startsWith('https:') || loopback.test(new URL(text).hostname)),
  }),
  /** The one-time enrolment code. It may stay here, since it is used once only. */
  enrolmentCode: z.string().min(1).max(256).optional(),
  /** SHA-256 of the root's raw public key, in hex; the enrolment's answer must match it. */
  rootSha256: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/)
    .optional(),
  /** The devices that are to be used; others that are plugged in are shown and not used. */
  devices: z.strictObject({ scanners: z.array(scannerSetting).max(16).optional() }).optional(),
  /** The hours in which an update may be put in place. */
  updates: updateHours.optional(),
})
export type Settings = z.infer<typeof settings>

/**
 * Reads the folder's `settings.json`. Refuses with `invalid-input`; its parameters name the file and the field, never a
 * value.
 */
export function readSettings(folder: string): Outcome<{ settings: Settings }> {
  if (!existsSync(join(folder, 'settings.json'))) return unreadable('')
  try {
    const parsed = settings.safeParse(new Conf({ cwd: folder, configName: 'settings', configFileMode: 0o600 }).store)
    if (parsed.success) return { ok: true, settings: parsed.data }
    return unreadable(parsed.error.issues[0]?.path.join('.') ?? '')
  } catch {
    return unreadable('')
  }
}

const unreadable = (field: string) => refuse('invalid-input', { file: 'settings.json', field })
