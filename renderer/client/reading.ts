import { useDevicesList } from '@vueuse/core'
import { computed, type ComputedRef } from 'vue'
import { useStation } from './station.ts'

/**
 * With what this face can read a code now: the scanner, else the machine's camera, else nothing. A keyboard-mode scanner
 * of the page isn't known to anybody, so a station without a scanner of its own counts as one that has it.
 */
export function useReading(): ComputedRef<'scanner' | 'camera' | 'nothing'> {
  const station = useStation()
  // The browser lists cameras, without their names, before anybody allowed their use.
  const { videoInputs } = useDevicesList()
  return computed(() => {
    if (!station.isAway('scanner')) return 'scanner'
    return videoInputs.value.length > 0 ? 'camera' : 'nothing'
  })
}
