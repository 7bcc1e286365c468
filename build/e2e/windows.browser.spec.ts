import type { Page } from 'playwright/test'
import { windowSize } from '../../electron/shell/faces.ts'
import { overflow, smallTargets, violations } from './axe.ts'
import { residentAt } from './resident.ts'
import { expect, test } from './station.ts'

const ELSEWHERE = {
  繁體中文: '此畫面已在另一個視窗開啟',
  简体中文: '此画面已在另一个窗口打开',
  Português: 'Este ecrã já está aberto noutra janela',
  English: 'This screen is already open in another window',
}

async function expectElsewhere(page: Page): Promise<void> {
  for (const [language, words] of Object.entries(ELSEWHERE)) {
    await page.locator('.elsewhere').getByRole('button', { name: language, exact: true }).click()
    await expect(page.getByRole('heading', { name: words, exact: true })).toBeVisible()
    expect(await violations(page), language).toEqual([])
    expect(await overflow(page), language).toBeLessThanOrEqual(0)
  }
}

test('a second tab of the kiosk waits while the first pays, and goes on when that is closed', async ({
  station,
  kiosk,
}) => {
  await station.train('auto', { walletShow: 'wait' })
  const at = residentAt(kiosk, station)
  await at.speakEnglish()
  await at.showEid('mother')
  await at.press('Pay')
  await at.press(/Scan a code with my phone/)
  await expect(kiosk.locator('main svg.qr')).toBeVisible()

  const second = await kiosk.context().newPage()
  await second.goto(kiosk.url())
  const words = second.getByRole('heading', { name: ELSEWHERE['English'], exact: true })
  await expectElsewhere(second)
  expect(await smallTargets(second)).toEqual([])

  await kiosk.reload()
  await expect(kiosk.locator('main svg.qr')).toBeVisible()
  await expect(words).toBeVisible()
  await station.answer('mother', true)
  await expect(at.paid).toBeVisible()
  await expect(words).toBeVisible()

  await kiosk.close()
  await expect(words).toBeHidden()
  await residentAt(second, station).press('Done, leave')
  await expect(second.getByText('Nothing of yours is left here', { exact: true })).toBeVisible()
})

test('a second window of the counter waits, even at an address of its own', async ({ inBrowser, counter, browser }) => {
  await expect(counter.getByRole('button', { name: /Enter$/ })).toBeVisible()
  const context = await browser.newContext({ viewport: windowSize('counter'), locale: 'zh-HK' })
  const second = await context.newPage()
  await second.goto(inBrowser.shell.address('counter', 'printed'))
  await expectElsewhere(second)
  await counter.getByRole('button', { name: /Enter$/ }).click()
  await expect(counter.getByRole('radio').first()).toBeVisible()
  await counter.close()
  await expect(second.getByRole('button', { name: /Enter$/ })).toBeVisible()
  await context.close()
})
