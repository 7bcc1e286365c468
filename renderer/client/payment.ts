import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { defined } from '../../electron/common/defined.ts'
import {
  refuse,
  type Outcome,
  type Payment,
  type PaymentState,
  type Quote,
  type ReceiptPicture,
  type Refusal,
  type TenderKind,
} from '../../electron/contract/index.ts'
import { useDrawnAt } from './drawn.ts'
import { report } from './fault.ts'
import { useLink, useStation } from './station.ts'
import { joined } from './typed-text.ts'

const UNDER_WAY: ReadonlySet<PaymentState> = new Set<PaymentState>(['intended', 'reserved', 'asked'])
const PAID: ReadonlySet<PaymentState> = new Set<PaymentState>(['committed', 'receipted'])
const OPEN: ReadonlySet<PaymentState> = new Set<PaymentState>(['unknown', 'reversing'])

/** A quote is asked for again when it has this little time left, in milliseconds. */
const TOO_LATE = 3000

/** The most signs of a telephone number that the station takes in. */
const LONGEST_NUMBER = 20

/**
 * How a person left their payment: it is being cancelled, the station goes on asking about it, or a member of staff
 * sees to it.
 */
export type LeftPayment = 'cancelled' | 'open' | 'staff'

/**
 * The payment of this session: its quote, its state as the station tells it, its receipt. A page never retries a
 * payment by itself; the station does.
 */
