import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, expect, test, type Browser, type Page } from 'playwright/test'
import { IS_FACE_SHOWN } from '../../electron/shell/electron/face-shown.ts'
import { root } from '../scripts/run.ts'
import { cameraFlags, writeCameraVideo } from './camera-video.ts'
import { clerkAt } from './clerk.ts'
import { residentAt } from './resident.ts'
import { driveStandIn, ORIGIN, showWindow } from './stand-in-station.ts'

/**
 * Shows in a real Chromium what Electron's windows show: the shell's answers with their headers, its preload, its
 * ports and its station.
 */

let driven: Awaited<ReturnType<typeof driveStandIn>>
let folder: string
test.beforeAll(async () => {
  driven = await driveStandIn()
  folder = mkdtempSync(path.join(tmpdir(), 'balcao-shown-'))
})
test.afterAll(async () => {
  await driven.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Opens a face's page in a browser whose camera sees `text`. Rejects if it breaks the content security policy. */
async function show(face: 'kiosk' | 'counter', text: string | null, use: (page: Page) => Promise<void>): Promise<void> {
  const video = path.join(folder, 'seen.y4m')
  writeCameraVideo(video, [text], { framesEach: 2 })
  const browser: Browser = await chromium.launch({
    ...(process.env['BALCAO_TEST_BROWSER'] ? { executablePath: process.env['BALCAO_TEST_BROWSER'] } : {}),
    args: ['--no-sandbox', '--disable-gpu', ...cameraFlags(video)],
  })
  const { page, go, close } = await driven.open(face, browser)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text())
  })
  try {
    await go()
    await use(page)
    expect(complaints).toEqual([])
  } finally {
    await close()
    await browser.close()
  }
}

test("the kiosk works under the shell's own headers: link, camera, worker and decoder", async () => {
  await driven.station.train('reset')
  const { eid } = await driven.station.phone('mother')
  await show('kiosk', eid.text ?? '', async (page) => {
    const at = residentAt(page, driven.station)
    await at.speakEnglish()
    expect(
      await page.evaluate(() =>
        performance.getEntriesByType('resource').every(({ name }) => name.startsWith('https://balcao/')),
      ),
    ).toBe(true)
    const worker = page.waitForEvent('worker')
    await at.press(/Scan with the camera/)
    await expect(page.getByText('eID checked live', { exact: true })).toBeVisible()
    expect((await worker).url()).toContain('https://balcao/')
  })
})

test('the counter is signed in by the keyboard, and connected again after the station died', async () => {
  await show('counter', null, async (page) => {
    await clerkAt(page).open()
    const shell = driven.shell()
    const { station } = await shell.state()
    process.kill(station ?? 0, 'SIGKILL')
    await expect.poll(async () => (await shell.state()).station).not.toBe(station)
    await expect(page.getByRole('button', { name: /Enter$/ })).toBeVisible()
  })
})

test('the dock has orders for the card terminal of the process that started Electron', async () => {
  await show('kiosk', null, async () => {
    for (const to of ['decline', 'approve'] as const) await driven.station.order({ do: 'card-terminal.customer', to })
  })
})

test("the dock's window scans a code at the kiosk, and is connected again after it killed the station", async () => {
  const { eid, nameChinese } = await driven.station.phone('mother')
  await show('kiosk', null, async (page) => {
    await residentAt(page, driven.station).speakEnglish()
    await page.getByRole('button', { name: 'Trainer’s dock', exact: true }).click()
    const popup = page.waitForEvent('popup')
    await page.getByRole('button', { name: 'In a window of its own', exact: true }).click()
    // The test's browser opens a window of its own, where Electron asks its shell.
    const asked = await popup
    const url = asked.url().replace(ORIGIN, 'app://balcao')
    await asked.close()
    const shell = driven.shell()
    const before = await shell.state()
    expect(await shell.do('open', { window: before.windows[0]?.id ?? 0, url })).toBe('deny')
    const { windows } = await shell.when((state) => state.windows[1]?.status === 200)
    const browser = page.context().browser()
    if (!browser) throw new Error('no browser')
    const dock = await browser.newPage({ viewport: { width: 520, height: 960 } })
    await showWindow(dock, shell, windows[1]?.id ?? 0)
    await dock.goto(`${ORIGIN}/dock`)
    await dock.getByRole('button', { name: 'English', exact: true }).click()
    await dock.getByRole('textbox').fill(eid.text ?? '')
    await dock.getByRole('button', { name: 'Scan it', exact: true }).click()
    await expect(page.getByRole('main')).toContainText(nameChinese)
    const ports = () => shell.events('port').filter((event) => event['window'] === windows[1]?.id).length
    const had = ports()
    await dock.getByRole('button', { name: 'Kill it; it comes back', exact: true }).click()
    await expect.poll(ports).toBeGreaterThan(had)
    const finger = dock.getByRole('button', { name: 'somebody else’s', exact: true })
    await expect
      .poll(async () => {
        await finger.click()
        return finger.getAttribute('aria-pressed')
      })
      .toBe('true')
    await dock.close()
  })
})

for (const face of ['kiosk', 'counter'] as const) {
  test(`a version on trial notices whether the ${face}'s page is shown or its script throws`, async () => {
    const browser = await chromium.launch({
      ...(process.env['BALCAO_TEST_BROWSER'] ? { executablePath: process.env['BALCAO_TEST_BROWSER'] } : {}),
      args: ['--no-sandbox', '--disable-gpu'],
    })
    try {
      for (const isBroken of [false, true]) {
        const page = await browser.newPage()
        await page.route('**/*', async (route) => {
          const { pathname } = new URL(route.request().url())
          if (isBroken && pathname.endsWith('.js'))
            await route.fulfill({ contentType: 'text/javascript', body: 'throw new Error()' })
          else
            await route.fulfill({
              path: path.join(root, 'dist', 'renderer', pathname === '/' ? `${face}.html` : pathname),
            })
        })
        await page.goto(ORIGIN)
        if (isBroken) expect(await page.evaluate(IS_FACE_SHOWN)).toBe(false)
        else await expect.poll(() => page.evaluate(IS_FACE_SHOWN)).toBe(true)
      }
    } finally {
      await browser.close()
    }
  })
}

test("a page whose station can't start says so, without a script", async () => {
  await show('kiosk', null, async (page) => {
    const shell = driven.shell()
    const {
      windows: [window],
    } = await shell.state()
    const answer = await shell.do('answer', { window: window?.id ?? 0, url: 'app://balcao/counter', method: 'GET' })
    expect([answer?.status, answer?.headers['content-type']]).toEqual([403, 'text/html; charset=utf-8'])
    await page.goto(`${ORIGIN}/nothing`)
    await expect(page.getByText('There is nothing here.', { exact: true })).toBeVisible()
    expect([await page.evaluate(() => document.scripts.length), await page.evaluate(IS_FACE_SHOWN)]).toEqual([0, false])
  })
})
