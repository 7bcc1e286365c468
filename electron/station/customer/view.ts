import { defined } from '../../common/defined.ts'
import {
  phaseOf,
  type Act,
  type CardHolder,
  type EndableBinding,
  type FieldName,
  type Payment,
  type PaymentPhase,
  type Person,
  type Quote,
  type ShownAct,
  type ShownHolder,
  type ShownPayment,
  type ShownPerson,
} from '../../contract/index.ts'

function holderOf({ fields, lastDigits, portrait }: CardHolder): ShownHolder {
  const of = (name: FieldName) => fields.find((field) => field.name === name)?.value
  return { lastDigits, portrait, ...defined({ nameChinese: of('nameChinese'), nameForeign: of('nameForeign') }) }
}

const bindingOf = ({ nameChinese, nameForeign, lastDigits, relation, telephone, boundAt }: EndableBinding) => ({
  nameChinese,
  nameForeign,
  lastDigits,
  relation,
  telephone,
  boundAt,
})

function endingOf({ step, state }: Act): ShownAct['ending'] {
  if (step !== 'over') return undefined
  if (state === 'done') return 'done'
  return state === 'refused' || state === 'ended' ? 'not-done' : 'unknown'
}

/** What the customer sees of an act: what is read of them, what they are asked to consent to, and what was done. */
export function actShown(act: Act): ShownAct {
  const { kind, step, chosen, bindings = [], done } = act
  const listed = chosen && step !== 'choose' ? bindings.filter(({ id }) => chosen.bindings.includes(id)) : bindings
  return {
    what: 'act',
    kind,
    step,
    isConsented: act.consent === 'given',
    ...defined({
      holder: act.holder && holderOf(act.holder),
      guardian: act.guardian && holderOf(act.guardian),
      triesLeft: step === 'finger' ? act.triesLeft : undefined,
      telephone: act.telephone,
      earlier: act.earlier,
      bindings: act.bindings && listed.map(bindingOf),
      reason: step === 'choose' ? undefined : chosen?.reason,
      confirmation: step === 'confirm' ? act.confirmation : undefined,
      ending: endingOf(act),
      done: done && { at: done.at, ...defined({ endedEarlier: done.endedEarlier, endsAt: done.endsAt }) },
    }),
  }
}

const STAGES: Readonly<Record<PaymentPhase, ShownPayment['stage']>> = {
  'under-way': 'paying',
  paid: 'paid',
  open: 'unsure',
  ended: 'not-paid',
}

const itemsOf = (items: Quote['items']): ShownPayment['items'] =>
  items.map(({ agency, kind, amountAvos, number, vehicle, season }) => ({
    agency,
    kind,
    amountAvos,
    number,
    ...defined({ vehicle, season }),
  }))

/** What the customer sees of themselves once their eID was read. */
export const personShown = ({ service, purpose, fields }: Person): ShownPerson => ({
  what: 'person',
  service,
  purpose,
  fields,
})

/** What the customer sees of a quote. */
export function quoteShown({ items, totalAvos }: Pick<Quote, 'items' | 'totalAvos'>): ShownPayment {
  return { what: 'payment', stage: 'to-pay', totalAvos, items: itemsOf(items) }
}

/** What the customer sees of a payment. */
export function paymentShown(payment: Payment): ShownPayment {
  const { totalAvos, items, tender, code, givenAvos, changeAvos } = payment
  const stage = STAGES[phaseOf(payment)]
  return {
    what: 'payment',
    stage,
    totalAvos,
    items: itemsOf(items),
    tender,
    ...defined({ code: stage === 'paying' ? code : undefined, givenAvos, changeAvos }),
  }
}
