import { chromium, type Page } from 'playwright/test'
import { clerkAt } from './clerk.ts'
import type { InBrowser } from './driven-station.ts'
import { cameras, playCameras } from './played-cameras.ts'
import { expect, test } from './station.ts'

const TWO_CAMERAS = ['--use-fake-device-for-media-stream=device-count=2', '--use-fake-ui-for-media-stream']

/** Opens a face in a browser with these switches for its cameras. */
async function at(
  station: InBrowser,
  face: 'kiosk' | 'counter',
  switches: readonly string[],
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env['BALCAO_TEST_BROWSER'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', ...switches],
  })
  try {
    const page = await browser.newPage({
      viewport: face === 'kiosk' ? { width: 1080, height: 1920 } : { width: 1920, height: 1080 },
    })
    await playCameras(page, { lamp: true })
    await page.goto(station.shell.address(face, 'printed'))
    await use(page)
  } finally {
    await browser.close()
  }
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const seen = (page: Page) => page.locator('main').getByText('Hold the code in front of the camera', { exact: true })

async function scanAtKiosk(page: Page): Promise<void> {
  await button(page, /Scan with the camera$/).click()
  await expect(seen(page)).toBeVisible()
}

/** The name of the camera whose picture is shown. */
const shown = (page: Page) =>
  page.evaluate(() => {
    const stream = document.querySelector('video')?.srcObject
    return stream instanceof MediaStream ? stream.getTracks()[0]?.label : undefined
  })

test('the kiosk keeps the camera that was chosen, and the lamp for the visit alone', async ({ inBrowser }) => {
  await at(inBrowser, 'kiosk', TWO_CAMERAS, async (page) => {
    await button(page, 'English').click()
    await scanAtKiosk(page)
    expect(await shown(page)).toBe('fake_device_0')
    await button(page, 'Other camera').click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^fake_device_1/ })
      .click()
    await expect.poll(() => shown(page)).toBe('fake_device_1')
    await button(page, 'Turn on the lamp').click()
    await button(page, 'Back').click()
    await scanAtKiosk(page)
    await expect(button(page, 'Turn off the lamp')).toBeVisible()
    expect(await cameras(page, 'lamp')).toEqual([true, false, true])
    await button(page, 'Cancel').click()
    await button(page, 'Start').click()
    await expect(page.locator('html')).not.toHaveAttribute('lang', 'en')
    await button(page, 'English').click()
    await scanAtKiosk(page)
    await expect(button(page, 'Turn on the lamp')).toBeVisible()
    await page.reload()
    await button(page, 'English').click()
    await scanAtKiosk(page)
    await expect.poll(() => shown(page)).toBe('fake_device_1')
  })
})

test('the counter says that its camera was lost, and goes on when it is back', async ({ inBrowser }) => {
  await at(inBrowser, 'counter', TWO_CAMERAS, async (page) => {
    const clerk = clerkAt(page)
    await clerk.open()
    await clerk.press('F4')
    await expect(seen(page)).toBeVisible()
    await cameras(page, 'unplug')
    await expect(page.getByText('The camera was unplugged or switched off.', { exact: true })).toBeVisible()
    await expect(page.getByText('It starts again by itself when it is back.', { exact: true })).toBeVisible()
    await cameras(page, 'plug')
    await expect(seen(page)).toBeVisible()
    await clerk.press('F4')
    await expect.poll(() => cameras(page, 'open')).toBe(0)
  })
})

test('the counter says how a refused camera is allowed, and starts it then', async ({ inBrowser }) => {
  const refusing = ['--use-fake-device-for-media-stream', '--deny-permission-prompts']
  await at(inBrowser, 'counter', refusing, async (page) => {
    const clerk = clerkAt(page)
    await clerk.open()
    await clerk.press('F4')
    await expect(page.getByText(/^Allow the camera for this page/)).toBeVisible()
    await page.context().grantPermissions(['camera'])
    await expect(seen(page)).toBeVisible()
  })
})

test("a kiosk's home and the device list say that its camera is refused, until it is allowed", async ({
  inBrowser,
  station,
  counter,
}) => {
  const clerk = clerkAt(counter)
  await clerk.open()
  await clerk.press('F10')
  const camera = counter.locator('section.device').filter({ hasText: /^Camera / })
  const refusing = ['--use-fake-device-for-media-stream', '--deny-permission-prompts']
  await station.order({ do: 'scanner.line', to: 'unplugged' })
  try {
    await at(inBrowser, 'kiosk', refusing, async (page) => {
      await button(page, 'English').click()
      await expect(page.getByRole('heading', { name: 'Hold a code to the camera', exact: true })).toBeVisible()
      await expect(camera).toContainText('Camera ready')
      await button(page, /Scan with the camera$/).click()
      await expect(page.getByText(/^A member of staff can allow it/)).toBeVisible()
      await button(page, 'Back').click()
      await expect(page.getByRole('heading', { name: 'Codes can’t be read here just now', exact: true })).toBeVisible()
      await expect(button(page, /Scan with the camera$/)).toHaveCount(0)
      await expect(camera).toContainText('Camera failed')
      await expect(camera).toContainText('Allow the camera for its page')
      await page.context().grantPermissions(['camera'])
      await expect(page.getByRole('heading', { name: 'Hold a code to the camera', exact: true })).toBeVisible()
      await expect(camera).toContainText('Camera ready')
    })
  } finally {
    await station.order({ do: 'scanner.line', to: 'plugged' })
  }
})
