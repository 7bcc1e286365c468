import { computed } from 'vue'
import { useRouter } from 'vue-router'
import type { BillQuery, TenderKind } from '../../electron/contract/index.ts'
import type { BillCategory } from '../client/owed.ts'
import { usePayment } from '../client/payment.ts'
import { usePerson } from '../client/person.ts'
import { useScan } from '../client/scan.ts'
import { useOwed } from '../client/use-owed.ts'
import { t } from '../i18n/index.ts'

/** The way from a question to a payment, as the kiosk's pages walk it. */
export function useFlow() {
  const router = useRouter()
  const owed = useOwed()
  const payment = usePayment()
  const person = usePerson()
  const scan = useScan()

  /** The names of the steps that every payment takes. */
  const steps = computed(() =>
    (['find', 'choose', 'pay', 'receipt'] as const).map((step) => t(`kiosk.pay.steps.${step}`)),
  )

  /** Shows what is to be paid; the screen says at once that it is being looked up. */
  async function look(query: BillQuery, category: BillCategory): Promise<void> {
    payment.clear()
    const looking = owed.find(query, category)
    await router.replace({ name: 'bills' })
    await looking
  }

  /** Looks again at what was found, since it has changed; whose eID is no longer known shows it again. */
  async function lookAgain(): Promise<void> {
    const { asked, category } = owed
    if (asked && (asked.by !== 'eid' || person.current)) {
      await look(asked, category)
      return
    }
    owed.clear()
    payment.clear()
    await router.replace({ name: category })
  }

  /** Pays by the wallet's code that was scanned; what hinders it is said where the way to pay is chosen. */
  async function payBy(tender: TenderKind): Promise<void> {
    const paying = payment.pay(tender)
    await router.replace({ name: 'payment' })
    if (
      !(await paying) &&
      payment.payment === null &&
      !payment.beginning &&
      router.currentRoute.value.name === 'payment'
    )
      await router.replace({ name: 'tender' })
  }

  /** Back to the first screen: nothing is kept of what was looked at. */
  async function home(): Promise<void> {
    const ending = person.current ? person.end() : undefined
    owed.clear()
    payment.clear()
    scan.leave()
    await router.replace({ name: 'home' })
    await ending
  }

  return { steps, look, lookAgain, payBy, home }
}
