import type { Page } from 'playwright/test'
import { digitsOfResident } from '../twins/digits.ts'
import { choose, press, shown, train, type, type KioskScreen, type Step } from './kiosk-screens.ts'
import type { TestStation } from './station.ts'
import { untilStill } from './stillness.ts'

const cardOf =
  (resident: string): Step =>
  (_, station) =>
    station.order({ do: 'card-reader.resident', resident })
const finger =
  (to: 'owner' | 'other' | 'none'): Step =>
  (_, station) =>
    station.order({ do: 'fingerprint.finger', to })
const cardOut: Step = (_, station) => station.order({ do: 'card-reader.card', to: 'out' })

const begin =
  (tile: number): Step =>
  async (page) => {
    await page.locator('main button.tile').nth(tile).click()
    await page.locator('main svg.picture').waitFor()
  }
const [bind, reset] = [begin(3), begin(4)]
const sensor = shown('svg.picture .ridge')
const numberOf =
  (resident: string): Step =>
  async (page, station) => {
    const { bindingNumber } = await station.phone(resident)
    await type(bindingNumber?.number ?? '')(page, station)
    await press('arrow-right')(page, station)
  }

const toNumber = (resident: string): Step[] => [bind, cardOf(resident), sensor, finger('owner'), shown('.keys')]
const digitsOf =
  (resident: string): Step =>
  async (page, station) => {
    await type(digitsOfResident(resident))(page, station)
    await press('arrow-right')(page, station)
  }
const toDigits: Step[] = [...toNumber('twin-one'), numberOf('twin-one'), shown('.box')]
const toConfirm: Step[] = [...toDigits, digitsOf('twin-one'), shown('section.holder')]
const toWhich: Step[] = [reset, cardOf('mother'), sensor, finger('owner'), shown('[role=checkbox]')]
const toWhy: Step[] = [reset, cardOf('two-cars'), sensor, finger('owner'), shown('.choice')]
const frozen: Step[] = [...toWhy, choose(0), shown('section.holder'), press('snowflake'), shown('svg.qr')]

/** Leaves the act that a screen shows, if any, so that the next page can begin one; takes card and finger away. */
export async function leaveAct(page: Page, station: TestStation): Promise<void> {
  await station.order({ do: 'card-reader.line', to: 'plugged' })
  await cardOut(page, station)
  await finger('none')(page, station)
  const leave = page.locator('main button').filter({ has: page.locator('svg.lucide-x, svg.lucide-log-out') })
  if ((await leave.count()) > 0) await leave.last().click()
}

const screen = (name: string, ...steps: Step[]): KioskScreen => ({
  name: `act-${name}`,
  async reach(page, station) {
    await station.train('faults', { clear: true })
    await station.train('reset')
    await page.locator('main h1').first().waitFor()
    for (const step of steps) await step(page, station)
    await untilStill(page)
  },
  leave: leaveAct,
})
const fullOnly = (name: string, ...steps: Step[]): KioskScreen => ({ ...screen(name, ...steps), fullOnly: true })

/** Every state of an act on identity at a kiosk that stays until somebody does something. */
export const KIOSK_ACT_SCREENS: readonly KioskScreen[] = [
  screen('card', bind),
  screen('guardian', bind, cardOf('child-one'), shown('svg.picture[data-show=out]')),
  fullOnly(
    'guardian-in',
    bind,
    cardOf('child-one'),
    shown('svg.picture[data-show=out]'),
    cardOut,
    shown('svg.picture[data-show=in]'),
  ),
  screen('finger', bind, cardOf('twin-one'), sensor),
  screen('finger-again', bind, cardOf('twin-one'), sensor, finger('other'), shown('.notice')),
  fullOnly('card-removed', bind, cardOf('twin-one'), sensor, cardOut, shown('.refusal')),
  screen(
    'card-foreign',
    bind,
    (_, station) => station.order({ do: 'card-reader.card', to: 'wrong-card' }),
    shown('.refusal'),
  ),
  screen('number', ...toNumber('twin-one'), type('123456')),
  screen('number-of-another', ...toNumber('twin-one'), numberOf('twin-two'), shown('.refusal')),
  screen('digits', ...toDigits, type('00')),
  fullOnly('digits-wrong', ...toDigits, digitsOf('twin-two'), shown('.refusal')),
  fullOnly(
    'digits-of-ward',
    ...toWhich,
    (page) => page.locator('main [role=checkbox]').first().click(),
    press('arrow-right'),
    shown('.choice'),
    choose(0),
    shown('.box'),
  ),
  screen('confirm-bind', ...toConfirm),
  screen('bound', ...toConfirm, press('check'), shown('.facts')),
  screen('which', ...toWhich),
  screen('why', ...toWhy),
  screen('confirm-freeze', ...toWhy, choose(0), shown('section.holder')),
  fullOnly('confirm-stolen', ...toWhy, choose(1), shown('section.holder')),
  screen('frozen', ...frozen),
  screen('ending', ...frozen, press('circle-x'), shown('.action.dark')),
  fullOnly('ended', ...frozen, press('circle-x'), press('circle-x'), shown('svg.lucide-circle-check')),
  screen(
    'unknown',
    train('faults', {
      faults: [
        { call: 'performAct', act: 'drop', times: 1_000 },
        { call: 'settleAct', act: 'drop', times: 1_000 },
      ],
    }),
    ...toConfirm,
    press('check'),
    shown('.notice'),
  ),
  fullOnly(
    'reader-missing',
    bind,
    cardOf('twin-one'),
    sensor,
    (_, station) => station.order({ do: 'card-reader.line', to: 'unplugged' }),
    shown('.refusal'),
  ),
]
