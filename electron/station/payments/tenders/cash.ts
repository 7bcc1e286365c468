import type { Clock, DeviceHealth } from '../../../../hardware/ports.ts'
import type { Tender } from '../../../../hardware/payment-terminal/port.ts'

/**
 * Cash at a counter. The clerk has it in hand before the station hears of it, so it is approved at once. Only the clerk
 * can say what became of cash that was open at a crash, or hand it back, so both are `unknown` here.
 */
export function createCashTender(clock: Pick<Clock, 'now'>): Tender {
  const health: DeviceHealth = { id: 'cash', kind: 'cash', virtual: false, state: 'ready', since: clock.now() }
  return {
    health: () => health,
    onHealth: () => () => undefined,
    ask: ({ attempt, amountAvos }) =>
      Promise.resolve({ state: 'approved', reference: attempt, approvedAvos: amountAvos, provider: 'cash' }),
    status: () => Promise.resolve({ state: 'unknown' }),
    reverse: () => Promise.resolve({ state: 'unknown' }),
    close: () => Promise.resolve(),
  }
}
