import { z } from 'zod'
import { instant, outcome, procedure } from './procedure.ts'
import { fieldName, serviceId } from './services.ts'

/** How sure the station is: `online` — the gateway said *live*; `bundle` — no answer, the trust bundle decided. */
export const assurance = z.discriminatedUnion('level', [
  z.object({ level: z.literal('online'), at: instant }),
  z.object({ level: z.literal('bundle'), at: instant, bundleIssuedAt: instant }),
])
export type Assurance = z.infer<typeof assurance>

/** One approved field. `value` is masked while `masked` is true: the rest of it has not left the station. */
export const personField = z.object({ name: fieldName, value: z.string(), masked: z.boolean() })
export type PersonField = z.infer<typeof personField>

/** A person whose eID was verified for a service: the approved fields, and nothing else. */
export const person = z.object({
  service: serviceId,
  fields: z.array(personField),
  assurance,
  /** When the eID was read. */
  readAt: instant,
  /** The card's own state where `cardValidUntil` is approved: an expired card can be bound and shows as expired. */
  card: z.enum(['valid', 'expired']).optional(),
})
export type Person = z.infer<typeof person>

export const personProcedures = {
  /** The approved fields unmasked, for the person in front of the desk; the station still holds them. */
  show: procedure({
    faces: ['kiosk', 'counter'],
    roles: ['resident', 'clerk', 'supervisor'],
    refusals: ['person-gone'],
  }).output(outcome({ person })),
  /** Forgets the person: the station keeps nothing of them. */
  end: procedure({ faces: ['kiosk', 'counter'], roles: ['resident', 'clerk', 'supervisor'], refusals: [] }).output(
    z.object({ ok: z.literal(true) }),
  ),
}
