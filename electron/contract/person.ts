import { z } from 'zod'
import { instant, outcome, procedure } from './procedure.ts'
import { fieldName, purpose, serviceId } from './services.ts'

/**
 * How sure the station is of an eID. `online`: the gateway said that the binding is live; `bundle`: the gateway didn't
 * answer, and the trust bundle decided.
 */
export const assurance = z.discriminatedUnion('level', [
  z.object({ level: z.literal('online'), at: instant }),
  z.object({ level: z.literal('bundle'), at: instant, bundleIssuedAt: instant }),
])
export type Assurance = z.infer<typeof assurance>

/** One approved field. While `masked` is true `value` is masked, and its hidden part hasn't left the station. */
export const personField = z.object({ name: fieldName, value: z.string(), masked: z.boolean() })
export type PersonField = z.infer<typeof personField>

/** A person whose eID was verified for a service: the approved fields, and nothing else. */
export const person = z.object({
  service: serviceId,
  purpose,
  fields: z.array(personField),
  assurance,
  /** When the eID was read. */
  readAt: instant,
  /**
   * The ID card's state, where `cardValidUntil` is approved. An eID can be bound to an expired card, which is shown as
   * expired.
   */
  card: z.enum(['valid', 'expired']).optional(),
})
export type Person = z.infer<typeof person>

/** The procedures about the person whose eID was read in this session. */
export const personProcedures = {
  /**
   * Answers the approved fields unmasked, while the station still holds them; refuses with `person-gone` after that.
   */
  show: procedure({
    faces: ['kiosk', 'counter'],
    roles: ['resident', 'clerk', 'supervisor'],
    refusals: ['person-gone'],
  }).output(outcome({ person })),
  /**
   * Says that the page asks whether somebody is still there (true), or that it has stopped asking. While it asks, a card
   * in the reader is `unattended`.
   */
  asking: procedure({ faces: ['kiosk'], roles: ['resident'], refusals: [] })
    .input(z.object({ asking: z.boolean() }))
    .output(z.object({})),
  /** Forgets the person: the station keeps nothing of them. */
  end: procedure({ faces: ['kiosk', 'counter'], roles: ['resident', 'clerk', 'supervisor'], refusals: [] }).output(
    z.object({ ok: z.literal(true) }),
  ),
}
