import { refuse, type Outcome } from '../../contract/index.ts'
import type { Visit } from './visit.ts'
import type { Visits } from './visits.ts'

/** Makes a counter's customer's yes and no to what they are asked; `back` goes to the step before. */
export function createConsenting({ visits, back }: { visits: Visits; back(visit: Visit): Promise<Outcome> }) {
  /** The act of a counter's session, where its customer is asked for this very confirmation. */
  function asked(session: object, confirmation: string): Outcome<{ visit: Visit }> {
    const visit = visits.of(session)
    if (visit?.owner.place !== 'counter') return refuse('act-unknown')
    const found = visits.at(visit.owner, 'confirm')
    return found.ok && visit.confirmation !== confirmation ? refuse('act-changed') : found
  }

  return {
    consent(session: object, confirmation: string): Outcome {
      const found = asked(session, confirmation)
      if (!found.ok) return found
      found.visit.consentedTo = confirmation
      found.visit.refusal = undefined
      visits.changed(found.visit)
      return { ok: true }
    },
    async decline(session: object, confirmation: string): Promise<Outcome> {
      const found = asked(session, confirmation)
      if (!found.ok) return found
      const { visit } = found
      if (visit.frozen) {
        await visits.leave(visit, 'consent-declined')
        return { ok: true }
      }
      const gone = await back(visit)
      if (!gone.ok) return gone
      await visits.refuseStep(visit, 'consent-declined')
      return { ok: true }
    },
  }
}
