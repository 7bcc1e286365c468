import { describe, expect, it } from 'vitest'
import { awaitsTender, isBeforeTender, isOver, isPaid, phaseOf, STATE_PHASES } from './payment-phases.ts'
import { PAYMENT_STATES } from './payments.ts'

describe('the phase of a payment', () => {
  it('is open when a member of staff has to see to the payment, unless it is paid', () => {
    for (const state of PAYMENT_STATES)
      expect(phaseOf({ state, needsStaff: true }), state).toBe(isPaid(state) ? 'paid' : 'open')
  })

  it('follows from the state when no member of staff has to see to it', () => {
    for (const state of PAYMENT_STATES) {
      expect(phaseOf({ state }), state).toBe(STATE_PHASES[state])
      expect(phaseOf({ state, needsStaff: false }), state).toBe(STATE_PHASES[state])
    }
  })

  it("is over only when the payment is paid or ended and can't be cancelled", () => {
    for (const state of PAYMENT_STATES) {
      expect(isOver(state), state).toBe(['paid', 'ended'].includes(STATE_PHASES[state]))
      expect(isOver(state) && awaitsTender(state), state).toBe(false)
    }
  })

  it('is under way before a tender was asked, which never awaits the tender too', () => {
    for (const state of PAYMENT_STATES) {
      if (isBeforeTender(state)) expect(STATE_PHASES[state], state).toBe('under-way')
      expect(isBeforeTender(state) && awaitsTender(state), state).toBe(false)
    }
  })
})
