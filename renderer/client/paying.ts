import { computed } from 'vue'
import { usePayment } from './payment.ts'
import { useSeconds } from './seconds.ts'
import { useStation } from './station.ts'

/** After how many milliseconds of waiting a screen says what can be done meanwhile (experience.md). */
export const LONG_WAIT = 10_000

/**
 * What the screens show of a payment under way: what the payer has to do, the time left, whether it can be cancelled.
 */
export function usePaying() {
  const payment = usePayment()
  const station = useStation()
  const now = useSeconds(() => station.clockOffset)

  const asked = computed(() => (payment.payment?.state === 'asked' ? payment.payment : undefined))
  /** The key of the instructions: the tender once it was asked, until then `preparing`. */
  const words = computed(() => asked.value?.tender ?? 'preparing')
  /** The code for the payer's phone, where the tender is `wallet-show`. */
  const code = computed(() => (words.value === 'wallet-show' ? asked.value?.code : undefined))
  const until = computed(() => code.value?.expiresAt ?? asked.value?.deadline)
  /** The time left, in milliseconds; undefined for cash, which is already in the drawer. */
  const left = computed(() =>
    until.value === undefined || words.value === 'cash' ? undefined : Date.parse(until.value) - now.value,
  )
  /** The time since the payment was begun, in milliseconds. */
  const passed = computed(() => (payment.payment ? now.value - Date.parse(payment.payment.startedAt) : 0))
  const canCancel = computed(() => payment.payment?.canCancel === true)

  return { words, code, left, passed, canCancel }
}
