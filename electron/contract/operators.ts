import { z } from 'zod'
import { outcome, procedure } from './procedure.ts'

/** A clerk or supervisor who is signed in. */
export const operator = z.object({ id: z.string(), name: z.string(), role: z.enum(['clerk', 'supervisor']) })
export type Operator = z.infer<typeof operator>

/** The procedures that sign a counter's operator in and out. */
export const operators = {
  /** Signs a fictitious operator in at this counter, by default a clerk; only a training station has operators. */
  signInTraining: procedure({
    faces: ['counter'],
    roles: ['nobody', 'clerk', 'supervisor'],
    refusals: ['sign-in-failed'],
  })
    .input(operator.pick({ role: true }).optional())
    .output(outcome({ operator })),
  /** Signs the clerk out and forgets the person at the desk. */
  signOut: procedure({ faces: ['counter'], roles: ['clerk', 'supervisor'], refusals: [] }).output(
    z.object({ ok: z.literal(true) }),
  ),
}
