import type { Page } from 'playwright/test'
import { cameraScreen } from './camera-screens.ts'
import { ACT_SCREENS } from './counter-act-screens.ts'
import { PAY_SCREENS } from './counter-screens.ts'
import { keyboardAt } from './pace.ts'
import { scan, type TestStation } from './station.ts'
import { untilStill } from './stillness.ts'

/** The languages of every face, with the text of their buttons. */
export const LANGUAGES = [
  { id: 'zh-Hant', button: '繁體中文' },
  { id: 'pt', button: 'Português' },
  { id: 'en', button: 'English' },
  { id: 'zh-Hans', button: '简体中文' },
] as const

export const KIOSK_VIEWS = ['plain', 'simple', 'dark', 'contrast', 'low'] as const
export const COUNTER_VIEWS = ['plain', 'dark', 'contrast'] as const

interface Screen {
  name: string
  /** Goes from the face's first screen to this one, in any language. */
  reach(page: Page, station: TestStation): Promise<void>
  /** Whether it has the same parts as another screen, with other words: only the full run checks it. */
  fullOnly?: true
  /** Whether it disappears too soon or covers the buttons of the views, so that it is reached anew for each view. */
  fleeting?: true
}

const [PERSON, REFUSAL] = ['section.person', '[role=alert]']

/** Scans a resident's phone and waits for the answer. `answer`: a selector that only this answer matches. */
function scanScreen(
  name: string,
  resident: string,
  what: (phone: Awaited<ReturnType<TestStation['phone']>>) => string | undefined,
  answer: string,
): Screen {
  return {
    name,
    async reach(page, station) {
      await scan(page, what(await station.phone(resident)) ?? '')
      await page.locator(answer).first().waitFor()
      await untilStill(page)
    },
  }
}

/** The question which of two slips, scanned at once, is meant. */
const chooseCode: Screen = {
  name: 'choose-code',
  fleeting: true,
  async reach(page, station) {
    const { slips } = await station.phone('defendant')
    await scan(page, slips[0]?.text ?? '', slips[2]?.text ?? '')
    await page.locator('dialog').waitFor()
    await untilStill(page)
  },
}

/** How long a page waits for an answer of the station, in milliseconds. */
const ANSWER_WITHIN = 5_000

/**
 * The message of a station that doesn't answer, for the album only. The page's requests are dropped, and its wait for
 * an answer is shortened to 100 ms.
 */
export const SILENT_STATION: Screen = {
  name: 'silent',
  async reach(page) {
    await page.evaluate((patience) => {
      WebSocket.prototype.send = () => undefined
      const wait = window.setTimeout.bind(window)
      Object.assign(window, { setTimeout: (then: () => void, ms: number) => wait(then, ms === patience ? 100 : ms) })
    }, ANSWER_WITHIN)
    await page.locator('.moment h1').waitFor()
    await untilStill(page)
  },
}

export const KIOSK_SCREENS: readonly Screen[] = [
  { name: 'home', reach: () => Promise.resolve() },
  scanScreen('eid', 'two-cars', (phone) => phone.eid.text, PERSON),
  {
    name: 'eid-shown',
    async reach(page, station) {
      await scan(page, (await station.phone('expired-card')).eid.text ?? '')
      await page.locator('section.person button').click()
      await untilStill(page)
    },
  },
  {
    name: 'reads',
    async reach(page, station) {
      await scan(page, (await station.phone('two-cars')).eid.text ?? '')
      await page
        .locator('main button')
        .filter({ has: page.locator('svg.lucide-file-search') })
        .click()
      await page.locator('section.read').waitFor()
      await untilStill(page)
    },
  },
  scanScreen('slip', 'defendant', (phone) => phone.slips[0]?.text, 'main .bill'),
  scanScreen('wallet', 'two-cars', (phone) => phone.wallet.text, 'main .plate'),
  scanScreen('refusal-border', 'two-cars', (phone) => phone.border.text, REFUSAL),
  scanScreen('refusal-revoked', 'cancelled-card', (phone) => phone.eid.text, REFUSAL),
  scanScreen('refusal-unknown', 'two-cars', () => 'https://example.invalid/menu', REFUSAL),
  scanScreen('refusal-scanner', 'two-cars', () => 'ME1;KEINGUTERCODE', REFUSAL),
  chooseCode,
  cameraScreen((page) => page.locator('button.start').click()),
  {
    name: 'leave',
    fleeting: true,
    async reach(page, station) {
      await scan(page, (await station.phone('mother')).eid.text ?? '')
      await page.locator('section.person').waitFor()
      await page
        .locator('main button, button')
        .filter({ has: page.locator('svg.lucide-log-out') })
        .first()
        .click()
      await untilStill(page)
    },
  },
]

/** The counter's camera, for the album only. */
export const COUNTER_CAMERA = cameraScreen((page) => keyboardAt(page).press('F4'))

