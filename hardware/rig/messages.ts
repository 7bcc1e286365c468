import { z } from 'zod'
import { deviceMatch, foundDevice } from '../driver-host/messages.ts'

/** What the steps, which run as root, ask of the process that has the driver, which doesn't. */
export const toUser = z.discriminatedUnion('do', [
  z.object({ do: z.literal('order'), id: z.string(), order: z.enum(['trigger', 'allow', 'prevent']) }),
  z.object({ do: z.literal('use'), use: z.array(deviceMatch).nullable() }),
  z.object({ do: z.literal('close') }),
])
export type ToUser = z.infer<typeof toUser>

/** What that process tells the steps. */
export const fromUser = z.discriminatedUnion('say', [
  z.object({ say: z.literal('found'), id: z.string(), device: foundDevice }),
  z.object({ say: z.literal('scan'), id: z.string(), bytes: z.base64(), symbology: z.string().optional() }),
  z.object({ say: z.literal('drop'), id: z.string(), reason: z.string() }),
  z.object({ say: z.literal('health'), id: z.string(), state: z.string(), error: z.string().optional() }),
  z.object({ say: z.literal('fault'), code: z.string() }),
  z.object({ say: z.literal('driver'), pid: z.int() }),
  z.object({ say: z.literal('done'), done: z.boolean() }),
])
export type FromUser = z.infer<typeof fromUser>
