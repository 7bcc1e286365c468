import { computed } from 'vue'
import { useRouter } from 'vue-router'
import type { BillQuery, TenderKind } from '../../electron/contract/index.ts'
import type { BillCategory } from '../client/owed.ts'
import { usePayment } from '../client/payment.ts'
import { usePerson } from '../client/person.ts'
import { useScan } from '../client/scan.ts'
import { useOwed } from '../client/use-owed.ts'
import { t } from '../i18n/index.ts'

/** The steps from a search to a payment that the kiosk's pages share. */
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

  /** Searches for bills and shows them; the screen says at once that the search runs. */
  async function look(query: BillQuery, category: BillCategory): Promise<void> {
    payment.clear()
    const looking = owed.find(query, category)
    await router.replace({ name: 'bills' })
    await looking
  }

  /** Repeats the last search, since the bills have changed; a person whose eID was forgotten has to show it again. */
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

  /** Pays with a tender; a refusal is shown on the page of the tenders. */
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

  /** Goes to the first screen and forgets what was found. */
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
