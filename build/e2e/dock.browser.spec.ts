import { toBuffer } from 'qrcode'
import { startTestStation } from './browser-station.ts'
import { residentAt } from './resident.ts'
import { expect, test } from './station.ts'

test('the dock in a window of its own reads a picture, and kills the station, which comes back', async ({
  browser,
}) => {
  const station = await startTestStation()
  const context = await browser.newContext({ viewport: { width: 1080, height: 1920 }, locale: 'zh-HK' })
  const kiosk = await context.newPage()
  await kiosk.goto(station.shell.address('kiosk', 'printed'))
  await residentAt(kiosk, station).speakEnglish()
  await kiosk.getByRole('button', { name: 'Trainer’s dock', exact: true }).click()
  const opened = kiosk.waitForEvent('popup')
  await kiosk.getByRole('button', { name: 'In a window of its own', exact: true }).click()
  const dock = await opened
  await dock.getByRole('button', { name: 'English', exact: true }).click()

  const phone = await station.phone('two-cars')
  const picture = dock.locator('input[type="file"]')
  await picture.setInputFiles({ name: 'blank.png', mimeType: 'image/png', buffer: Buffer.from('no picture') })
  await expect(dock.getByRole('note')).toBeVisible()
  const buffer = await toBuffer(phone.eid.text ?? '', { scale: 6 })
  await picture.setInputFiles({ name: 'eid.png', mimeType: 'image/png', buffer })
  await expect(kiosk.getByRole('main')).toContainText(phone.nameChinese)

  const before = station.shell.station()
  await dock.getByRole('button', { name: 'Kill it; it comes back', exact: true }).click()
  await expect.poll(() => station.shell.station() !== before && station.shell.station() !== null).toBe(true)
  await expect.poll(() => station.shell.station()?.station.status().readiness.state).toBe('ready')
  await expect(dock.getByRole('group', { name: 'Paper', exact: true })).toBeVisible()
  const other = await station.phone('mother')
  await dock.getByRole('textbox').fill(other.eid.text ?? '')
  await dock.getByRole('button', { name: 'Scan it', exact: true }).click()
  await expect(kiosk.getByRole('main')).toContainText(other.nameChinese)
  await context.close()
  await station.close()
})
