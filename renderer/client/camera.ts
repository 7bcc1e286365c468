import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { keepCameraChoice, keptCameraChoice } from './preferences.ts'
import { useStation } from './station.ts'

/** The store of what was chosen at the camera: which one, for this station, and its lamp, for the visit. */
export const useCamera = defineStore('camera', () => {
  const station = useStation()
  const chosen = ref(keptCameraChoice())
  const torch = ref(false)
  const settled = computed(() => station.status?.cameras)
  /** The names of the cameras to use, the first that is there: the one chosen here, then those of the settings. */
  const wanted = computed(() => [...(chosen.value === undefined ? [] : [chosen.value]), ...(settled.value ?? [])])

  function choose(name: string): void {
    chosen.value = name
    keepCameraChoice(name)
  }

  /** To be called at the end of a visit: the next person finds the lamp off. */
  function leave(): void {
    torch.value = false
  }

  return { wanted, torch, choose, leave }
})
