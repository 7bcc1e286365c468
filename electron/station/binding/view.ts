import { encodeBase45 } from '../codes/index.ts'
import { defined } from '../../common/defined.ts'
import type { Act, CardHolder, FieldName } from '../../contract/index.ts'
import type { ActAnswer } from '../../gateway/identity-contract.ts'
import type { Identification } from '../acts/index.ts'
import { approvedFields } from '../identity/index.ts'
import { hiddenIn, HOLDER, lastDigitsOf, nextAlike, whoseOf } from './alike.ts'
import { MOST_WRONG_DIGITS } from './limits.ts'
import { isConsented, type Choice, type HeldCard, type Visit } from './visit.ts'

const iso = (milliseconds: number) => new Date(milliseconds).toISOString()

/** Whose card it is, by the fields that DSI approved. `isHidden`: whether the end of the ID number isn't shown. */
function holderOf(held: HeldCard, approved: readonly FieldName[], isHidden = false): CardHolder {
  const { card, isMinor } = held
  const identity = { ...card, cardValidUntil: card.validUntil, guardianBound: false }
  return {
    fields: approvedFields(identity, approved, 'masked'),
    lastDigits: isHidden ? '' : lastDigitsOf(held),
    portrait: Buffer.from(card.portrait).toString('base64'),
    isMinor,
  }
}

/** An act as its page shows it. `approved`: the fields that DSI approved for its service. */
export function viewOf(visit: Visit, approved: readonly FieldName[]): Act {
  const { kind, step, record, refusal, holder, guardian, number, choices, chosen } = visit
  const done = doneOf(visit)
  const hidden = hiddenIn(visit)
  return {
    kind,
    step,
    state: record?.state ?? 'begun',
    mayCompareFace: faceBy(visit) !== undefined,
    needsFurtherDocument: isForSupervisor(visit),
    hasPaper: step === 'over' && (record?.state === 'done' || record?.state === 'unknown'),
    canEnd: canEnd(visit),
    ...defined({
      act: record?.transaction,
      refusal,
      holder: holder && holderOf(holder, approved, hidden.has(HOLDER)),
      guardian: guardian && holderOf(guardian, approved),
      triesLeft: visit.triesLeft,
      telephone: number?.telephone,
      earlier: number?.earlier,
      bindings: choices?.map((choice) => bindingShown(choice, hidden)),
      digits: digitsOf(visit),
      chosen: chosen && { bindings: [...chosen.bindings], reason: chosen.reason },
      confirmation: visit.confirmation,
      consent: consentOf(visit),
      done: done && {
        at: iso(done.at),
        ...defined({
          endedEarlier: done.endedEarlier,
          endsAt: done.endsAt === undefined ? undefined : iso(done.endsAt),
          undoCode: undoCodeOf(done),
        }),
      },
    }),
  }
}

const bindingShown = (choice: Choice, hidden: ReadonlySet<string>): Choice['shown'] =>
  hidden.has(whoseOf(choice)) ? { ...choice.shown, lastDigits: '' } : choice.shown

/** Whose end of an ID number is asked for, and after a wrong one how many tries are left. */
function digitsOf(visit: Visit): Act['digits'] {
  const asked = visit.step === 'digits' ? nextAlike(visit) : undefined
  return (
    asked &&
    defined({
      binding: asked.who === HOLDER ? undefined : asked.who,
      triesLeft: visit.wrongDigits === undefined ? undefined : MOST_WRONG_DIGITS - visit.wrongDigits,
    })
  )
}

/** What was done: as the gateway answered, or, where only the journal says so, from when on. */
export function doneOf({
  answer,
  record,
}: Pick<Visit, 'answer' | 'record'>): Extract<ActAnswer, { state: 'done' }> | undefined {
  if (answer?.state === 'done') return answer
  if (record?.state !== 'done' || record.at === undefined) return undefined
  return { state: 'done', at: record.at, ...defined({ endsAt: record.endsAt }) }
}

/** The text of the code that lifts a freeze. */
export const undoCodeOf = ({ undo }: { undo?: string | undefined }): string | undefined =>
  undo === undefined ? undefined : `MEU1:${encodeBase45(Buffer.from(undo, 'base64'))}`

/** Whether what this visit froze may be ended for good in it: its person is identified, and the freeze goes on. */
const canEnd = ({ kind, answer, identifiedBy, isLeft }: Visit): boolean =>
  kind === 'freeze' && answer?.state === 'done' && answer.endsAt !== undefined && identifiedBy !== undefined && !isLeft

/** What a clerk knows of the customer's consent, while one is asked for; a kiosk's person touches the screen itself. */
function consentOf(visit: Visit): Act['consent'] {
  if (visit.owner.place !== 'counter' || visit.step !== 'confirm') return undefined
  return isConsented(visit) ? 'given' : 'wanted'
}

/**
 * How a clerk's look may identify the person, where it may. For a binding it isn't enough, since twins look alike: where
 * no finger can be read a supervisor compares the face and sees a further document.
 */
export function faceBy({ owner, kind, step, isFingerless }: Visit): Exclude<Identification, 'finger'> | undefined {
  if (owner.place !== 'counter' || step !== 'finger') return undefined
  if (kind !== 'bind') return 'face'
  return isFingerless === true && owner.isSupervisor ? 'face-and-document' : undefined
}

/** Whether only a supervisor can say whose card it is, by the face and a further document. */
const isForSupervisor = ({ owner, kind, step, isFingerless }: Visit): boolean =>
  owner.place === 'counter' && step === 'finger' && kind === 'bind' && isFingerless === true
