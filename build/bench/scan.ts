import { chromium, type Page } from 'playwright'
import { browserForTests } from '../scripts/test-browser.ts'
import { startTestStation } from '../e2e/browser-station.ts'
import { scan } from '../e2e/station.ts'

const SCANS = 40
const WARM_UP = 5

/** Runs in the page: notes when a scan's last key came and when the verdict after it was painted. */
function watchPaint(): void {
  const seen: { lastKey: number; painted: number[] } = { lastKey: 0, painted: [] }
  Object.assign(window, { balcaoBench: seen })
  addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Enter') seen.lastKey = performance.now()
    },
    true,
  )
  let shown = false
  new MutationObserver(() => {
    const person = document.querySelector('section.person') !== null
    if (person && !shown && seen.lastKey > 0) {
      // When the second frame begins, the first one with the change has been painted.
      requestAnimationFrame(() => requestAnimationFrame(() => seen.painted.push(performance.now() - seen.lastKey)))
    }
    shown = person
  }).observe(document, { childList: true, subtree: true })
}

/** Measures in the page how long any change takes at least to be painted: two frames. */
async function frameFloor(page: Page): Promise<number> {
  const floors: number[] = await page.evaluate(async () => {
    const times: number[] = []
    for (let i = 0; i < 20; i++) {
      const started = performance.now()
      await new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))
      times.push(performance.now() - started)
    }
    return times
  })
  return at(floors, 0.5)
}

function at(values: readonly number[], quantile: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? Number.NaN).toFixed(2))
}

/** Measures the time from a scan's last key to the painted verdict, in the browser shell on an undelayed sandbox. */
export async function run(): Promise<Record<string, number>> {
  const browser = await browserForTests()
  if (!browser.ok) throw new Error(browser.why)
  const station = await startTestStation()
  const driven = await chromium.launch({
    executablePath: browser.path,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  try {
    const page = await driven.newPage({ viewport: { width: 1920, height: 1080 } })
    await page.addInitScript(watchPaint)
    await page.goto(station.shell.address('counter', 'printed'))
    await page.getByRole('button', { name: 'Enter' }).click()
    await page.getByRole('radio').first().click()
    for (let scans = 0; scans < SCANS + WARM_UP; scans++) {
      await scan(page, (await station.phone('two-cars')).eid.text ?? '')
      await page.locator('section.person').waitFor()
      await page.waitForTimeout(200)
      await page.keyboard.press('Escape')
      await page.locator('section.person').waitFor({ state: 'detached' })
    }
    const painted: number[] = await page.evaluate(
      () => (window as unknown as { balcaoBench: { painted: number[] } }).balcaoBench.painted,
    )
    const counted = painted.slice(WARM_UP)
    const floor = await frameFloor(page)
    return { scans: counted.length, median_ms: at(counted, 0.5), p95_ms: at(counted, 0.95), two_frames_ms: floor }
  } finally {
    await driven.close()
    await station.close()
  }
}
