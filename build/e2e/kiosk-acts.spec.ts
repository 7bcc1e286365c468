import type { Page } from 'playwright/test'
import { digitsOfResident } from '../twins/digits.ts'
import { leaveAct } from './kiosk-act-screens.ts'
import { countTouches, residentAt } from './resident.ts'
import { expect, test, type TestStation } from './station.ts'

/** How many touches a binding takes at most, from home to bound, besides card, finger and number (experience.md). */
const MOST_TOUCHES = 5

/** Somebody at the kiosk in English who has a card, a finger and a phone. */
function personAt(page: Page, station: TestStation) {
  const at = residentAt(page, station)
  const asked = (title: string) => page.getByRole('heading', { name: title, exact: true })
  return {
    ...at,
    asked,
    async identify(resident: string): Promise<void> {
      await expect(asked('Put your ID card in')).toBeVisible()
      await station.order({ do: 'card-reader.resident', resident })
      await expect(asked('Lay your index finger on the sensor')).toBeVisible()
      await station.order({ do: 'fingerprint.finger', to: 'owner' })
    },
    async typeNumberOf(resident: string): Promise<string> {
      await expect(asked('Type the binding number')).toBeVisible()
      const { bindingNumber } = await station.phone(resident)
      await at.type(bindingNumber?.number ?? '')
      await at.press('Next')
      return bindingNumber?.number ?? ''
    },
    async typeDigitsOf(resident: string): Promise<string> {
      await expect(asked('Type the last four digits of your ID number')).toBeVisible()
      await at.type(digitsOfResident(resident))
      await at.press('Next')
      return digitsOfResident(resident)
    },
    async takeCardAndLeave(): Promise<void> {
      await station.order({ do: 'fingerprint.finger', to: 'none' })
      await station.order({ do: 'card-reader.card', to: 'out' })
      await at.press('Done, leave')
      await expect(page.getByText('Nothing of yours is left here', { exact: true })).toBeVisible()
      await at.press('Start')
      await at.speakEnglish()
    },
  }
}

/** All that the page holds: what it shows, its stores, and what a browser keeps. */
const heldBy = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const app: unknown = document.querySelector('#app')
    const { $pinia } = (
      app as { __vue_app__: { config: { globalProperties: Record<string, { state: { value: unknown } }> } } }
    ).__vue_app__.config.globalProperties
    const stores = JSON.stringify($pinia?.state.value)
    return [
      document.documentElement.outerHTML,
      stores,
      JSON.stringify(localStorage),
      JSON.stringify(sessionStorage),
    ].join()
  })

