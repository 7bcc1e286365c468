import { onScopeDispose, ref, type Ref } from 'vue'

/** How often the time is looked at, in milliseconds: a second that is counted down on the screen is never much late. */
const LOOK = 250

/** The station's time in milliseconds since 1970, never more than a quarter of a second old. */
export function useSeconds(offset: () => number): Ref<number> {
  const now = ref(Date.now() + offset())
  const timer = window.setInterval(() => void (now.value = Date.now() + offset()), LOOK)
  onScopeDispose(() => window.clearInterval(timer))
  return now
}
