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
