import type { Page } from 'playwright/test'
import { KEYPAD_KEYS, type KeypadKey } from '../../hardware/keypad/port.ts'
import { digitsOfResident } from '../twins/digits.ts'
import { clerkAt } from './clerk.ts'
import type { TestStation } from './driven-station.ts'
import { residentAt } from './resident.ts'
import { expect, test } from './station.ts'

const pressAt = (station: TestStation, key: KeypadKey) => station.order({ do: 'keypad.press', to: key })

/** The words of what has the focus; none where nothing has it. */
const wordsInFocus = (kiosk: Page) =>
  kiosk.evaluate(() => {
    const { activeElement, body } = document
    return activeElement instanceof HTMLElement && activeElement !== body ? activeElement.innerText.trim() : ''
  })

/** Whether a button on the screen says these words. */
const isOnScreen = (kiosk: Page, { source, flags }: RegExp) =>
  kiosk.evaluate(
    ([pattern, how]) =>
      [...document.querySelectorAll('button')].some(
        (button) => button.checkVisibility() && new RegExp(pattern, how).test(button.innerText.trim()),
      ),
    [source, flags] as const,
  )

/**
 * Presses a key until the words have the focus, once they are on the screen; each press is waited for, as a person
 * listens to where they are.
 */
async function walkTo(kiosk: Page, station: TestStation, words: RegExp, key: KeypadKey): Promise<void> {
  await expect.poll(() => isOnScreen(kiosk, words)).toBe(true)
  const places = await kiosk.locator('button:visible').count()
  for (let pressed = 0; pressed <= places; pressed++) {
    if (words.test(await wordsInFocus(kiosk))) return
    const before = await kiosk.evaluateHandle(() => document.activeElement)
    await pressAt(station, key)
    await expect.poll(() => kiosk.evaluate((element) => document.activeElement !== element, before)).toBe(true)
  }
  throw new Error(`Nothing on the screen that says ${String(words)} can be reached.`)
}

test('a resident gets from home to typing a plate, and back, by the keypad alone', async ({ kiosk, station }) => {
  const press = (key: KeypadKey) => pressAt(station, key)
  // The page takes keys once its link is open: until then its one-moment plate covers what could be touched.
  await kiosk.getByRole('button', { name: 'English', exact: true }).click({ trial: true })
  await walkTo(kiosk, station, /^English$/, 'up')
  await press('select')
  await expect(kiosk.getByRole('button', { name: /^Hold a code to the scanner/ })).toBeVisible()
  await walkTo(kiosk, station, /^Vehicle tax/, 'down')
  await expect(kiosk.locator(':focus')).toHaveCSS('outline-style', 'solid')
  await press('select')
  await expect(kiosk.getByRole('button', { name: 'Back', exact: true })).toBeVisible()
  await expect(kiosk.getByRole('heading', { level: 1 })).toBeFocused()

  await walkTo(kiosk, station, /^Type a number plate/, 'right')
  await press('select')
  await expect(kiosk.getByRole('heading', { level: 1 })).toContainText(/plate/i)
  await walkTo(kiosk, station, /^M$/, 'down')
  await press('select')
  await press('select')
  await expect(kiosk.getByRole('main')).toContainText('MM')

  await walkTo(kiosk, station, /^Cancel$/, 'up')
  await press('select')
  await expect(kiosk.getByText('Nothing of yours is left here', { exact: true })).toBeVisible()
})

/** Loads a page anew with an English voice that keeps what it was told to read. Answers what it was told last. */
async function giveVoice(kiosk: Page): Promise<() => Promise<string>> {
  await kiosk.addInitScript(() => {
    class Utterance {
      voice = null
      readonly text: string
      constructor(text: string) {
        this.text = text
      }
    }
    const said: string[] = []
    const listeners = new EventTarget()
    const synthesis = Object.assign(listeners, {
      said,
      getVoices: () => [{ lang: 'en-GB' }],
      cancel: () => undefined,
      speak: ({ text }: Utterance) => void said.push(text),
    })
    Object.assign(window, { SpeechSynthesisUtterance: Utterance })
    Object.defineProperty(window, 'speechSynthesis', { value: synthesis })
  })
  await kiosk.reload()
  return () =>
    kiosk.evaluate(() => (window.speechSynthesis as unknown as { said: readonly string[] }).said.at(-1) ?? '')
}

