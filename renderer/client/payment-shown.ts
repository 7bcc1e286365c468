import { computed, shallowRef, watch } from 'vue'
import { phaseOf, type Outcome, type Payment } from '../../electron/contract/index.ts'
import { effectOfLeaving } from './payment-view.ts'
import type { Questions } from './questions.ts'
import { useLink, useStation } from './station.ts'

/**
 * Makes the state of the payment on the screen, which follows the station's events. `onUnknown` is called when the
 * station doesn't know the payment any more.
 */
export function createShownPayment({ ask, refusal, sameGeneration }: Questions, onUnknown: () => void) {
  const { client } = useLink()
  const station = useStation()
  const payment = shallowRef<Payment | null>(null)
  let early: string | undefined

  /** Whether a member of staff has to see to all or a part of it, of which nothing is returned automatically. */
  const needsStaff = computed(() => payment.value?.needsStaff === true)
  const phase = computed(() => (payment.value ? phaseOf(payment.value) : 'none'))
  const underWay = computed(() => phase.value === 'under-way')
  const paid = computed(() => phase.value === 'paid')
  /** Whether there is a receipt: that of a paid payment may follow later, and until then there is a slip. */
  const hasReceipt = computed(() => paid.value && payment.value?.receipt?.follows !== true)
  const open = computed(() => phase.value === 'open')
  /** What happens to the payment if its person leaves now. */
  const leaves = computed(() => (payment.value ? effectOfLeaving(payment.value) : undefined))

  const take = ({ payment: next }: { payment: Payment }): void => void (payment.value = next)

  /** Updates a payment that was just begun if an event about it came before the answer. */
  async function refreshIfChanged(): Promise<void> {
    if (early === payment.value?.transaction) await refresh()
  }

  /**
   * Asks for the payment's state where events may have been missed. A restarted station doesn't know any more whose
   * payment it was; then it is dropped here, and can be found again by its bill.
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
    onUnknown()
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

  /** Asks the station about the payment on the screen; without one it answers false. */
  async function askAbout<T extends object>(
    question: (transaction: string) => Promise<Outcome<T>>,
    done: (answer: T) => void,
  ): Promise<boolean> {
    const { transaction } = payment.value ?? {}
    return transaction !== undefined && (await ask(() => question(transaction), done))
  }

  const cancel = (): Promise<boolean> => askAbout((transaction) => client.payments.cancel({ transaction }), take)

  function forget(): void {
    payment.value = null
    early = undefined
  }

  return {
    payment,
    needsStaff,
    phase,
    underWay,
    paid,
    hasReceipt,
    open,
    leaves,
    take,
    refreshIfChanged,
    askAbout,
    cancel,
    forget,
  }
}
