import { useIntervalFn, useTimestamp } from '@vueuse/core'
import type { Ref } from 'vue'

/** The page's time in milliseconds since 1970, read every `every` milliseconds while the component is mounted. */
export function useTick(every: number): Ref<number> {
  return useTimestamp({ scheduler: (read) => useIntervalFn(read, every) })
}
