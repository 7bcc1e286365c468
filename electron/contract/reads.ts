import { z } from 'zod'
import { CARD_SERVICES } from './acts.ts'
import { instant, outcome, procedure } from './procedure.ts'
import { department, FIELD_NAMES, purpose, SERVICE_IDS } from './services.ts'

/** From what identity data are read: an eID, an ID card, or the card of a minor's parent or guardian. */
export const READ_SOURCES = ['eid', 'id-card', 'guardian-card'] as const
export const readSource = z.enum(READ_SOURCES)
export type ReadSource = z.infer<typeof readSource>

/** The names of what is read; `idNumberEnd`: the last characters of the ID number, which tell twins apart. */
export const READ_FIELDS = [...FIELD_NAMES, 'portrait', 'idNumberEnd'] as const
export const readField = z.enum(READ_FIELDS)
export type ReadField = z.infer<typeof readField>

/** The services for which identity data are read. */
export const READ_SERVICES = [...SERVICE_IDS, ...CARD_SERVICES] as const
export const readService = z.enum(READ_SERVICES)
export type ReadService = z.infer<typeof readService>

/**
 * How an ID card was shown to be in its holder's hand: by a finger that the card matched, or by somebody who compared the
 * face. Nothing of either is kept.
 */
export const READ_MATCHES = ['finger', 'face', 'face-and-document'] as const
export const readMatch = z.enum(READ_MATCHES)
export type ReadMatch = z.infer<typeof readMatch>

/** One read of identity data in this visit: when, from what, which fields by name, for what and by whom. No value is in it. */
export const identityRead = z.object({
  at: instant,
  from: readSource,
  fields: z.array(readField),
  service: readService,
  purpose,
  department,
  place: z.enum(['kiosk', 'counter']),
  /** Who read it: an operator's id at a counter; `resident`: the person themselves, at a kiosk. */
  actor: z.string(),
  matched: readMatch.optional(),
})
export type IdentityRead = z.infer<typeof identityRead>

const BOTH = { faces: ['kiosk', 'counter'], roles: ['resident', 'clerk', 'supervisor'] } as const

/** The procedures about what was read of the person in front, while the station still holds them. */
export const reads = {
  /** What was read of them in this visit, the earliest first; none once they are forgotten. */
  list: procedure({ ...BOTH, refusals: [] }).output(z.object({ reads: z.array(identityRead) })),
  /** The same as a paper, and its signed code; refuses with `person-gone` where there is nothing. */
  paper: procedure({ ...BOTH, refusals: ['person-gone'] })
    .input(z.object({ beside: z.enum(['pt', 'en']).optional() }))
    .output(outcome({ paper: z.object({ svg: z.string(), code: z.string() }) })),
  /** Prints it, a few times a minute at most. */
  print: procedure({ ...BOTH, refusals: ['person-gone', 'printer-out', 'printer-silent', 'too-often'] })
    .input(z.object({ beside: z.enum(['pt', 'en']).optional() }))
    .output(outcome({})),
}
