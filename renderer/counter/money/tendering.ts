import { computed, ref, watch } from 'vue'
import type { TenderKind } from '../../../electron/contract/index.ts'
import { usePayment } from '../../client/payment.ts'
import { TENDER_NEEDS } from '../../client/tenders.ts'
import { useOwed } from '../../client/use-owed.ts'
import type { createMessages } from './messages.ts'
import type { createPrintouts } from './printouts.ts'

/**
 * Makes the steps in which the basket is paid, from the quote to asking the tender. `whileBusy` keeps the desk busy
 * until its work is done.
 */
export function createTendering(
  { clearMessages }: Pick<ReturnType<typeof createMessages>, 'clearMessages'>,
  { paidView }: Pick<ReturnType<typeof createPrintouts>, 'paidView'>,
  whileBusy: (work: () => Promise<void>) => Promise<void>,
) {
  const owed = useOwed()
  const payment = usePayment()
  const stage = ref<'basket' | 'tender' | 'code' | 'cash'>('basket')
  const asking = ref(false)
  /** The text that is typed as the cash handed over. */
  const typed = ref('')
  /** How often Enter was pressed on this text; large change needs a second Enter. */
  const pressed = ref(0)
  /** The phase of the payment on the screen; `asking`: the station was asked to begin it and hasn't answered yet. */
  const paymentPhase = computed(() => (asking.value ? 'asking' : payment.phase))

  /** Asks for a quote of the basket, then shows the tenders. */
  async function quote(): Promise<void> {
    clearMessages()
    if (owed.bills.length === 0) return
    await whileBusy(async () => {
      if (await payment.quoteFor(owed.bills)) stage.value = 'tender'
    })
  }

  /** Chooses the tender at `index`: cash and a wallet's code are asked for first, other tenders begin at once. */
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

  /** Begins the payment; a refusal is shown where tenders are chosen. */
  async function pay(tender: TenderKind, givenAvos?: number): Promise<void> {
    clearMessages()
    payment.acknowledgeNewAmount()
    paidView.value = 'main'
    pressed.value = 0
    asking.value = true
    await whileBusy(async () => {
      const begun = await payment.pay(tender, givenAvos).finally(() => void (asking.value = false))
      const again = tender === 'wallet-scan' && payment.before === null ? 'code' : 'tender'
      stage.value = begun ? 'tender' : payment.quote ? again : 'basket'
    })
  }

  /** Goes one step back, from a tender to all tenders and from there to the basket, before any tender is asked. */
  function back(): void {
    clearMessages()
    if (stage.value === 'tender') {
      payment.clear()
      stage.value = 'basket'
    } else stage.value = 'tender'
  }

  /** After a failed payment: chooses another tender for the same bills. */
  async function chooseOther(): Promise<void> {
    clearMessages()
    await whileBusy(async () => {
      stage.value = (await payment.retry()) ? 'tender' : 'basket'
    })
  }

  /** After a failed payment: goes back to the basket. */
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

  return { stage, typed, pressed, paymentPhase, quote, choose, pay, back, chooseOther, toBasket }
}
