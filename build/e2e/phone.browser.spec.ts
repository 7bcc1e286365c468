import type { Browser, Page } from 'playwright'
import { READING_OF_ACT } from '../../electron/gateway/reading.ts'
import { enrolAt } from '../twins/enrolled.ts'
import { decodeBase45 } from '../../electron/station/codes/base45.ts'
import type { InBrowser } from './driven-station.ts'
import { keyboardAt } from './pace.ts'
import { expect, test } from './station.ts'

/** Opens the phone page in English, at the phone of somebody. */
async function openPhone({ shell }: InBrowser, browser: Browser, name: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const phone = await context.newPage()
  await phone.goto(shell.station()?.station.status().phone ?? '')
  await phone.getByRole('button', { name: 'English', exact: true }).click()
  await phone.getByText(name, { exact: true }).click()
  return phone
}

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
  const phone = await openPhone(inBrowser, browser, 'TESTE OITO')
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
  await phone.context().close()
})

test('a phone shows a request for the security code of each entity, and then that it is on', async ({
  inBrowser,
  station,
  browser,
}) => {
  const phone = await openPhone(inBrowser, browser, 'TESTE ONZE')
  await phone.getByRole('tab', { name: 'Security code', exact: true }).click()
  const [building, business] = ['測試大廈管理機關', '測試個人企業主']
  await expect(phone.getByRole('heading', { name: building, exact: true })).toBeVisible()
  await phone.getByRole('tab', { name: business, exact: true }).click()
  await expect(phone.getByRole('heading', { name: business, exact: true })).toBeVisible()
  await expect(phone.getByText(/^Entity 99100004, EUID EU99100042\./)).toBeVisible()
  await expect(phone.getByRole('img', { name: 'Code: Security code', exact: true })).toBeVisible()
  await expect(phone.getByRole('timer')).toHaveText(/^New code in \d+ s$/)

  const login = (await station.phone('blue-card')).logins.find(({ euid }) => euid === 'EU99100042')
  const message = decodeBase45(login?.request?.text.slice('MES1:'.length) ?? '')
  if (!message.ok) throw new Error('no request')
  const { gateway } = await enrolAt(inBrowser.sandbox())
  const done = await gateway.identity.performAct({
    act: '01990000-0000-7000-8000-00000000e2e1',
    reading: READING_OF_ACT['security-code'],
    place: 'counter',
    person: { by: 'document-check', papers: { kind: 'blue-card', number: '99000017' } },
    what: { kind: 'security-code', entity: '99100004', request: Buffer.from(message.bytes).toString('base64') },
  })
  expect(done).toMatchObject({ ok: true, answer: { state: 'done' } })
  gateway.close()
  await expect(phone.getByText('The security code is on', { exact: true })).toBeVisible()
  await expect(phone.getByText(/^For 測試個人企業主 \(99100004\)\./)).toBeVisible()
  await phone.getByRole('tab', { name: building, exact: true }).click()
  await expect(phone.getByRole('img', { name: 'Code: Security code', exact: true })).toBeVisible()
  await phone.context().close()
})
