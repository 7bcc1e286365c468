import { defineStore } from 'pinia'
import { computed, ref, type ComputedRef } from 'vue'
import { useCamera } from './camera.ts'
import { useStation } from './station.ts'

/** The store of what is known of a keyboard-mode scanner, which only its codes tell: whether one was used here. */
export const useKeyboardScanner = defineStore('keyboard-scanner', () => ({ wasUsed: ref(false) }))

/**
 * With what this face can read a code now: the scanner, else the page's camera, else nothing. A keyboard-mode scanner is
 * known once it was used, so a station without a scanner of its own counts as one that has it, until its camera is there
 * and doesn't work. What a passer-by's keyboard typed, which the station doesn't take, shows no scanner.
 */
export function useReading(): ComputedRef<'scanner' | 'camera' | 'nothing'> {
  const station = useStation()
  const camera = useCamera()
  const keyboard = useKeyboardScanner()
  return computed(() => {
    const scanners = station.status?.devices.filter(({ kind }) => kind === 'scanner') ?? []
    const own = scanners.some(({ state }) => state !== 'unused')
    // The one that the page captured says nothing of itself.
    const isRefused = scanners.some(({ state, info }) => state === 'unused' && info === undefined)
    const isBroken = camera.state !== undefined && camera.state !== 'ready' && camera.state !== 'none'
    if ((keyboard.wasUsed && !isRefused) || (!station.isAway('scanner') && (own || !isBroken))) return 'scanner'
    return camera.state === 'ready' ? 'camera' : 'nothing'
  })
}
