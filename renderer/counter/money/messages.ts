import { computed, ref, shallowRef } from 'vue'
import type { Hint, Refusal } from '../../../electron/contract/index.ts'
import { usePayment } from '../../client/payment.ts'
import { useOwed } from '../../client/use-owed.ts'

/**
 * What a page says beside its task, for a moment: `printed` and `sent` of paper and messages, the others of scans and
 * keys that came at the wrong time.
 */
export type StatusMessage =
  | 'printed'
  | 'printed-once'
  | 'reprinted'
  | 'slip-printed'
  | 'sent'
  | 'busy'
  | 'early'
  | 'wallet-later'
  | 'wallet-again'
  | 'not-taken'

/** What the desk says beside its task: a status message, or why something was refused. */
export function createMessages() {
  const owed = useOwed()
  const payment = usePayment()
  const statusMessage = ref<StatusMessage | null>(null)
  /** What was refused while something else stands on the screen. */
  const ownRefusal = shallowRef<{ refusal: Refusal; hint?: Hint | undefined } | null>(null)
  const refused = computed(() => {
    const refusal = owed.refusal ?? payment.refusal
    return ownRefusal.value ?? (refusal ? { refusal, hint: undefined } : null)
  })

  function showMessage(what: StatusMessage): void {
    statusMessage.value = what
  }

  function showRefusal(refusal: Refusal, hint?: Hint): void {
    ownRefusal.value = { refusal, hint }
  }

  /** Says why a scan was refused, and nothing else any more. */
  function refuseScan(refusal: Refusal, hint?: Hint): void {
    statusMessage.value = null
    showRefusal(refusal, hint)
  }

  function clearMessages(): void {
    statusMessage.value = null
    ownRefusal.value = null
    payment.clearRefusal()
  }

  return { statusMessage, refused, showMessage, showRefusal, refuseScan, clearMessages }
}
