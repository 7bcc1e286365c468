import type { Page } from 'playwright/test'
import { loadCarriedGlyphs } from '../../hardware/printer/bit-image.ts'
import { pngOf } from '../../hardware/printer/png.ts'
import { createTwinMachine } from '../../hardware/printer/twin.ts'
import { readCodes } from '../../hardware/scanner/camera/read.ts'
import { digitsOfResident } from '../twins/digits.ts'
import { violations } from './axe.ts'
import { clerkAt } from './clerk.ts'
import { leaveAct } from './kiosk-act-screens.ts'
import { countTouches, residentAt } from './resident.ts'
import { expect, scan, test, type TestStation } from './station.ts'

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
    async typeDigitsOf(resident: string, whose = 'your ID number'): Promise<string> {
      await expect(asked(`Type the last four digits of ${whose}`)).toBeVisible()
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

/** The codes on the newest paper, as a camera reads them. */
async function codesOnPaper(station: TestStation): Promise<string[]> {
  await loadCarriedGlyphs()
  const machine = createTwinMachine({ send: () => undefined, unplug: () => undefined, stall: () => undefined })
  machine.take((await station.papers()).escpos)
  const [paper] = machine.papers()
  return paper ? (await readCodes(pngOf(paper))).map(({ text }) => text) : []
}

/** The code of an act's paper, as a camera reads it from the screen. */
async function codeKept(page: Page): Promise<string> {
  const [code] = await readCodes(await page.getByRole('img', { name: 'The paper’s code', exact: true }).screenshot())
  return code?.text ?? ''
}

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
    expect(await found()).toEqual([])
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

  test('ends what was chosen of three eIDs on a stolen phone, and leaves the other', async ({ station, kiosk }) => {
    const at = personAt(kiosk, station)
    const [own, first, second] = [
      await station.phone('stolen-phone'),
      await station.phone('stolen-child-one'),
      await station.phone('stolen-child-two'),
    ]
    await at.press(/^Lost or changed phone/)
    await at.identify('stolen-phone')
    await expect(at.asked('Which should be unbound?')).toBeVisible()
    await expect(kiosk.getByRole('checkbox', { checked: true })).toHaveCount(3)
    await expect(at.line(/^測試八 ·/)).not.toContainText('You are the guardian')
    for (const child of [/^測試八甲 ·/, /^測試八乙 ·/])
      await expect(at.line(child)).toContainText('You are the guardian')
    const left = at.line(/^測試八甲 ·/)
    await left.click()
    await at.press('Next')
    await expect(at.asked('What happened to the phone?')).toBeVisible()
    await at.press('Back')
    await expect(left).not.toBeChecked()
    await at.press('Next')
    await at.press(/^It was stolen/)
    // Both are one digit away from the child who keeps theirs.
    await at.typeDigitsOf('stolen-phone')
    await at.typeDigitsOf('stolen-child-two', `the ID number of ${second.nameChinese} · ${second.nameForeign}`)
    await expect(at.asked('End it now?')).toBeVisible()
    await at.press('Back')
    await expect(left).not.toBeChecked()
    await at.press('Next')
    await at.press(/^It was stolen/)
    for (const { nameChinese } of [own, second]) await expect(at.task).toContainText(`${nameChinese} ·`)
    await expect(at.task).not.toContainText(first.nameChinese)
    await at.press('End it now')
    await expect(at.asked('It has ended')).toBeVisible()
    expect((await station.phone('stolen-child-one')).eid.text).toBeDefined()
    for (const resident of ['stolen-phone', 'stolen-child-two'])
      expect((await station.phone(resident)).eid.text, resident).toBeUndefined()
  })

  test("gives a parent who freezes a child's eID a paper, whose code a counter lifts the freeze by", async ({
    station,
    kiosk,
    counter,
  }) => {
    const at = personAt(kiosk, station)
    const child = await station.phone('child-one')
    await at.press(/^Lost or changed phone/)
    await at.identify('mother')
    await expect(at.asked('Which should be unbound?')).toBeVisible()
    await expect(kiosk.getByRole('checkbox')).toHaveCount(2)
    await at.line(/^測試六 ·/).click()
    await at.press('Next')
    await at.press(/^It is lost/)
    await at.typeDigitsOf('child-one', `the ID number of ${child.nameChinese} · ${child.nameForeign}`)
    await expect(at.asked('Freeze it now?')).toBeVisible()
    await expect(at.task).toContainText(child.nameChinese)
    await at.press('Freeze')
    await expect(at.asked('It is frozen')).toBeVisible()
    expect((await station.phone('child-one')).eid.text).toBeUndefined()
    expect((await station.phone('mother')).eid.text).toBeDefined()
    const { count } = await station.papers()
    await at.press('Print it')
    await expect(at.task).toContainText('Printed. Please take the paper.')
    expect((await station.papers()).count).toBe(count + 1)
    const printed = await codesOnPaper(station)
    await at.press('Keep it on my phone')
    const kept = await codeKept(kiosk)
    expect(kept).toMatch(/^MEU1:/)
    expect(printed).toEqual([kept])
    await at.takeCardAndLeave()
    await at.scan(kept)
    await expect(at.task).toContainText('Please take it to a DSI counter.')

    const desk = clerkAt(counter)
    const asked = (title: string) => counter.getByRole('heading', { name: title, exact: true })
    await desk.open()
    await desk.press('F7')
    await expect(asked('Ask for the ID card')).toBeVisible()
    await station.order({ do: 'card-reader.resident', resident: 'mother' })
    await expect(asked('Ask for an index finger on the sensor')).toBeVisible()
    await station.order({ do: 'fingerprint.finger', to: 'owner' })
    await expect(asked('Scan the code that lifts the freeze')).toBeVisible()
    await scan(counter, kept)
    await expect(asked('Lift the freeze?')).toBeVisible()
    await desk.press('f', 'Enter')
    await expect(asked('The freeze is lifted')).toBeVisible()
    expect((await station.phone('child-one')).eid.text).toBeDefined()
  })

  test('asks before Back forgets the card that was read, and goes a step back where there is one', async ({
    station,
    kiosk,
  }) => {
    const at = personAt(kiosk, station)
    const question = kiosk.getByRole('dialog', { name: 'Back to the first screen?', exact: true })
    await at.press(/^Bind an eID/)
    await expect(at.asked('Put your ID card in')).toBeVisible()
    await at.press('Back')
    await expect(kiosk.getByRole('heading', { name: 'Hold a code to the scanner', exact: true })).toBeVisible()
    await at.press(/^Bind an eID/)
    await station.order({ do: 'card-reader.resident', resident: 'twin-one' })
    await expect(at.asked('Lay your index finger on the sensor')).toBeVisible()
    await at.press('Back')
    await expect(question).toContainText('Nothing has been bound or changed.')
    expect(await violations(kiosk)).toEqual([])
    // The question goes with the step that it is about.
    await station.order({ do: 'fingerprint.finger', to: 'owner' })
    await expect(at.asked('Type the binding number')).toBeVisible()
    await expect(question).toBeHidden()
    await at.type('1234')
    await at.press('Back')
    await at.press('No, go on')
    await expect(question).toBeHidden()
    await expect(at.button('Back')).toBeFocused()
    await expect(at.task.getByRole('status', { name: 'Type the binding number', exact: true })).toContainText('1234')
    await at.scan((await station.phone('twin-two')).bindingNumber?.text ?? '')
    await expect(kiosk.getByRole('alert')).toBeVisible()
    await at.press('Back')
    await expect(at.asked('Type the binding number')).toBeVisible()
    await at.press('Back')
    await at.press('Yes, go back')
    await expect(kiosk.getByRole('heading', { name: 'Hold a code to the scanner', exact: true })).toBeVisible()
    expect(await heldBy(kiosk)).not.toContain((await station.phone('twin-one')).nameChinese)
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

  test('says that an outcome is not known, and shows it by its slip once it is', async ({ station, kiosk }) => {
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
    await at.press('Keep it on my phone')
    const slip = await codeKept(kiosk)
    await at.takeCardAndLeave()
    await at.scan(slip)
    await expect(at.asked('The outcome isn’t known yet')).toBeVisible()
    await station.train('faults', { clear: true })
    await expect(at.asked('It is bound')).toBeVisible()
    expect((await station.phone('twin-one')).eid.text).toBeDefined()
    // What was done has a paper of its own, which the station knows again.
    await at.press('Keep it on my phone')
    const paper = await codeKept(kiosk)
    await at.press('Done, leave')
    await at.press('Start')
    await at.speakEnglish()
    await at.scan(paper)
    await expect(at.asked('An eID was bound')).toBeVisible()
    await expect(at.task).toContainText('this station signed it')
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
