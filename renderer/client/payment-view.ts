import { phaseOf, type ItemState, type Payment } from '../../electron/contract/index.ts'

/**
 * What happens to a payment whose person left: it is cancelled, the station goes on asking about it (`open`), or a
 * member of staff sees to it.
 */
export type LeftPayment = 'cancelled' | 'open' | 'staff'

/** What happens to a payment if its person leaves now; undefined where nothing is left to do. */
export function effectOfLeaving(payment: Payment): LeftPayment | undefined {
  if (payment.needsStaff === true) return 'staff'
  const phase = phaseOf(payment)
  if (phase === 'under-way' && payment.canCancel) return 'cancelled'
  return phase === 'under-way' || phase === 'open' ? 'open' : undefined
}

/** The ends of unpaid payments that have texts of their own; others are described by their refusal. */
export type PlainEnd = 'staff' | 'unknown' | 'reversing' | 'reversed' | 'cancelled'

/** The end of an unpaid payment; undefined where its refusal describes it. */
export function plainEndOf({ state, needsStaff, refusal }: Payment): PlainEnd | undefined {
  if (needsStaff === true) return 'staff'
  if (state === 'unknown' || state === 'reversing') return state
  return (state === 'reversed' || state === 'cancelled') && !refusal ? state : undefined
}

const NOT_ACCEPTED: ReadonlySet<ItemState> = new Set<ItemState>(['refused', 'reversing', 'reversed', 'task'])
const sumOf = (items: Payment['items']): number => items.reduce((sum, { amountAvos }) => sum + amountAvos, 0)

/**
 * The amounts of a paid payment that agencies didn't accept, in avos: `returnedAvos` is returned automatically, a
 * member of staff sees to `staffAvos`, and `keptAvos` is cash, which a supervisor gives back.
 */
export function amountsNotAccepted({ items, tender }: Payment): {
  returnedAvos: number
  staffAvos: number
  keptAvos: number
} {
  const refused = items.filter(({ state }) => NOT_ACCEPTED.has(state))
  if (tender === 'cash') return { returnedAvos: 0, staffAvos: 0, keptAvos: sumOf(refused) }
  return {
    returnedAvos: sumOf(refused.filter(({ needsStaff }) => needsStaff !== true)),
    staffAvos: sumOf(items.filter(({ needsStaff }) => needsStaff === true)),
    keptAvos: 0,
  }
}
