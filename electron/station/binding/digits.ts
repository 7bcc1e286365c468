import type { Random } from '../../../hardware/ports.ts'
import { refuse, type Outcome } from '../../contract/index.ts'
import { nextAlike } from './alike.ts'
import { MOST_WRONG_DIGITS } from './limits.ts'
import type { Visit } from './visit.ts'
import type { Visits } from './visits.ts'

const CONFIRMATION_BYTES = 12

/**
 * Makes the way to an act's confirmation: whoever is easily taken for another is first named once more, by the end of
 * their ID number, which the station compares.
 */
export function createDigits({ visits, random }: { visits: Visits; random: Random }) {
  /** Asks for the confirmation of what stands there now. */
  function confirmAnew(visit: Visit): void {
    visit.refusal = undefined
    visit.confirmation = Buffer.from(random.bytes(CONFIRMATION_BYTES)).toString('base64')
    visit.step = 'confirm'
    visits.changed(visit)
  }

  /** Asks for the next end of an ID number, or for the confirmation where there is none. */
  function goOn(visit: Visit): void {
    if (!nextAlike(visit)) {
      confirmAnew(visit)
      return
    }
    visit.refusal = undefined
    visit.step = 'digits'
    visits.changed(visit)
  }

  return {
    confirmAnew,
    goOn,
    /** Takes what was typed. Refuses with `digits-wrong`, and after the last try the act with `digits-locked`. */
    async take(visit: Visit, typed: string): Promise<Outcome> {
      const asked = nextAlike(visit)
      if (asked && asked.lastDigits !== typed) {
        visit.wrongDigits = (visit.wrongDigits ?? 0) + 1
        const isLast = visit.wrongDigits >= MOST_WRONG_DIGITS
        if (isLast) await visits.refuseAct(visit, 'digits-locked')
        else await visits.refuseStep(visit, 'digits-wrong')
        return refuse(isLast ? 'digits-locked' : 'digits-wrong')
      }
      if (asked) visit.told = new Set([...(visit.told ?? []), asked.who])
      goOn(visit)
      return { ok: true }
    },
  }
}
