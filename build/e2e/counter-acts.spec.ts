import type { Page } from 'playwright/test'
import { clerkAt } from './clerk.ts'
import { digitsOfResident } from '../twins/digits.ts'
import { expect, scan, test, type TestStation } from './station.ts'

/** A clerk who uses only the keyboard and the scanner, and somebody with a card, a finger and a phone. */
function deskAt(page: Page, station: TestStation) {
  const clerk = clerkAt(page)
  let keystrokes = 0
  const asked = (title: string) => page.getByRole('heading', { name: title, exact: true })
  async function press(...keys: string[]): Promise<void> {
    keystrokes += keys.length
    await clerk.press(...keys)
  }
  return {
    ...clerk,
    asked,
    press,
    print(what: string): void {
      process.stdout.write(`counter: ${what}: ${String(keystrokes)} keystrokes besides card, finger and scanner\n`)
    },
    async card(resident: string): Promise<void> {
      await expect(asked('Ask for the ID card')).toBeVisible()
      await station.order({ do: 'card-reader.resident', resident })
      await expect(asked('Ask for an index finger on the sensor')).toBeVisible()
    },
    finger: (to: 'owner' | 'other' | 'none') => station.order({ do: 'fingerprint.finger', to }),
    async scanNumberOf(resident: string): Promise<void> {
      await expect(asked('Type the binding number')).toBeVisible()
      await scan(page, (await station.phone(resident)).bindingNumber?.text ?? '')
    },
    async typeDigitsOf(resident: string): Promise<void> {
      await expect(asked('Type the last four digits of the person’s ID number')).toBeVisible()
      await press(...digitsOfResident(resident), 'Enter')
    },
    out: () => station.order({ do: 'card-reader.card', to: 'out' }),
  }
}

/** The code that lifts a freeze, as the page has it: the person's is on their paper. */
const undoCodeOf = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const app: unknown = document.querySelector('#app')
    const { $pinia } = (
      app as {
        __vue_app__: {
          config: {
            globalProperties: { $pinia: { state: { value: { act: { act: { done: { undoCode: string } } } } } } }
          }
        }
      }
    ).__vue_app__.config.globalProperties
    return $pinia.state.value.act.act.done.undoCode
  })

