import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, type Browser, type Page } from 'playwright/test'
import { cameraFlags, writeCameraVideo } from './camera-video.ts'
import { clerkAt } from './clerk.ts'
import type { InBrowser } from './driven-station.ts'
import { pauseBeforeChangingMind } from './pace.ts'
import { expect, test } from './station.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'balcao-left-'))
let browser: Browser

test.beforeAll(async () => {
  const file = path.join(folder, 'empty.y4m')
  writeCameraVideo(file, [null], { framesEach: 2 })
  browser = await chromium.launch({
    executablePath: process.env['BALCAO_TEST_BROWSER'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', ...cameraFlags(file)],
  })
})

test.afterAll(async () => {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
})

async function open(station: InBrowser, face: 'kiosk' | 'counter'): Promise<{ page: Page; complaints: string[] }> {
  const page = await (
    await browser.newContext({
      viewport: face === 'kiosk' ? { width: 1080, height: 1920 } : { width: 1920, height: 1080 },
    })
  ).newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  // Counts the open cameras within the page.
  await page.addInitScript(() => {
    const tracks: MediaStreamTrack[] = []
    const media = navigator.mediaDevices
    const ask = media.getUserMedia.bind(media)
    media.getUserMedia = async (constraints) => {
      const stream = await ask(constraints)
      tracks.push(...stream.getTracks())
      return stream
    }
    Object.assign(window, { openCameras: () => tracks.filter(({ readyState }) => readyState === 'live').length })
  })
  await page.goto(station.shell.address(face, 'printed'))
  return { page, complaints }
}

const openCameras = (page: Page): Promise<number> =>
  page.evaluate(() => (window as unknown as { openCameras(): number }).openCameras())

/** When the camera is left, in milliseconds after its start: from hardly begun to a running picture. */
const DELAYS = [0, 30, 60, 100, 150, 200, 300, 450, 600, 700]

test('the camera can be left at any moment of its start, at the kiosk', async ({ inBrowser }) => {
  const { page, complaints } = await open(inBrowser, 'kiosk')
  await page.getByRole('button', { name: 'English', exact: true }).click()
  for (const delay of DELAYS) {
    await page.getByRole('button', { name: /Scan with the camera$/ }).click()
    await pauseBeforeChangingMind(delay)
    await page.getByRole('button', { name: 'Back', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'Hold a code to the scanner', exact: true })).toBeVisible()
  }
  await expect.poll(() => openCameras(page)).toBe(0)
  await expect(page.getByText('Something went wrong here', { exact: true })).toHaveCount(0)
  expect(complaints).toEqual([])
})

test('the camera can be left at any moment of its start, at the counter', async ({ inBrowser }) => {
  const { page, complaints } = await open(inBrowser, 'counter')
  const clerk = clerkAt(page)
  await clerk.open()
  for (const delay of DELAYS) {
    await clerk.press('F4')
    await pauseBeforeChangingMind(delay)
    await clerk.press('F4')
  }
  await expect(page.getByText('Choose the service first', { exact: true })).toBeVisible()
  await expect.poll(() => openCameras(page)).toBe(0)
  await expect(page.getByText('Something went wrong here', { exact: true })).toHaveCount(0)
  expect(complaints).toEqual([])
})
