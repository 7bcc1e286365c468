import { onScopeDispose, ref, type Ref } from 'vue'

/** The station's time, every second, in milliseconds since 1970. */
export function useSeconds(offset: () => number): Ref<number> {
  const now = ref(Date.now() + offset())
  const timer = window.setInterval(() => void (now.value = Date.now() + offset()), 1000)
  onScopeDispose(() => window.clearInterval(timer))
  return now
}

/** So many milliseconds as minutes and seconds, `2:05`; never less than none. */
export function minutesAndSeconds(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
