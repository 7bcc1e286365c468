import { expect, type Page } from 'playwright/test'
import { handAt } from './pace.ts'

/** A clerk at the counter, hands on the keyboard: nothing here touches the mouse. */
export function clerkAt(page: Page) {
  const { press, type } = handAt(page)

  return {
    press,
    type,
    /** Signs in as the training clerk and has the desk speak English, by the keys alone. */
    async open(): Promise<void> {
      await expect(page.getByRole('main')).toBeVisible()
      await expect(page.locator(':focus')).toContainText('Enter')
      await press('Enter')
      await expect(page.getByRole('radio').first()).toBeVisible()
      for (let tabs = 0; tabs < 40; tabs++) {
        await press('Tab')
        if ((await page.locator(':focus').textContent()) === 'English') break
      }
      await press('Enter')
      await expect(page.getByText('Choose the service first', { exact: true })).toBeVisible()
      // The desk takes the keys back.
      await press('F2')
      await expect(page.getByRole('textbox')).toBeFocused()
      await press('Escape')
    },
    /** A plate, number or text into the one field. */
    async lookUp(text: string): Promise<void> {
      await press('F2')
      await type(text)
      await press('Enter')
    },
    /** A plate and its proof. */
    async find(plate: string, proof: string): Promise<void> {
      await press('F2')
      await type(plate)
      await press('Enter')
      await expect(page.getByRole('textbox', { name: 'Four characters as proof', exact: true })).toBeFocused()
      await type(proof)
      await press('Enter')
    },
    /** What the day's takings say of cash, in patacas. */
    async takenInCash(): Promise<number> {
      await press('F9')
      const amount = await page.getByRole('row', { name: /Cash/ }).getByRole('cell').last().textContent()
      await press('Escape')
      return Number(amount?.replace(/[^\d.]/g, ''))
    },
    line: (name: RegExp) => page.getByRole('checkbox', { name, exact: true }),
    /** The middle of the desk, where the task is. */
    task: page.getByRole('main'),
    basket: page.getByRole('complementary').last(),
  }
}
