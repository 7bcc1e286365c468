import { onScopeDispose, ref, type Ref } from 'vue'

/** The station's time, every second, in milliseconds since 1970. */
export function useSeconds(offset: () => number): Ref<number> {
  const now = ref(Date.now() + offset())
  const timer = window.setInterval(() => void (now.value = Date.now() + offset()), 1000)
  onScopeDispose(() => window.clearInterval(timer))
  return now
}
