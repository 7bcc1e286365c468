import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, expect, test, type Browser, type Page } from 'playwright/test'
import { cameraFlags, writeCameraVideo } from './camera-video.ts'
import { servePage } from './page-server.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

/** A text as long as an eID's code, so that its QR code is as dense; it is no valid presentation. */
function denseCode(salt: number): string {
  return `ME1:${Array.from({ length: 706 }, (_, i) => ALPHABET[(i * 7 + i * i + salt * 3) % ALPHABET.length]).join('')}`
}

const folder = mkdtempSync(path.join(tmpdir(), 'balcao-camera-'))
let served: Awaited<ReturnType<typeof servePage>>
let browser: Browser | undefined

test.beforeAll(async () => {
  served = await servePage('camera')
})

test.afterEach(async () => {
  await browser?.close()
})

test.afterAll(async () => {
  await served.close()
  rmSync(folder, { recursive: true, force: true })
})

async function openCamera(flags: string[], without?: RegExp): Promise<{ page: Page; faults: string[] }> {
  browser = await chromium.launch({
    executablePath: process.env['BALCAO_TEST_BROWSER'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...flags,
    ],
  })
  const page = await (await browser.newContext()).newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  if (without) await page.route(without, (route) => route.abort())
  await page.goto(served.url)
  await page.click('#start')
  return { page, faults }
}

function seeing(name: string, texts: readonly (string | null)[], framesEach: number): string[] {
  const file = path.join(folder, name)
  writeCameraVideo(file, texts, { framesEach })
  return cameraFlags(file)
}

/** Waits for 60 more frames of the camera, so that the codes in view were surely looked at again. */
async function seeMore(page: Page): Promise<void> {
  const seen = (): Promise<number> =>
    page.evaluate(() => document.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0)
  const before = await seen()
  await expect.poll(seen).toBeGreaterThan(before + 60)
}

test("a dense eID is read at the camera's full size, once while it stays and again when it has changed", async () => {
  const codes = [denseCode(1), denseCode(2)]
  const { page, faults } = await openCamera(seeing('refresh.y4m', codes, 20))
  await expect(page.locator('#scans li').nth(1)).toBeVisible()
  const heard = await page.locator('#scans li').allTextContents()
  expect(heard.slice(0, 2).sort()).toEqual(codes.map((code) => `camera ]Q1 ${code}`).sort())
  expect(
    await page.evaluate(() => {
      const [video, canvas] = [document.querySelector('video'), document.querySelector<HTMLCanvasElement>('#qr-canvas')]
      return { video: [video?.videoWidth, video?.videoHeight], canvas: [canvas?.width, canvas?.height] }
    }),
  ).toEqual({ video: [1280, 720], canvas: [1280, 720] })
  const view = await page.locator('video').boundingBox()
  expect(view?.height).toBeCloseTo(240, 0)
  expect(await page.locator('#states li').allTextContents()).toEqual(['starting', 'scanning'])
  expect(page.workers()).toHaveLength(1)
  expect(faults).toEqual([])
})

test('a code that stays in view is reported once, and the camera is released when scanning stops', async () => {
  const code = 'MEB1:1234567897 澳門'
  const { page, faults } = await openCamera(seeing('stays.y4m', [code], 2))
  await expect(page.locator('#scans li')).toHaveText([`camera ]Q1 ${code}`])
  await seeMore(page)
  await expect(page.locator('#scans li')).toHaveCount(1)
  const track = await page.evaluateHandle(() => {
    const stream = document.querySelector('video')?.srcObject
    return stream instanceof MediaStream ? stream.getTracks()[0] : undefined
  })
  await page.click('#stop')
  await expect(page.locator('#states li').last()).toHaveText('stopped')
  await expect.poll(() => track.evaluate((one) => one?.readyState)).toBe('ended')
  await expect(page.locator('#view > *')).toHaveCount(0)
  expect(faults).toEqual([])
})

test('nothing is read when there is no code in view', async () => {
  const { page } = await openCamera(seeing('empty.y4m', [null], 2))
  await expect(page.locator('#states li').last()).toHaveText('scanning')
  await seeMore(page)
  await expect(page.locator('#scans li')).toHaveCount(0)
})

test('the state says so when the machine has no camera', async () => {
  const { page } = await openCamera(['--use-fake-ui-for-media-stream'])
  await expect(page.locator('#states li')).toHaveText(['starting', 'no-camera'])
  await expect(page.locator('#view > *')).toHaveCount(0)
})

test('the state says so when the camera is refused', async () => {
  const { page } = await openCamera(['--use-fake-device-for-media-stream', '--deny-permission-prompts'])
  await expect(page.locator('#states li')).toHaveText(['starting', 'permission-denied'])
})

test('the state says so when the camera is pulled out', async () => {
  const { page } = await openCamera(seeing('lost.y4m', [null], 2))
  await expect(page.locator('#states li').last()).toHaveText('scanning')
  await page.evaluate(() => {
    const stream = document.querySelector('video')?.srcObject
    if (stream instanceof MediaStream) stream.getTracks()[0]?.dispatchEvent(new Event('ended'))
  })
  await expect(page.locator('#states li').last()).toHaveText('camera-lost')
  await expect(page.locator('#view > *')).toHaveCount(0)
})

test('codes are read in the page itself when no worker can run', async () => {
  const { page } = await openCamera(seeing('no-worker.y4m', ['MEB1:1234567897'], 2), /frame-worker/)
  await expect(page.locator('#scans li')).toHaveText(['camera ]Q1 MEB1:1234567897'])
  expect(page.workers()).toHaveLength(0)
})

test("the state says so when the decoder can't be loaded", async () => {
  const { page } = await openCamera(seeing('no-decoder.y4m', ['MEB1:1234567897'], 2), /\.wasm/)
  await expect(page.locator('#states li').last()).toHaveText('failed')
  await expect(page.locator('#view > *')).toHaveCount(0)
})
