import type { Clock } from '../../../hardware/ports.ts'

/** Calls `then` every `ms` milliseconds until the returned function is called. */
export function every(clock: Pick<Clock, 'after'>, ms: number, then: () => void): () => void {
  let cancel = clock.after(ms, again)
  function again() {
    then()
    cancel = clock.after(ms, again)
  }
  return () => cancel()
}
