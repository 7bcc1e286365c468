import { test as base, type Browser, type Page } from 'playwright/test'
import type { PageFace } from '../../electron/shell/faces.ts'
import { driveInBrowser } from './browser-station.ts'
import type { DrivenStation, InBrowser, TestStation } from './driven-station.ts'
import { driveElectron } from './electron-station.ts'
import { pauseAroundScan } from './pace.ts'
import { personalDataIn } from './privacy.ts'
import type { EndToEndProject } from './projects.ts'
import { driveStandIn } from './stand-in-station.ts'

export type { TestStation } from './driven-station.ts'

interface Fixtures {
  /**
   * Each test begins with the training's books as they were, no fault ordered, no card in the reader and no finger on the
   * sensor, whatever the one before left there.
   */
  atRest: undefined
  kiosk: Page
  counter: Page
  /** The customer's window of a counter. */
  customer: Page
}

interface WorkerFixtures {
  driven: DrivenStation
  station: TestStation
  /** For specs named `*.browser.spec.ts`. */
  inBrowser: InBrowser
}

const DRIVES: Readonly<Record<EndToEndProject['name'], () => Promise<DrivenStation>>> = {
  browser: driveInBrowser,
  electron: driveElectron,
  'stand-in': driveStandIn,
}

/** Opens a face's page. Rejects after `use` if the page violated its content security policy or threw an exception. */
async function show(
  driven: DrivenStation,
  face: PageFace,
  browser: Browser,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const { page, go, close } = await driven.open(face, browser)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`)
  })
  try {
    await go()
    await use(page)
    if (complaints.length > 0) throw new Error(`The page complained:\n${complaints.join('\n')}`)
  } finally {
    await close()
  }
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  driven: [
    async ({}, use, { project }) => {
      const driven = await DRIVES[project.name as EndToEndProject['name']]()
      await use(driven)
      const said = personalDataIn(driven.station.log())
      await driven.close()
      if (said.length > 0) throw new Error(`The station's log holds what it must not: ${said.join(', ')}`)
    },
    // A long timeout, since other tests check how fast a station starts.
    { scope: 'worker', timeout: 180_000 },
  ],
  station: [({ driven }, use) => use(driven.station), { scope: 'worker' }],
  inBrowser: [
    async ({ driven }, use) => {
      if (!driven.inBrowser) throw new Error('Only a spec named *.browser.spec.ts can reach into the station.')
      await use(driven.inBrowser)
    },
    { scope: 'worker' },
  ],
  atRest: [
    async ({ station }, use) => {
      await station.train('reset')
      await station.train('faults', { clear: true })
      await station.order({ do: 'card-reader.card', to: 'out' })
      await station.order({ do: 'fingerprint.finger', to: 'none' })
      await use(undefined)
    },
    { auto: true },
  ],
  kiosk: ({ driven, browser }, use) => show(driven, 'kiosk', browser, use),
  counter: ({ driven, browser }, use) => show(driven, 'counter', browser, use),
  customer: ({ driven, browser }, use) => show(driven, 'customer', browser, use),
})

export { expect } from 'playwright/test'

/** The time between two keys of a quick keyboard-mode scanner, in seconds. */
const KEY_GAP = 0.002

/**
 * Types a text and Enter as a keyboard-mode scanner does. The keys' time stamps are set, so that a busy machine doesn't
 * matter.
 */
export async function scanByKeyboard(page: Page, text: string): Promise<void> {
  const keyboard = await page.context().newCDPSession(page)
  await pauseAroundScan()
  let at = Date.now() / 1000
  const press = (key: { key: string; code?: string; text: string }): Promise<unknown>[] => {
    at += KEY_GAP
    return [
      keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', timestamp: at, ...key }),
      keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', timestamp: at, key: key.key }),
    ]
  }
  // All keys are sent at once, since a scanner doesn't wait for the page.
  await Promise.all([
    ...[...text].flatMap((key) => press({ key, text: key })),
    ...press({ key: 'Enter', code: 'Enter', text: '\r' }),
  ])
  await keyboard.detach()
  await pauseAroundScan()
}

/**
 * Dispatches a keyboard-mode scanner's key events within the page, several codes right after each other. For tests
 * whose subject isn't the scanner, since on a busy machine real keys can arrive slower than any scanner's. All keys
 * have one time stamp, so that a browser that stands still between two of them doesn't split the code.
 */
export async function scan(page: Page, ...codes: readonly string[]): Promise<void> {
  await pauseAroundScan()
  await page.evaluate((texts) => {
    const timeStamp = performance.now()
    for (const key of texts.flatMap((text) => [...text, 'Enter'])) {
      const target = document.activeElement ?? document.body
      for (const type of ['keydown', 'keyup']) {
        const event = new KeyboardEvent(type, {
          key,
          code: key === 'Enter' ? key : '',
          bubbles: true,
          cancelable: true,
          composed: true,
        })
        target.dispatchEvent(Object.defineProperty(event, 'timeStamp', { value: timeStamp }))
      }
    }
  }, codes)
  await pauseAroundScan()
}
