import { useIntervalFn, useTimestamp } from '@vueuse/core'
import type { Ref } from 'vue'

/** The page's time in milliseconds since 1970, read anew every `every` milliseconds for as long as its component lives. */
export function useTick(every: number): Ref<number> {
  return useTimestamp({ scheduler: (read) => useIntervalFn(read, every) })
}
