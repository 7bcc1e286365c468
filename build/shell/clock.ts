/**
 * The shell's own clock on the stand-in: it goes as it does, and a test may have time pass at once. The station's
 * process has its own.
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

/** Has `ms` milliseconds pass at once: the timers that are due then run, the earliest first. */
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
