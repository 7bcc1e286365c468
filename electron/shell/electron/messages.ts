import { z } from 'zod'
import { refusal } from '../../contract/index.ts'
import { pageFace } from '../faces.ts'

/**
 * The sandbox that the starter runs in training: its addresses, what a station needs to enrol there, and the simulated
 * card terminal.
 */
export const runningSandbox = z.object({
  url: z.url(),
  phoneUrl: z.url(),
  enrolmentCode: z.string(),
  root: z.base64(),
  terminal: z
    .object({ host: z.string(), port: z.int(), orders: z.object({ port: z.int(), secret: z.string() }).optional() })
    .optional(),
})
export type RunningSandbox = z.infer<typeof runningSandbox>

/** Messages from the main process to the station's process. With `page` comes the page's port. */
export const toStation = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    folder: z.string(),
    mode: z.enum(['training', 'production']),
    keys: z.enum(['system', 'file']),
    sandbox: runningSandbox.optional(),
    phoneAddress: z.string().optional(),
    isPackaged: z.boolean(),
  }),
  z.object({ type: z.literal('check'), folder: z.string(), mode: z.enum(['training', 'production']) }),
  z.object({ type: z.literal('page'), face: pageFace, session: z.string() }),
  z.object({ type: z.literal('key'), dataKey: z.base64().nullable() }),
  z.object({ type: z.literal('adopted'), ok: z.boolean() }),
  z.object({ type: z.literal('forgotten') }),
  /** Asks how the station is; a process that isn't frozen answers. */
  z.object({ type: z.literal('ask') }),
  z.object({ type: z.literal('close') }),
])
export type ToStation = z.infer<typeof toStation>

/** Messages from the station's process to the main process. */
export const fromStation = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started') }),
  z.object({ type: z.literal('refused'), refusal }),
  z.object({ type: z.literal('checked'), refusal: refusal.optional() }),
  z.object({ type: z.literal('key-wanted') }),
  z.object({ type: z.literal('key-to-adopt'), dataKey: z.base64() }),
  z.object({ type: z.literal('key-to-forget') }),
  z.object({ type: z.literal('answer'), mayRestart: z.boolean() }),
  z.object({ type: z.literal('closed') }),
])
export type FromStation = z.infer<typeof fromStation>
