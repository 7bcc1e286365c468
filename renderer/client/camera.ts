import { useEventListener, useIntervalFn, usePermission } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import type { PageCamera } from '../../electron/contract/index.ts'
import { MAX_CAMERAS_TOLD } from '../../electron/contract/index.ts'
import type { CameraState } from '../../hardware/scanner/camera/camera.ts'
import { cameraStateOf } from './camera-state.ts'
import { keepCameraChoice, keptCameraChoice } from './preferences.ts'
import { useLink, useStation } from './station.ts'

/** How often a camera that didn't work is tried again while it isn't shown, in milliseconds. */
const TRY_EVERY = 30_000

/**
 * The store of the page's camera: how it is, which one was chosen, for this station, and its lamp, for the visit.
 */
export const useCamera = defineStore('camera', () => {
  const { client } = useLink()
  const station = useStation()
  const chosen = ref(keptCameraChoice())
  const torch = ref(false)
  const settled = computed(() => station.status?.cameras)
  /** The names of the cameras to use, the first that is there: the one chosen here, then those of the settings. */
  const wanted = computed(() => [...(chosen.value === undefined ? [] : [chosen.value]), ...(settled.value ?? [])])

  /** Undefined until the browser has listed them, and where it has no cameras for this page. */
  const count = ref<number>()
  const wasThere = ref(false)
  const seen = ref<CameraState>()
  const isShown = ref(false)
  const permission = usePermission('camera')
  /** How the camera is; undefined where nothing is known yet. */
  const state = computed<PageCamera['state'] | undefined>(() =>
    count.value === undefined
      ? undefined
      : cameraStateOf({
          seen: seen.value,
          permission: permission.value,
          count: count.value,
          isExpected: wasThere.value || (settled.value?.length ?? 0) > 0,
        }),
  )

  // A page that isn't from a secure origin has no `mediaDevices`.
  const media = 'mediaDevices' in navigator ? navigator.mediaDevices : undefined
  async function list(): Promise<void> {
    const all = (await media?.enumerateDevices().catch(() => [])) ?? []
    const before = count.value
    count.value = all.filter(({ kind }) => kind === 'videoinput').length
    // One that came back is another attempt.
    if (before === 0) seen.value = undefined
    if (count.value > 0) wasThere.value = true
  }
  if (media) {
    useEventListener(media, 'devicechange', () => void list())
    void list()
  }
  watch(permission, () => {
    if (seen.value === 'permission-denied') seen.value = undefined
  })

  /** To be called with each state of the camera while it is shown. */
  function see(next: CameraState): void {
    isShown.value = next !== 'stopped'
    if (next === 'starting' || next === 'stopped') return
    seen.value = next
  }

  /**
   * Tells the station how the camera is, whenever it changes and after each reconnection. Returns the function that ends
   * it.
   */
  function announce(): () => void {
    return watch(
      [state, count, () => station.connection] as const,
      ([now, many = 0, connection]) => {
        // It is told again by the next reconnection where it doesn't arrive.
        if (now !== undefined && connection === 'open')
          client.devices.announceCamera({ state: now, count: Math.min(many, MAX_CAMERAS_TOLD) }).catch(() => undefined)
      },
      { immediate: true },
    )
  }

  const isHidden = (): boolean => !isShown.value

  let isTrying = false

  /**
   * Tries a camera that is there and didn't work, since a browser doesn't tell that it would again. It isn't tried where
   * the browser would ask for the permission, since nobody who stands there wanted the camera.
   */
  async function tryAgain(): Promise<void> {
    const isWorth = count.value !== 0 && state.value !== 'ready' && state.value !== undefined
    const mayBeTried = permission.value !== 'denied' && permission.value !== 'prompt'
    if (isTrying || !isWorth || !mayBeTried || !isHidden()) return
    isTrying = true
    try {
      const { tryCamera } = await import('../../hardware/scanner/camera/try.ts')
      const found = await tryCamera()
      if (isHidden()) seen.value = found
    } catch {
      // The station, which serves the part that tries, doesn't answer just now.
    } finally {
      isTrying = false
    }
  }

  /** Goes on trying while the page stays open; for a face whose screens hide the camera while it doesn't work. */
  const keepTrying = (): (() => void) => useIntervalFn(() => void tryAgain(), TRY_EVERY).pause

  function choose(name: string): void {
    chosen.value = name
    keepCameraChoice(name)
  }

  /** To be called at the end of a visit: the next person finds the lamp off. */
  function leave(): void {
    torch.value = false
  }

  return { wanted, torch, state, see, announce, keepTrying, choose, leave }
})
