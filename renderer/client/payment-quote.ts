import { computed, ref, shallowRef } from 'vue'
import type { Quote } from '../../electron/contract/index.ts'
import { useDrawnAt } from './drawn.ts'
import type { Questions } from './questions.ts'
import { useLink, useStation } from './station.ts'

/** A quote is asked for again when it has this little time left, in milliseconds. */
const TOO_LATE = 3000

/**
 * Today's amounts of what is paid, and the ways to pay them. `begins` is told before other amounts are asked for: the
 * last payment is none of theirs.
 */
export function createQuote({ ask }: Pick<Questions, 'ask'>, begins: () => void) {
  const { client } = useLink()
  const station = useStation()
  const quote = shallowRef<Quote | null>(null)
  /** When the total was drawn: what was scanned before that pays nothing. */
  const quoteDrawnAt = useDrawnAt(() => quote.value)
  /** What the quote came to before it changed, in avos. */
  const before = ref<number | null>(null)
  /** The ways to pay what was quoted, and whether none of them can be used now. */
  const offers = computed(() => quote.value?.tenders ?? [])
  const noneAvailable = computed(() => quote.value !== null && !offers.value.some(({ available }) => available))
  const hasChanged = (): boolean => before.value !== null
  let bills: readonly string[] = []

  /** What is paid: of a payment that wasn't begun on this page, what it was about. */
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

  /** Asks for the same bills' amounts again; `before` says that they came to `totalAvos`, if they have changed. */
  async function requote(totalAvos: number | undefined): Promise<boolean> {
    if (!(await quoteFor(bills))) return false
    before.value = totalAvos !== undefined && totalAvos !== quote.value?.totalAvos ? totalAvos : null
    return true
  }

  /** Asks for the amounts again where the quote has run out. `paidAvos`: what was to be paid where there is none. */
  async function freshenQuote(paidAvos: number | undefined): Promise<boolean> {
    const last = quote.value
    if (last && Date.parse(last.expiresAt) - Date.now() - station.clockOffset > TOO_LATE) return true
    return await requote(last?.totalAvos ?? paidAvos)
  }

  /** The person has seen that the amount changed. */
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
