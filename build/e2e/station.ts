import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test as base, type BrowserContext, type Page } from 'playwright/test'
import { startBrowserShell, type BrowserShell } from '../../electron/shell/browser/shell.ts'
import type { Clock } from '../../hardware/ports.ts'
import { systemClock } from '../../electron/start.ts'

const dist = path.join(import.meta.dirname, '..', '..', 'dist')

/** A station in training behind the browser shell, in a data folder of its own, as every end-to-end test meets it. */
export interface TestStation {
  shell: BrowserShell
  folder: string
  /** Moves the station's wall clock by so many milliseconds. */
  setClock(offsetMs: number): void
  /** What a resident's phone shows now. */
  phone(resident: string): Promise<Phone>
  /** Everything that the station has logged so far. */
  log(): string
}

/** The part of the phone page's API that tests read. */
export interface Phone {
  nameChinese: string
  nameForeign: string
  eid: { state: string; text?: string }
  slips: { text: string; state: string }[]
  wallet: { text: string; digits: string }
  border: { text: string }
  blueCard?: { text: string }
  bindingNumber?: { text: string; number: string }
}

/** Asks the sandbox's phone page, whose host name only a browser resolves to this machine. */
export async function askPhone(phoneUrl: string, target: string): Promise<unknown> {
  const { port, host } = new URL(phoneUrl)
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: target, headers: { host } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown))
    })
    asked.on('error', reject)
    asked.end()
  })
}

async function until<T>(probe: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 300; tries++) {
    const found = await probe()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('The station did not get as far as the test needs.')
}

/** Starts a station for a test. `close` ends it and removes its folder. */
export async function startTestStation(): Promise<TestStation & { close(): Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'balcao-e2e-'))
  let offset = 0
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + offset }
  const started = await startBrowserShell({
    station: { folder, clock, pages: path.join(dist, 'phone') },
    port: 0,
    renderer: path.join(dist, 'renderer')
  })
  if (!started.ok) throw new Error(`The browser shell did not start: ${started.why}`)
  const { shell } = started
  const address = await until(async () => {
    const status = shell.station()?.station.status()
    return status?.trust.state === 'current' && status.phone ? status.phone : undefined
  })
  return {
    shell,
    folder,
    setClock: (offsetMs) => void (offset = offsetMs),
    phone: async (resident) => (await askPhone(address, `/phone/residents/${resident}`)) as Phone,
    log: () => {
      const file = path.join(folder, 'logs', 'station.log')
      return existsSync(file) ? readFileSync(file, 'utf8') : ''
    },
    async close() {
      await shell.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

interface Fixtures {
  kiosk: Page
  counter: Page
}

/** A page that fails its test on any violation of the content security policy and on any exception. */
async function watched(context: BrowserContext): Promise<{ page: Page; complaints: string[] }> {
  const complaints: string[] = []
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`)
  })
  return { page, complaints }
}

function calm(complaints: string[]): void {
  if (complaints.length > 0) throw new Error(`The page complained:\n${complaints.join('\n')}`)
}

export const test = base.extend<Fixtures, { station: TestStation }>({
  station: [
    async ({}, use) => {
      const station = await startTestStation()
      await use(station)
      await station.close()
    },
    { scope: 'worker' }
  ],
  kiosk: async ({ station, browser }, use) => {
    const context = await browser.newContext({ viewport: { width: 1080, height: 1920 }, locale: 'zh-HK' })
    const { page, complaints } = await watched(context)
    await page.goto(station.shell.address('kiosk', 'printed'))
    await use(page)
    calm(complaints)
    await context.close()
  },
  counter: async ({ station, browser }, use) => {
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-HK' })
    const { page, complaints } = await watched(context)
    await page.goto(station.shell.address('counter', 'printed'))
    await use(page)
    calm(complaints)
    await context.close()
  }
})

export { expect } from 'playwright/test'

/** Whatever comes within a tenth of a second of a scan's end is still the scanner's, in milliseconds. */
const AFTER_SCAN = 150

/** Between two keys of a keyboard-mode scanner, in seconds: a quick one. */
const KEY_GAP = 0.002

/** A keyboard-mode scanner: the whole text as fast as a scanner types it, then Enter. The keys' times are the scanner's, not this machine's load. */
export async function scanByKeyboard(page: Page, text: string): Promise<void> {
  const keyboard = await page.context().newCDPSession(page)
  // Nobody scans within a blink of pressing a key.
  await page.waitForTimeout(150)
  let at = Date.now() / 1000
  const press = (key: { key: string; code?: string; text: string }): Promise<unknown>[] => {
    at += KEY_GAP
    return [
      keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', timestamp: at, ...key }),
      keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', timestamp: at, key: key.key })
    ]
  }
  // Not one by one: a scanner doesn't wait for the page.
  await Promise.all([...[...text].flatMap((key) => press({ key, text: key })), ...press({ key: 'Enter', code: 'Enter', text: '\r' })])
  await keyboard.detach()
  await page.waitForTimeout(AFTER_SCAN)
}

/**
 * A scan as the page hears it from a keyboard-mode scanner, its keys made in the page: for flows in which the scanner is not the subject,
 * since the keys of a busy test machine can come slower than any scanner's.
 */
export async function scan(page: Page, text: string): Promise<void> {
  await page.evaluate((code) => {
    for (const key of [...code, 'Enter']) {
      const target = document.activeElement ?? document.body
      for (const type of ['keydown', 'keyup']) target.dispatchEvent(new KeyboardEvent(type, { key, code: key === 'Enter' ? key : '', bubbles: true, cancelable: true, composed: true }))
    }
  }, text)
  await page.waitForTimeout(AFTER_SCAN)
}
