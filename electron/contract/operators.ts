import { z } from 'zod'
import { outcome, procedure } from './procedure.ts'

export const operator = z.object({ id: z.string(), name: z.string(), role: z.enum(['clerk', 'supervisor']) })
export type Operator = z.infer<typeof operator>

export const operators = {
  /** Signs a made-up operator in at this counter, a clerk unless said otherwise; only a training station has any. */
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
