import { describe, expect, it } from 'vitest'
import { canCancel, isOver, isPaid, phaseOf, STATE_PHASES } from './payment-phases.ts'
import { PAYMENT_STATES } from './payments.ts'

describe('the phase of a payment', () => {
  it('is open for whatever a member of staff sees to, unless it is paid', () => {
    for (const state of PAYMENT_STATES)
      expect(phaseOf({ state, needsStaff: true }), state).toBe(isPaid(state) ? 'paid' : 'open')
  })

  it("is its state's where nobody has to see to it", () => {
    for (const state of PAYMENT_STATES) {
      expect(phaseOf({ state }), state).toBe(STATE_PHASES[state])
      expect(phaseOf({ state, needsStaff: false }), state).toBe(STATE_PHASES[state])
    }
  })

  it('is over for what was paid or came to nothing, and for nothing that can be cancelled', () => {
    for (const state of PAYMENT_STATES) {
      expect(isOver(state), state).toBe(['paid', 'ended'].includes(STATE_PHASES[state]))
      expect(isOver(state) && canCancel(state), state).toBe(false)
    }
  })
})