test.describe('acts on identity at the counter, by keyboard and scanner alone', () => {
  test.beforeEach(async ({ station, counter }) => {
    await station.train('reset')
    await station.train('faults', { clear: true })
    await station.order({ do: 'card-reader.card', to: 'out' })
    await clerkAt(counter).open()
  })
  test.afterEach(async ({ station }) => {
    await station.order({ do: 'fingerprint.finger', to: 'none' })
    await station.order({ do: 'card-reader.card', to: 'out' })
  })

  test('bind an eID to a phone', async ({ station, counter }) => {
    const desk = deskAt(counter, station)
    const phone = await station.phone('twin-one')
    await desk.press('F5')
    await desk.card('twin-one')
    await desk.finger('owner')
    await desk.scanNumberOf('twin-one')
    await desk.typeDigitsOf('twin-one')
    await expect(desk.asked('Bind it to this phone?')).toBeVisible()
    await expect(desk.task).toContainText(phone.nameChinese)
    await expect(desk.task).toContainText('000(5)')
    await desk.press('f', 'Enter')
    await expect(desk.asked('It is bound')).toBeVisible()
    await desk.press('Enter')
    await expect(counter.getByText(/Give the paper to the person\.$/)).toBeVisible()
    await desk.press('Escape')
    await expect(counter.getByText('Choose the service first', { exact: true })).toBeVisible()
    await expect(counter.locator('body')).not.toContainText(phone.nameChinese)
    expect((await station.phone('twin-one')).eid.text).toBeDefined()
    desk.print('a binding, with its number scanned, printed and put away')
  })

  test('reset a phone, end it for good', async ({ station, counter }) => {
    const desk = deskAt(counter, station)
    await desk.press('F6')
    await desk.card('two-cars')
    await desk.finger('owner')
    await expect(desk.asked('What is to be unbound?')).toBeVisible()
    await desk.press('l')
    await expect(desk.asked('Freeze it now?')).toBeVisible()
    await desk.press('f', 'Enter')
    await expect(desk.asked('It is frozen')).toBeVisible()
    await desk.press('Enter')
    await expect(counter.getByText(/Give the paper to the person\.$/)).toBeVisible()
    desk.print('a reset with its printed code')
    await desk.press('e')
    await expect(desk.asked('End it for good now?')).toBeVisible()
    await desk.press('f', 'Enter')
    await expect(desk.asked('It has ended')).toBeVisible()
  })

  test('reset by the face where the clerk compares it, of what was chosen', async ({ station, counter }) => {
    const desk = deskAt(counter, station)
    await desk.press('F6')
    await desk.card('two-cars')
    await desk.press('f')
    await expect(desk.asked('Is this the person in front of you?')).toBeVisible()
    await desk.press('Enter')
    await expect(desk.asked('What is to be unbound?')).toBeVisible()
    await desk.press('1', 'l')
    await expect(counter.getByText(/^Choose at least one/)).toBeVisible()
    await desk.press('1')
    await expect(desk.task.locator('[aria-pressed=true]')).toHaveCount(1)
    await desk.press('s')
    await expect(desk.asked('End it now?')).toBeVisible()
    await desk.press('Enter')
    await expect(counter.getByText(/^The consent comes first/)).toBeVisible()
    await desk.press('Escape')
    await expect(desk.asked('What is to be unbound?')).toBeVisible()
    await desk.press('Escape')
    await expect(counter.getByText('Choose the service first', { exact: true })).toBeVisible()
    expect((await station.phone('two-cars')).eid.text).toBeDefined()
  })

  test('lift a freeze by its printed code, and show what was done as a picture', async ({ station, counter }) => {
    const desk = deskAt(counter, station)
    await desk.press('F6')
    await desk.card('two-cars')
    await desk.finger('owner')
    await expect(desk.asked('What is to be unbound?')).toBeVisible()
    await desk.press('o')
    await expect(desk.asked('Freeze it now?')).toBeVisible()
    await desk.press('f', 'Enter')
    await expect(desk.asked('It is frozen')).toBeVisible()
    const code = await undoCodeOf(counter)
    await desk.press('Escape')
    await desk.out()
    await desk.finger('none')
    await scan(counter, code)
    await expect(desk.task).toContainText('Press F7 and ask for the ID card')
    await desk.press('F7')
    await desk.card('two-cars')
    await desk.finger('owner')
    await expect(desk.asked('Scan the code that lifts the freeze')).toBeVisible()
    await scan(counter, (await station.phone('two-cars')).wallet.text)
    await expect(counter.getByText(/^Not asked for now/)).toBeVisible()
    await scan(counter, code)
    await expect(desk.asked('Lift the freeze?')).toBeVisible()
    await desk.press('f', 'Enter')
    await expect(desk.asked('The freeze is lifted')).toBeVisible()
    await desk.press('r')
    await expect(counter.getByRole('img', { name: 'What was done', exact: true })).toBeVisible()
    await desk.press('Escape', 'p')
    await expect(counter.getByText(/Give the paper to the person\.$/)).toBeVisible()
    await desk.press('Enter')
    await expect(counter.getByText('Choose the service first', { exact: true })).toBeVisible()
  })

  test('are refused with a number of another, and end with a card that is pulled', async ({ station, counter }) => {
    const desk = deskAt(counter, station)
    await desk.press('F5')
    await desk.card('twin-one')
    await desk.finger('owner')
    await desk.scanNumberOf('twin-two')
    await expect(counter.getByRole('alert')).toContainText('Number and card of two people')
    await desk.type('12345')
    await desk.press('Enter')
    await expect(counter.getByText(/^Ten digits are needed/)).toBeVisible()
    await desk.out()
    await expect(counter.getByRole('button', { name: /^Begin again/ })).toBeVisible()
    await desk.press('Enter')
    await expect(desk.asked('Ask for the ID card')).toBeVisible()
    await desk.press('Escape')
    await expect(counter.getByText('Choose the service first', { exact: true })).toBeVisible()
  })
})

test.describe('where no finger can be read', () => {
  test.beforeEach(({ station }) => station.order({ do: 'card-reader.card', to: 'out' }))
  test.afterEach(async ({ station }) => {
    await station.order({ do: 'fingerprint.line', to: 'plugged' })
    await station.order({ do: 'card-reader.card', to: 'out' })
  })

  /** Begins a binding with a card whose holder's finger can't be read, and comes back to the desk's key. */
  async function withoutFinger(page: Page, station: TestStation) {
    const desk = deskAt(page, station)
    await desk.press('F5')
    await desk.card('twin-one')
    await station.order({ do: 'fingerprint.line', to: 'unplugged' })
    return desk
  }

  test('a supervisor binds by the face and a further document, and both are asked for', async ({
    station,
    counter,
  }) => {
    await clerkAt(counter).open('F3')
    await expect(counter.getByText('TRAINING · Supervisor', { exact: true })).toBeVisible()
    const desk = await withoutFinger(counter, station)
    await expect(counter.getByRole('button', { name: /^Compare the face instead/ })).toBeVisible()
    await desk.press('f')
    await expect(desk.asked('Is this the person in front of you?')).toBeVisible()
    await expect(desk.task).toContainText('a further document with a photograph must be seen too')
    await desk.press('Enter')
    await desk.scanNumberOf('twin-one')
    await desk.typeDigitsOf('twin-one')
    await expect(desk.asked('Bind it to this phone?')).toBeVisible()
    await desk.press('f', 'Enter')
    await expect(desk.asked('It is bound')).toBeVisible()
    expect((await station.phone('twin-one')).eid.text).toBeDefined()
    desk.print('a binding by face and document, by a supervisor')
  })

  test('a clerk alone binds nothing, and is told who may', async ({ station, counter }) => {
    await clerkAt(counter).open()
    const desk = await withoutFinger(counter, station)
    await expect(counter.getByText(/^No finger can be read\. A supervisor may compare/)).toBeVisible()
    await desk.press('f')
    await expect(desk.asked('Ask for an index finger on the sensor')).toBeVisible()
    expect((await station.phone('twin-one')).eid.text).toBeUndefined()
  })
})
