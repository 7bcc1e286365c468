import type { Clock } from '../../hardware/ports.ts'
import type { Gateway } from '../gateway/port.ts'

/** A clock whose wall time is the gateway's as soon as that is known, and this machine's until then; what it counts stays the machine's own. */
export function createTrueClock(clock: Clock, gateway: Pick<Gateway, 'clockOffset'>): Clock {
  return {
    now: () => clock.now() + (gateway.clockOffset() ?? 0),
    monotonic: () => clock.monotonic(),
    after: (ms, then) => clock.after(ms, then)
  }
}
