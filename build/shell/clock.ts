/**
 * The clock and timers of the shell's process on the stand-in: they run as usual, and a test can let time pass at once.
 * The station's process isn't changed.
 */
interface Timer {
  due: number
  run: () => void
}

const [real, set, clear] = [performance.now.bind(performance), globalThis.setTimeout, globalThis.clearTimeout]
const waiting = new Map<NodeJS.Timeout, Timer>()
let ahead = 0

function setTimer(run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): NodeJS.Timeout {
  const once = (): void => {
    waiting.delete(timer)
    run(...args)
  }
  const timer = set(once, ms)
  waiting.set(timer, { due: performance.now() + ms, run: once })
  return timer
}

function clearTimer(timer?: NodeJS.Timeout): void {
  if (timer) waiting.delete(timer)
  clear(timer)
}

performance.now = () => real() + ahead
Object.assign(globalThis, { setTimeout: setTimer, clearTimeout: clearTimer })

/** Lets `ms` milliseconds pass at once: the timers that are then due run, the earliest first. */
export function pass(ms: number): void {
  ahead += ms
  const due = [...waiting]
    .filter(([, timer]) => timer.due <= performance.now())
    .sort(([, one], [, other]) => one.due - other.due)
  for (const [timer, { run }] of due) {
    if (!waiting.has(timer)) continue
    clear(timer)
    run()
  }
}
