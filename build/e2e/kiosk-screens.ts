import type { Locator, Page } from 'playwright/test'
import { scan, type TestStation } from './station.ts'
import { untilStill } from './stillness.ts'

/** One screen of a kiosk, and how to reach it from home in any language: buttons are found by their icons. */
export interface KioskScreen {
  name: string
  reach(page: Page, station: TestStation): Promise<void>
  /** Ends what the screen leaves open at the station, so that the next page can begin. */
  leave?(page: Page, station: TestStation): Promise<void>
  /** Whether it has the same parts as another screen, with other words: only the full run checks it. */
  fullOnly?: true
}

export type Step = (page: Page, station: TestStation) => Promise<void>

const buttonWithIcon = (page: Page, icon: string): Locator =>
  page
    .locator('main button')
    .filter({ has: page.locator(`svg.lucide-${icon}`) })
    .last()
export const press =
  (icon: string): Step =>
  (page) =>
    buttonWithIcon(page, icon).click()
export const choose =
  (row: number): Step =>
  (page) =>
    page.locator('main .choice').nth(row).click()
const tax: Step = (page) => page.locator('main button.tile').first().click()
const slips: Step = (page) => page.locator('main button.tile').nth(1).click()
export const shown =
  (selector: string): Step =>
  (page) =>
    page.locator(`main ${selector}`).first().waitFor()

/** Types with the keys on the screen. */
export const type =
  (text: string): Step =>
  async (page) => {
    for (const key of text) await page.locator('.keys').getByRole('button', { name: key, exact: true }).click()
  }

const plate = (text: string, proof: string): Step[] => [
  tax,
  choose(0),
  type(text),
  press('arrow-right'),
  type(proof),
  press('search'),
]
const ownVehicles = (resident: string): Step[] => [
  tax,
  async (page, station) => scan(page, (await station.phone(resident)).eid.text ?? ''),
]
const code =
  (resident: string, index: number): Step =>
  async (page, station) =>
    scan(page, (await station.phone(resident)).slips[index]?.text ?? '')
const wallet =
  (resident: string): Step =>
  async (page, station) =>
    scan(page, (await station.phone(resident)).wallet.text)
const toTender: Step[] = [shown('.owed, .bill'), press('wallet-minimal'), shown('.choice')]
const payByCode: Step[] = [...toTender, choose(1), shown('svg.qr')]
const paid: Step[] = [...ownVehicles('elderly'), ...toTender, wallet('two-cars'), shown('section.paid')]

export const train =
  (...order: Parameters<TestStation['train']>): Step =>
  async (_, station) => {
    await station.train(...order)
  }
/** A bill above what MPay takes in one payment, found by its slip's number. */
const ABOVE_CAP = { number: '2026000201', amountAvos: 2_500_000 }
const aboveCap: Step[] = [
  train('faults', { bills: [ABOVE_CAP] }),
  slips,
  choose(1),
  type(ABOVE_CAP.number),
  press('search'),
  ...toTender,
]

/** The wallet refuses to give money back, and an agency refuses paid bills. */
// Many times, since the station may still ask about a payment that an earlier screen left open.
const NO_REFUND = { call: 'reverseWallet', act: 'refuse', reason: 'refused', times: 1_000 }
const ITEM_REFUSED = { call: 'submitItem', act: 'refuse', reason: 'bill-barred' }

/** Resets the sandbox before a screen: no payments, no faults; a payment that the last screen left is ended. */
const reset: Step = async (page, station) => {
  await station.train('faults', {
    clear: true,
    maintenance: [
      { wallet: 'govpay', on: false },
      { wallet: 'mpay', on: false },
    ],
  })
  await station.train('auto', { walletShow: 'wait' })
  await station.train('reset')
  await page.locator('main h1').first().waitFor()
}

const screen = (name: string, ...steps: Step[]): KioskScreen => ({
  name: `pay-${name}`,
  async reach(page, station) {
    await reset(page, station)
    for (const step of steps) await step(page, station)
    await untilStill(page)
  },
})

const fullOnly = (name: string, ...steps: Step[]): KioskScreen => ({ ...screen(name, ...steps), fullOnly: true })

