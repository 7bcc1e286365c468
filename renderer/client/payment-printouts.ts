import { ref } from 'vue'
import { refuse, type Outcome, type Payment, type ReceiptPicture } from '../../electron/contract/index.ts'
import type { Questions } from './questions.ts'
import { useLink } from './station.ts'
import { withoutBlanks } from './typed-text.ts'

/** The greatest length of a telephone number in the contract. */
const LONGEST_NUMBER = 20

/**
 * Makes the functions that give the receipt or pending slip of the payment on the screen: printed, as a picture or as a
 * message. `askAbout` asks the station about that payment, if there is one; `take` shows the payment that it answers.
 */
export function createPrintouts(
  { sameGeneration }: Pick<Questions, 'sameGeneration'>,
  askAbout: <T extends object>(
    question: (transaction: string) => Promise<Outcome<T>>,
    done: (answer: T) => void,
  ) => Promise<boolean>,
  take: (answer: { payment: Payment }) => void,
) {
  const { client } = useLink()
  /** Whether a printout is being printed or has just come out. */
  const printing = ref(false)

  /**
   * Prints the receipt or slip and answers whether it came out. Calls while it prints, and for `restMs` milliseconds
   * afterwards, do nothing.
   */
  async function print(secondLanguage: 'pt' | 'en', restMs = 0): Promise<boolean> {
    if (printing.value) return false
    const isMine = sameGeneration()
    const rest = (): void => {
      if (isMine()) printing.value = false
    }
    printing.value = true
    const isOut = await askAbout((transaction) => client.payments.print({ transaction, beside: secondLanguage }), take)
    if (isOut && restMs > 0) window.setTimeout(rest, restMs)
    else rest()
    return isOut
  }

  async function picture(secondLanguage: 'pt' | 'en'): Promise<ReceiptPicture | null> {
    let receipt: ReceiptPicture | null = null
    await askAbout(
      (transaction) => client.payments.receipt({ transaction, beside: secondLanguage }),
      (answer) => void (receipt = answer.receipt),
    )
    return receipt
  }

  /** Sends the confirmation to a typed number. A text above `LONGEST_NUMBER` is refused with `phone-invalid`. */
  function message(typed: string): Promise<boolean> {
    const phone = withoutBlanks(typed)
    return askAbout(
      async (transaction) =>
        phone.length > LONGEST_NUMBER ? refuse('phone-invalid') : await client.payments.message({ transaction, phone }),
      () => {},
    )
  }

  return { printing, print, picture, message }
}
