import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { usePayment } from '../../client/payment.ts'
import { useOwed } from '../../client/use-owed.ts'
import { createDay } from './day.ts'
import { createMessages } from './messages.ts'
import { createPrintouts } from './printouts.ts'
import { useSearch } from './search.ts'
import { createTendering } from './tendering.ts'

/** The store of the till: paying the basket from the quote to the receipt, open cash and the day's takings. */
export const useTill = defineStore('till', () => {
  const owed = useOwed()
  const search = useSearch()
  const payment = usePayment()

  const confirming = ref(false)
  const working = ref(0)
  const busy = computed(() => owed.busy || payment.busy || working.value > 0)
  /** Keeps the till busy until the result of `work` is drawn, since keys typed ahead act on that screen. */
  async function whileBusy(work: () => Promise<void>): Promise<void> {
    working.value += 1
    await work().finally(() => void (working.value -= 1))
  }

  const messages = createMessages()
  const { showMessage, showRefusal, clearMessages } = messages
  const papers = createPrintouts(messages, whileBusy)
  const tendering = createTendering(messages, papers, whileBusy)
  const day = createDay()

  /** Asks the clerk before a payment is cancelled, if it can still be cancelled. */
  function askCancel(): void {
    confirming.value = payment.payment?.canCancel === true
  }

  async function cancel(): Promise<void> {
    confirming.value = false
    await payment.cancel()
  }

  /** Shows an earlier payment of these bills that was begun at this station. */
  async function showEarlier(): Promise<void> {
    clearMessages()
    const [transaction] = owed.earlier
    if (transaction !== undefined)
      await whileBusy(async () => {
        await payment.show(transaction)
      })
  }

  /** Answers the station whether the first open cash was taken; if so, its receipt can be given. */
  async function answerCash(taken: boolean): Promise<void> {
    const [first] = day.openCash.value
    if (!first) return
    await whileBusy(async () => {
      const answer = await day.answerOpenCash(first.transaction, taken)
      if (!answer.ok && answer.refusal.code !== 'payment-unknown') {
        showRefusal(answer.refusal)
        return
      }
      clearMessages()
      await day.loadOpenCash()
      if (!answer.ok) return
      if (taken) await payment.show(first.transaction)
      else showMessage('not-taken')
    })
  }

  /** Forgets this customer. A payment that can be cancelled is cancelled; the station finishes any other. */
  async function end(): Promise<void> {
    tendering.stage.value = 'basket'
    confirming.value = false
    papers.toMain()
    search.clear()
    await payment.leave()
  }

  watch(
    () => payment.payment?.state,
    (state, before) => {
      if (state !== before) confirming.value = false
    },
  )
  return {
    ...messages,
    ...papers,
    ...tendering,
    ...day,
    confirming,
    busy,
    askCancel,
    cancel,
    showEarlier,
    answerCash,
    end,
  }
})
