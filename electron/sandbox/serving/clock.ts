import { setTimeout as startTimer, clearTimeout as stopTimer } from 'node:timers'
import { randomBytes } from 'node:crypto'
import type { Clock, Random } from '../../../hardware/ports.ts'

/** The clock of the sandbox's own process. */
export const sandboxClock: Clock = {
  now: () => new Date().getTime(),
  monotonic: () => Number(process.hrtime.bigint()) / 1e6,
  after(ms, then) {
    const timer = startTimer(then, ms)
    timer.unref()
    return () => {
      stopTimer(timer)
    }
  },
}

/** The system's random bytes. */
export const sandboxRandom: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) }
