import type { Locator, Page } from 'playwright/test'
import { scan, type TestStation } from './station.ts'

/** A resident at a kiosk in English, who touches, types and scans. */
export function residentAt(page: Page, station: TestStation) {
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: typeof name === 'string' })
  const press = (name: string | RegExp): Promise<void> => button(name).click()
  const task = page.getByRole('main')
  const proofAsked = page.getByRole('heading', { name: 'The last four characters', exact: true })

  /** Types with the keys on the screen. */
  async function type(text: string): Promise<void> {
    for (const key of text) await task.getByRole('button', { name: key, exact: true }).click()
  }

  return {
    task,
    proofAsked,
    button,
    press,
    type,
    line: (plate: RegExp): Locator => page.getByRole('checkbox', { name: plate, exact: true }),
    speakEnglish: () => press('English'),
    /** Starts at home and scans a resident's eID, which finds all their vehicles. */
    async showEid(resident: string): Promise<void> {
      await press(/^Vehicle tax/)
      await scan(page, (await station.phone(resident)).eid.text ?? '')
    },
    /** Starts at home and types a plate and the proof. */
    async typePlate(plate: string, proof: string): Promise<void> {
      await press(/^Vehicle tax/)
      await press(/Type a number plate/)
      await type(plate)
      await press('Next')
      await proofAsked.waitFor()
      await type(proof)
      await press('Look it up')
    },
    /** Starts at home and types the number of a fine or a slip. */
    async typeNumber(what: 'fine' | 'slip', number: string): Promise<void> {
      await press(/^Fines and slips/)
      await press(what === 'fine' ? /Type the number of a fine/ : /Type the number of a slip/)
      await type(number)
      await press('Look it up')
    },
    async showWallet(resident: string): Promise<void> {
      await scan(page, (await station.phone(resident)).wallet.text)
    },
    /** Scans any code. */
    scan: (text: string): Promise<void> => scan(page, text),
    paid: page.getByRole('heading', { name: 'Paid. Thank you', exact: true }),
  }
}

/** Begins to count the touches on a page. Answers the function that reads the count. */
export async function countTouches(page: Page): Promise<() => Promise<number>> {
  const counted = await page.evaluateHandle(() => {
    const count = { touches: 0 }
    window.addEventListener('pointerdown', () => void (count.touches += 1), { capture: true })
    return count
  })
  return () => counted.evaluate(({ touches }) => touches)
}
