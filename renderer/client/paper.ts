import { computed, type ComputedRef } from 'vue'
import { useStation } from './station.ts'

/** Whether no printer of this machine can give a receipt now, which is said before anything is paid. */
export function useNoPaper(): ComputedRef<boolean> {
  const station = useStation()
  return computed(() => station.isAway('paper'))
}
