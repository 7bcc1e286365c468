import { watch } from 'vue'

/**
 * When what `sources` return was drawn: the returned function gives that time in milliseconds, on the clock of the
 * events' `timeStamp`, and `Infinity` from a change of theirs until the frame that shows it is out. An input that was
 * made before it was about something else.
 */
export function useDrawnAt(...sources: (() => unknown)[]): () => number {
  let at = 0
  let generation = 0
  watch(
    sources,
    () => {
      const mine = (generation += 1)
      at = Number.POSITIVE_INFINITY
      // A frame's callbacks run before it is painted, a timer that they set runs after it.
      requestAnimationFrame(() =>
        setTimeout(() => {
          if (mine === generation) at = performance.now()
        }),
      )
    },
    { flush: 'sync' },
  )
  return () => at
}
