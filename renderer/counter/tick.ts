import { onScopeDispose, ref, type Ref } from 'vue'

/** The page's time, measured anew every `every` milliseconds for as long as its component lives. */
export function useTick(every: number): Ref<number> {
  const now = ref(Date.now())
  const timer = window.setInterval(() => void (now.value = Date.now()), every)
  onScopeDispose(() => window.clearInterval(timer))
  return now
}
