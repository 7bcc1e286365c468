import { refuse, type Outcome, type ResetReason } from '../../contract/index.ts'
import type { GatewayIdentity } from '../../gateway/port.ts'
import { READING_OF_ACT } from '../../gateway/reading.ts'
import type { ActQuestion, Acts } from '../acts/index.ts'
import { cardsOf } from './lookups.ts'
import { forgetRead, isConsented, type Visit } from './visit.ts'
import type { Visits } from './visits.ts'

/**
 * By whose act consent was given: the person's touch, at a counter in the customer's window, or a form that they signed
 * and the clerk has.
 */
export type Consent = 'touch' | 'signed-form'

/** What the gateway is asked to do; undefined where a step was skipped. */
function whatOf({ kind, number, code, choices = [], chosen, frozen }: Visit): ActQuestion['what'] | undefined {
  switch (kind) {
    case 'bind':
      return number && { kind, number: number.digits }
    case 'lift-freeze':
      return code && { kind, code: code.message }
    case 'freeze':
      return (
        chosen && {
          kind,
          reason: chosen.reason,
          bindings: choices.flatMap(({ binding, shown }) => (chosen.bindings.includes(shown.id) ? [binding] : [])),
        }
      )
    case 'end-freeze':
      return frozen?.record && { kind, freeze: frozen.record.transaction }
  }
}

/** Makes the last step of acts: what was confirmed is done, once. */
export function createPerforming(deps: {
  acts: Acts
  identity: Pick<GatewayIdentity, 'settleAct'>
  visits: Visits
  isCardIn(visit: Visit): boolean
  /** Asks for the confirmation of what stands there now. */
  confirmAnew(visit: Visit): void
}) {
  const { acts, identity, visits, isCardIn } = deps

  async function perform(
    visit: Visit,
    confirmed: { consent: Consent; reason?: ResetReason | undefined; digits?: true | undefined },
    what: ActQuestion['what'],
  ): Promise<Outcome> {
    const { record, identifiedBy, owner, kind } = visit
    if (!record || !identifiedBy || !visit.holder) return refuse('act-changed')
    const before = visit.step
    visit.step = 'asking'
    visit.refusal = undefined
    visits.changed(visit)
    const person = { by: identifiedBy, ...cardsOf(visit) }
    const question = { reading: READING_OF_ACT[kind], place: owner.place, person, what }
    const performed = await acts.perform(record.transaction, confirmed, question)
    if (!performed.ok) {
      // Nothing was sent, so the person may confirm once more.
      visit.step = before
      await visits.refuseStep(visit, performed.refusal.code)
      return performed
    }
    hear(visit, performed.act, performed.answer)
    return { ok: true }
  }

  /** Hears what became of an act; without an answer its outcome isn't known yet. */
  function hear(visit: Visit, record: Visit['record'], answer: Visit['answer']): void {
    visit.record = record
    visit.answer = answer ?? visit.answer
    visit.step = 'over'
    visit.confirmation = undefined
    if (answer?.state === 'refused') {
      visit.refusal = { code: answer.code }
      forgetRead(visit)
    }
    visits.changed(visit)
  }

  const stop = acts.onChange((record, answer) => {
    const visit = visits.all().find((each) => each.record?.transaction === record.transaction)
    if (!visit) return
    visit.record = record
    if (answer && visit.step === 'over') hear(visit, record, answer)
  })

  return {
    /** Does what was confirmed; `confirmation` is what stood there then. */
    async confirm(visit: Visit, confirmation: string, consent: Consent): Promise<Outcome> {
      const what = whatOf(visit)
      const isAtKiosk = visit.owner.place === 'kiosk'
      if (visit.confirmation !== confirmation || (isAtKiosk && consent !== 'touch') || !what)
        return refuse('act-changed')
      if (!isAtKiosk && consent === 'touch' && !isConsented(visit)) return refuse('consent-missing')
      if (!isCardIn(visit)) {
        await visits.leave(visit, 'card-removed')
        return refuse('card-removed')
      }
      return perform(visit, { consent, reason: visit.chosen?.reason, digits: visit.told && true }, what)
    },
    /**
     * Begins the end for good of what an act of this visit froze, as an act of its own, while the card is still in: it is
     * confirmed, and at a counter consented to, as any other.
     */
    async endFreeze(frozen: Visit): Promise<Outcome> {
      const { owner, kind, record, identifiedBy, answer } = frozen
      if (kind !== 'freeze' || answer?.state !== 'done' || answer.endsAt === undefined || !record || !identifiedBy)
        return refuse('act-changed')
      if (!isCardIn(frozen)) return refuse('card-removed')
      const { place, actor } = owner
      const order = {
        kind: 'end-freeze',
        ...READING_OF_ACT['end-freeze'],
        place,
        actor,
        of: record.transaction,
      } as const
      const begun = await acts.begin(order)
      if (!begun.ok) return begun
      const noted = await acts.identified(begun.act.transaction, identifiedBy)
      if (!noted.ok) return noted
      if (frozen.isLeft) {
        await acts.end(begun.act.transaction, 'left')
        return refuse('act-changed')
      }
      const visit: Visit = { ...frozen, kind: 'end-freeze', record: begun.act, answer: undefined, frozen }
      visits.open(visit)
      deps.confirmAnew(visit)
      return { ok: true }
    },
    /** Asks for the answer of an act that was done, which names the code of a freeze: the journal holds none. */
    async askAgain(visit: Visit): Promise<void> {
      const { record } = visit
      if (record?.state !== 'done') return
      const asked = await identity.settleAct({ act: record.transaction })
      if (asked.ok && !visit.isLeft) hear(visit, record, asked.answer)
    },
    close: stop,
  }
}
