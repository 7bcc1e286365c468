import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, expect, test, type Browser, type Page } from 'playwright/test'
import { HARD, hardFrame } from '../../hardware/scanner/camera/hard-frame.fixture.ts'
import { cameraFlags, writeCameraVideo } from './camera-video.ts'
import { servePage } from './page-server.ts'
import { cameras, playCameras } from './played-cameras.ts'

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

interface Opening {
  /** Addresses that the page can't load. */
  without?: RegExp
  prepare?(page: Page): Promise<void>
}

async function openCamera(
  flags: string[],
  { without, prepare }: Opening = {},
): Promise<{ page: Page; faults: string[] }> {
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
  await prepare?.(page)
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
  const { page } = await openCamera(seeing('no-worker.y4m', ['MEB1:1234567897'], 2), { without: /frame-worker/ })
  await expect(page.locator('#scans li')).toHaveText(['camera ]Q1 MEB1:1234567897'])
  expect(page.workers()).toHaveLength(0)
})

test("the state says so when the decoder can't be loaded", async () => {
  const { page } = await openCamera(seeing('no-decoder.y4m', ['MEB1:1234567897'], 2), { without: /\.wasm/ })
  await expect(page.locator('#states li').last()).toHaveText('failed')
  await expect(page.locator('#view > *')).toHaveCount(0)
})

test('a faint code is read at a second look, and plain frames go on meanwhile', async () => {
  const file = path.join(folder, 'faint.y4m')
  const { data } = hardFrame('MEB1:1234567897', { ...HARD.faint, width: 1280, height: 720 })
  writeCameraVideo(file, [data], { framesEach: 2 })
  const { page, faults } = await openCamera(cameraFlags(file))
  await expect(page.locator('#scans li')).toHaveText(['camera ]Q1 MEB1:1234567897'])
  expect(page.workers()).toHaveLength(2)
  await page.click('#stop')
  await expect.poll(() => page.workers().length).toBe(0)
  expect(faults).toEqual([])
})

test("the camera's best picture is asked for, and read at its full size", async () => {
  const { page } = await openCamera(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'])
  await expect(page.locator('#states li').last()).toHaveText('scanning')
  await expect(page.locator('#qr-canvas')).toHaveAttribute('width', '1920')
  expect(
    await page.evaluate(() => {
      const stream = document.querySelector('video')?.srcObject
      return stream instanceof MediaStream ? stream.getTracks()[0]?.getSettings() : undefined
    }),
  ).toMatchObject({ width: 1920, height: 1080, resizeMode: 'none' })
})

test('the wanted one of two cameras is used, and both are named', async () => {
  const { page } = await openCamera([
    '--use-fake-device-for-media-stream=device-count=2',
    '--use-fake-ui-for-media-stream',
  ])
  const cameras = ['fake_device_0', 'fake_device_1']
  const choices = page.locator('#choices li').last()
  await expect(choices).toHaveText(JSON.stringify({ cameras, current: 'fake_device_0' }))
  await page.click('#other')
  await expect(choices).toHaveText(JSON.stringify({ cameras, current: 'fake_device_1' }))
  await expect(page.locator('#states li').last()).toHaveText('scanning')
  await expect(page.locator('#view > *')).toHaveCount(1)
})

test('a camera that was refused starts by itself once it is allowed', async () => {
  const { page } = await openCamera(['--use-fake-device-for-media-stream', '--deny-permission-prompts'])
  await expect(page.locator('#states li').last()).toHaveText('permission-denied')
  await page.context().grantPermissions(['camera'])
  await expect(page.locator('#states li')).toHaveText(['starting', 'permission-denied', 'starting', 'scanning'])
})

test('a camera that is unplugged and plugged in again goes on, and its first code counts', async () => {
  const code = 'MEB1:1234567897'
  const { page, faults } = await openCamera(seeing('back.y4m', [code], 2), { prepare: playCameras })
  const scans = page.locator('#scans li')
  await expect(scans).toHaveCount(1)
  for (let time = 2; time < 5; time++) {
    await cameras(page, 'unplug')
    await expect(page.locator('#states li').last()).toHaveText('camera-lost')
    await expect(page.locator('#view > *')).toHaveCount(0)
    await cameras(page, 'plug')
    await expect(page.locator('#states li').last()).toHaveText('scanning')
    await expect(scans).toHaveCount(time)
  }
  await page.click('#stop')
  await expect.poll(() => cameras(page, 'open')).toBe(0)
  expect(faults).toEqual([])
})

test('a camera that stays open and gives no frames is lost, and goes on once it gives some', async () => {
  const code = 'MEB1:1234567897'
  const { page, faults } = await openCamera(seeing('silent.y4m', [code], 2), {
    prepare: (opened) => playCameras(opened, { gate: true }),
  })
  const [scans, states] = [page.locator('#scans li'), page.locator('#states li')]
  await expect(scans).toHaveCount(1)
  await cameras(page, 'silence')
  await expect(states.last()).toHaveText('camera-lost')
  // It is opened again and again meanwhile, and none of those gives a frame either.
  await expect.poll(() => cameras(page, 'opened')).toBeGreaterThan(2)
  await expect(states.last()).toHaveText('camera-lost')
  await cameras(page, 'speak')
  await expect(states.last()).toHaveText('scanning')
  await expect(scans).toHaveCount(2)
  await page.click('#stop')
  await expect.poll(() => cameras(page, 'open')).toBe(0)
  expect(faults).toEqual([])
})

test('a lamp is switched, stays on over a loss, and is off when scanning stops', async () => {
  const { page } = await openCamera(seeing('lamp.y4m', [null], 2), {
    prepare: (opened) => playCameras(opened, { lamp: true }),
  })
  const choices = page.locator('#choices li').last()
  await expect(choices).toContainText('"torch":false')
  await page.click('#light')
  await expect(choices).toContainText('"torch":true')
  expect(await cameras(page, 'lamp')).toEqual([true])
  await cameras(page, 'unplug')
  await expect(choices).not.toContainText('torch')
  await cameras(page, 'plug')
  await expect(choices).toContainText('"torch":true')
  await page.click('#stop')
  await expect.poll(() => cameras(page, 'open')).toBe(0)
  expect(await cameras(page, 'lamp')).toEqual([true, false, true, false])
})
