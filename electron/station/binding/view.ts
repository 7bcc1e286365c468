import { encodeBase45 } from '../codes/index.ts'
import { defined } from '../../common/defined.ts'
import type { Act, CardHolder, FieldName } from '../../contract/index.ts'
import { approvedFields } from '../identity/index.ts'
import type { HeldCard, Visit } from './visit.ts'

/** How much of the end of an ID number is shown where twins have to be told apart. */
const TELLING_DIGITS = 4

const iso = (milliseconds: number) => new Date(milliseconds).toISOString()

/** Whose card it is, by the fields that DSI approved. */
function holderOf({ card, isMinor }: HeldCard, approved: readonly FieldName[]): CardHolder {
  const identity = { ...card, cardValidUntil: card.validUntil, guardianBound: false }
  return {
    fields: approvedFields(identity, approved, 'masked'),
    lastDigits: card.idNumber.slice(-TELLING_DIGITS),
    portrait: Buffer.from(card.portrait).toString('base64'),
    isMinor,
  }
}

/** An act as its page shows it. `approved`: the fields that DSI approved for its service. */
export function viewOf(visit: Visit, approved: readonly FieldName[]): Act {
  const { kind, step, record, refusal, holder, guardian, number, choices, chosen, answer } = visit
  const done = answer?.state === 'done' ? answer : undefined
  return {
    kind,
    step,
    state: record?.state ?? 'begun',
    mayCompareFace: mayCompareFace(visit),
    canEnd: kind === 'freeze' && done?.endsAt !== undefined && !visit.isLeft,
    ...defined({
      act: record?.transaction,
      refusal,
      holder: holder && holderOf(holder, approved),
      guardian: guardian && holderOf(guardian, approved),
      triesLeft: visit.triesLeft,
      telephone: number?.telephone,
      earlier: number?.earlier,
      bindings: choices?.map(({ shown }) => shown),
      chosen: chosen && { bindings: [...chosen.bindings], reason: chosen.reason },
      confirmation: visit.confirmation,
      done: done && {
        at: iso(done.at),
        ...defined({
          endedEarlier: done.endedEarlier,
          endsAt: done.endsAt === undefined ? undefined : iso(done.endsAt),
          undoCode: done.undo === undefined ? undefined : `MEU1:${encodeBase45(Buffer.from(done.undo, 'base64'))}`,
        }),
      },
    }),
  }
}

/** A clerk may compare the face for a reset; for a binding it isn't enough, since twins look alike. */
export function mayCompareFace({ owner, kind, step }: Visit): boolean {
  return owner.place === 'counter' && kind !== 'bind' && step === 'finger'
}
