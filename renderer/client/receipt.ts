import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { ReceiptPicture } from '../../electron/contract/index.ts'
import { usePayment } from './payment.ts'
import { useSession } from './session.ts'

/** The store of the printout of the payment on the screen: what printing would give now, and in which languages. */
export const useReceipt = defineStore('receipt', () => {
  const payment = usePayment()
  const session = useSession()

  /** The language beside Chinese on a printout. */
  const secondLanguage = computed(() => (session.preferences.language === 'en' ? 'en' : 'pt'))
  /** Whether the payment is paid but its receipt can't be given yet, as its pending slip says. */
  const follows = computed(() => payment.payment?.receipt?.follows === true)
  /** What printing would give now: the receipt (`print`), the same receipt `again`, or a pending slip. */
  const paper = computed(() =>
    !payment.hasReceipt ? 'slip' : (payment.payment?.receipt?.printed ?? 0) > 0 ? 'again' : 'print',
  )

  /** Prints it (`print` of payment-printouts.ts). `restMs` in milliseconds. */
  const print = (restMs?: number): Promise<boolean> => payment.print(secondLanguage.value, restMs)
  /** Answers its picture, or null where it was refused. */
  const picture = (): Promise<ReceiptPicture | null> => payment.picture(secondLanguage.value)

  return { secondLanguage, follows, paper, print, picture }
})
