import type { Clock } from '../ports.ts'

/** Orders to the drivers' process that wait for their answers, each by a number of its own. */
export interface Waiting<Answer> {
  /** Gives an order by `start`, which gets its number, or ends it at once. Resolves with the answer. */
  add(start: (n: number, end: (answer: Answer) => void) => void): Promise<Answer>
  /** Ends the order of this number with its answer, where it still waits. */
  end(n: number, answer: Answer): void
  endAll(answer: Answer): void
}

/** Makes it. An order that isn't answered within `withinMs` milliseconds is answered with `late`. */
export function createWaiting<Answer>(clock: Clock, withinMs: number, late: Answer): Waiting<Answer> {
  const waiting = new Map<number, (answer: Answer) => void>()
  let last = 0
  return {
    add(start) {
      const n = (last += 1)
      return new Promise((resolve) => {
        const end = (answer: Answer) => {
          cancel()
          waiting.delete(n)
          resolve(answer)
        }
        const cancel = clock.after(withinMs, () => end(late))
        waiting.set(n, end)
        start(n, end)
      })
    },
    end: (n, answer) => waiting.get(n)?.(answer),
    endAll(answer) {
      for (const end of [...waiting.values()]) end(answer)
    },
  }
}
