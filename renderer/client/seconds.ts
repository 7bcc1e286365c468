import { computed, type ComputedRef } from 'vue'
import { useTick } from './tick.ts'

/** How often the time is read, in milliseconds: often, so that a countdown on the screen is never much late. */
const LOOK = 250

/**
 * The station's time in milliseconds since 1970, at most 250 ms old. `offset`: the station's clock minus the page's.
 */
export function useSeconds(offset: () => number): ComputedRef<number> {
  const now = useTick(LOOK)
  return computed(() => now.value + offset())
}
