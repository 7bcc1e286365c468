import type { Page } from 'playwright/test'
import { violations } from './axe.ts'
import { keyboardAt } from './pace.ts'
import { signIn } from './screens.ts'
import { residentAt } from './resident.ts'
import { expect, test } from './station.ts'

const dockOf = (page: Page) => page.getByRole('complementary', { name: 'Trainer’s dock', exact: true })

async function openDock(page: Page): Promise<ReturnType<typeof dockOf>> {
  await page.getByRole('button', { name: 'Trainer’s dock', exact: true }).click()
  const dock = dockOf(page)
  await expect(dock.getByRole('group', { name: 'Paper', exact: true })).toBeVisible()
  return dock
}

test.afterEach(async ({ station }) => {
  await station.order({ do: 'scanner.line', to: 'plugged' })
  await station.order({ do: 'printer.paper', to: 'full' })
})

test('a trainer scans an eID at the kiosk, and pulls the scanner', async ({ station, kiosk }) => {
  await residentAt(kiosk, station).speakEnglish()
  await expect(dockOf(kiosk)).toBeHidden()
  const dock = await openDock(kiosk)
  expect(await violations(kiosk)).toEqual([])
  const phone = await station.phone('two-cars')
  await dock.getByRole('textbox').fill(phone.eid.text ?? '')
  await dock.getByRole('button', { name: 'Scan it', exact: true }).click()
  await expect(kiosk.getByRole('main')).toContainText(phone.nameChinese)
  await dock
    .getByRole('group', { name: 'Cable', exact: true })
    .first()
    .getByRole('button', { name: 'unplugged', exact: true })
    .click()
  await dock.getByRole('button', { name: 'Scan it', exact: true }).click()
  await expect(dock.getByRole('note')).toContainText('No code')
  await dock.getByRole('button', { name: 'Close', exact: true }).click()
  await expect(dock).toBeHidden()
})

test('a trainer takes the paper out at the counter, by keys alone', async ({ counter }) => {
  await signIn(counter)
  await counter.getByRole('button', { name: 'English', exact: true }).click()
  await counter.getByRole('button', { name: 'Trainer’s dock', exact: true }).focus()
  await keyboardAt(counter).press('Enter')
  const dock = dockOf(counter)
  const out = dock.getByRole('group', { name: 'Paper', exact: true }).getByRole('button', { name: 'out', exact: true })
  await out.waitFor()
  expect(await violations(counter)).toEqual([])
  for (let tabs = 0; tabs < 60 && !(await out.evaluate((one) => one === document.activeElement)); tabs += 1)
    await keyboardAt(counter).press('Tab')
  await keyboardAt(counter).press(' ')
  await expect(out).toHaveAttribute('aria-pressed', 'true')
  await expect(counter.getByRole('contentinfo')).toContainText('Receipt printer')
})

test('a trainer puts a card in, and walks the kiosk by the keypad’s keys beside it', async ({ station, kiosk }) => {
  await residentAt(kiosk, station).speakEnglish()
  const dock = await openDock(kiosk)
  const slot = dock.getByRole('definition').nth(1)
  await expect(slot).toHaveText('off')
  await dock.getByRole('button', { name: 'ID card', exact: true }).click()
  await expect(slot).toHaveText('lit')
  const keys = dock.getByRole('group', { name: 'Press a key', exact: true })
  for (let presses = 0; presses < 2; presses += 1) {
    const before = await kiosk.evaluateHandle(() => document.activeElement)
    await keys.getByRole('button', { name: 'down', exact: true }).click()
    await expect
      .poll(() =>
        kiosk.evaluate((element) => {
          const { activeElement } = document
          return activeElement !== element && activeElement?.closest('#app') !== null
        }, before),
      )
      .toBe(true)
  }
})

test('a trainer puts a resident’s card in, chosen by name', async ({ station, kiosk }) => {
  await residentAt(kiosk, station).speakEnglish()
  const dock = await openDock(kiosk)
  const slot = dock.getByRole('definition').nth(1)
  await dock.getByRole('combobox', { name: 'Whose card', exact: true }).selectOption('TESTE CINCO A 測試五甲')
  await dock.getByRole('button', { name: 'Put this card in', exact: true }).click()
  await expect(slot).toHaveText('lit')
  await expect(dock).toContainText('Done: Whose card: TESTE CINCO A 測試五甲')
  await dock.getByRole('button', { name: 'the ID card owner’s', exact: true }).click()
  await station.order({ do: 'card-reader.resident', resident: 'twin-two' })
  await expect(dock.getByRole('button', { name: 'somebody else’s', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  expect(await violations(kiosk)).toEqual([])
})
