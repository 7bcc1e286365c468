import { ref, shallowRef } from 'vue'
import type { ReceiptPicture } from '../../../electron/contract/index.ts'
import { usePayment } from '../../client/payment.ts'
import { useReceipt } from '../../client/receipt.ts'
import type { createMessages } from './messages.ts'

const MESSAGE_OF_PRINT = { print: 'printed', again: 'reprinted', slip: 'slip-printed' } as const

/**
 * Makes the desk's ways to give the receipt or pending slip: on paper, on the screen, or as a message. `whileBusy`
 * keeps the desk busy until its work is done.
 */
export function createPrintouts(
  { showMessage, clearMessages }: Pick<ReturnType<typeof createMessages>, 'showMessage' | 'clearMessages'>,
  whileBusy: (work: () => Promise<void>) => Promise<void>,
) {
  const payment = usePayment()
  const receipt = useReceipt()
  const paidView = ref<'main' | 'receipt' | 'message'>('main')
  const picture = shallowRef<ReceiptPicture | null>(null)

  /** Prints the receipt, or the pending slip of a payment whose outcome isn't known. */
  async function print(): Promise<void> {
    if (payment.printing) return
    clearMessages()
    const what = receipt.paper
    await whileBusy(async () => {
      if (await receipt.print()) showMessage(MESSAGE_OF_PRINT[what])
    })
  }

  async function show(): Promise<void> {
    clearMessages()
    await whileBusy(async () => {
      picture.value = await receipt.picture()
      if (picture.value) paidView.value = 'receipt'
    })
  }

  function write(): void {
    // There is no message while the receipt follows later.
    if (!payment.hasReceipt) return
    clearMessages()
    paidView.value = 'message'
  }

  async function send(phone: string): Promise<void> {
    clearMessages()
    await whileBusy(async () => {
      if (!(await payment.message(phone))) return
      paidView.value = 'main'
      showMessage('sent')
    })
  }

  function toMain(): void {
    clearMessages()
    paidView.value = 'main'
    picture.value = null
  }

  return { paidView, picture, print, show, write, send, toMain }
}
