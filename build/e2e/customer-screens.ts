import type { Page } from 'playwright/test'
import { accepted } from '../twins/accepted.ts'
import type { CounterDriver } from './counter-driver.ts'
import type { TestStation } from './driven-station.ts'
import { untilStill } from './stillness.ts'

/** One screen of a counter's customer, and how the counter brings it about. */
interface CustomerScreen {
  name: string
  reach(counter: CounterDriver): Promise<unknown>
  /** What stands there then, in any language. */
  shows: string
}

/** What reads a vehicle's tax: a plate of the sandbox and its proof. */
const PLATE = ['MT-00-26', '0022'] as const

const confirmReset = async (counter: CounterDriver): Promise<void> => {
  const { confirmation = '' } = await counter.chooseReset('two-cars')
  accepted(await counter.client.acts.confirm({ confirmation, consent: 'signed-form' }))
}

/** Everything that a customer's window shows. */
export const CUSTOMER_SCREENS: readonly CustomerScreen[] = [
  { name: 'blank', reach: () => Promise.resolve(), shows: 'section.calm' },
  {
    name: 'card',
    reach: async (counter) => accepted(await counter.client.acts.begin({ kind: 'freeze' })),
    shows: 'svg.lucide-id-card',
  },
  { name: 'choose', reach: (counter) => counter.identify('freeze', 'two-cars'), shows: '.holder' },
  { name: 'reset', reach: (counter) => counter.chooseReset('two-cars'), shows: 'main .primary' },
  { name: 'digits', reach: (counter) => counter.giveNumberAlone('twin-one'), shows: 'svg.lucide-hash' },
  { name: 'bind', reach: (counter) => counter.giveNumber('twin-one'), shows: 'main .primary' },
  { name: 'frozen', reach: confirmReset, shows: '.holder' },
  { name: 'person', reach: (counter) => counter.readEid('two-cars'), shows: 'main .facts' },
  { name: 'to-pay', reach: (counter) => counter.quote(...PLATE), shows: '.items' },
  {
    name: 'wallet-show',
    async reach(counter) {
      const quote = await counter.quote(...PLATE)
      accepted(await counter.client.payments.pay({ quote, tender: 'wallet-show' }))
    },
    shows: 'main svg.qr',
  },
  {
    name: 'paid',
    async reach(counter) {
      const quote = await counter.quote(...PLATE)
      accepted(await counter.client.payments.pay({ quote, tender: 'cash', givenAvos: 100_000 }))
    },
    shows: 'section.paid',
  },
]

/** Brings a screen about, from a window that is blank. */
export async function reachCustomerScreen(
  { reach, shows }: CustomerScreen,
  { page, counter, station }: { page: Page; counter: CounterDriver; station: TestStation },
): Promise<void> {
  await counter.next()
  await page.locator('section.calm').waitFor()
  await station.train('reset')
  await station.train('faults', { clear: true })
  await station.train('auto', { walletShow: 'wait' })
  await reach(counter)
  await page.locator(shows).first().waitFor()
  await untilStill(page)
}