export const COUNTER_SCREENS: readonly (Screen & { signedIn: boolean })[] = [
  { name: 'sign-in', signedIn: false, reach: () => Promise.resolve() },
  { name: 'choose', signedIn: true, reach: () => Promise.resolve() },
  {
    name: 'ready',
    signedIn: true,
    reach: async (page) => {
      await page.getByRole('radio').first().click()
    },
  },
  ...[
    scanScreen('eid', 'two-cars', (phone) => phone.eid.text, PERSON),
    scanScreen('refusal-revoked', 'cancelled-card', (phone) => phone.eid.text, REFUSAL),
  ].map((screen) => ({
    ...screen,
    signedIn: true,
    async reach(page: Page, station: TestStation) {
      await page.getByRole('radio').first().click()
      await screen.reach(page, station)
    },
  })),
  {
    name: 'reads',
    signedIn: true,
    async reach(page, station) {
      await page.getByRole('radio').first().click()
      await scan(page, (await station.phone('two-cars')).eid.text ?? '')
      await page.locator(PERSON).waitFor()
      await keyboardAt(page).press('F3')
      await page.locator('main svg.qr').waitFor()
      await untilStill(page)
    },
  },
  { ...chooseCode, signedIn: true },
  ...PAY_SCREENS.map((screen) => ({ ...screen, name: `pay-${screen.name}`, signedIn: true })),
  ...ACT_SCREENS.map((screen) => ({ ...screen, signedIn: true })),
]

/** Loads a kiosk's page with a new session and sets its language and view on the first screen. */
export async function setUpKiosk(page: Page, language: string, view: (typeof KIOSK_VIEWS)[number]): Promise<void> {
  await page.evaluate(() => sessionStorage.clear())
  await page.reload()
  await page.getByRole('button', { name: language, exact: true }).click()
  const access = page.locator('nav.access button')
  const touches = { plain: [], simple: [0], dark: [2], contrast: [2, 2], low: [4] }[view]
  for (const index of touches) await access.nth(index).click()
}

/** The buttons, by index, that lead to a view, and those that lead back to the plain view. */
const VIEW_TOUCHES = {
  plain: [[], []],
  simple: [[0], [0]],
  dark: [[2], [2, 2]],
  contrast: [[2, 2], [2]],
  low: [[4], [4]],
} as const

/** Calls `look` on the kiosk's present screen in each view, and leaves the screen in the plain view. */
export async function inEveryView(
  page: Page,
  look: (view: (typeof KIOSK_VIEWS)[number]) => Promise<void>,
): Promise<void> {
  const access = page.locator('nav.access button')
  for (const view of KIOSK_VIEWS) {
    const [there, back] = VIEW_TOUCHES[view]
    for (const index of there) await access.nth(index).click()
    await untilStill(page)
    await look(view)
    for (const index of back) await access.nth(index).click()
  }
}

/** Sets a counter page's language and view. */
export async function setUpCounter(page: Page, language: string, view: (typeof COUNTER_VIEWS)[number]): Promise<void> {
  await page.getByRole('button', { name: language, exact: true }).click()
  const theme = page.locator('footer button').filter({ has: page.locator('svg.lucide-contrast') })
  for (let touches = COUNTER_VIEWS.indexOf(view); touches > 0; touches--) await theme.click()
}

/**
 * Signs the training clerk in, unless a page that was loaded again still has its clerk. Their payment or act, if there
 * is one, is ended first. Rejects where the desk doesn't become free.
 */
export async function signIn(page: Page): Promise<void> {
  const service = page.getByRole('radio').first()
  const enter = page.locator('main.card [data-sign-in]')
  const paying = page.locator('aside ul.items')
  const acting = page.locator('main .refusal, ol.bar')
  const { press } = keyboardAt(page)
  // Each step looks at the page anew: a page that was loaded again may show the closed counter before it has learned of
  // its clerk and their payment.
  for (let steps = 0; steps < 40; steps++) {
    await service.or(enter).or(paying).or(acting).first().waitFor()
    if (await paying.isVisible()) {
      // Esc goes one step back; before it cancels a payment it asks, and Enter confirms.
      await press('Escape')
      await untilStill(page)
      if (await page.locator('main .prompt.warn .action.primary').isVisible()) await press('Enter')
    } else if (await acting.isVisible()) {
      // Esc goes back or leaves; with a key between, it isn't taken for the second press of a hurried one.
      await press('Shift', 'Escape')
    } else if (await enter.isVisible()) {
      // Clicked as it stands: the button goes by itself once the page has learned of its clerk.
      await enter.evaluateAll((buttons: HTMLElement[]) => buttons.forEach((button) => button.click()))
    } else return
    await untilStill(page)
  }
  throw new Error('the counter has no free desk after 40 steps')
}
