import type { Page } from 'playwright/test'
import type { KeypadKey } from '../../hardware/keypad/port.ts'
import type { InBrowser } from './driven-station.ts'
import { expect, test } from './station.ts'

/** The words of what has the focus; none where nothing has it. */
const wordsInFocus = (kiosk: Page) =>
  kiosk.evaluate(() => {
    const { activeElement, body } = document
    return activeElement instanceof HTMLElement && activeElement !== body ? activeElement.innerText.trim() : ''
  })

/** Presses a key until the words have the focus; each press is waited for, as a person listens to where they are. */
async function walkTo(kiosk: Page, { keypad }: InBrowser, words: RegExp, key: KeypadKey): Promise<void> {
  const places = await kiosk.locator('button:visible').count()
  for (let pressed = 0; pressed <= places; pressed++) {
    if (words.test(await wordsInFocus(kiosk))) return
    const before = await kiosk.evaluateHandle(() => document.activeElement)
    expect(keypad.press(key)).toBe(true)
    await expect.poll(() => kiosk.evaluate((element) => document.activeElement !== element, before)).toBe(true)
  }
  throw new Error(`Nothing on the screen that says ${String(words)} can be reached.`)
}

test('a resident gets from home to typing a plate, and back, by the keypad alone', async ({ kiosk, inBrowser }) => {
  const { keypad } = inBrowser
  const press = (key: KeypadKey) => expect(keypad.press(key)).toBe(true)
  await expect(kiosk.getByRole('heading', { level: 1 })).toBeVisible()
  await walkTo(kiosk, inBrowser, /^English$/, 'up')
  press('select')
  await expect(kiosk.getByRole('button', { name: /^Hold a code to the scanner/ })).toBeVisible()
  await walkTo(kiosk, inBrowser, /^Vehicle tax/, 'down')
  await expect(kiosk.locator(':focus')).toHaveCSS('outline-style', 'solid')
  press('select')
  await expect(kiosk.getByRole('button', { name: 'Back', exact: true })).toBeVisible()
  await expect(kiosk.getByRole('heading', { level: 1 })).toBeFocused()

  await walkTo(kiosk, inBrowser, /^Type a number plate/, 'right')
  press('select')
  await expect(kiosk.getByRole('heading', { level: 1 })).toContainText(/plate/i)
  await walkTo(kiosk, inBrowser, /^M$/, 'down')
  press('select')
  press('select')
  await expect(kiosk.getByRole('main')).toContainText('MM')

  await walkTo(kiosk, inBrowser, /^Cancel$/, 'up')
  press('select')
  await expect(kiosk.getByText('Nothing of yours is left here', { exact: true })).toBeVisible()
})

test('the keypad says that a screen can not be read aloud, and does nothing while it is unplugged', async ({
  kiosk,
  inBrowser,
}) => {
  const { keypad } = inBrowser
  await kiosk.getByRole('button', { name: 'English', exact: true }).click()
  await expect(kiosk.getByRole('button', { name: /^Hold a code to the scanner/ })).toBeVisible()
  keypad.press('help')
  await expect(kiosk.getByText(/no voice for this language/)).toBeVisible()
  keypad.unplug()
  expect(keypad.press('select')).toBe(false)
  keypad.replug()
  await walkTo(kiosk, inBrowser, /^My eID/, 'down')
})
