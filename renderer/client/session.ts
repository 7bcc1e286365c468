import { defineStore } from 'pinia'
import { useIntervalFn } from '@vueuse/core'
import { computed, reactive, ref, watch } from 'vue'
import { useAct } from './act.ts'
import { useCamera } from './camera.ts'
import { idleAt, PAYING_SILENCE, SILENCE, type Idle } from './idle.ts'
import { usePayment } from './payment.ts'
import { usePerson } from './person.ts'
import {
  forgetPreferences,
  FRESH,
  keepPreferences,
  keptPreferences,
  showPreferences,
  type Preferences,
} from './preferences.ts'
import { useScan } from './scan.ts'
import { useStation } from './station.ts'
import { useOwed } from './use-owed.ts'

/** How often the time since the last touch is measured, in milliseconds. */
const TICK = 250

/**
 * The store of one person's visit: their preferences, when they last touched the screen, and the visit's end, which
 * forgets everything of it.
 */
export const useSession = defineStore('session', () => {
  const station = useStation()
  const scan = useScan()
  const camera = useCamera()
  const person = usePerson()
  const owed = useOwed()
  const payment = usePayment()
  const act = useAct()
  const preferences = reactive<Preferences>({ ...FRESH })
  const touched = ref(performance.now())
  const now = ref(performance.now())
  const fresh = ref(true)

  /** Whether the person uses their phone or the terminal meanwhile, and so needs longer. */
  const isAtTheirPhone = computed(() => payment.underWay || payment.beginning || act.act?.step === 'number')
  const idle = computed<Idle>(() => idleAt(touched.value, now.value, isAtTheirPhone.value ? PAYING_SILENCE : SILENCE))
  /**
   * Whether the screen holds anything of a person, so that they are asked whether they are there before it is wiped.
   */
  const holding = computed(
    () =>
      scan.answer !== null ||
      scan.busy ||
      person.current !== null ||
      owed.asked !== null ||
      payment.holding ||
      act.holding,
  )
  /** What the card reader holds. */
  const card = computed(() => station.status?.card ?? 'none')
  /** Whether a card of this visit is in the reader, which its holder is asked about before the visit ends. */
  const hasCard = computed(() => card.value === 'in' || card.value === 'unattended')

  watch(preferences, showPreferences, { immediate: true, deep: true, flush: 'sync' })

  /** To be called on a touch, a key or a scan: the silence begins again. */
  function touch(): void {
    touched.value = now.value = performance.now()
    fresh.value = false
  }

  /**
   * Keeps the preferences over a reload of the page during the visit, such as while paying. Kept preferences count as a
   * touch, so that silence ends the visit.
   */
  function keepOverReload(): void {
    const kept = keptPreferences()
    if (kept) {
      Object.assign(preferences, kept)
      touch()
    }
    watch(preferences, keepPreferences, { deep: true, flush: 'sync' })
  }

  /**
   * Measures the silence and calls `over` when the countdown has run out. While `isListening` is true there is no
   * silence. Returns the function that stops it.
   */
  function watchSilence(over: () => void, isListening: () => boolean = () => false): () => void {
    return useIntervalFn(() => {
      if (isListening()) touched.value = performance.now()
      now.value = performance.now()
      // A scan holds data of a person too, though nobody touched the screen since the last goodbye.
      if ((!fresh.value || holding.value || hasCard.value) && idle.value.state === 'over') over()
    }, TICK).pause
  }

  /**
   * Forgets the person, their codes, their bills and their act, in the page and at the station. A payment that can be
   * cancelled is cancelled, and an act that wasn't sent ends; the station finishes any other. The preferences stay for
   * the goodbye, but not over a reload.
   */
  async function wipe(): Promise<void> {
    forgetPreferences()
    owed.clear()
    camera.leave()
    const leaving = [payment.leave(), act.leave()].filter((each) => each !== undefined)
    const ending = person.end(leaving.length > 0 ? Promise.allSettled(leaving) : undefined).catch(() => {})
    scan.leave()
    scan.forgetNotes()
    if ('speechSynthesis' in window) window.speechSynthesis.cancel()
    touched.value = now.value = performance.now()
    await ending
  }

  /** Begins the next person's visit with the default preferences. */
  function begin(): void {
    Object.assign(preferences, FRESH)
    forgetPreferences()
    touched.value = now.value = performance.now()
    fresh.value = true
  }

  return { preferences, idle, holding, card, hasCard, fresh, touch, keepOverReload, watchSilence, wipe, begin }
})