test.describe('an act on identity at the kiosk', () => {
  test.beforeEach(async ({ station, kiosk }) => {
    await station.train('reset')
    await station.train('faults', { clear: true })
    await residentAt(kiosk, station).speakEnglish()
  })
  test.afterEach(({ station, kiosk }) => leaveAct(kiosk, station))

  test('binds one twin and then the other in few touches, with nothing of the first left', async ({
    station,
    kiosk,
  }) => {
    const at = personAt(kiosk, station)
    const first = await station.phone('twin-one')
    const touches = await countTouches(kiosk)
    await at.press(/^Bind an eID/)
    await at.identify('twin-one')
    const number = await at.typeNumberOf('twin-one')
    const digits = await at.typeDigitsOf('twin-one')
    await expect(at.asked('Bind it to this phone?')).toBeVisible()
    await expect(at.task).toContainText(first.nameChinese)
    await expect(at.task).toContainText('000(5)')
    await expect(at.task.getByRole('img', { name: 'Portrait on the card', exact: true })).toBeVisible()
    await at.press('Bind')
    await expect(at.asked('It is bound')).toBeVisible()
    const count = (await touches()) - number.length - digits.length
    process.stdout.write(
      `kiosk: binding an eID: ${String(count)} touches from home to bound besides card, finger and number (at most ` +
        `${String(MOST_TOUCHES)})\n`,
    )
    expect(count).toBeLessThanOrEqual(MOST_TOUCHES)
    await at.takeCardAndLeave()

    const traces = [first.nameChinese, first.nameForeign, number, '0005', '000(5)', 'image/jpeg']
    const found = async () => {
      const held = await heldBy(kiosk)
      return traces.filter((trace) => held.includes(trace))
    }
    await at.press(/^Bind an eID/)
    expect(await found()).toEqual([])
    await at.identify('twin-two')
    await expect(at.asked('Type the binding number')).toBeVisible()
    const second = await station.phone('twin-two')
    const foundOfFirst = async () => (await found()).filter((trace) => trace !== 'image/jpeg')
    expect(await foundOfFirst()).toEqual([])
    await at.typeNumberOf('twin-two')
    await at.typeDigitsOf('twin-two')
    await expect(at.task).toContainText(second.nameChinese)
    await expect(at.task).toContainText('000(6)')
    expect(await foundOfFirst()).toEqual([])
    await at.press('Bind')
    await expect(at.asked('It is bound')).toBeVisible()
    expect(await foundOfFirst()).toEqual([])
    await at.takeCardAndLeave()
    expect(await heldBy(kiosk)).not.toContain(second.nameChinese)
    expect((await station.phone('twin-one')).eid.text).toBeDefined()
    expect((await station.phone('twin-two')).eid.text).toBeDefined()
  })

  test("refuses one twin's number with the other's card in words that say so, and binds nothing", async ({
    station,
    kiosk,
  }) => {
    const at = personAt(kiosk, station)
    await at.press(/^Bind an eID/)
    await at.identify('twin-one')
    await at.typeNumberOf('twin-two')
    const refusal = kiosk.getByRole('alert')
    await expect(refusal).toContainText('The number and the card aren’t the same person’s')
    await expect(refusal).toContainText('Nothing was bound')
    await expect(refusal).toContainText('easily swapped')
    await at.press('Type it again')
    await expect(at.asked('Type the binding number')).toBeVisible()
    expect((await station.phone('twin-two')).eid.text).toBeUndefined()
  })

  test('takes the number as a scanned code, and says when another code is scanned', async ({ station, kiosk }) => {
    const at = personAt(kiosk, station)
    await at.press(/^Bind an eID/)
    await at.identify('twin-one')
    await expect(at.asked('Type the binding number')).toBeVisible()
    await at.scan((await station.phone('two-cars')).wallet.text)
    await expect(kiosk.getByText('A binding number’s code is needed here', { exact: true })).toBeVisible()
    await at.scan((await station.phone('twin-one')).bindingNumber?.text ?? '')
    await at.typeDigitsOf('twin-one')
    await expect(at.asked('Bind it to this phone?')).toBeVisible()
    await at.press('Back')
    await expect(at.asked('Type the binding number')).toBeVisible()
  })

  test("binds a child's eID with a parent's card and finger", async ({ station, kiosk }) => {
    const at = personAt(kiosk, station)
    await at.press(/^Bind an eID/)
    await station.order({ do: 'card-reader.resident', resident: 'child-one' })
    await expect(at.asked('Take the child’s card out')).toBeVisible()
    await station.order({ do: 'card-reader.card', to: 'out' })
    await expect(at.asked('Now the parent’s or guardian’s card')).toBeVisible()
    await station.order({ do: 'card-reader.resident', resident: 'mother' })
    await expect(at.asked('Parent or guardian: your index finger, please')).toBeVisible()
    await station.order({ do: 'fingerprint.finger', to: 'owner' })
    await expect(at.asked('Type the binding number')).toBeVisible()
  })

  test('freezes a lost phone, and ends it for good once that was confirmed', async ({ station, kiosk }) => {
    const at = personAt(kiosk, station)
    await at.press(/^Lost or changed phone/)
    await at.identify('two-cars')
    await at.press(/^It is lost/)
    await expect(at.asked('Freeze it now?')).toBeVisible()
    await at.press('Freeze')
    await expect(at.asked('It is frozen')).toBeVisible()
    await expect(kiosk.getByRole('img', { name: 'Code to lift the freeze', exact: true })).toBeVisible()
    await at.press('End it for good now')
    await expect(at.asked('End it for good now?')).toBeVisible()
    await at.press('End it for good')
    await expect(at.asked('It has ended')).toBeVisible()
    await expect(kiosk.getByRole('img', { name: 'Code to lift the freeze', exact: true })).toBeHidden()
  })

  test('ends with the card that is pulled, and nothing happens', async ({ station, kiosk }) => {
    const at = personAt(kiosk, station)
    await at.press(/^Bind an eID/)
    await at.identify('twin-one')
    await expect(at.asked('Type the binding number')).toBeVisible()
    await station.order({ do: 'card-reader.card', to: 'out' })
    await expect(kiosk.getByRole('alert')).toBeVisible()
    await expect(at.task).not.toContainText((await station.phone('twin-one')).nameChinese)
    await at.press('Start again')
    await expect(at.asked('Put your ID card in')).toBeVisible()
  })

  test('says that an outcome is not known, and shows it once it is', async ({ station, kiosk }) => {
    const at = personAt(kiosk, station)
    await station.train('faults', {
      faults: [
        { call: 'performAct', act: 'lose', times: 1_000 },
        { call: 'settleAct', act: 'drop', times: 1_000 },
      ],
    })
    await at.press(/^Bind an eID/)
    await at.identify('twin-one')
    await at.typeNumberOf('twin-one')
    await at.typeDigitsOf('twin-one')
    await at.press('Bind')
    await expect(at.asked('The outcome isn’t known yet')).toBeVisible()
    await station.train('faults', { clear: true })
    await expect(at.asked('It is bound')).toBeVisible()
  })

  test('is shown again after a reload of the page', async ({ station, kiosk }) => {
    const at = personAt(kiosk, station)
    await at.press(/^Bind an eID/)
    await at.identify('twin-one')
    await expect(at.asked('Type the binding number')).toBeVisible()
    await kiosk.reload()
    await expect(at.asked('Type the binding number')).toBeVisible()
  })

  test('is not begun where no card can be read, and home says so', async ({ station, kiosk }) => {
    await station.order({ do: 'card-reader.line', to: 'unplugged' })
    const tile = kiosk.getByRole('button', { name: /^Bind an eID/ })
    await expect(tile).toHaveAttribute('aria-disabled', 'true')
    await expect(tile).toContainText('ID cards and fingers can’t be read here just now.')
    await station.order({ do: 'card-reader.line', to: 'plugged' })
    await expect(tile).not.toHaveAttribute('aria-disabled')
  })
})
