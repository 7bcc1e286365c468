import { ref } from 'vue'
import { usePayment } from '../client/payment.ts'
import { useReceipt } from '../client/receipt.ts'

/** For how many milliseconds after a printout another tap prints nothing, since it is meant for the same one. */
const PAPER_REST = 3000

/** Prints the receipt or pending slip. `printed`: whether it came out. */
export function usePrintout() {
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
