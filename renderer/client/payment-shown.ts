import { computed, shallowRef, watch } from 'vue'
import { phaseOf, type Outcome, type Payment } from '../../electron/contract/index.ts'
import { leavingDoes } from './payment-view.ts'
import type { Questions } from './questions.ts'
import { useLink, useStation } from './station.ts'

/**
 * The payment on the screen as the station tells it, kept current by its events. `lose` is told when the station knows
 * nothing of it any more.
 */
export function createShownPayment({ ask, refusal, sameGeneration }: Questions, lose: () => void) {
  const { client } = useLink()
  const station = useStation()
  const payment = shallowRef<Payment | null>(null)
  let early: string | undefined

  /** Whether a member of staff sees to it, or to a part of it: nothing of that goes back by itself. */
  const needsStaff = computed(() => payment.value?.needsStaff === true)
  const phase = computed(() => (payment.value ? phaseOf(payment.value) : 'none'))
  const underWay = computed(() => phase.value === 'under-way')
  const paid = computed(() => phase.value === 'paid')
  /** A paid one's receipt may follow; until then a slip says so. */
  const hasReceipt = computed(() => paid.value && payment.value?.receipt?.follows !== true)
  const open = computed(() => phase.value === 'open')
  /** What becomes of the payment when its person goes now. */
  const leaves = computed(() => (payment.value ? leavingDoes(payment.value) : undefined))

  const take = ({ payment: next }: { payment: Payment }): void => void (payment.value = next)

  /** Shows a payment that was just begun: news of it may have come before the answer did. */
  async function catchUp(): Promise<void> {
    if (early === payment.value?.transaction) await refresh()
  }

  /**
   * Asks how the payment stands, where news of it may have been missed. A station that was interrupted has forgotten
   * whose it was: its bill finds it again.
   */
  async function refresh(): Promise<void> {
    const { transaction } = payment.value ?? {}
    if (transaction === undefined) return
    const isMine = sameGeneration()
    const answer = await client.payments.show({ transaction })
    if (!isMine()) return
    if (answer.ok) {
      take(answer)
      return
    }
    lose()
    refusal.value = answer.refusal
    payment.value = null
  }

  station.listen((event) => {
    if (event.type !== 'payment-changed') return
    if (payment.value?.transaction === event.payment.transaction) take(event)
    else early = event.payment.transaction
  })
  watch(
    () => station.connection,
    (connection) => {
      if (connection === 'open') refresh().catch(() => {})
    },
  )

  /** Runs a question about the payment on the screen; none where there is none. */
  async function about<T extends object>(
    question: (transaction: string) => Promise<Outcome<T>>,
    done: (answer: T) => void,
  ): Promise<boolean> {
    const { transaction } = payment.value ?? {}
    return transaction !== undefined && (await ask(() => question(transaction), done))
  }

  const cancel = (): Promise<boolean> => about((transaction) => client.payments.cancel({ transaction }), take)

  function forget(): void {
    payment.value = null
    early = undefined
  }

  return { payment, needsStaff, phase, underWay, paid, hasReceipt, open, leaves, take, catchUp, about, cancel, forget }
}
