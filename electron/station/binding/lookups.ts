import { defined } from '../../common/defined.ts'
import { refuse, type Outcome, type RefusalCode, type ResetReason } from '../../contract/index.ts'
import type { GatewayIdentity } from '../../gateway/port.ts'
import { READING_OF_ACT } from '../../gateway/reading.ts'
import { type Choice, type Visit } from './visit.ts'
import type { Visits } from './visits.ts'

type Answered<Call extends keyof GatewayIdentity> = Extract<
  Extract<Awaited<ReturnType<GatewayIdentity[Call]>>, { ok: true }>['answer'],
  { ok: true }
>

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

/** The ids of an act's cards, as the gateway takes them. */
export const cardsOf = ({ holder, guardian }: Visit) => ({
  document: base64(holder?.card.documentId ?? new Uint8Array()),
  ...defined({ guardian: guardian && base64(guardian.card.documentId) }),
})

function choicesOf(found: Answered<'findBindings'>['bindings']): Choice[] {
  return found.map(({ binding, boundAt, ...shown }, index) => ({
    binding,
    shown: { ...shown, id: String(index + 1), boundAt: new Date(boundAt).toISOString() },
  }))
}

/** An answer of a lookup, or the code with which it was refused, by the gateway or for want of one. */
function readAnswer<T extends { ok: true }>(
  asked: Outcome<{ answer: T | { ok: false; code: RefusalCode } }>,
): T | RefusalCode {
  if (!asked.ok) return asked.refusal.code
  return asked.answer.ok ? asked.answer : asked.answer.code
}

/** Makes what is asked of the gateway before an act can be confirmed; each changes nothing there. */
export function createLookups(deps: {
  identity: GatewayIdentity
  visits: Visits
  /** Asks for the confirmation, once whoever is easily taken for another was named. */
  goOn(visit: Visit): void
}) {
  const { identity, visits, goOn } = deps

  async function refuseStep(visit: Visit, code: RefusalCode): Promise<Outcome> {
    await visits.refuseStep(visit, code)
    return refuse(code)
  }

  return {
    /** Chooses what is to be frozen, and why; what isn't on the list is refused. */
    choose(visit: Visit, { bindings, reason }: { bindings: readonly string[]; reason: ResetReason }): Outcome {
      const ids = new Set(visit.choices?.map(({ shown }) => shown.id))
      if (!bindings.every((id) => ids.has(id))) return refuse('act-changed')
      visit.chosen = { bindings: [...new Set(bindings)], reason }
      goOn(visit)
      return { ok: true }
    },
    /** Goes back from the confirmation, or the digits before it, to what is confirmed there. */
    async back(visit: Visit): Promise<Outcome> {
      if (visit.frozen) {
        await visits.leave(visit)
        return { ok: true }
      }
      visit.step = visit.kind === 'bind' ? 'number' : visit.kind === 'freeze' ? 'choose' : 'code'
      visit.confirmation = undefined
      visit.number = undefined
      visit.code = undefined
      visit.refusal = undefined
      visits.changed(visit)
      return { ok: true }
    },
    /** Finds what the person may end; an act that finds nothing is over. */
    async findBindings(visit: Visit): Promise<void> {
      const found = readAnswer<Answered<'findBindings'>>(
        await identity.findBindings({ reading: READING_OF_ACT.freeze, document: cardsOf(visit).document }),
      )
      if (visit.isLeft || visit.step !== 'finger') return
      if (typeof found === 'string') return visits.leave(visit, found)
      if (found.bindings.length === 0) return visits.refuseAct(visit, 'nothing-bound')
      visit.choices = choicesOf(found.bindings)
      visit.step = 'choose'
      visits.changed(visit)
    },
    /** Finds the telephone that a binding number stands for. */
    async findNumber(visit: Visit, digits: string): Promise<Outcome> {
      const found = readAnswer<Answered<'findNumber'>>(
        await identity.findNumber({ reading: READING_OF_ACT.bind, ...cardsOf(visit), number: digits }),
      )
      if (visit.isLeft || visit.step !== 'number') return refuse('act-changed')
      if (typeof found === 'string') return refuseStep(visit, found)
      visit.number = { digits, telephone: found.telephone, earlier: found.earlier }
      goOn(visit)
      return { ok: true }
    },
    /** Finds what a printed code lifts; `message`: its COSE message, base64. */
    async findFreeze(visit: Visit, message: string): Promise<Outcome> {
      const { document } = cardsOf(visit)
      const found = readAnswer<Answered<'findFreeze'>>(
        await identity.findFreeze({ reading: READING_OF_ACT['lift-freeze'], document, code: message }),
      )
      if (visit.isLeft || visit.step !== 'code') return refuse('act-changed')
      if (typeof found === 'string') return refuseStep(visit, found)
      visit.choices = choicesOf(found.bindings)
      visit.code = { message, endsAt: found.endsAt }
      goOn(visit)
      return { ok: true }
    },
  }
}
