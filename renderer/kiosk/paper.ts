import { ref } from 'vue'
import { usePayment } from '../client/payment.ts'
import { useReceipt } from '../client/receipt.ts'

/** Whoever taps again so soon after a paper came out means the same one, in milliseconds. */
const PAPER_REST = 3000

/** Prints the receipt or slip; `printed`: it came out. */
export function usePaper() {
  const payment = usePayment()
  const receipt = useReceipt()
  const printed = ref(false)

  async function print(): Promise<void> {
    if (payment.printing) return
    printed.value = false
    printed.value = await receipt.print(PAPER_REST)
  }

  return { printed, print }
}
