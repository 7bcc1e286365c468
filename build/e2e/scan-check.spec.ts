import { clerkAt } from './clerk.ts'
import { codeOnScreen } from './counter-screens.ts'
import { expect, scanByKeyboard, test } from './station.ts'

test('a clerk checks scanners of both kinds in the middle of a basket, and goes on with it', async ({
  counter,
  station,
}) => {
  const desk = clerkAt(counter)
  await desk.open()
  await desk.find('MT-00-26', '0022')
  const lines = counter.locator('main [data-row]')
  await expect(lines.first()).toBeVisible()
  const basket = await lines.allTextContents()

  await desk.press('F10')
  await expect(counter.locator('section.device').first()).toBeVisible()
  await desk.press('c')
  await expect(counter.getByRole('img', { name: 'Check code for a scanner', exact: true })).toBeVisible()
  await scanByKeyboard(counter, await codeOnScreen(counter))
  await expect(desk.task.getByRole('status')).toContainText('The code came whole')
  await expect(desk.task).toContainText('Way: keys that this page caught')
  await expect(desk.task).toContainText('Read at the counter')

  await desk.press('Enter')
  await expect(counter.getByRole('img', { name: 'Check code for a scanner', exact: true })).toBeVisible()
  // Somebody holds their phone to the scanner meanwhile.
  const eid = (await station.phone('two-cars')).eid.text ?? ''
  await station.order({ do: 'scanner.scan', data: Buffer.from(eid).toString('base64') })
  await expect(desk.task.getByRole('alert')).toContainText('That was another code')
  const text = await codeOnScreen(counter)
  await station.order({ do: 'scanner.scan', data: Buffer.from(text).toString('base64') })
  await expect(desk.task).toContainText('Way: the station’s own scanner in HID POS mode')
  await expect(desk.task).toContainText('There is nothing to do.')

  await desk.press('Escape')
  await expect(counter.locator('section.device').first()).toBeVisible()
  await desk.press('Escape')
  await expect(lines).toHaveText(basket)
  await expect(counter.getByRole('complementary').first()).not.toContainText('TESTE')
})
