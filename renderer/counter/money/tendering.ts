import { computed, ref, watch } from 'vue'
import type { TenderKind } from '../../../electron/contract/index.ts'
import { usePayment } from '../../client/payment.ts'
import { TENDER_NEEDS } from '../../client/tenders.ts'
import { useOwed } from '../../client/use-owed.ts'
import type { createMessages } from './messages.ts'
import type { createPapers } from './papers.ts'

/**
 * How the basket is paid, from today's amounts to the moment in which the money is asked for. `during`: the desk is busy
 * until the work is done.
 */
export function createTendering(
  { clearMessages }: Pick<ReturnType<typeof createMessages>, 'clearMessages'>,
  { paidView }: Pick<ReturnType<typeof createPapers>, 'paidView'>,
  during: (work: () => Promise<void>) => Promise<void>,
) {
  const owed = useOwed()
  const payment = usePayment()
  const stage = ref<'basket' | 'tender' | 'code' | 'cash'>('basket')
  const asking = ref(false)
  /** The cash that was handed over, as it is being typed. */
  const typed = ref('')
  /** How often Enter was pressed on what is typed: much change is given back at the second time. */
  const pressed = ref(0)
  /** How the payment on the screen stands; `asking`: the station is just being asked for it. */
  const paymentPhase = computed(() => (asking.value ? 'asking' : payment.phase))

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
    const offer = payment.offers[index]
    if (!offer?.available) return
    clearMessages()
    payment.acknowledgeNewAmount()
    const needs = TENDER_NEEDS[offer.tender]
    if (needs === 'cash') stage.value = 'cash'
    else if (needs === 'wallet-code') stage.value = 'code'
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

  watch(typed, () => void (pressed.value = 0), { flush: 'sync' })
  watch(stage, () => {
    typed.value = ''
    pressed.value = 0
  })

  return { stage, typed, pressed, paymentPhase, quote, choose, pay, back, other, toBasket }
}
