import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium } from 'playwright'
import { readCodes } from '../../hardware/scanner/camera/read.ts'
import { cameraFlags, writeCameraVideo } from './camera-video.ts'
import { signIn } from './screens.ts'
import { expect, scan, test } from './station.ts'

test("an eID is read from the screen of a resident's phone and verified at the counter", async ({
  inBrowser,
  counter,
  browser,
}) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 })
  const phone = await context.newPage()
  await phone.goto(inBrowser.shell.station()?.station.status().phone ?? '')
  await phone.getByText('TESTE UM', { exact: true }).first().click()
  await phone.getByRole('tab').first().waitFor()
  let codes: Awaited<ReturnType<typeof readCodes>> = []
  await expect
    .poll(async () => {
      codes = await readCodes(await phone.screenshot())
      return codes.map(({ symbology, text }) => [symbology, text.slice(0, 4)])
    })
    .toEqual([[']Q1', 'ME1:']])
  await context.close()

  await signIn(counter)
  await counter.getByRole('radio').first().click()
  await scan(counter, codes[0]?.text ?? '')
  await expect(counter.locator('section.person')).toContainText('測試一')
})

test("the kiosk's camera reads an eID", async ({ station, inBrowser }) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'balcao-camera-'))
  const video = path.join(folder, 'phone.y4m')
  writeCameraVideo(video, [(await station.phone('guardian')).eid.text ?? ''])
  const { executablePath, args = [] } = test.info().project.use.launchOptions ?? {}
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [...args, ...cameraFlags(video)],
  })
  const kiosk = await browser.newPage({ viewport: { width: 1080, height: 1920 } })
  await kiosk.goto(inBrowser.shell.address('kiosk', 'printed'))
  await kiosk.getByRole('button', { name: 'English', exact: true }).click()
  await kiosk.getByRole('button', { name: /^Hold a code to the scanner/ }).click()
  await expect(kiosk.locator('section.person')).toContainText((await station.phone('guardian')).nameChinese)
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
})
