import type { Page } from 'playwright/test'
import { readCodes } from '../../hardware/scanner/camera/read.ts'
import { clerkAt } from './clerk.ts'
import { scan, type TestStation } from './station.ts'
import { untilStill } from './stillness.ts'

/** One screen of a counter's desk, and how to reach it in any language from a desk without a customer. */
export interface DeskScreen {
  name: string
  reach(page: Page, station: TestStation): Promise<void>
  /** Whether it has the same parts as another screen, with other words: only the full run checks it. */
  fullOnly?: true
}

export type DeskStep = (desk: ReturnType<typeof clerkAt>, page: Page, station: TestStation) => Promise<void>

/** After how long a screen that isn't reached is taken as broken, in milliseconds. */
const WAIT = 15_000

/** Waits until the basket is on the screen. */
const settled = (page: Page): Promise<void> => page.locator('main [data-row]').first().waitFor({ timeout: WAIT })

/** Fills a plate or number into the desk's field without pressing its keys, which other tests check. */
const lookUp =
  (text: string): DeskStep =>
  async (desk, page) => {
    await desk.press('F2')
    await page.getByRole('textbox').fill(text)
    await desk.press('Enter')
  }

const plate =
  (text: string, proof: string): DeskStep =>
  async (desk, page, station) => {
    await lookUp(`${text} ${proof}`)(desk, page, station)
    await settled(page)
  }

export const shown =
  (selector: string): DeskStep =>
  async (_desk, page) =>
    page.locator(selector).first().waitFor({ timeout: WAIT })

const ownVehicles =
  (resident: string): DeskStep =>
  async (desk, page, station) => {
    await desk.press('4')
    await scan(page, (await station.phone(resident)).eid.text ?? '')
    await settled(page)
  }

/** Shows a code with which a scanner is checked. */
const checkScanner: DeskStep = async (desk, page, station) => {
  await desk.press('F10')
  await shown('section.device')(desk, page, station)
  await desk.press('c')
  await shown('main svg.qr')(desk, page, station)
}

/** Goes from the basket to the ways to pay and, with a key, to one of them. */
const tender =
  (key?: string): DeskStep =>
  async (desk, page) => {
    await desk.press('Enter')
    await page.locator('aside .pick').first().waitFor({ timeout: WAIT })
    if (key !== undefined) await desk.press(key)
  }

/** The text of the code in the middle of the screen. */
export async function codeOnScreen(page: Page): Promise<string> {
  const [code] = await readCodes(await page.locator('main svg.qr').screenshot())
  if (!code) throw new Error('No code is on the screen.')
  return code.text
}

const paidInCash: DeskStep = async (desk, page) => {
  await desk.press('Enter')
  await page.locator('aside .pick').first().waitFor({ timeout: WAIT })
  await desk.payCash('1000')
  await page.locator('main section.paid').waitFor({ timeout: WAIT })
}

const faults =
  (...wrong: object[]): DeskStep =>
  async (_desk, _page, station) => {
    await station.train('faults', { clear: true, faults: wrong })
  }

const train =
  (...order: Parameters<TestStation['train']>): DeskStep =>
  async (_desk, _page, station) => {
    await station.train(...order)
  }

/** Types the cash that was handed over, and takes it. */
const handOver =
  (patacas: string): DeskStep =>
  async (desk) => {
    await desk.type(patacas)
    await desk.press('Enter')
  }

/** Makes a screen that is reached by these steps, after the sandbox was reset. */
export function deskScreen(name: string, ...steps: DeskStep[]): DeskScreen {
  return {
    name,
    async reach(page, station) {
      const desk = clerkAt(page)
      await station.train('reset')
      await station.train('faults', { clear: true })
      await station.train('auto', { walletShow: 'wait' })
      for (const step of steps) await step(desk, page, station)
      await untilStill(page)
    },
  }
}

const fullOnly = (name: string, ...steps: DeskStep[]): DeskScreen => ({ ...deskScreen(name, ...steps), fullOnly: true })

const wallet =
  (resident: string): DeskStep =>
  async (_desk, page, station) =>
    scan(page, (await station.phone(resident)).wallet.text)

