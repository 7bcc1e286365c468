import { defineStore } from 'pinia'
import { useTimeoutFn } from '@vueuse/core'
import { computed, reactive, ref, shallowRef, watch } from 'vue'
import type { CustomerView } from '../../electron/contract/index.ts'
import { report } from '../client/fault.ts'
import { FRESH, showPreferences, type Preferences } from '../client/preferences.ts'
import { useLink } from '../client/station.ts'

/** How long preferences that somebody chose at a blank window stay, in milliseconds. */
const LEFT_ALONE = 60_000

/** How long after its end the stream of events is opened again, in milliseconds. */
const FOLLOW_AGAIN = 1_000

/**
 * The store of a counter's customer: what the station shows them, how they like it, and their answer. It keeps nothing
 * of them: what they see is the station's, and their preferences are forgotten when the window is blank again.
 */
export const useVisit = defineStore('customer', () => {
  const link = useLink()
  const { customer } = link.client
  const connection = ref(link.state())
  const view = shallowRef<CustomerView>({ what: 'nothing' })
  const place = shallowRef<{ site: string; training: boolean }>()
  /** The station's clock minus the page's, in milliseconds. */
  const clockOffset = ref(0)
  const preferences = reactive<Preferences>({ ...FRESH })
  /** Whether an answer of theirs is on its way, so that no touch counts twice. */
  const busy = ref(false)
  let stream: AbortController | undefined

  const act = computed(() => (view.value.what === 'act' ? view.value : undefined))
  const payment = computed(() => (view.value.what === 'payment' ? view.value : undefined))
  const person = computed(() => (view.value.what === 'person' ? view.value : undefined))
  const isReachable = computed(() => connection.value === 'open' && place.value !== undefined)

  const forget = (): void => void Object.assign(preferences, FRESH)
  const { start: forgetLater, stop: keep } = useTimeoutFn(forget, LEFT_ALONE, { immediate: false })
  watch(
    preferences,
    (next) => {
      showPreferences(next)
      if (view.value.what === 'nothing') forgetLater()
    },
    { immediate: true, deep: true, flush: 'sync' },
  )

  function show(next: CustomerView): void {
    const before = view.value.what
    view.value = next
    if (next.what !== 'nothing') keep()
    else if (before !== 'nothing') forget()
  }

  async function refresh(): Promise<void> {
    const { site, mode, now, view: next } = await customer.show()
    clockOffset.value = Date.parse(now) - Date.now()
    place.value = { site, training: mode === 'training' }
    show(next)
  }

  /** Follows what the station shows while the link is open; a stream that ends is opened again. */
  async function follow(): Promise<void> {
    stream?.abort()
    const mine = (stream = new AbortController())
    try {
      const events = await customer.events(undefined, { signal: mine.signal })
      // Asked for once the stream is there, so that no change falls between the two.
      await refresh()
      for await (const event of events) {
        if (mine.signal.aborted) return
        show(event.view)
      }
    } catch {
      // A lost connection ends the stream; it is opened again when the link is.
    }
    if (mine.signal.aborted) return
    window.setTimeout(() => {
      if (connection.value === 'open' && !mine.signal.aborted) void follow()
    }, FOLLOW_AGAIN)
  }

  /** To be called once: shows what the station says whenever the link opens, and nothing while it is lost. */
  function start(): void {
    link.onState((state) => {
      connection.value = state
      if (state === 'open') void follow()
      else if (state === 'lost' || state === 'elsewhere') show({ what: 'nothing' })
    })
    connection.value = link.state()
    if (connection.value === 'open') void follow()
  }

  /** Sends the customer's answer to what stands there; a newer screen than they saw takes no answer, and is shown. */
  async function answer(how: 'consent' | 'decline'): Promise<void> {
    const confirmation = act.value?.confirmation
    if (confirmation === undefined || busy.value) return
    busy.value = true
    try {
      const answered = await customer[how]({ confirmation })
      if (answered.ok) show(answered.view)
      else await refresh()
    } catch (error) {
      report(error)
    } finally {
      busy.value = false
    }
  }

  return {
    connection,
    isReachable,
    view,
    act,
    payment,
    person,
    place,
    clockOffset,
    preferences,
    busy,
    start,
    consent: () => answer('consent'),
    decline: () => answer('decline'),
  }
})
