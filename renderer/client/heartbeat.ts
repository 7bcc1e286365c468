/**
 * How often a station that answers is asked whether it still does, and how long it may take, in milliseconds: a face
 * says within ten seconds that it doesn't.
 */
const EVERY = 2500
const PATIENCE = 5000
/**
 * A timer this late tells that the page itself stood still: the answer may be waiting behind it, so it is given a
 * moment more.
 */
const LATE = 500

type Timers = Pick<typeof globalThis, 'setTimeout' | 'clearTimeout'>

/**
 * Asks the station again and again whether it still answers. `silent`: an answer is overdue; `answers`: it came after
 * all. An answer that says no is one too. Returns the function that stops it.
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
