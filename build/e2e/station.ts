import { test as base, type Browser, type Page } from 'playwright/test'
import type { PageFace } from '../../electron/shell/faces.ts'
import { driveInBrowser } from './browser-station.ts'
import type { DrivenStation, InBrowser, TestStation } from './driven-station.ts'
import { driveElectron } from './electron-station.ts'
import { aroundScan } from './pace.ts'
import { personalDataIn } from './privacy.ts'
import type { EndToEndProject } from './projects.ts'
import { driveStandIn } from './stand-in-station.ts'

export type { TestStation } from './driven-station.ts'

interface Fixtures {
  kiosk: Page
  counter: Page
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

/** A face's page, which fails its test on any violation of the content security policy and on any exception. */
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
    // How long a station takes to start is the business of its own tests.
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
  kiosk: ({ driven, browser }, use) => show(driven, 'kiosk', browser, use),
  counter: ({ driven, browser }, use) => show(driven, 'counter', browser, use),
})

export { expect } from 'playwright/test'

/** Between two keys of a keyboard-mode scanner, in seconds: a quick one. */
const KEY_GAP = 0.002

/**
 * A keyboard-mode scanner: the whole text as fast as a scanner types it, then Enter. The keys' times are the scanner's,
 * not this machine's load.
 */
export async function scanByKeyboard(page: Page, text: string): Promise<void> {
  const keyboard = await page.context().newCDPSession(page)
  await aroundScan()
  let at = Date.now() / 1000
  const press = (key: { key: string; code?: string; text: string }): Promise<unknown>[] => {
    at += KEY_GAP
    return [
      keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', timestamp: at, ...key }),
      keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', timestamp: at, key: key.key }),
    ]
  }
  // Not one by one: a scanner doesn't wait for the page.
  await Promise.all([
    ...[...text].flatMap((key) => press({ key, text: key })),
    ...press({ key: 'Enter', code: 'Enter', text: '\r' }),
  ])
  await keyboard.detach()
  await aroundScan()
}

/**
 * A scan as the page hears it from a keyboard-mode scanner, its keys made in the page: for flows in which the scanner
 * is not the subject, since the keys of a busy test machine can come slower than any scanner's. Of several codes each
 * follows the one before at once.
 */
export async function scan(page: Page, ...codes: readonly string[]): Promise<void> {
  await aroundScan()
  await page.evaluate((texts) => {
    for (const key of texts.flatMap((text) => [...text, 'Enter'])) {
      const target = document.activeElement ?? document.body
      for (const type of ['keydown', 'keyup'])
        target.dispatchEvent(
          new KeyboardEvent(type, {
            key,
            code: key === 'Enter' ? key : '',
            bubbles: true,
            cancelable: true,
            composed: true,
          }),
        )
    }
  }, codes)
  await aroundScan()
}
