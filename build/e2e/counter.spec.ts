import type { Page } from 'playwright/test'
import { keyboardAt } from './pace.ts'
import { expect, scan, scanByKeyboard, test } from './station.ts'

/** By keyboard alone. */
async function signInByKeyboard(counter: Page): Promise<void> {
  await counter.getByRole('button', { name: 'English', exact: true }).click()
  await counter.getByRole('button', { name: /^Sign in as training clerk/ }).focus()
  await keyboardAt(counter).press('Enter')
  await expect(counter.getByText('Choose the service first', { exact: true })).toBeVisible()
}

test.describe('the counter', () => {
  test.beforeEach(async ({ counter }) => signInByKeyboard(counter))

  test('shows the person, masked until shown, when a clerk scans an eID by keyboard alone', async ({
    station,
    counter,
  }) => {
    const phone = await station.phone('two-cars')
    await keyboardAt(counter).press('1')
    await scan(counter, phone.eid.text ?? '')
    const person = counter.getByRole('region', { name: 'Person', exact: true })
    await expect(person).toContainText(phone.nameChinese)
    await expect(person).toContainText('9••••••(•)')
    await expect(person).not.toContainText('9900000')
    await expect(person).toContainText('checked live')
    await keyboardAt(counter).press('Alt+v')
    await expect(person).toContainText('9900000(1)')
    await keyboardAt(counter).press('Escape')
    await expect(counter.getByText('No person at the desk', { exact: true })).toBeVisible()
    await expect(counter.locator('body')).not.toContainText(phone.nameChinese)
  })

  test('keeps a scan out of the field that has the focus', async ({ station, counter }) => {
    const phone = await station.phone('mother')
    await keyboardAt(counter).press('1')
    await keyboardAt(counter).press('F2')
    const omnibox = counter.getByRole('textbox')
    await expect(omnibox).toBeFocused()
    await scanByKeyboard(counter, phone.eid.text ?? '')
    await expect(counter.getByRole('region', { name: 'Person', exact: true })).toContainText(phone.nameChinese)
    await expect(omnibox).toHaveValue('')
    await keyboardAt(counter).press('Escape')
  })

  test('refuses the same code a second time', async ({ station, counter }) => {
    const text = (await station.phone('guardian')).eid.text ?? ''
    await keyboardAt(counter).press('1')
    await scan(counter, text)
    await expect(counter.getByRole('region', { name: 'Person', exact: true })).toBeVisible()
    await keyboardAt(counter).press('Escape')
    await scan(counter, text)
    await expect(counter.getByRole('alert')).toContainText('Code already used')
  })

  test('refuses an eID whose binding has ended', async ({ station, counter }) => {
    await keyboardAt(counter).press('1')
    await scan(counter, (await station.phone('cancelled-card')).eid.text ?? '')
    await expect(counter.getByRole('alert')).toContainText('eID unbound')
  })

  test('asks for the service first when an eID is scanned before one is chosen', async ({ station, counter }) => {
    await scan(counter, (await station.phone('fleet')).eid.text ?? '')
    await expect(counter.getByRole('alert')).toBeVisible()
  })

  test('signs out and clears the person', async ({ station, counter }) => {
    const phone = await station.phone('elderly')
    await keyboardAt(counter).press('1')
    await scan(counter, phone.eid.text ?? '')
    await expect(counter.getByRole('region', { name: 'Person', exact: true })).toContainText(phone.nameChinese)
    await keyboardAt(counter).press('Alt+q')
    await expect(counter.getByRole('button', { name: /^Sign in as training clerk/ })).toBeVisible()
    await expect(counter.locator('body')).not.toContainText(phone.nameChinese)
  })
})
