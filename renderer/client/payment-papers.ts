import { ref } from 'vue'
import { refuse, type Outcome, type Payment, type ReceiptPicture } from '../../electron/contract/index.ts'
import type { Questions } from './questions.ts'
import { useLink } from './station.ts'
import { joined } from './typed-text.ts'

/** The most signs of a telephone number that the station takes in. */
const LONGEST_NUMBER = 20

/**
 * The receipt, or slip, of the payment on the screen: on paper, as a picture, as a message. `about` asks a question about
 * that payment, and none where there is none; `take` shows how it stands then.
 */
export function createPapers(
  { sameGeneration }: Pick<Questions, 'sameGeneration'>,
  about: <T extends object>(
    question: (transaction: string) => Promise<Outcome<T>>,
    done: (answer: T) => void,
  ) => Promise<boolean>,
  take: (answer: { payment: Payment }) => void,
) {
  const { client } = useLink()
  /** A paper is being printed, or has just come out. */
  const printing = ref(false)

  /**
   * Prints the receipt or slip: one paper, however often that is pressed meanwhile, and for `restMs` milliseconds after
   * it came out.
   */
  async function print(secondLanguage: 'pt' | 'en', restMs = 0): Promise<boolean> {
    if (printing.value) return false
    const isMine = sameGeneration()
    const rest = (): void => {
      if (isMine()) printing.value = false
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

  return { printing, print, picture, message }
}