export const usePayment = defineStore('payment', () => {
  const { client } = useLink()
  const station = useStation()
  const quote = shallowRef<Quote | null>(null)
  const payment = shallowRef<Payment | null>(null)
  const refusal = shallowRef<Refusal | null>(null)
  /** When the total was drawn: what was scanned before that pays nothing. */
  const quoteDrawnAt = useDrawnAt(() => quote.value)
  /** What the quote came to before it changed, in avos. */
  const before = ref<number | null>(null)
  const busy = ref(false)
  /** A payment is being begun: from the touch, or the scan, to the station's answer. */
  const beginning = ref(false)
  /** A paper is being printed, or has just come out. */
  const printing = ref(false)
  let bills: readonly string[] = []
  let generation = 0
  let early: string | undefined

  /** Whether a member of staff sees to it, or to a part of it: nothing of that goes back by itself. */
  const needsStaff = computed(() => payment.value?.needsStaff === true)
  const underWay = computed(() => payment.value !== null && UNDER_WAY.has(payment.value.state) && !needsStaff.value)
  const paid = computed(() => payment.value !== null && PAID.has(payment.value.state))
  /** A paid one's receipt may follow; until then a slip says so. */
  const hasReceipt = computed(() => paid.value && payment.value?.receipt?.follows !== true)
  const open = computed(
    () => payment.value !== null && (OPEN.has(payment.value.state) || (needsStaff.value && !paid.value)),
  )
  const holding = computed(() => quote.value !== null || payment.value !== null || busy.value || beginning.value)
  /** What becomes of the payment when its person goes now. */
  const leaves = computed<LeftPayment | undefined>(() => {
    if (needsStaff.value) return 'staff'
    if (underWay.value && payment.value?.canCancel === true) return 'cancelled'
    return underWay.value || open.value ? 'open' : undefined
  })

  /**
   * Runs one question to the station: `done` takes the answer before anything else is told, what is refused is kept for
   * the screen, what breaks is reported.
   */
  async function ask<T extends object>(
    question: () => Promise<Outcome<T>>,
    done: (answer: T) => void,
  ): Promise<boolean> {
    const mine = generation
    busy.value = true
    refusal.value = null
    try {
      const answer = await question()
      if (mine !== generation) return false
      if (answer.ok) done(answer)
      else refusal.value = answer.refusal
      return answer.ok
    } catch (error) {
      if (mine === generation) report(error)
      return false
    } finally {
      if (mine === generation) busy.value = false
    }
  }

  const hasChanged = (): boolean => before.value !== null
  const take = ({ payment: next }: { payment: Payment }): void => void (payment.value = next)

  /** A payment that wasn't begun on this page: what it was about can be paid in another way. */
  function takeUp(found: { payment: Payment }): void {
    take(found)
    bills = found.payment.items.map(({ bill }) => bill)
  }

  async function quoteFor(chosen: readonly string[]): Promise<boolean> {
    bills = [...chosen]
    before.value = null
    payment.value = null
    quote.value = null
    return await ask(
      () => client.payments.quote({ bills: [...chosen] }),
      (answer) => void (quote.value = answer.quote),
    )
  }

  /** Asks for the amounts again where the quote has run out; `before` says what they were if they have changed. */
  async function freshen(): Promise<boolean> {
    const last = quote.value
    if (last && Date.parse(last.expiresAt) - Date.now() - station.clockOffset > TOO_LATE) return true
    return await requote(last?.totalAvos ?? payment.value?.totalAvos)
  }

  async function requote(total: number | undefined): Promise<boolean> {
    if (!(await quoteFor(bills))) return false
    before.value = total !== undefined && total !== quote.value?.totalAvos ? total : null
    return true
  }

  /**
   * Pays with one tender; of cash with what was given, in avos. An expired quote is asked for again first; an amount
   * that changed is shown before anything is paid.
   */
  async function pay(tender: TenderKind, givenAvos?: number): Promise<boolean> {
    if (busy.value || beginning.value || underWay.value) return false
    const mine = generation
    beginning.value = true
    try {
      return await begin(tender, givenAvos)
    } finally {
      if (mine === generation) beginning.value = false
    }
  }

  async function begin(tender: TenderKind, givenAvos: number | undefined): Promise<boolean> {
    const mine = generation
    if (!(await freshen()) || hasChanged() || !quote.value) return false
    const { id, totalAvos } = quote.value
    if (await ask(() => client.payments.pay({ quote: id, tender, ...defined({ givenAvos }) }), take)) {
      // News of it may have come before the answer did.
      if (early === payment.value?.transaction) await refresh()
      return true
    }
    const because = refusal.value
    if (mine !== generation || (because?.code !== 'quote-expired' && because?.code !== 'amount-changed')) return false
    // The new amount is shown; where it is the old one, why it was refused.
    if ((await requote(totalAvos)) && !hasChanged()) refusal.value = because
    return false
  }

  /** The person has seen that the amount changed. */
  const acknowledgeNewAmount = (): void => void (before.value = null)

  /** The person has read why something was refused. */
  const clearRefusal = (): void => void (refusal.value = null)

  /** Forgets the last try, so that another way to pay can be chosen: of amounts that are asked for anew. */
  async function retry(): Promise<boolean> {
    const total = quote.value?.totalAvos ?? payment.value?.totalAvos
    return await requote(total)
  }

  /**
   * Asks how the payment stands, where news of it may have been missed. A station that was interrupted has forgotten
   * whose it was: its bill finds it again.
   */
  async function refresh(): Promise<void> {
    const { transaction } = payment.value ?? {}
    if (transaction === undefined) return
    const mine = generation
    const answer = await client.payments.show({ transaction })
    if (mine !== generation) return
    if (answer.ok) {
      take(answer)
      return
    }
    quote.value = null
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

  /** After the page was loaded again: the payment that this session has under way, if any. */
  async function resume(): Promise<boolean> {
    const { payment: current } = await client.payments.current()
    if (!current) return false
    takeUp({ payment: current })
    return true
  }

  /** Runs a question about the payment on the screen; none where there is none. */
  async function about<T extends object>(
    question: (transaction: string) => Promise<Outcome<T>>,
    done: (answer: T) => void,
  ): Promise<boolean> {
    const { transaction } = payment.value ?? {}
    return transaction !== undefined && (await ask(() => question(transaction), done))
  }

  /** Shows a payment that was found with its bill. */
  const show = (transaction: string): Promise<boolean> => ask(() => client.payments.show({ transaction }), takeUp)

  const cancel = (): Promise<boolean> => about((transaction) => client.payments.cancel({ transaction }), take)

  /**
   * Prints the receipt or slip: one paper, however often that is pressed meanwhile, and for `restMs` milliseconds after
   * it came out.
   */
  async function print(secondLanguage: 'pt' | 'en', restMs = 0): Promise<boolean> {
    if (printing.value) return false
    const mine = generation
    const rest = (): void => {
      if (mine === generation) printing.value = false
    }
    printing.value = true
    const isOut = await about((transaction) => client.payments.print({ transaction, beside: secondLanguage }), take)
    if (isOut && restMs > 0) window.setTimeout(rest, restMs)
    else rest()
    return isOut
  }

  async function picture(secondLanguage: 'pt' | 'en'): Promise<ReceiptPicture | null> {
    let receipt: ReceiptPicture | null = null
    await about(
      (transaction) => client.payments.receipt({ transaction, beside: secondLanguage }),
      (answer) => void (receipt = answer.receipt),
    )
    return receipt
  }

  /** Sends the confirmation to a number as it was typed; what is longer than any number is none. */
  function message(typed: string): Promise<boolean> {
    const phone = joined(typed)
    return about(
      async (transaction) =>
        phone.length > LONGEST_NUMBER ? refuse('phone-invalid') : await client.payments.message({ transaction, phone }),
      () => {},
    )
  }

  /**
   * The person goes: what waits for them is cancelled, and what they may have paid stays the station's to find out; the
   * page keeps nothing. A payment whose outcome isn't known is not cancelled by going: its slip says that it is being
   * asked about.
   */
  function leave(): Promise<unknown> | undefined {
    const last = leaves.value === 'cancelled' ? payment.value : null
    clear()
    return last ? client.payments.cancel({ transaction: last.transaction }) : undefined
  }

  function clear(): void {
    generation += 1
    busy.value = false
    beginning.value = false
    printing.value = false
    quote.value = null
    payment.value = null
    refusal.value = null
    before.value = null
    early = undefined
    bills = []
  }

  return {
    quote,
    payment,
    refusal,
    before,
    busy,
    beginning,
    printing,
    needsStaff,
    underWay,
    paid,
    hasReceipt,
    open,
    holding,
    leaves,
    quoteDrawnAt,
    quoteFor,
    freshen,
    pay,
    acknowledgeNewAmount,
    clearRefusal,
    retry,
    resume,
    show,
    cancel,
    print,
    picture,
    message,
    leave,
    clear,
  }
})
