import { shallowRef, watch } from 'vue'
import type { Outcome, Payment, Takings } from '../../../electron/contract/index.ts'
import { useLink, useStation } from '../../client/station.ts'

/** Makes the state of open cash from before the station stopped, and of the day's takings. */
export function createDay() {
  const { client } = useLink()
  const station = useStation()
  const openCash = shallowRef<readonly Payment[]>([])
  const takings = shallowRef<Takings | null>(null)

  /** Loads the cash that was open when the station stopped; new payments wait for the clerk's answer about it. */
  async function loadOpenCash(): Promise<void> {
    openCash.value = (await client.payments.openCash()).payments
  }

  /** Answers the station whether the cash of this payment was taken. */
  const answerOpenCash = (transaction: string, taken: boolean): Promise<Outcome<{ payment: Payment }>> =>
    client.payments.answerCash({ transaction, taken })

  async function loadTakings(): Promise<void> {
    takings.value = await client.payments.takings({})
  }

  function closeTakings(): void {
    takings.value = null
  }

  watch(
    () => station.operator !== null && station.status?.readiness.reasons.includes('cash-open') === true,
    (open) => {
      if (open) loadOpenCash().catch(() => {})
      else openCash.value = []
    },
    { immediate: true },
  )

  return { openCash, takings, loadOpenCash, answerOpenCash, loadTakings, closeTakings }
}
