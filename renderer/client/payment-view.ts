import { phaseOf, type ItemState, type Payment } from '../../electron/contract/index.ts'

/**
 * How a person left their payment: it is being cancelled, the station goes on asking about it, or a member of staff
 * sees to it.
 */
export type LeftPayment = 'cancelled' | 'open' | 'staff'

/** What becomes of a payment when its person goes now. */
export function leavingDoes(payment: Payment): LeftPayment | undefined {
  if (payment.needsStaff === true) return 'staff'
  const phase = phaseOf(payment)
  if (phase === 'under-way' && payment.canCancel) return 'cancelled'
  return phase === 'under-way' || phase === 'open' ? 'open' : undefined
}

/** An end that needs no more words than its own; none where its refusal has them. */
export type PlainEnd = 'staff' | 'unknown' | 'reversing' | 'reversed' | 'cancelled'

/** How a payment that isn't paid stands, where that is all there is to say of it. */
export function plainEndOf({ state, needsStaff, refusal }: Payment): PlainEnd | undefined {
  if (needsStaff === true) return 'staff'
  if (state === 'unknown' || state === 'reversing') return state
  return (state === 'reversed' || state === 'cancelled') && !refusal ? state : undefined
}

const NOT_ACCEPTED: ReadonlySet<ItemState> = new Set<ItemState>(['refused', 'reversing', 'reversed', 'task'])
const sumOf = (items: Payment['items']): number => items.reduce((sum, { amountAvos }) => sum + amountAvos, 0)

/**
 * What of a paid payment its agencies didn't accept, in avos: `returnedAvos` goes back by itself, `staffAvos` a member
 * of staff sees to, `keptAvos` is cash, which a supervisor gives back.
 */
export function notAccepted({ items, tender }: Payment): { returnedAvos: number; staffAvos: number; keptAvos: number } {
  const refused = items.filter(({ state }) => NOT_ACCEPTED.has(state))
  if (tender === 'cash') return { returnedAvos: 0, staffAvos: 0, keptAvos: sumOf(refused) }
  return {
    returnedAvos: sumOf(refused.filter(({ needsStaff }) => needsStaff !== true)),
    staffAvos: sumOf(items.filter(({ needsStaff }) => needsStaff === true)),
    keptAvos: 0,
  }
}
