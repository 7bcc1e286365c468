import { computed, type ComputedRef } from 'vue'
import { useTick } from './tick.ts'

/** How often the time is looked at, in milliseconds: a second that is counted down on the screen is never much late. */
const LOOK = 250

/** The station's time in milliseconds since 1970, never more than a quarter of a second old. */
export function useSeconds(offset: () => number): ComputedRef<number> {
  const now = useTick(LOOK)
  return computed(() => now.value + offset())
}
