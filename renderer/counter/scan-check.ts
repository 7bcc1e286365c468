import { useIntervalFn } from '@vueuse/core'
import { computed, ref, shallowRef, watch } from 'vue'
import type { ScanAnswer, ScanCheck } from '../../electron/contract/index.ts'
import type { StationClient } from '../client/link.ts'

/** So often, in milliseconds, the station is asked whether the code was read: it may be at another face. */
const LOOK_EVERY = 1_000

/** The layouts of a keyboard that have a name in every language; any other is shown by the station's word for it. */
export const NAMED_LAYOUTS = ['uk', 'pt', 'br', 'es', 'it', 'fr', 'de', 'jp', 'dvorak', 'caps-lock'] as const

/** What a clerk does about the way by which the check code came. */
export type ScanCheckTodo = 'nothing' | 'no-scanner' | 'unprotected' | 'translated' | 'changed'

/** What there is to do about a code that was read. At a counter, keys in the page are watched by the clerk. */
export function todoOf({ reading, way, face }: NonNullable<ScanCheck['read']>): ScanCheckTodo {
  if (reading !== 'whole') return reading
  if (way === 'camera' || way === 'typed') return 'no-scanner'
  return way === 'page-keyboard' && face === 'kiosk' ? 'unprotected' : 'nothing'
}

/** Makes the state of the check of a scanner: a code of the station's own, and how it was read. */
export function createScanCheck(client: StationClient) {
  /** The check on the screen; null where none is. */
  const check = shallowRef<ScanCheck | null>(null)
  const isChecking = computed(() => check.value !== null)
  /** Whether the last code that was read meanwhile was another one, with which nothing was done. */
  const otherCode = ref(false)
  /** Counts starts and ends, so that an answer that comes later doesn't show an older check. */
  let changes = 0

  async function startCheck(): Promise<void> {
    const mine = (changes += 1)
    otherCode.value = false
    const { check: started } = await client.devices.startScanCheck()
    if (mine === changes) check.value = started
  }

  function closeCheck(): void {
    changes += 1
    check.value = null
    otherCode.value = false
  }

  /** Asks the station how it stands with the code. One that another check has taken the place of is over. */
  async function look(): Promise<void> {
    const mine = changes
    const before = check.value
    if (before?.state !== 'waiting') return
    const { check: now } = await client.devices.scanCheck()
    if (mine === changes) check.value = now?.text === before.text ? now : { ...before, state: 'expired' }
  }

  /** Takes the answer of a code that was read while a check is on the screen. */
  async function takeScan(answer: ScanAnswer): Promise<void> {
    const isChanged = !answer.ok && answer.refusal.code === 'scanner-setup'
    otherCode.value = answer.kind !== 'check-scan' && !isChanged
    await look()
  }

  // A look that fails is followed by the next one.
  const looking = useIntervalFn(() => void look().catch(() => {}), LOOK_EVERY, { immediate: false })
  watch(
    () => check.value?.state === 'waiting',
    (isWaiting) => (isWaiting ? looking.resume() : looking.pause()),
  )

  return { check, isChecking, otherCode, startCheck, closeCheck, takeScan }
}
