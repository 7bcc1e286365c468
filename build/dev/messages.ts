import { z } from 'zod'
import { pageFace } from '../../electron/shell/faces.ts'

/**
 * What the station's process tells `npm run dev`: where its doors are, with an address of each face that opens once,
 * and later where the residents' phones are.
 */
export const stationMessage = z.union([
  z.object({ origin: z.url(), addresses: z.record(pageFace, z.url()) }),
  z.object({ phone: z.url() }),
])
export type StationMessage = z.infer<typeof stationMessage>
