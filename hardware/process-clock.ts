import { clearTimeout as stopTimer, setTimeout as startTimer } from 'node:timers'
import type { Clock } from './ports.ts'

/** The system's clock, for processes of hardware of their own, where the station's clock can't be injected. */
export const processClock: Clock = {
  now: () => new Date().getTime(),
  monotonic: () => Number(process.hrtime.bigint()) / 1e6,
  after(ms, then) {
    const timer = startTimer(then, ms)
    timer.unref()
    return () => stopTimer(timer)
  },
}
