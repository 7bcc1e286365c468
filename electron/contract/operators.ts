import { z } from 'zod'
import { outcome, procedure } from './procedure.ts'

export const operator = z.object({ id: z.string(), name: z.string(), role: z.literal('clerk') })
export type Operator = z.infer<typeof operator>

export const operators = {
  /** Signs the training clerk in at this counter; only a training station has one. */
  signInTraining: procedure({ faces: ['counter'], roles: ['nobody', 'clerk'], refusals: ['sign-in-failed'] }).output(outcome({ operator })),
  /** Signs the clerk out and forgets the person at the desk. */
  signOut: procedure({ faces: ['counter'], roles: ['clerk'], refusals: [] }).output(z.object({ ok: z.literal(true) }))
}
