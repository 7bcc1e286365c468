import { z } from 'zod'
import { pageFace } from '../../electron/shell/faces.ts'

/**
 * What the station's process tells `npm run dev`: its origin with a launch address of each face, valid once, and
 * whether the station stands behind it or couldn't start; and later the address of the phone page.
 */
export const stationMessage = z.union([
  z.object({ origin: z.url(), addresses: z.record(pageFace, z.url()), stands: z.boolean() }),
  z.object({ phone: z.url() }),
])
export type StationMessage = z.infer<typeof stationMessage>
