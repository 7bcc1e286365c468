import { computed } from 'vue'
import { usePayment } from './payment.ts'
import { useSeconds } from './seconds.ts'
import { useStation } from './station.ts'

/** Work over ten seconds shows what can be done meanwhile (experience.md), in milliseconds. */
export const LONG_WAIT = 10_000

/** A payment while somebody pays: what they have to do, how long there is, and whether there is a way out. */
export function usePaying() {
  const payment = usePayment()
  const station = useStation()
  const now = useSeconds(() => station.clockOffset)

  const asked = computed(() => (payment.payment?.state === 'asked' ? payment.payment : undefined))
  /** Which words say what to do: the tender's once it is asked, until then that it is being prepared. */
  const words = computed(() => asked.value?.tender ?? 'preparing')
  /** The code that the payer's phone scans. */
  const code = computed(() => (words.value === 'wallet-show' ? asked.value?.code : undefined))
  const until = computed(() => code.value?.expiresAt ?? asked.value?.deadline)
  /** How long there is, in milliseconds. Cash is in the drawer already: nobody is given time for it. */
  const left = computed(() =>
    until.value === undefined || words.value === 'cash' ? undefined : Date.parse(until.value) - now.value,
  )
  /** How long it has taken, in milliseconds. */
  const passed = computed(() => (payment.payment ? now.value - Date.parse(payment.payment.startedAt) : 0))
  const canCancel = computed(() => payment.payment?.canCancel === true)

  return { words, code, left, passed, canCancel }
}
