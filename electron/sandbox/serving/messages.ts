import { z } from 'zod'
import { refusal } from '../../contract/refusals.ts'
import { department } from '../identity/departments.ts'

/** The launcher's one message to the sandbox's process. */
export const startOrder = z.object({
  folder: z.string().min(1),
  port: z.int().min(0).max(65_535).optional(),
  /** The machine's `address` for the phone page, and the six digits that pair a phone. */
  phone: z.object({ address: z.union([z.ipv4(), z.ipv6()]), pairingCode: z.string().regex(/^\d{6}$/) }).optional(),
  pages: z.string().optional(),
  /** To which department its stations belong from now on; without it, the one of last time. */
  department: department.optional(),
})
export type StartOrder = z.infer<typeof startOrder>

/** The process's one answer. `root` is raw Ed25519 in base64. */
export const startAnswer = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('ready'),
    port: z.int(),
    phonePort: z.int().optional(),
    enrolmentCode: z.string(),
    root: z.base64(),
  }),
  z.object({ state: z.literal('refused'), refusal }),
])
export type StartAnswer = z.infer<typeof startAnswer>
