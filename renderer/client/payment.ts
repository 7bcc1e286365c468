import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { defined } from '../../electron/common/defined.ts'
import { REFUSAL_POLICY, type Payment, type TenderKind } from '../../electron/contract/index.ts'
import { createPrintouts } from './payment-printouts.ts'
import { createQuote } from './payment-quote.ts'
import { createShownPayment } from './payment-shown.ts'
import { createQuestions } from './questions.ts'
import { useLink } from './station.ts'

/**
 * The payment of this session: its quote, its state as the station tells it, its receipt. A page never retries a
 * payment by itself; the station does.
 */
export const usePayment = defineStore('payment', () => {
  const { client } = useLink()
  const questions = createQuestions()
  const { busy, refusal, ask } = questions
  const { take, refreshIfChanged, askAbout, forget, ...shown } = createShownPayment(
    questions,
    () => void (quote.value = null),
  )
  const { payment, leaves } = shown
  const {
    setBills,
    requote,
    hasChanged,
    freshenQuote,
    clear: clearQuote,
    ...quotes
  } = createQuote(questions, () => void (payment.value = null))
  const { quote } = quotes
  const papers = createPrintouts(questions, askAbout, take)
  /** Whether a payment is being begun: from the touch or scan to the station's answer. */
  const beginning = ref(false)
  const holding = computed(() => quote.value !== null || payment.value !== null || busy.value || beginning.value)

  /** Shows a payment that wasn't begun on this page, and takes over its bills, so that they can be paid otherwise. */
  function showFound(found: { payment: Payment }): void {
    take(found)
    setBills(found.payment.items.map(({ bill }) => bill))
  }

  /** Asks for a new quote where this one has expired; `before` has the old total if the amount changed. */
  const freshen = (): Promise<boolean> => freshenQuote(payment.value?.totalAvos)

  /** Forgets the last try and asks for a new quote, so that another tender can be chosen. */
  const retry = (): Promise<boolean> => requote(quote.value?.totalAvos ?? payment.value?.totalAvos)

  /**
   * Pays with a tender; `givenAvos`: the cash handed over, in avos. An expired quote is first asked for again; if the
   * amount changed, it is shown and nothing is paid. Answers whether the payment has begun.
   */
  async function pay(tender: TenderKind, givenAvos?: number): Promise<boolean> {
    if (busy.value || beginning.value || shown.underWay.value) return false
    const isMine = questions.sameGeneration()
    beginning.value = true
    try {
      return await begin(tender, givenAvos)
    } finally {
      if (isMine()) beginning.value = false
    }
  }

  async function begin(tender: TenderKind, givenAvos: number | undefined): Promise<boolean> {
    const isMine = questions.sameGeneration()
    if (!(await freshen()) || hasChanged() || !quote.value) return false
    const { id, totalAvos } = quote.value
    const order = { quote: id, tender, ...defined({ givenAvos }) }
    if (await ask(() => client.payments.pay(order), take)) {
      await refreshIfChanged()
      return true
    }
    const because = refusal.value
    if (!isMine() || !because || REFUSAL_POLICY[because.code].isRequoted !== true) return false
    // A new amount is shown; where it is the same, the refusal is shown.
    if ((await requote(totalAvos)) && !hasChanged()) refusal.value = because
    return false
  }

  /** To be called when the person has read the refusal. */
  const clearRefusal = (): void => void (refusal.value = null)

  /** Shows, after a reload of the page, the session's payment that is under way, if any. */
  async function resume(): Promise<boolean> {
    const { payment: current } = await client.payments.current()
    if (!current) return false
    showFound({ payment: current })
    return true
  }

  /** Shows a payment that was found by its bill. */
  const show = (transaction: string): Promise<boolean> => ask(() => client.payments.show({ transaction }), showFound)

  /**
   * To be called when the person leaves: a payment that waits for them is cancelled, and the page forgets it. A payment
   * whose outcome isn't known isn't cancelled: as its slip says, the station goes on asking about it.
   */
  function leave(): Promise<unknown> | undefined {
    const last = leaves.value === 'cancelled' ? payment.value : null
    clear()
    return last ? client.payments.cancel({ transaction: last.transaction }) : undefined
  }

  function clear(): void {
    questions.restart()
    beginning.value = false
    papers.printing.value = false
    clearQuote()
    forget()
  }

  return {
    ...shown,
    ...quotes,
    ...papers,
    refusal,
    busy,
    beginning,
    holding,
    freshen,
    pay,
    clearRefusal,
    retry,
    resume,
    show,
    leave,
    clear,
  }
})
