import { clearTimeout as stopTimer, setTimeout as startTimer } from 'node:timers'
import type { Clock } from '../../ports.ts'

/** The terminal is a process of its own, so it has a clock of its own. */
export const simulatorClock: Clock = {
  now: () => new Date().getTime(),
  monotonic: () => Number(process.hrtime.bigint()) / 1e6,
  after(ms, then) {
    const timer = startTimer(then, ms)
    timer.unref()
    return () => stopTimer(timer)
  },
}
