import { watch } from 'vue'

/**
 * Tracks when the values of `sources` were drawn. The returned function gives that time in milliseconds, by the events'
 * `timeStamp`, and `Infinity` from a change until its frame is drawn. An earlier input was made for another screen.
 */
export function useDrawnAt(...sources: (() => unknown)[]): () => number {
  let at = 0
  let generation = 0
  watch(
    sources,
    () => {
      const mine = (generation += 1)
      at = Number.POSITIVE_INFINITY
      // Animation callbacks run before the frame is painted, a timer that they set runs after it.
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