/** Every state of paying at a kiosk. */
export const KIOSK_PAY_SCREENS: readonly KioskScreen[] = [
  screen('tax', tax),
  fullOnly('slips', slips),
  screen('plate', tax, choose(0), type('MT00')),
  fullOnly('proof', tax, choose(0), type('MT0021'), press('arrow-right'), type('00')),
  screen('class', ...plate('MT0021', '0007'), shown('.choice')),
  fullOnly('number', slips, choose(1), type('2026')),
  screen('proof-wrong', ...plate('MT0026', '9999'), shown('.refusal')),
  fullOnly('plate-unknown', ...plate('MT9999', '0001'), shown('.refusal')),
  screen('vehicles', ...ownVehicles('two-cars'), shown('.owed')),
  screen('fleet', ...ownVehicles('fleet'), shown('.owed')),
  fullOnly('barred', ...ownVehicles('guardian'), shown('.owed')),
  fullOnly('at-dsat', ...ownVehicles('four-cars'), shown('.owed')),
  screen('late', ...ownVehicles('late-tax'), shown('.owed')),
  fullOnly(
    'fines',
    slips,
    choose(2),
    type('MT0027'),
    press('arrow-right'),
    type('0015'),
    press('search'),
    shown('.owed'),
  ),
  screen('fine', slips, choose(0), type('2026000313'), press('search'), shown('.bill')),
  fullOnly('slip', code('defendant', 0), shown('.bill')),
  fullOnly('slip-overdue', code('defendant', 1), shown('.bill')),
  screen('nothing', ...ownVehicles('ward'), shown('.refusal')),
  screen('notice', code('two-cars', 0), shown('.owed')),
  fullOnly(
    'season-to-come',
    train('season', { fromInDays: 20, untilInDays: 110 }),
    ...ownVehicles('elderly'),
    shown('.owed'),
  ),
  fullOnly(
    'season-to-come-fine',
    train('season', { fromInDays: 20, untilInDays: 110 }),
    ...ownVehicles('two-cars'),
    shown('.owed'),
  ),
  fullOnly(
    'season-over',
    train('season', { fromInDays: -100, untilInDays: -10 }),
    ...ownVehicles('two-cars'),
    shown('.owed'),
  ),
  screen('tenders', ...ownVehicles('elderly'), ...toTender),
  fullOnly('caps', ...aboveCap),
  screen('wallet', ...ownVehicles('elderly'), ...toTender, choose(0), shown('h1')),
  screen('code', ...ownVehicles('elderly'), ...payByCode),
  screen('cancelled', ...ownVehicles('elderly'), ...payByCode, press('x'), shown('.action.primary')),
  screen(
    'waiting',
    train('faults', { faults: [{ call: 'chargeWallet', act: 'ask-holder' }] }),
    ...ownVehicles('elderly'),
    ...toTender,
    wallet('two-cars'),
    shown('.progress'),
  ),
  screen('declined', ...ownVehicles('elderly'), ...toTender, wallet('rare-name'), shown('.refusal')),
  fullOnly(
    'maintenance',
    train('faults', { maintenance: [{ wallet: 'mpay', on: true }] }),
    ...ownVehicles('elderly'),
    ...toTender,
    wallet('two-cars'),
    shown('.refusal'),
  ),
  screen(
    'paid-elsewhere',
    ...ownVehicles('elderly'),
    ...toTender,
    train('faults', { faults: [{ call: 'reserve', act: 'refuse', reason: 'bill-paid' }] }),
    wallet('two-cars'),
    shown('.refusal'),
  ),
  screen(
    'unknown',
    train('faults', {
      faults: [
        { call: 'chargeWallet', act: 'drop' },
        { call: 'walletStatus', act: 'drop', times: 1000 },
      ],
    }),
    ...ownVehicles('elderly'),
    ...toTender,
    wallet('two-cars'),
    shown('.action.primary'),
  ),
  fullOnly(
    'staff',
    train('faults', { faults: [NO_REFUND] }),
    ...ownVehicles('elderly'),
    ...payByCode,
    press('x'),
    shown('svg.lucide-user-round'),
  ),
  screen(
    'staff-part',
    train('faults', { faults: [NO_REFUND, ITEM_REFUSED] }),
    ...ownVehicles('two-cars'),
    ...toTender,
    wallet('two-cars'),
    shown('section.paid'),
    shown('.notice'),
  ),
  screen('paid', ...paid),
  fullOnly('printed', ...paid, choose(0), shown('[role=status] .notice')),
  screen('receipt', ...paid, choose(1), shown('svg.qr')),
  screen('message', ...paid, choose(2), type('6200')),
  fullOnly('paid-before', ...paid, press('log-out'), press('house'), ...ownVehicles('elderly'), shown('.owed')),
]
