import { StatementSync, type SQLInputValue, type StatementResultingChanges } from 'node:sqlite'
import type { Page } from 'playwright/test'
import { startTestStation } from './browser-station.ts'
import { clerkAt } from './clerk.ts'
import { keyboardAt } from './pace.ts'
import { expect, test } from './station.ts'

/**
 * Has every entry of this kind fail as on a broken disk, until `mend` is called. It works since the station runs in
 * this process.
 */
function breakDisk(kind: string): { mend(): void } {
  const run: (this: StatementSync, ...values: SQLInputValue[]) => StatementResultingChanges =
    StatementSync.prototype.run
  Object.assign(StatementSync.prototype, {
    run(this: StatementSync, ...values: SQLInputValue[]) {
      if (values.includes(kind)) throw Object.assign(new Error('the disk'), { code: 'ERR_SQLITE_ERROR', errcode: 10 })
      return run.apply(this, values)
    },
  })
  return { mend: () => void Object.assign(StatementSync.prototype, { run }) }
}

test('the clerk is asked first whether open cash was taken, and then prints its receipt', async ({ browser }) => {
  const open = async ({ shell }: Awaited<ReturnType<typeof startTestStation>>): Promise<Page> => {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-HK' })).newPage()
    await page.goto(shell.address('counter', 'printed'))
    return page
  }
  const disk = breakDisk('payment-committed')
  const broken = await startTestStation()
  const before = await open(broken)
  const clerk = clerkAt(before)
  await clerk.open()
  await clerk.find('MT-00-26', '0022')
  await expect(clerk.line(/MT-00-26/)).toBeChecked()
  await clerk.press('Enter')
  await expect(clerk.basket.getByRole('button', { name: /Cash/ })).toBeVisible()
  await clerk.payCash('900')
  await expect.poll(() => broken.log()).toContain('ERR_SQLITE_ERROR')
  await expect(before.getByRole('heading', { name: 'Paid', exact: true })).toHaveCount(0)
  await broken.close('keep')
  await before.context().close()
  disk.mend()

  const second = await startTestStation(broken.folder)
  const after = await open(second)
  const again = clerkAt(after)
  await after.getByRole('button', { name: 'English', exact: true }).click()
  await keyboardAt(after).press('Enter')
  await expect(after.getByRole('heading', { name: 'Was this cash taken?', exact: true })).toBeVisible()
  for (const amount of ['850.00', '900.00']) await expect(again.task).toContainText(amount)
  await expect(again.task).toContainText('MT-00-26')
  // The foot shows one more sentence, and still pushes nothing out of the window.
  for (const language of ['Português', 'English']) {
    await after.getByRole('button', { name: language, exact: true }).click()
    expect(
      await after.getByRole('contentinfo').evaluate((foot) => foot.scrollWidth - foot.clientWidth),
      language,
    ).toBeLessThanOrEqual(0)
  }
  // Nothing else can be begun before that is answered.
  await again.lookUp('MT-00-01 0001')
  await expect(after.getByRole('heading', { name: 'Was this cash taken?', exact: true })).toBeVisible()
  await again.press('Escape', '1')
  await expect(after.getByRole('heading', { name: 'Paid', exact: true })).toBeVisible()
  await expect(again.task).toContainText('50.00')
  await again.press('Enter')
  await expect(after.getByText(/Give the receipt to the payer\.$/)).toBeVisible()
  await again.press('Escape')
  expect(await again.takenInCash()).toBe(850)
  await after.context().close()
  await second.close()
})

test('the drawer opens when cash was taken, and the clerk hears when it does not', async ({ station, counter }) => {
  const clerk = clerkAt(counter)
  await clerk.open()
  const before = await station.drawerOpened()
  const pay = async (plate: string, proof: string) => {
    await clerk.find(plate, proof)
    await expect(clerk.line(new RegExp(plate))).toBeChecked()
    await clerk.press('Enter')
    await expect(clerk.basket.getByRole('button', { name: /Cash/ })).toBeVisible()
    await clerk.payCash('1000')
    await expect(counter.getByRole('heading', { name: 'Paid', exact: true })).toBeVisible()
  }
  await pay('MT-00-26', '0022')
  await expect.poll(() => station.drawerOpened()).toBe(before + 1)
  await expect(clerk.task).not.toContainText('The drawer didn’t open')
  await clerk.press('Escape')
  await station.train('reset')
  await station.order({ do: 'cash-drawer.line', to: 'unplugged' })
  await pay('MT-00-26', '0022')
  await expect(clerk.task).toContainText('The drawer didn’t open')
  await station.order({ do: 'cash-drawer.line', to: 'plugged' })
  expect(await station.drawerOpened()).toBe(before + 1)
})
