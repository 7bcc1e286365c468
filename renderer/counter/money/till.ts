import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Hint, Payment, ReceiptPicture, Refusal, Takings, TenderKind } from '../../../electron/contract/index.ts'
import { usePayment } from '../../client/payment.ts'
import { useSession } from '../../client/session.ts'
import { useLink, useStation } from '../../client/station.ts'
import { useOwed } from '../../client/use-owed.ts'
import { useSearch } from './search.ts'

/**
 * What a page says beside its task, for a moment: `printed` and `sent` of paper and messages, the others of scans and
 * keys that came at the wrong time.
 */
export type StatusMessage =
  | 'printed'
  | 'printed-once'
  | 'reprinted'
  | 'slip-printed'
  | 'sent'
  | 'busy'
  | 'early'
  | 'wallet-later'
  | 'wallet-again'
  | 'not-taken'

const MESSAGE_OF_PRINT = { print: 'printed', again: 'reprinted', slip: 'slip-printed' } as const

/** The till: how the basket is paid, from the first quote to the receipt, and what is asked of the day. */
export const useTill = defineStore('till', () => {
  const { client } = useLink()
  const station = useStation()
  const session = useSession()
  const owed = useOwed()
  const search = useSearch()
  const payment = usePayment()

  const stage = ref<'basket' | 'tender' | 'code' | 'cash'>('basket')
  const paidView = ref<'main' | 'receipt' | 'message'>('main')
  const asking = ref(false)
  const working = ref(0)
  const confirming = ref(false)
  /** The cash that was handed over, as it is being typed. */
  const typed = ref('')
  /** How often Enter was pressed on what is typed: much change is given back at the second time. */
  const pressed = ref(0)
  const statusMessage = ref<StatusMessage | null>(null)
  /** A scan that was refused while something else stands on the screen. */
  const scanned = shallowRef<{ refusal: Refusal; hint?: Hint | undefined } | null>(null)
  const picture = shallowRef<ReceiptPicture | null>(null)
  const openCash = shallowRef<readonly Payment[]>([])
  const takings = shallowRef<Takings | null>(null)

  /** A receipt is in Chinese and one more language. */
  const secondLanguage = computed(() => (session.preferences.language === 'en' ? 'en' : 'pt'))
  const offers = computed(() => payment.quote?.tenders ?? [])
  const refused = computed(() => scanned.value ?? refusalOf(owed.refusal ?? payment.refusal))
  const busy = computed(() => owed.busy || payment.busy || working.value > 0)
  const paymentPhase = computed(() => {
    if (asking.value) return 'asking'
    if (!payment.payment) return 'none'
    if (payment.underWay) return 'under-way'
    if (payment.paid) return 'paid'
    return payment.open ? 'open' : 'ended'
  })

  /** What printing now would give. */
  const paper = computed(() =>
    !payment.hasReceipt ? 'slip' : (payment.payment?.receipt?.printed ?? 0) > 0 ? 'again' : 'print',
  )

  /** Busy until what came of it is on the screen: keys that were typed ahead mean what the screen then says. */
  async function during(work: () => Promise<void>): Promise<void> {
    working.value += 1
    await work().finally(() => void (working.value -= 1))
  }

  function clearMessages(): void {
    statusMessage.value = null
    scanned.value = null
    payment.clearRefusal()
  }

  /** Asks for today's amounts of what is in the basket, then for the way to pay. */
  async function quote(): Promise<void> {
    clearMessages()
    if (owed.bills.length === 0) return
    await during(async () => {
      if (await payment.quoteFor(owed.bills)) stage.value = 'tender'
    })
  }

  /** Chooses the way to pay at `index`: what needs something first asks for it, the others are asked at once. */
  async function choose(index: number): Promise<void> {
    const offer = offers.value[index]
    if (!offer?.available) return
    clearMessages()
    payment.acknowledgeNewAmount()
    if (offer.tender === 'cash') stage.value = 'cash'
    else if (offer.tender === 'wallet-scan') stage.value = 'code'
    else await pay(offer.tender)
  }

  /** Pays; what hinders it is said where the way to pay is chosen. */
  async function pay(tender: TenderKind, givenAvos?: number): Promise<void> {
    clearMessages()
    payment.acknowledgeNewAmount()
    paidView.value = 'main'
    pressed.value = 0
    asking.value = true
    await during(async () => {
      const begun = await payment.pay(tender, givenAvos).finally(() => void (asking.value = false))
      const again = tender === 'wallet-scan' && payment.before === null ? 'code' : 'tender'
      stage.value = begun ? 'tender' : payment.quote ? again : 'basket'
    })
  }

  /** One step back: from a way to pay to all of them, from there to the basket. Nothing was asked yet. */
  function back(): void {
    clearMessages()
    if (stage.value === 'tender') {
      payment.clear()
      stage.value = 'basket'
    } else stage.value = 'tender'
  }

  /** After a payment that came to nothing: another way to pay the same. */
  async function other(): Promise<void> {
    clearMessages()
    await during(async () => {
      stage.value = (await payment.retry()) ? 'tender' : 'basket'
    })
  }

  /** After a payment that came to nothing: back to the basket. */
  function toBasket(): void {
    clearMessages()
    payment.clear()
    stage.value = 'basket'
  }

  /** Asks before a payment is cancelled; where it can't be any more there is nothing to ask. */
  function askCancel(): void {
    confirming.value = payment.payment?.canCancel === true
  }

  async function cancel(): Promise<void> {
    confirming.value = false
    await payment.cancel()
  }

  /** Prints the receipt, or the slip of a payment whose outcome isn't known. */
  async function print(): Promise<void> {
    if (payment.printing) return
    clearMessages()
    const what = paper.value
    await during(async () => {
      if (await payment.print(secondLanguage.value)) statusMessage.value = MESSAGE_OF_PRINT[what]
    })
  }

  async function show(): Promise<void> {
    clearMessages()
    await during(async () => {
      picture.value = await payment.picture(secondLanguage.value)
      if (picture.value) paidView.value = 'receipt'
    })
  }

  function write(): void {
    // Of a receipt that follows there is no message yet.
    if (!payment.hasReceipt) return
    clearMessages()
    paidView.value = 'message'
  }

  async function send(phone: string): Promise<void> {
    clearMessages()
    await during(async () => {
      if (!(await payment.message(phone))) return
      paidView.value = 'main'
      statusMessage.value = 'sent'
    })
  }

  function toMain(): void {
    clearMessages()
    paidView.value = 'main'
    picture.value = null
  }

  /** Shows the payment of these bills that was begun here before. */
  async function showEarlier(): Promise<void> {
    clearMessages()
    const [transaction] = owed.earlier
    if (transaction !== undefined)
      await during(async () => {
        await payment.show(transaction)
      })
  }

  /** Cash that was open when the station stopped, if any: new money waits for the answer. */
  async function loadOpenCash(): Promise<void> {
    openCash.value = (await client.payments.openCash()).payments
  }

  /** Says whether the first of it was taken; a receipt can then be given. */
  async function answerCash(taken: boolean): Promise<void> {
    const [first] = openCash.value
    if (!first) return
    await during(async () => {
      const answer = await client.payments.answerCash({ transaction: first.transaction, taken })
      if (!answer.ok && answer.refusal.code !== 'payment-unknown') {
        scanned.value = { refusal: answer.refusal }
        return
      }
      clearMessages()
      await loadOpenCash()
      if (!answer.ok) return
      if (taken) await payment.show(first.transaction)
      else statusMessage.value = 'not-taken'
    })
  }

  async function loadTakings(): Promise<void> {
    takings.value = await client.payments.takings({})
  }

  function closeTakings(): void {
    takings.value = null
  }

  /** Everything of this customer goes; a payment that can be cancelled is, any other is the station's to finish. */
  async function end(): Promise<void> {
    stage.value = 'basket'
    paidView.value = 'main'
    confirming.value = false
    picture.value = null
    clearMessages()
    search.clear()
    await payment.leave()
  }

  function showMessage(what: StatusMessage): void {
    statusMessage.value = what
  }

  function refuseScan(refusal: Refusal, hint?: Hint): void {
    statusMessage.value = null
    scanned.value = { refusal, hint }
  }

  watch(
    () => payment.payment?.state,
    (state, before) => {
      if (state !== before) confirming.value = false
    },
  )
  watch(typed, () => void (pressed.value = 0), { flush: 'sync' })
  watch(stage, () => {
    typed.value = ''
    pressed.value = 0
  })
  watch(
    () => station.operator !== null && station.status?.readiness.reasons.includes('cash-open') === true,
    (open) => {
      if (open) loadOpenCash().catch(() => {})
      else openCash.value = []
    },
    { immediate: true },
  )

  return {
    stage,
    paidView,
    confirming,
    typed,
    pressed,
    statusMessage,
    picture,
    openCash,
    takings,
    offers,
    refused,
    busy,
    paymentPhase,
    paper,
    quote,
    choose,
    pay,
    back,
    other,
    toBasket,
    askCancel,
    cancel,
    print,
    show,
    write,
    send,
    toMain,
    showEarlier,
    answerCash,
    loadTakings,
    closeTakings,
    end,
    showMessage,
    refuseScan,
    clearMessages,
  }
})

const refusalOf = (refusal: Refusal | null): { refusal: Refusal; hint?: Hint | undefined } | null =>
  refusal ? { refusal } : null
