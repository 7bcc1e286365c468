import type { Payment, PaymentState } from './payments.ts'

/**
 * How a payment stands for whoever waits for it. `under-way`: it is being paid now; `paid`: for good; `open`: its
 * outcome isn't known, its money is on its way back, or a member of staff deals with it; `ended`: nothing was paid, and
 * its bills can be paid again.
 */
export type PaymentPhase = 'under-way' | 'paid' | 'open' | 'ended'

/** The phase of each state, whatever else is known of the payment. A state without a phase doesn't compile. */
export const STATE_PHASES: Readonly<Record<PaymentState, PaymentPhase>> = {
  intended: 'under-way',
  reserved: 'under-way',
  asked: 'under-way',
  unknown: 'open',
  reversing: 'open',
  committed: 'paid',
  receipted: 'paid',
  refused: 'ended',
  declined: 'ended',
  cancelled: 'ended',
  reversed: 'ended',
}

/** The phase of a payment: one that isn't paid and needs staff is open, whatever its state. */
export function phaseOf({ state, needsStaff }: Pick<Payment, 'state' | 'needsStaff'>): PaymentPhase {
  const phase = STATE_PHASES[state]
  return phase !== 'paid' && needsStaff === true ? 'open' : phase
}

/** Whether a payment is paid for good: it has a receipt, and its items can be refunded. */
export const isPaid = (state: PaymentState): boolean => STATE_PHASES[state] === 'paid'

/** Whether a payment changes no more: it is paid, or nothing was paid. Its items may still change. */
export const isOver = (state: PaymentState): boolean => isPaid(state) || STATE_PHASES[state] === 'ended'

/** Whether no tender has been asked for money yet. */
export const isBeforeTender = (state: PaymentState): boolean => state === 'intended' || state === 'reserved'

/** Whether a tender was asked for money and its answer isn't known; such a payment can still be cancelled. */
export const awaitsTender = (state: PaymentState): boolean => state === 'asked' || state === 'unknown'
