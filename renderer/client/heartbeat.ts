/**
 * The pause between an answer and the next question, and how long an answer may take (`PATIENCE`), in milliseconds: so
 * a face says within ten seconds that the station doesn't answer.
 */
const EVERY = 2500
const PATIENCE = 5000
/**
 * A timer that fires this much too late, in milliseconds, shows that the page itself was blocked: the answer may be
 * queued behind it, so it gets this long again.
 */
const LATE = 500

type Timers = Pick<typeof globalThis, 'setTimeout' | 'clearTimeout'>

/**
 * Asks the station again and again whether it still answers. `silent` is called when an answer is overdue, `answers`
 * when it came after all; an error counts as an answer. Returns the function that stops it.
 */
export function startHeartbeat({
  ask,
  silent,
  answers,
  timers,
}: {
  ask(): Promise<unknown>
  silent(): void
  answers(): void
  timers: Timers
}): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isSilent = false
  let isStopped = false

  function wait(ms: number, then: () => void): void {
    const due = performance.now() + ms
    timer = timers.setTimeout(() => {
      if (performance.now() - due > LATE) wait(LATE, then)
      else then()
    }, ms)
  }

  function beat(): void {
    wait(PATIENCE, () => {
      isSilent = true
      silent()
    })
    void ask()
      .catch(() => undefined)
      .then(() => {
        timers.clearTimeout(timer)
        if (isStopped) return
        if (isSilent) answers()
        isSilent = false
        wait(EVERY, beat)
      })
  }

  wait(EVERY, beat)
  return () => {
    isStopped = true
    timers.clearTimeout(timer)
  }
}