test('a resident binds an eID by the keypad alone, and hears for whom and to which phone', async ({
  kiosk,
  station,
}) => {
  const press = (key: KeypadKey) => pressAt(station, key)
  const choose = async (words: RegExp, key: KeypadKey) => {
    await walkTo(kiosk, station, words, key)
    await press('select')
  }
  const asked = (title: string) => expect(kiosk.getByRole('heading', { name: title, exact: true })).toBeFocused()
  const typeDigits = async (digits: string) => {
    let at = 0
    for (const digit of digits) {
      const place = Number(digit) === 0 ? 10 : Number(digit)
      if (place === at) await press('select')
      else await choose(new RegExp(`^${digit}$`), place > at ? 'down' : 'up')
      at = place
    }
    await choose(/^Next$/, 'down')
  }
  const { nameChinese, nameForeign, bindingNumber } = await station.phone('twin-one')
  const heard = await giveVoice(kiosk)
  await kiosk.getByRole('button', { name: 'English', exact: true }).click({ trial: true })

  await choose(/^English$/, 'up')
  await choose(/^Bind an eID/, 'down')
  await asked('Put your ID card in')
  await station.order({ do: 'card-reader.resident', resident: 'twin-one' })
  await asked('Lay your index finger on the sensor')
  await press('help')
  await expect.poll(heard).toContain('Lay your index finger on the sensor')
  await station.order({ do: 'fingerprint.finger', to: 'owner' })
  await asked('Type the binding number')
  await typeDigits(bindingNumber?.number ?? '')
  await asked('Type the last four digits of your ID number')
  await typeDigits(digitsOfResident('twin-one'))
  await asked('Bind it to this phone?')
  await press('help')
  await expect.poll(heard).toContain('Bind it to this phone?')
  for (const words of [nameChinese, nameForeign, /End of the ID number\s+0, 0, 0, 5\s/, /number ending in \d+/])
    expect(await heard()).toMatch(words)
  expect(await heard()).not.toContain('000(5)')
  await choose(/^Back$/, 'down')
  await asked('Type the binding number')
})

test('the keypad says that a screen can not be read aloud, and does nothing while it is unplugged', async ({
  kiosk,
  station,
}) => {
  await kiosk.getByRole('button', { name: 'English', exact: true }).click()
  await expect(kiosk.getByRole('button', { name: /^Hold a code to the scanner/ })).toBeVisible()
  await pressAt(station, 'help')
  await expect(kiosk.getByText(/no voice for this language/)).toBeVisible()
  await walkTo(kiosk, station, /^Vehicle tax/, 'down')
  await station.order({ do: 'keypad.line', to: 'unplugged' })
  await pressAt(station, 'down')
  await station.order({ do: 'keypad.line', to: 'plugged' })
  await pressAt(station, 'up')
  await expect.poll(() => wordsInFocus(kiosk)).not.toMatch(/^Vehicle tax/)
  await pressAt(station, 'down')
  await expect.poll(() => wordsInFocus(kiosk)).toMatch(/^Vehicle tax/)
})

test('a clerk tests the keypad, whose keys do nothing at the kiosk meanwhile', async ({ kiosk, counter, station }) => {
  await kiosk.getByRole('button', { name: 'English', exact: true }).click()
  await walkTo(kiosk, station, /^Vehicle tax/, 'down')
  const desk = clerkAt(counter)
  await desk.open()
  await desk.press('F10')
  const keypad = counter.locator('section.device').filter({ hasText: /^Keypad/ })
  await keypad.getByRole('button', { name: /^Test/ }).click()
  await expect(keypad.getByRole('alert')).toContainText('Press each key of the kiosk’s keypad once')
  for (const key of KEYPAD_KEYS) await pressAt(station, key)
  await expect(keypad).toContainText('it heard each key')
  await expect.poll(() => wordsInFocus(kiosk)).toMatch(/^Vehicle tax/)
  await pressAt(station, 'up')
  await expect.poll(() => wordsInFocus(kiosk)).not.toMatch(/^Vehicle tax/)
})

test('the keypad begins at the title of each question, as well where one follows another on one page', async ({
  kiosk,
  station,
}) => {
  const at = residentAt(kiosk, station)
  await at.speakEnglish()
  await at.press(/^Vehicle tax/)
  await at.press(/Type a number plate/)
  await at.type('MT0026')
  await walkTo(kiosk, station, /^Next$/, 'down')
  await pressAt(station, 'select')
  await expect(at.proofAsked).toBeFocused()
  await pressAt(station, 'down')
  await expect.poll(() => kiosk.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true)
  await at.type('0022')
  await at.press('Look it up')
  await walkTo(kiosk, station, /^Pay$/, 'down')
  await pressAt(station, 'select')
  await expect(kiosk.getByRole('heading', { name: 'How would you like to pay?', exact: true })).toBeFocused()
})
