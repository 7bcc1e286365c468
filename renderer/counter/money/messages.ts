import { computed, ref, shallowRef } from 'vue'
import type { Hint, Refusal } from '../../../electron/contract/index.ts'
import { usePayment } from '../../client/payment.ts'
import { useOwed } from '../../client/use-owed.ts'

/**
 * A short message beside the task: `printed` and `sent` tell of printouts and messages, the others of scans and keys
 * that came at the wrong time. The `reads-` messages are about the paper of what was read; the `act-` messages are those
 * of acts on identity; `number-form`, `digits-form`, `none-chosen` and `consent-first` say what such an act needs first.
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
  | 'reads-none'
  | 'reads-printed'
  | 'act-printed'
  | 'act-slip-printed'
  | 'act-early'
  | 'act-code'
  | 'act-other-code'
  | 'number-form'
  | 'digits-form'
  | 'none-chosen'
  | 'consent-first'

/** Makes the state of what the desk shows beside its task: a status message, or a refusal. */
export function createMessages() {
  const owed = useOwed()
  const payment = usePayment()
  const statusMessage = ref<StatusMessage | null>(null)
  /** A refusal beside other content of the screen. */
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

  /** Shows why a scan was refused, in place of any other message. */
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
