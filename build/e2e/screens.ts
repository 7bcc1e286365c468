import type { Page } from 'playwright/test'
import { PAY_SCREENS } from './counter-screens.ts'
import { handAt } from './pace.ts'
import { scan, type TestStation } from './station.ts'
import { still } from './stillness.ts'

/** The languages of every face, by the words on their buttons. */
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
  /** From the face's first screen, in any language. */
  reach(page: Page, station: TestStation): Promise<void>
  /** The parts of another screen, with other words. */
  also?: true
  /** It goes by itself too soon, or covers what a view is chosen by: it is reached anew in each. */
  fleeting?: true
}

const [PERSON, REFUSAL] = ['section.person', '[role=alert]']

/** Scans what one resident's phone shows and waits for the answer, of which `answer` selects what only it has. */
function scanned(
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
      await still(page)
    },
  }
}

/** Two slips at once, of which one is meant. */
const together: Screen = {
  name: 'choose-code',
  fleeting: true,
  async reach(page, station) {
    const { slips } = await station.phone('defendant')
    await scan(page, slips[0]?.text ?? '', slips[2]?.text ?? '')
    await page.locator('dialog').waitFor()
    await still(page)
  },
}

/** A heartbeat's patience, in milliseconds. */
const PATIENCE = 5_000

/**
 * For the album alone. The station hears nothing any more of what a page asks; how long the page waits for an answer
 * hardly takes its time here.
 */
export const SILENT: Screen = {
  name: 'silent',
  async reach(page) {
    await page.evaluate((patience) => {
      WebSocket.prototype.send = () => undefined
      const wait = window.setTimeout.bind(window)
      Object.assign(window, { setTimeout: (then: () => void, ms: number) => wait(then, ms === patience ? 100 : ms) })
    }, PATIENCE)
    await page.locator('.moment h1').waitFor()
    await still(page)
  },
}

export const KIOSK_SCREENS: readonly Screen[] = [
  { name: 'home', reach: () => Promise.resolve() },
  scanned('eid', 'two-cars', (phone) => phone.eid.text, PERSON),
  {
    name: 'eid-shown',
    async reach(page, station) {
      await scan(page, (await station.phone('expired-card')).eid.text ?? '')
      await page.locator('section.person button').click()
      await still(page)
    },
  },
  scanned('slip', 'defendant', (phone) => phone.slips[0]?.text, 'main .bill'),
  scanned('wallet', 'two-cars', (phone) => phone.wallet.text, 'main .plate'),
  scanned('refusal-border', 'two-cars', (phone) => phone.border.text, REFUSAL),
  scanned('refusal-revoked', 'stolen-phone', (phone) => phone.eid.text, REFUSAL),
  scanned('refusal-unknown', 'two-cars', () => 'https://example.invalid/menu', REFUSAL),
  scanned('refusal-scanner', 'two-cars', () => 'ME1;KEINGUTERCODE', REFUSAL),
  together,
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
      await still(page)
    },
  },
]

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
    scanned('eid', 'two-cars', (phone) => phone.eid.text, PERSON),
    scanned('refusal-revoked', 'stolen-phone', (phone) => phone.eid.text, REFUSAL),
  ].map((screen) => ({
    ...screen,
    signedIn: true,
    async reach(page: Page, station: TestStation) {
      await page.getByRole('radio').first().click()
      await screen.reach(page, station)
    },
  })),
  { ...together, signedIn: true },
  ...PAY_SCREENS.map((screen) => ({ ...screen, name: `pay-${screen.name}`, signedIn: true })),
]

/** Loads a kiosk's page as nobody's, and puts it, on its first screen, into a language and a view. */
export async function likeKiosk(page: Page, language: string, view: (typeof KIOSK_VIEWS)[number]): Promise<void> {
  await page.evaluate(() => sessionStorage.clear())
  await page.reload()
  await page.getByRole('button', { name: language, exact: true }).click()
  const access = page.locator('nav.access button')
  const touches = { plain: [], simple: [0], dark: [2], contrast: [2, 2], low: [4] }[view]
  for (const index of touches) await access.nth(index).click()
}

/** What to touch for a view, and to be back from it. */
const VIEW_TOUCHES = {
  plain: [[], []],
  simple: [[0], [0]],
  dark: [[2], [2, 2]],
  contrast: [[2, 2], [2]],
  low: [[4], [4]],
} as const

/** Looks at the kiosk's screen that is there in every view, one after the other, and leaves it plain. */
export async function inEveryView(
  page: Page,
  look: (view: (typeof KIOSK_VIEWS)[number]) => Promise<void>,
): Promise<void> {
  const access = page.locator('nav.access button')
  for (const view of KIOSK_VIEWS) {
    const [there, back] = VIEW_TOUCHES[view]
    for (const index of there) await access.nth(index).click()
    await still(page)
    await look(view)
    for (const index of back) await access.nth(index).click()
  }
}

/** Puts a counter's page into a language and a view. */
export async function likeCounter(page: Page, language: string, view: (typeof COUNTER_VIEWS)[number]): Promise<void> {
  await page.getByRole('button', { name: language, exact: true }).click()
  const theme = page.locator('footer button').filter({ has: page.locator('svg.lucide-contrast') })
  for (let touches = COUNTER_VIEWS.indexOf(view); touches > 0; touches--) await theme.click()
}

/**
 * Signs the training clerk in, where nobody is: a page that is loaded again finds its clerk still there, and their
 * payment, which is ended first.
 */
export async function signIn(page: Page): Promise<void> {
  const service = page.getByRole('radio').first()
  const enter = page.locator('main.card button')
  const paying = page.locator('aside ul.items')
  const { press } = handAt(page)
  // What is there is looked at anew after each step: a page that was loaded again may show nobody's desk before it
  // knows of its clerk, and of their payment.
  for (let steps = 0; steps < 40; steps++) {
    await service.or(enter).or(paying).first().waitFor()
    if (await paying.isVisible()) {
      // Esc is one step back from anywhere; it asks before it cancels, which Enter answers.
      await press('Escape')
      await still(page)
      if (await page.locator('main .prompt.warn .action.primary').isVisible()) await press('Enter')
    } else if (await enter.isVisible()) await enter.click()
    else return
    await still(page)
  }
  throw new Error('the counter has no free desk after 40 steps')
}
