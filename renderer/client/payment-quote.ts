import { computed, ref, shallowRef } from 'vue'
import type { Quote } from '../../electron/contract/index.ts'
import { useDrawnAt } from './drawn.ts'
import type { Questions } from './questions.ts'
import { useLink, useStation } from './station.ts'

/** A quote that expires in less than this, in milliseconds, is asked for again. */
const TOO_LATE = 3000

/**
 * Makes the quote of the bills to pay: its amounts and its tenders. `begins` is called before another quote is asked
 * for, since the last payment doesn't belong to it.
 */
export function createQuote({ ask }: Pick<Questions, 'ask'>, begins: () => void) {
  const { client } = useLink()
  const station = useStation()
  const quote = shallowRef<Quote | null>(null)
  /** When the total was drawn, by the events' `timeStamp`: a wallet's code that was scanned before doesn't pay. */
  const quoteDrawnAt = useDrawnAt(() => quote.value)
  /** The total before the amounts changed, in avos; null where they haven't. */
  const before = ref<number | null>(null)
  /** The tenders of the quote, and whether none of them can be used now. */
  const offers = computed(() => quote.value?.tenders ?? [])
  const noneAvailable = computed(() => quote.value !== null && !offers.value.some(({ available }) => available))
  const hasChanged = (): boolean => before.value !== null
  let bills: readonly string[] = []

  /** Sets the bills to pay, such as those of a payment that wasn't begun on this page. */
  function setBills(chosen: readonly string[]): void {
    bills = [...chosen]
  }

  async function quoteFor(chosen: readonly string[]): Promise<boolean> {
    setBills(chosen)
    before.value = null
    begins()
    quote.value = null
    return await ask(
      () => client.payments.quote({ bills: [...chosen] }),
      (answer) => void (quote.value = answer.quote),
    )
  }

  /** Asks for a new quote of the same bills, and sets `before` to `totalAvos` if the total differs from it. */
  async function requote(totalAvos: number | undefined): Promise<boolean> {
    if (!(await quoteFor(bills))) return false
    before.value = totalAvos !== undefined && totalAvos !== quote.value?.totalAvos ? totalAvos : null
    return true
  }

  /** Asks for a new quote where this one has expired. `paidAvos`: the total to compare with where there is no quote. */
  async function freshenQuote(paidAvos: number | undefined): Promise<boolean> {
    const last = quote.value
    if (last && Date.parse(last.expiresAt) - Date.now() - station.clockOffset > TOO_LATE) return true
    return await requote(last?.totalAvos ?? paidAvos)
  }

  /** To be called when the person has seen that the amount changed. */
  const acknowledgeNewAmount = (): void => void (before.value = null)

  function clear(): void {
    quote.value = null
    before.value = null
    bills = []
  }

  return {
    quote,
    quoteDrawnAt,
    before,
    offers,
    noneAvailable,
    hasChanged,
    setBills,
    quoteFor,
    requote,
    freshenQuote,
    acknowledgeNewAmount,
    clear,
  }
}