/** Every state of money at the counter. */
export const PAY_SCREENS: readonly DeskScreen[] = [
  deskScreen('proof', lookUp('MT-00-26')),
  deskScreen('proof-misread', lookUp('MT-00-26 00.2'), shown('[role=alert]')),
  fullOnly('proof-wrong', lookUp('MT-00-26 9999'), shown('[role=alert]')),
  deskScreen('class', lookUp('MT-00-21 0007'), shown('main .pick')),
  deskScreen('vehicles', ownVehicles('two-cars')),
  fullOnly('barred', ownVehicles('four-cars')),
  deskScreen('fleet', ownVehicles('fleet')),
  fullOnly('eleventh', ownVehicles('fleet'), (desk) => desk.press('ArrowUp', 'Space')),
  deskScreen('late', plate('MT-00-03', '0002'), plate('MT-00-04', '0002')),
  fullOnly('season-to-come', train('season', { fromInDays: 20, untilInDays: 110 }), ownVehicles('two-cars')),
  fullOnly('season-over', train('season', { fromInDays: -100, untilInDays: -10 }), ownVehicles('two-cars')),
  deskScreen('slips', async (desk, page, station) => {
    for (const { text } of (await station.phone('defendant')).slips) await scan(page, text)
    await desk.press('ArrowDown')
  }),
  deskScreen('unknown-number', lookUp('2026999999'), shown('[role=alert]')),
  deskScreen('tender', ownVehicles('two-cars'), tender()),
  fullOnly(
    'caps',
    train('faults', { bills: [{ number: '2026000201', amountAvos: 2_500_000 }] }),
    lookUp('2026000201'),
    shown('main [data-row]'),
    tender(),
  ),
  deskScreen('code', plate('MT-00-26', '0022'), tender('1')),
  deskScreen('cash', plate('MT-00-26', '0022'), tender('4'), (desk) => desk.type('1000')),
  fullOnly('cash-comma', plate('MT-00-26', '0022'), tender('4'), (desk) => desk.type('1000,5')),
  deskScreen('cash-short', plate('MT-00-26', '0022'), tender('4'), handOver('800')),
  fullOnly('cash-no-amount', plate('MT-00-26', '0022'), tender('4'), handOver('1..5')),
  fullOnly('cash-much-change', plate('MT-00-26', '0022'), tender('4'), handOver('8500')),
  fullOnly('cash-too-much', plate('MT-00-26', '0022'), tender('4'), handOver('85000000')),
  deskScreen(
    'early',
    faults({ call: 'findBills', act: 'late', ms: 1_000 }, { call: 'quote', act: 'late', ms: 1_000 }),
    lookUp('MT-00-26 0022'),
    (desk) => desk.press('Enter', '4'),
    handOver('1000'),
    shown('[role=status] .notice'),
  ),
  deskScreen('wallet-show', plate('MT-00-26', '0022'), tender('2'), shown('main svg.qr')),
  deskScreen('confirm', plate('MT-00-26', '0022'), tender('2'), async (desk, page) => {
    await page.locator('main svg.qr').waitFor({ timeout: WAIT })
    await desk.press('Escape')
  }),
  fullOnly(
    'wallet-waits',
    plate('MT-00-26', '0022'),
    faults({ call: 'chargeWallet', act: 'ask-holder' }),
    tender('1'),
    wallet('two-cars'),
  ),
  deskScreen('declined', plate('MT-00-26', '0022'), tender('1'), wallet('rare-name'), shown('[role=alert]')),
  fullOnly('cancelled', plate('MT-00-26', '0022'), tender('2'), async (desk, page) => {
    await page.locator('main svg.qr').waitFor({ timeout: WAIT })
    await desk.press('Escape', 'Enter')
    await page.locator('main svg.qr').waitFor({ state: 'detached', timeout: WAIT })
  }),
  deskScreen(
    'not-known',
    plate('MT-00-26', '0022'),
    faults({ call: 'chargeWallet', act: 'lose' }, { call: 'walletStatus', act: 'drop', times: 8 }),
    tender('1'),
    wallet('two-cars'),
    shown('main svg.lucide-hourglass'),
  ),
  fullOnly(
    'staff',
    plate('MT-00-26', '0022'),
    faults({ call: 'reverseWallet', act: 'refuse', reason: 'refused', times: 1_000 }),
    tender('2'),
    async (desk, page) => {
      await page.locator('main svg.qr').waitFor({ timeout: WAIT })
      await desk.press('Escape', 'Enter')
      await page.locator('main svg.lucide-user-round').waitFor({ timeout: WAIT })
    },
  ),
  deskScreen(
    'staff-part',
    ownVehicles('two-cars'),
    faults(
      { call: 'reverseWallet', act: 'refuse', reason: 'refused', times: 1_000 },
      { call: 'submitItem', act: 'refuse', reason: 'bill-barred' },
    ),
    tender('1'),
    wallet('two-cars'),
    shown('section.paid'),
    shown('.notice'),
  ),
  deskScreen('paid', plate('MT-00-26', '0022'), paidInCash),
  deskScreen('receipt', plate('MT-00-26', '0022'), paidInCash, async (desk, page) => {
    await desk.press('Enter', 'r')
    await page.locator('main .sheet').waitFor({ timeout: WAIT })
  }),
  deskScreen('message', plate('MT-00-26', '0022'), paidInCash, (desk) => desk.press('m')),
  deskScreen('takings', plate('MT-00-26', '0022'), paidInCash, (desk) => desk.press('F9')),
  deskScreen('devices', (desk) => desk.press('F10'), shown('section.device')),
  deskScreen('scan-check', checkScanner),
  deskScreen(
    'scan-check-read',
    checkScanner,
    async (_desk, page, station) => {
      await station.order({ do: 'scanner.scan', data: Buffer.from(await codeOnScreen(page)).toString('base64') })
    },
    shown('main .prompt'),
  ),
  fullOnly(
    'takings-task',
    plate('MT-00-26', '0022'),
    faults(
      { call: 'chargeWallet', act: 'take-and-decline' },
      { call: 'reverseWallet', act: 'refuse', reason: 'refused', times: 1_000 },
    ),
    tender('1'),
    wallet('two-cars'),
    shown('main svg.lucide-user-round'),
    (desk) => desk.press('F9'),
  ),
]
