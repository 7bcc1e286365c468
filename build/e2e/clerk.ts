import { expect, type Page } from 'playwright/test'
import { keyboardAt } from './pace.ts'

/** A clerk at the counter who uses only the keyboard. */
export function clerkAt(page: Page) {
  const { press, type } = keyboardAt(page)

  return {
    press,
    type,
    /** Signs in as the training clerk, or by another key as its supervisor, and switches the desk to English. */
    async open(key: 'Enter' | 'F3' = 'Enter'): Promise<void> {
      await expect(page.getByRole('main')).toBeVisible()
      await expect(page.locator(':focus')).toContainText('Enter')
      await press(key)
      await expect(page.getByRole('radio').first()).toBeVisible()
      for (let tabs = 0; tabs < 40; tabs++) {
        await press('Tab')
        if ((await page.locator(':focus').textContent()) === 'English') break
      }
      await press('Enter')
      await expect(page.getByText('Choose the service first', { exact: true })).toBeVisible()
      // F2 moves the focus from the language button back to the desk.
      await press('F2')
      await expect(page.getByRole('textbox')).toBeFocused()
      await press('Escape')
    },
    /** Types a plate, number or text into the desk's field and looks it up. */
    async lookUp(text: string): Promise<void> {
      await press('F2')
      await type(text)
      await press('Enter')
    },
    /** Finds a vehicle by its plate and the proof. */
    async find(plate: string, proof: string): Promise<void> {
      await press('F2')
      await type(plate)
      await press('Enter')
      await expect(page.getByRole('textbox', { name: 'Four characters as proof', exact: true })).toBeFocused()
      await type(proof)
      await press('Enter')
    },
    /**
     * Chooses cash, types what was handed over in patacas, reads what is shown of it, and takes it. An Enter before the
     * change is on the screen would be passed over, as it has to be.
     */
    async payCash(given: string): Promise<void> {
      const field = page.getByRole('main').getByRole('textbox')
      await press('4')
      await expect(field).toBeFocused()
      await type(given)
      await expect(field).toHaveValue(given)
      await press('Enter')
    },
    /** Reads the cash in the day's takings, in patacas. */
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
