import type { Page } from 'playwright/test'
import { readCodes } from '../../hardware/scanner/camera/read.ts'
import { decodeBase45, encodeBase45 } from '../../electron/station/codes/index.ts'
import { residentAt } from './resident.ts'
import { expect, test, type TestStation } from './station.ts'

/** Reads the code on the screen as a camera would. */
async function codeShown(page: Page, name: string): Promise<string> {
  const [code] = await readCodes(await page.getByRole('img', { name, exact: true }).first().screenshot())
  return code?.text ?? ''
}

/** Changes the last byte of a receipt's signature. */
function forged(receipt: string): string {
  const decoded = decodeBase45(receipt.slice('MER1:'.length))
  if (!decoded.ok) throw new Error('not a receipt')
  const last = decoded.bytes.length - 1
  decoded.bytes[last] = (decoded.bytes[last] ?? 0) ^ 1
  return `MER1:${encodeBase45(decoded.bytes)}`
}

async function fresh(kiosk: Page, station: TestStation) {
  const at = residentAt(kiosk, station)
  await at.speakEnglish()
  return at
}

async function leaveAndReturn(at: ReturnType<typeof residentAt>): Promise<void> {
  await at.press('Done, leave')
  await at.press('Start')
  await at.speakEnglish()
}

test('a receipt is in Chinese too, and shows when scanned whether it is genuine', async ({ station, kiosk }) => {
  const at = await fresh(kiosk, station)
  await at.showEid('two-cars')
  await at.press('Pay')
  await at.showWallet('two-cars')
  await expect(at.paid).toBeVisible()
  await at.press(/Keep it on my phone/)
  const paper = kiosk.locator('svg[viewBox^="-24"]')
  await expect(paper).toContainText('MOP')
  await expect(paper).toContainText('收')
  const receipt = await codeShown(kiosk, 'The receipt’s code')
  expect(receipt).toMatch(/^MER1:/)
  await leaveAndReturn(at)
  await at.scan(receipt)
  await expect(at.task).toContainText('This receipt is genuine')
  await leaveAndReturn(at)
  await at.scan(forged(receipt))
  await expect(at.task).toContainText('This receipt could not be confirmed')
})

test('a pending slip shows its holder the payment', async ({ station, kiosk }) => {
  const at = await fresh(kiosk, station)
  await station.train('faults', {
    faults: [
      { call: 'chargeWallet', act: 'lose' },
      { call: 'walletStatus', act: 'drop', times: 1000 },
    ],
  })
  await at.showEid('expired-card')
  await at.press('Pay')
  await at.showWallet('mother')
  await expect(kiosk.getByRole('heading', { name: 'The answer has not come yet', exact: true })).toBeVisible({
    timeout: 30_000,
  })
  await at.press('Slip to my phone')
  const slip = await codeShown(kiosk, 'The slip’s code')
  expect(slip).toMatch(/^MEP1:/)
  await leaveAndReturn(at)
  await at.scan(slip)
  await expect(kiosk.getByRole('heading', { name: 'The answer has not come yet', exact: true })).toBeVisible()
  await station.train('faults', { clear: true })
  await expect(at.paid).toBeVisible({ timeout: 45_000 })
  // Once the payment is paid, its pending slip leads to the receipt.
  await leaveAndReturn(at)
  await at.scan(slip)
  await expect(at.paid).toBeVisible()
})
