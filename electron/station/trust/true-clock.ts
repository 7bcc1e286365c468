import type { Clock } from '../../../hardware/ports.ts'
import type { Gateway } from '../../gateway/port.ts'

/**
 * A machine's clock may be this far from the gateway's: up to that it is corrected, beyond it no new money is taken.
 */
const CLOCK_OFF_MOST_MS = 120_000

/**
 * A clock whose wall time is the gateway's as soon as that is known, and this machine's until then. Its monotonic time
 * and its timers are the machine's.
 */
export function createTrueClock(clock: Clock, gateway: Pick<Gateway, 'clockOffset'>): Clock {
  return {
    now: () => clock.now() + (gateway.clockOffset() ?? 0),
    monotonic: () => clock.monotonic(),
    after: (ms, then) => clock.after(ms, then),
  }
}

/**
 * What is wrong with this machine's time, given `offset`, the gateway's clock less the machine's in milliseconds:
 * `clock-unknown`, no gateway time since the start; `clock-wrong`, a difference of more than `CLOCK_OFF_MOST_MS`.
 * Either stops new money (money.md, "Dates that are true").
 */
export function clockTrouble(offset: number | undefined): 'clock-unknown' | 'clock-wrong' | undefined {
  if (offset === undefined) return 'clock-unknown'
  return Math.abs(offset) > CLOCK_OFF_MOST_MS ? 'clock-wrong' : undefined
}
