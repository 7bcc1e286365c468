import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Outcome, Payment, PaymentState, Quote, ReceiptPicture, Refusal, TenderKind } from '../../electron/contract/index.ts'
import { report } from './fault.ts'
import { useLink, useStation } from './station.ts'

const UNDER_WAY: ReadonlySet<PaymentState> = new Set<PaymentState>(['intended', 'reserved', 'asked'])
const PAID: ReadonlySet<PaymentState> = new Set<PaymentState>(['committed', 'receipted'])
const OPEN: ReadonlySet<PaymentState> = new Set<PaymentState>(['unknown', 'reversing'])

/** A quote is asked for again when it has this little time left, in milliseconds. */
const TOO_LATE = 3000

type Answer<T> = T | { failed: Refusal | null }

/** The payment of this session: its quote, its state as the station tells it, its receipt. A page never retries a payment by itself; the station does. */
export const usePayment = defineStore('payment', () => {
  const { client } = useLink()
  const station = useStation()
  const quote = shallowRef<Quote | null>(null)
  const payment = shallowRef<Payment | null>(null)
  const refusal = shallowRef<Refusal | null>(null)
  /** What the quote came to before it changed, in avos. */
  const before = ref<number | null>(null)
  const busy = ref(false)
  let bills: readonly string[] = []
  let turn = 0
  let early: string | undefined

  const underWay = computed(() => payment.value !== null && UNDER_WAY.has(payment.value.state))
  const paid = computed(() => payment.value !== null && PAID.has(payment.value.state))
  const open = computed(() => payment.value !== null && OPEN.has(payment.value.state))
  const holding = computed(() => quote.value !== null || payment.value !== null || busy.value)

  /** Runs one question to the station; what is refused is kept for the screen, what breaks is reported. */
  async function ask<T extends object>(question: () => Promise<Outcome<T>>): Promise<Answer<{ answer: T }>> {
    const mine = turn
    busy.value = true
    refusal.value = null
    try {
      const answer = await question()
      if (mine !== turn) return { failed: null }
      if (answer.ok) return { answer }
      refusal.value = answer.refusal
      return { failed: answer.refusal }
    } catch (error) {
      report(error)
      return { failed: null }
    } finally {
      if (mine === turn) busy.value = false
    }
  }

  const totalNow = (): number | undefined => quote.value?.totalAvos

  async function quoteFor(chosen: readonly string[]): Promise<boolean> {
    bills = [...chosen]
    before.value = null
    payment.value = null
    const asked = await ask(() => client.payments.quote({ bills: [...chosen] }))
    quote.value = 'answer' in asked ? asked.answer.quote : null
    return quote.value !== null
  }

  /** Asks for the amounts again where the quote has run out; `before` says what they were if they have changed. */
  async function freshen(): Promise<boolean> {
    const last = quote.value
    if (last && Date.parse(last.expiresAt) - Date.now() - station.clockOffset > TOO_LATE) return true
    const total = last?.totalAvos ?? payment.value?.totalAvos
    if (!await quoteFor(bills)) return false
    before.value = total !== undefined && total !== totalNow() ? total : null
    return true
  }

  /**
   * Pays with one tender. An expired quote is asked for again first; an amount that changed is shown before anything is paid.
   * `givenAvos`: the cash that was handed over.
   */
  async function pay(tender: TenderKind, givenAvos?: number): Promise<boolean> {
    if (busy.value || underWay.value || !await freshen() || before.value !== null || !quote.value) return false
    const { id } = quote.value
    const asked = await ask(() => client.payments.pay({ quote: id, tender, ...(givenAvos === undefined ? {} : { givenAvos }) }))
    if ('answer' in asked) {
      take(asked.answer.payment)
      // News of it may have come before the answer did.
      if (early === asked.answer.payment.transaction) await refresh()
      return true
    }
    if (asked.failed?.code === 'quote-expired' || asked.failed?.code === 'amount-changed') await requote(asked.failed)
    return false
  }

  /** Asks for the amounts again after the station refused the old ones, and says what changed; if nothing did, why it was refused. */
  async function requote(because: Refusal): Promise<void> {
    const total = quote.value?.totalAvos
    if (!await quoteFor(bills)) return
    const changed = totalNow() !== total
    before.value = changed ? total ?? null : null
    if (!changed) refusal.value = because
  }

  /** The person has seen that the amount changed. */
  const agree = (): void => void (before.value = null)

  /** The person has read why something was refused. */
  const forgive = (): void => void (refusal.value = null)

  /** Forgets the last try, so that another way to pay can be chosen. */
  async function retry(): Promise<boolean> {
    payment.value = null
    refusal.value = null
    return await freshen()
  }

  function take(next: Payment): void {
    payment.value = next
  }

  /** Asks how the payment stands, where news of it may have been missed. */
  async function refresh(): Promise<void> {
    const { transaction } = payment.value ?? {}
    if (transaction === undefined) return
    const mine = turn
    const answer = await client.payments.show({ transaction })
    if (mine === turn && answer.ok) take(answer.payment)
  }

  station.listen((event) => {
    if (event.type !== 'payment-changed') return
    if (payment.value?.transaction === event.payment.transaction) take(event.payment)
    else early = event.payment.transaction
  })
  watch(() => station.connection, (connection) => {
    if (connection === 'open') refresh().catch(() => {})
  })

  /** After the page was loaded again: the payment that this session has under way, if any. */
  async function resume(): Promise<boolean> {
    const { payment: current } = await client.payments.current()
    if (!current) return false
    take(current)
    bills = current.items.map(({ bill }) => bill)
    return true
  }

  /** Shows a payment that was found with its bill. */
  async function show(transaction: string): Promise<boolean> {
    const asked = await ask(() => client.payments.show({ transaction }))
    if ('answer' in asked) take(asked.answer.payment)
    return 'answer' in asked
  }

  async function cancel(): Promise<void> {
    const { transaction } = payment.value ?? {}
    if (transaction === undefined) return
    const asked = await ask(() => client.payments.cancel({ transaction }))
    if ('answer' in asked) take(asked.answer.payment)
  }

  async function print(beside: 'pt' | 'en'): Promise<boolean> {
    const { transaction } = payment.value ?? {}
    if (transaction === undefined) return false
    const asked = await ask(() => client.payments.print({ transaction, beside }))
    if ('answer' in asked) take(asked.answer.payment)
    return 'answer' in asked
  }

  async function picture(beside: 'pt' | 'en'): Promise<ReceiptPicture | null> {
    const { transaction } = payment.value ?? {}
    if (transaction === undefined) return null
    const asked = await ask(() => client.payments.receipt({ transaction, beside }))
    return 'answer' in asked ? asked.answer.receipt : null
  }

  async function message(phone: string): Promise<boolean> {
    const { transaction } = payment.value ?? {}
    if (transaction === undefined) return false
    return 'answer' in await ask(() => client.payments.message({ transaction, phone }))
  }

  /** The person goes: what still can be cancelled is, the rest is the station's; the page keeps nothing. */
  async function leave(): Promise<void> {
    const last = payment.value
    clear()
    if (last?.canCancel) await client.payments.cancel({ transaction: last.transaction })
  }

  function clear(): void {
    turn += 1
    busy.value = false
    quote.value = null
    payment.value = null
    refusal.value = null
    before.value = null
    bills = []
  }

  return { quote, payment, refusal, before, busy, underWay, paid, open, holding, quoteFor, freshen, pay, agree, forgive, retry, resume, show, cancel, print, picture, message, leave, clear }
})
