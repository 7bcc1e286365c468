import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, type Page } from 'playwright/test'
import { cameraFlags, writeCameraVideo } from './camera-video.ts'
import { clerkAt } from './clerk.ts'
import type { InBrowser } from './driven-station.ts'
import { expect, test } from './station.ts'

const MENU = 'https://menu.example/'

/** Opens a face whose camera sees these codes at once. */
async function seeing(
  codes: readonly string[],
  station: InBrowser,
  face: 'kiosk' | 'counter',
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'balcao-together-'))
  const video = path.join(folder, 'sheet.y4m')
  writeCameraVideo(video, [codes], { framesEach: 2 })
  const { executablePath, args = [] } = test.info().project.use.launchOptions ?? {}
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [...args, ...cameraFlags(video)],
  })
  try {
    const page = await browser.newPage({
      viewport: face === 'kiosk' ? { width: 1080, height: 1920 } : { width: 1920, height: 1080 },
    })
    await page.goto(station.shell.address(face, 'printed'))
    await use(page)
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function showToKiosk(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'English', exact: true }).click()
  await page.getByRole('button', { name: /Scan with the camera$/ }).click()
}

for (const side of ['right', 'left'] as const) {
  test(`a slip is read, whatever else the camera sees to its ${side}`, async ({ station, inBrowser }) => {
    const slip = (await station.phone('defendant')).slips[0]?.text ?? ''
    await seeing(side === 'right' ? [slip, MENU] : [MENU, slip], inBrowser, 'kiosk', async (page) => {
      await showToKiosk(page)
      await expect(page.getByText('2026000201', { exact: true })).toBeVisible()
      await expect(page.getByRole('button', { name: 'Pay', exact: true })).toBeVisible()
      await expect(page.getByRole('alert')).toHaveCount(0)
    })
  })
}

test('the kiosk asks which of two slips in view is meant, and takes that one', async ({ station, inBrowser }) => {
  const { slips } = await station.phone('defendant')
  await seeing([slips[0]?.text ?? '', slips[2]?.text ?? ''], inBrowser, 'kiosk', async (page) => {
    await showToKiosk(page)
    const dialog = page.getByRole('dialog', { name: 'Which code do you mean?', exact: true })
    await expect(dialog.getByRole('button')).toHaveCount(3)
    await expect(dialog.getByRole('button', { name: /MOP 1,200\.00.*2026000201/ })).toBeVisible()
    await dialog.getByRole('button', { name: /MOP 600\.00.*2026000203/ }).click()
    await expect(page.getByText('2026000203', { exact: true })).toBeVisible()
    await expect(page.getByText(/2026000201/)).toHaveCount(0)
  })
})

test('the counter asks which of two slips in view is meant, and takes that one', async ({ station, inBrowser }) => {
  const { slips } = await station.phone('defendant')
  await seeing([slips[0]?.text ?? '', slips[2]?.text ?? ''], inBrowser, 'counter', async (page) => {
    const clerk = clerkAt(page)
    await clerk.open()
    await clerk.press('F4')
    const dialog = page.getByRole('dialog', { name: 'Which code do you mean?', exact: true })
    await expect(dialog.getByRole('button')).toHaveCount(3)
    await expect(dialog.getByRole('button').first()).toBeFocused()
    await clerk.press('Tab', 'Enter')
    await expect(page.locator('main [data-row]')).toHaveCount(1)
  })
})
