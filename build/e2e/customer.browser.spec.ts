import type { Page } from 'playwright/test'
import { accepted } from '../twins/accepted.ts'
import { smallTargets, overflow, violations } from './axe.ts'
import { driveCounter, type CounterDriver } from './counter-driver.ts'
import { codeOnScreen } from './counter-screens.ts'
import { CUSTOMER_SCREENS, reachCustomerScreen } from './customer-screens.ts'
import { inEveryView } from './screens.ts'
import { expect, test as base } from './station.ts'

const test = base.extend<{ desk: CounterDriver }>({
  desk: async ({ inBrowser, station }, use) => {
    await station.train('auto', { walletShow: 'wait' })
    const desk = await driveCounter(inBrowser, station)
    await use(desk)
    await desk.close()
  },
})

const inEnglish = (customer: Page) => customer.getByRole('button', { name: 'English', exact: true }).click()
const isBlank = (customer: Page) => expect(customer.getByRole('heading', { name: '歡迎', exact: true })).toBeVisible()

test.describe("a counter's customer", () => {
  test('consents by touch to a reset of their phone, which the clerk then has done', async ({ customer, desk }) => {
    await isBlank(customer)
    const { confirmation = '', consent, holder } = await desk.chooseReset('two-cars')
    expect(consent).toBe('wanted')
    await inEnglish(customer)
    await expect(customer.getByRole('heading', { name: 'Shall these be frozen now?', exact: true })).toBeVisible()
    await expect(customer.getByText(holder?.lastDigits ?? '-', { exact: true })).toBeVisible()
    await expect(customer.getByText('Phone lost', { exact: true })).toBeVisible()
    const { client } = desk
    const early = await client.acts.confirm({ confirmation, consent: 'touch' })
    expect(early).toMatchObject({ ok: false, refusal: { code: 'consent-missing' } })
    await customer.getByRole('button', { name: 'Yes, I agree', exact: true }).click()
    await expect(customer.getByText('Thank you, you agreed', { exact: true })).toBeVisible()
    expect((await desk.at('confirm')).consent).toBe('given')
    accepted(await client.acts.confirm({ confirmation, consent: 'touch' }))
    await expect(customer.getByRole('heading', { name: 'Frozen', exact: true })).toBeVisible()
    await expect(customer.locator('body')).not.toContainText('MEU1:')
  })

  test('says no, and the act goes a step back', async ({ customer, desk }) => {
    await desk.chooseReset('two-cars')
    await inEnglish(customer)
    await customer.getByRole('button', { name: 'No', exact: true }).click()
    await expect(customer.getByRole('heading', { name: 'Which ones shall be frozen?', exact: true })).toBeVisible()
    expect((await desk.at('choose')).refusal?.code).toBe('consent-declined')
  })

  test('is asked anew when something else stands there', async ({ customer, desk }) => {
    await desk.chooseReset('two-cars')
    await inEnglish(customer)
    await customer.getByRole('button', { name: 'Yes, I agree', exact: true }).click()
    await expect(customer.getByText('Thank you, you agreed', { exact: true })).toBeVisible()
    accepted(await desk.client.acts.back())
    accepted(await desk.client.acts.choose({ bindings: ['1'], reason: 'stolen' }))
    await expect(customer.getByText('Phone stolen', { exact: true })).toBeVisible()
    await expect(customer.getByRole('button', { name: 'Yes, I agree', exact: true })).toBeVisible()
  })

  test('leaves nothing for the next, neither on the screen nor of how they liked it', async ({ customer, desk }) => {
    const first = await desk.giveNumber('twin-one')
    await customer.getByRole('button', { name: 'Português', exact: true }).click()
    await customer.locator('nav.access button').nth(1).click()
    await expect(customer.locator('html')).toHaveAttribute('data-text', '2')
    const lastDigits = first.holder?.lastDigits ?? '-'
    await expect(customer.getByText(lastDigits, { exact: true })).toBeVisible()
    await desk.next()
    await isBlank(customer)
    await expect(customer.locator('html')).toHaveAttribute('data-text', '1')
    await expect(customer.locator('html')).toHaveAttribute('lang', 'zh-Hant')
    const kept = () =>
      customer.evaluate(() =>
        [
          document.documentElement.outerHTML,
          ...[localStorage, sessionStorage].map((store) => JSON.stringify(store)),
        ].join(' '),
      )
    expect(await kept()).not.toContain(lastDigits)
    const second = await desk.giveNumber('twin-two')
    await expect(customer.getByText(second.holder?.lastDigits ?? '-', { exact: true })).toBeVisible()
    expect(await kept()).not.toContain(lastDigits)
  })

  test('sees what was read of their eID and why, and nothing of it once they are gone', async ({
    customer,
    desk,
    station,
  }) => {
    await desk.readEid('two-cars')
    const { nameChinese } = await station.phone('two-cars')
    await inEnglish(customer)
    await expect(customer.getByRole('heading', { name: 'Your eID was read', exact: true })).toBeVisible()
    await expect(customer.getByText('To confirm who is at the counter.', { exact: true })).toBeVisible()
    await expect(customer.getByRole('main')).toContainText(nameChinese)
    await desk.next()
    await isBlank(customer)
    await expect(customer.locator('body')).not.toContainText(nameChinese)
  })

  test('sees the amount and the code for their wallet, and what became of it', async ({ customer, desk }) => {
    const quote = await desk.quote('MT-00-26', '0022')
    await inEnglish(customer)
    await expect(customer.getByRole('heading', { name: 'To be paid', exact: true })).toBeVisible()
    await expect(customer.getByText('MOP 850.00', { exact: true })).toBeVisible()
    const { payment } = accepted(await desk.client.payments.pay({ quote, tender: 'wallet-show' }))
    const { client } = desk
    await expect(customer.getByRole('heading', { name: 'Scan this code with your wallet', exact: true })).toBeVisible()
    // The wallet's code comes a while after the payment began.
    const onScreen = await codeOnScreen(customer)
    const shown = accepted(await client.payments.show({ transaction: payment.transaction })).payment
    expect(onScreen).toBe(shown.code?.text)
    accepted(await client.payments.cancel({ transaction: payment.transaction }))
    await expect(customer.getByRole('heading', { name: 'Nothing was paid', exact: true })).toBeVisible()
  })

  test('sees what they gave and their change', async ({ customer, desk }) => {
    const quote = await desk.quote('MT-00-26', '0022')
    accepted(await desk.client.payments.pay({ quote, tender: 'cash', givenAvos: 100_000 }))
    await inEnglish(customer)
    await expect(customer.getByRole('heading', { name: 'Paid', exact: true })).toBeVisible()
    await expect(customer.getByText('MOP 150.00', { exact: true })).toBeVisible()
  })

  test('sees nothing once the counter is closed', async ({ customer, desk }) => {
    await desk.chooseReset('two-cars')
    await expect(customer.locator('.holder')).toBeVisible()
    await desk.client.operators.signOut()
    await isBlank(customer)
    accepted(await desk.client.operators.signInTraining())
  })
})

for (const screen of CUSTOMER_SCREENS) {
  test(`axe finds nothing, targets are large enough and nothing scrolls on ${screen.name}`, async ({
    customer,
    desk,
    station,
  }) => {
    await reachCustomerScreen(screen, { page: customer, counter: desk, station })
    await customer.getByRole('button', { name: 'Português', exact: true }).click()
    await inEveryView(customer, async (view) => {
      expect(await violations(customer), view).toEqual([])
      expect(await smallTargets(customer), view).toEqual([])
      expect(await overflow(customer), `${view} scrolls`).toBeLessThanOrEqual(0)
    })
  })
}
