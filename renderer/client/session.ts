import { defineStore } from 'pinia'
import { useIntervalFn } from '@vueuse/core'
import { computed, reactive, ref, watch } from 'vue'
import { setLanguage } from '../i18n/index.ts'
import { idleAt, PAYING_SILENCE, SILENCE, type Idle } from './idle.ts'
import { usePayment } from './payment.ts'
import { usePerson } from './person.ts'
import { forgetPreferences, FRESH, keepPreferences, keptPreferences, type Preferences } from './preferences.ts'
import { useScan } from './scan.ts'
import { useOwed } from './use-owed.ts'

/** How often the silence is measured, in milliseconds. */
const TICK = 250

/**
 * One person's time at the screen: how they like it, when they last touched it, and its end, after which nothing of it
 * is left.
 */
export const useSession = defineStore('session', () => {
  const scan = useScan()
  const person = usePerson()
  const owed = useOwed()
  const payment = usePayment()
  const preferences = reactive<Preferences>({ ...FRESH })
  const touched = ref(performance.now())
  const now = ref(performance.now())
  const fresh = ref(true)

  const idle = computed<Idle>(() =>
    idleAt(touched.value, now.value, payment.underWay || payment.beginning ? PAYING_SILENCE : SILENCE),
  )
  /** Whether the screen holds anything of somebody: then silence is asked about before it is wiped. */
  const holding = computed(
    () => scan.answer !== null || scan.busy || person.current !== null || owed.asked !== null || payment.holding,
  )

  watch(
    preferences,
    (next) => {
      const { dataset } = document.documentElement
      dataset['theme'] = next.theme
      dataset['text'] = next.text
      dataset['view'] = next.view
      dataset['reach'] = next.reach
      setLanguage(next.language)
    },
    { immediate: true, deep: true, flush: 'sync' },
  )

  /** A touch, a key or a scan: the silence begins anew. */
  function touch(): void {
    touched.value = now.value = performance.now()
    fresh.value = false
  }

  /**
   * The preferences outlive a reload of the page, in the middle of a payment say, though never the visit. What was kept
   * counts as a touch: silence ends it.
   */
  function outliveReload(): void {
    const kept = keptPreferences()
    if (kept) {
      Object.assign(preferences, kept)
      touch()
    }
    watch(preferences, keepPreferences, { deep: true, flush: 'sync' })
  }

  /**
   * Measures the silence by itself; `over` is called once when the countdown has run out, and while `isListening` there
   * is none. Returns the function that stops it.
   */
  function watchSilence(over: () => void, isListening: () => boolean = () => false): () => void {
    return useIntervalFn(() => {
      if (isListening()) touched.value = performance.now()
      now.value = performance.now()
      // Whoever scans while the last one's goodbye still stands touches nothing.
      if ((!fresh.value || holding.value) && idle.value.state === 'over') over()
    }, TICK).pause
  }

  /**
   * Forgets the person, their codes and what they wanted to pay, here and at the station; a payment that can be
   * cancelled is, any other is the station's to finish. How they like the screen stays for the goodbye in their own
   * language, and outlives no reload any more.
   */
  async function wipe(): Promise<void> {
    forgetPreferences()
    owed.clear()
    const ending = person.end(payment.leave()).catch(() => {})
    scan.leave()
    scan.forgetNotes()
    if ('speechSynthesis' in window) window.speechSynthesis.cancel()
    touched.value = now.value = performance.now()
    await ending
  }

  /** The next person's beginning: nothing of how the last one liked the screen. */
  function begin(): void {
    Object.assign(preferences, FRESH)
    forgetPreferences()
    touched.value = now.value = performance.now()
    fresh.value = true
  }

  return { preferences, idle, holding, fresh, touch, outliveReload, watchSilence, wipe, begin }
})
