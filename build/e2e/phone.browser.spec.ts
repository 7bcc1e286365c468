import type { Page } from 'playwright'
import { keyboardAt } from './pace.ts'
import { expect, test } from './station.ts'

/** Swipes over the eID with a finger or the mouse, from one side to the other. */
async function swipe(phone: Page, to: 'left' | 'right'): Promise<void> {
  const box = await phone.locator('.eid').boundingBox()
  if (!box) throw new Error('no eID')
  const [left, right, y] = [box.x + 40, box.x + box.width - 40, box.y + box.height / 2]
  await phone.mouse.move(to === 'left' ? right : left, y)
  await phone.mouse.down()
  await phone.mouse.move((left + right) / 2, y)
  await phone.mouse.move(to === 'left' ? left : right, y)
  await phone.mouse.up()
}

test('a phone with several eIDs turns from one to the next, and makes a number when asked', async ({
  inBrowser,
  browser,
}) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const phone = await context.newPage()
  await phone.goto(inBrowser.shell.station()?.station.status().phone ?? '')
  await phone.getByRole('button', { name: 'English', exact: true }).click()
  await phone.getByText('TESTE OITO', { exact: true }).click()
  const place = phone.locator('.swipe .name')
  await expect(place).toHaveText(/測試八\s*1 of 3/)
  await expect(phone.getByRole('button', { name: 'Previous eID', exact: true })).toBeDisabled()
  await swipe(phone, 'left')
  await expect(place).toHaveText(/測試八甲\s*2 of 3/)
  await keyboardAt(phone).press('ArrowRight')
  await expect(place).toHaveText(/測試八乙\s*3 of 3/)
  await expect(phone.getByRole('button', { name: 'Next eID', exact: true })).toBeDisabled()
  await swipe(phone, 'right')
  await expect(place).toHaveText(/測試八甲\s*2 of 3/)
  await phone.getByRole('button', { name: 'Previous eID', exact: true }).click()
  await expect(place).toHaveText(/測試八\s*1 of 3/)

  await phone.getByRole('button', { name: 'Get a binding number', exact: true }).click()
  await expect(phone.getByRole('tab', { name: 'Binding number', exact: true })).toHaveAttribute('aria-selected', 'true')
  await expect(phone.locator('.large')).toHaveText(/^\d{10}$/)
  await context.close()
})
