import { chromium, type Page } from 'playwright'
import { startTestStation } from '../e2e/browser-station.ts'
import { residentAt } from '../e2e/resident.ts'
import { browserForTests } from '../scripts/test-browser.ts'
import { digitsOfResident } from '../twins/digits.ts'

const BINDINGS = 24
const WARM_UP = 4
const RESIDENTS = ['twin-one', 'twin-two'] as const

/** The titles of the screens between which is measured. */
const TITLES = {
  card: 'Put your ID card in',
  finger: 'Lay your index finger on the sensor',
  number: 'Type the binding number',
  digits: 'Type the last four digits of your ID number',
  confirm: 'Bind it to this phone?',
  done: 'It is bound',
}

/** What the page notes: when it was last touched, and when a title was painted, in the page's time. */
interface Noted {
  touched: number
  painted: { title: string; at: number }[]
}

/** Runs in the page: notes touches, and when each new title was painted. */
function watchTitles(): void {
  const noted: Noted = { touched: 0, painted: [] }
  Object.assign(window, { balcaoBench: noted })
  addEventListener('pointerdown', () => (noted.touched = performance.now()), { capture: true })
  let last = ''
  new MutationObserver(() => {
    const title = document.querySelector('h1')?.textContent.trim() ?? ''
    if (title === last) return
    last = title
    // When the second frame begins, the first one with the change has been painted.
    requestAnimationFrame(() => requestAnimationFrame(() => noted.painted.push({ title, at: performance.now() })))
  }).observe(document, { childList: true, subtree: true, characterData: true })
}

const notedBy = (page: Page): Promise<Noted> =>
  page.evaluate(() => (window as unknown as { balcaoBench: Noted }).balcaoBench)

/** Answers when this title was last painted, in the page's time, once it is. */
async function paintedAt(page: Page, title: string, after: number): Promise<number> {
  const found = await page.waitForFunction(
    ([wanted, from]) =>
      (window as unknown as { balcaoBench: Noted }).balcaoBench.painted.findLast(
        (each) => each.title === wanted && each.at > from,
      )?.at,
    [title, after] as const,
  )
  return Number(await found.jsonValue())
}

/**
 * Measures bindings at the kiosk in a real Chromium, in the browser shell: in milliseconds from the touch on *Bind* to
 * the painted *done* (`done`), and from the order that puts the virtual card in to the painted screen that asks for the
 * finger (`finger`); the page has the holder's name by then, and shows it with the confirmation.
 */
export async function measureOnScreen(): Promise<{ done: number[]; finger: number[] }> {
  const browser = await browserForTests()
  if (!browser.ok) throw new Error(browser.why)
  const station = await startTestStation()
  const driven = await chromium.launch({
    executablePath: browser.path,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  })
  try {
    const page = await driven.newPage({ viewport: { width: 1080, height: 1920 } })
    await page.addInitScript(watchTitles)
    await page.goto(station.shell.address('kiosk', 'printed'))
    const at = residentAt(page, station)
    const times = { done: [] as number[], finger: [] as number[] }
    for (let round = 0; round < WARM_UP + BINDINGS; round++) {
      const resident = RESIDENTS[round % RESIDENTS.length] ?? RESIDENTS[0]
      if (round % RESIDENTS.length === 0) await station.train('reset')
      await at.speakEnglish()
      await at.press(/^Bind an eID/)
      await page.getByRole('heading', { name: TITLES.card, exact: true }).waitFor()
      const cardIn = await page.evaluate(() => performance.now())
      await station.order({ do: 'card-reader.resident', resident })
      const named = await paintedAt(page, TITLES.finger, cardIn)
      await station.order({ do: 'fingerprint.finger', to: 'owner' })
      await paintedAt(page, TITLES.number, named)
      await at.type((await station.phone(resident)).bindingNumber?.number ?? '')
      await at.press('Next')
      // They are twins, who are named once more.
      await paintedAt(page, TITLES.digits, named)
      await at.type(digitsOfResident(resident))
      await at.press('Next')
      const asked = await paintedAt(page, TITLES.confirm, named)
      await at.press('Bind')
      const done = await paintedAt(page, TITLES.done, asked)
      const { touched } = await notedBy(page)
      if (round >= WARM_UP) {
        times.done.push(done - touched)
        times.finger.push(named - cardIn)
      }
      await station.order({ do: 'fingerprint.finger', to: 'none' })
      await station.order({ do: 'card-reader.card', to: 'out' })
      await at.press('Done, leave')
      await at.press('Start')
    }
    return times
  } finally {
    await driven.close()
    await station.close()
  }
}
