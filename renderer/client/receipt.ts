import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { ReceiptPicture } from '../../electron/contract/index.ts'
import { usePayment } from './payment.ts'
import { useSession } from './session.ts'

/** The paper of the payment on the screen: what printing it now would give, and in which languages. */
export const useReceipt = defineStore('receipt', () => {
  const payment = usePayment()
  const session = useSession()

  /** A receipt is in Chinese and one more language. */
  const secondLanguage = computed(() => (session.preferences.language === 'en' ? 'en' : 'pt'))
  /** Whether it is paid and its receipt can't be given yet: a slip says so. */
  const follows = computed(() => payment.payment?.receipt?.follows === true)
  /** What printing now would give: the receipt, the same once more, or the slip of what isn't known or settled yet. */
  const paper = computed(() =>
    !payment.hasReceipt ? 'slip' : (payment.payment?.receipt?.printed ?? 0) > 0 ? 'again' : 'print',
  )

  /** Prints it: see `print` of the payment. */
  const print = (restMs?: number): Promise<boolean> => payment.print(secondLanguage.value, restMs)
  /** Its picture, or null where it was refused. */
  const picture = (): Promise<ReceiptPicture | null> => payment.picture(secondLanguage.value)

  return { follows, paper, print, picture }
})
