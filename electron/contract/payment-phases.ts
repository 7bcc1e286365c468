import type { Payment, PaymentState } from './payments.ts'

/**
 * How a payment stands for whoever waits for it. `under-way`: somebody is just paying it; `paid`: for good; `open`:
 * its outcome isn't known, its money is on its way back, or a member of staff sees to it; `ended`: it came to nothing,
 * and what it was for can be paid again.
 */
export type PaymentPhase = 'under-way' | 'paid' | 'open' | 'ended'

/** The phase of each state by itself; a state without one doesn't compile. */
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

/** The phase of a payment: what a member of staff sees to and isn't paid stays open, whatever its state. */
export function phaseOf({ state, needsStaff }: Pick<Payment, 'state' | 'needsStaff'>): PaymentPhase {
  const phase = STATE_PHASES[state]
  return phase !== 'paid' && needsStaff === true ? 'open' : phase
}

/** Whether it is paid for good: a receipt can be given, and its items can be refunded. */
export const isPaid = (state: PaymentState): boolean => STATE_PHASES[state] === 'paid'

/** Whether it has nothing more to do itself, though its items may: it is paid, or came to nothing. */
export const isOver = (state: PaymentState): boolean => isPaid(state) || STATE_PHASES[state] === 'ended'

/** Whether a cancellation still can do something: money is asked for and nobody has said what became of it. */
export const canCancel = (state: PaymentState): boolean => state === 'asked' || state === 'unknown'
