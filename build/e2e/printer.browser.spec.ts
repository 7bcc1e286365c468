import type { Browser, Page } from 'playwright/test'
import { windowSize } from '../../electron/shell/faces.ts'
import { ownPrograms, systemClock } from '../../electron/start.ts'
import { printerOf } from '../../electron/start/devices.ts'
import { pngOf } from '../../hardware/printer/png.ts'
import { openPrinterTwin, type PrinterTwin } from '../../hardware/printer/twin.ts'
import { readCodes } from '../../hardware/scanner/camera/read.ts'
import { startTestStation } from './browser-station.ts'
import { residentAt } from './resident.ts'
import { expect, test } from './station.ts'

// A station whose printer is driven as settings.json has it in production: an ESC/POS printer in the network, here its
// twin, and papers drawn in a process of their own.

let twin: PrinterTwin
let station: Awaited<ReturnType<typeof startTestStation>> | undefined
let kiosk: Page

async function start(browser: Browser, characters: 'raster' | 'big5' = 'raster') {
  twin = await openPrinterTwin()
  const setting = { driver: 'escpos-tcp', host: '127.0.0.1', port: twin.port, characters } as const
  const started = await startTestStation(undefined, printerOf(setting, systemClock, ownPrograms().drawing))
  station = started
  const context = await browser.newContext({ viewport: windowSize('kiosk'), locale: 'zh-HK' })
  kiosk = await context.newPage()
  await kiosk.goto(started.shell.address('kiosk', 'printed'))
  const at = residentAt(kiosk, started)
  await at.speakEnglish()
  return at
}

test.afterEach(async () => {
  await kiosk.context().close()
  await station?.close()
  await twin.close()
})

/** Pays a resident's vehicle tax by a wallet. */
async function pay(at: ReturnType<typeof residentAt>): Promise<void> {
  await at.showEid('elderly')
  await at.press('Pay')
  await at.showWallet('two-cars')
  await expect(at.paid).toBeVisible()
}

/** The codes that a camera reads on the twin's papers, each as the start of its text. */
const codesOnPapers = () =>
  Promise.all(twin.papers().map(async (paper) => (await readCodes(pngOf(paper)))[0]?.text.slice(0, 5)))

for (const characters of ['raster', 'big5'] as const)
  test(`a payment ends with paper on a printer in the network, sent ${characters}`, async ({ browser }) => {
    const at = await start(browser, characters)
    await pay(at)
    await at.press(/Print it/)
    await expect(at.task).toContainText('Printed. Please take the paper.')
    expect(await codesOnPapers()).toEqual(['MER1:'])
  })

test('paper that runs out in the middle leaves the code for the phone, and a reprint after a new roll', async ({
  browser,
}) => {
  const at = await start(browser)
  await pay(at)
  twin.breakNext('paper-out')
  await at.press(/Print it/)
  await expect(at.task).toContainText('Your payment is safe')
  expect(twin.papers()).toEqual([])
  await at.press(/Keep it on my phone/)
  await expect(kiosk.getByRole('img', { name: 'The receipt’s code', exact: true })).toBeVisible()
  twin.paper('full')
  await at.press('Back')
  await at.press(/Print it again/)
  await expect(at.task).toContainText('Printed. Please take the paper.')
  expect(await codesOnPapers()).toEqual(['MER1:'])
})
