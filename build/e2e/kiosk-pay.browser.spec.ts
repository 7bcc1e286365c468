import type { Page } from 'playwright/test'
import { startTestStation } from './browser-station.ts'
import { keyboardAt } from './pace.ts'
import { residentAt } from './resident.ts'
import { expect, scan, test } from './station.ts'

/** Moves the focus to a button by Tab or Shift+Tab, whichever needs fewer keys, and presses Enter. */
async function pressByKeys(page: Page, { press }: ReturnType<typeof keyboardAt>, name: string | RegExp): Promise<void> {
  const wanted = page.getByRole('main').getByRole('button', { name, exact: typeof name === 'string' })
  await wanted.waitFor()
  const isThere = () => wanted.evaluate((button) => document.activeElement === button)
  const isBack = await wanted.evaluate((button) => {
    const all = [...document.querySelectorAll<HTMLElement>('button:enabled, a[href], input, [tabindex="0"]')].filter(
      (one) => one.offsetParent !== null,
    )
    const [here, there] = [document.activeElement, button].map((one) => all.findIndex((other) => other === one))
    return (
      here !== undefined &&
      there !== undefined &&
      here >= 0 &&
      (here - there + all.length) % all.length < all.length / 2
    )
  })
  for (let tabs = 0; tabs < 60 && !(await isThere()); tabs++) await press(isBack ? 'Shift+Tab' : 'Tab')
  await press('Enter')
}

test.describe('the kiosk takes money', () => {
  test.beforeEach(async ({ station, kiosk }) => {
    await station.train('auto', { walletShow: 'wait' })
    await residentAt(kiosk, station).speakEnglish()
  })

  test('from a keypad alone, without a touch', async ({ station, kiosk }) => {
    await station.order({ do: 'card-terminal.customer', to: 'approve' })
    const hand = keyboardAt(kiosk)
    const press = (name: string | RegExp): Promise<void> => pressByKeys(kiosk, hand, name)
    let touches = 0
    await kiosk.exposeFunction('touched', () => void (touches += 1))
    await kiosk.evaluate('window.addEventListener("pointerdown", () => window.touched(), { capture: true })')
    await press(/^Vehicle tax/)
    await press(/Type a number plate/)
    for (const key of 'MT0026') await press(key)
    await press('Next')
    await expect(residentAt(kiosk, station).proofAsked).toBeVisible()
    for (const key of '0022') await press(key)
    await press('Look it up')
    await expect(residentAt(kiosk, station).line(/MT-00-26/)).toBeChecked()
    await press('Pay')
    await press(/Bank card/)
    await expect(residentAt(kiosk, station).paid).toBeVisible()
    await press(/Print it/)
    await press('Done, leave')
    await expect(kiosk.getByText('Nothing of yours is left here', { exact: true })).toBeVisible()
    expect(touches).toBe(0)
  })

  test('without a sheet of paper: the receipt goes to the phone', async ({ station, kiosk }) => {
    const at = residentAt(kiosk, station)
    await at.showEid('elderly')
    await at.press('Pay')
    await at.showWallet('two-cars')
    await expect(at.paid).toBeVisible()
    await station.order({ do: 'printer.paper', to: 'out' })
    await at.press(/Print it/)
    await expect(at.task).toContainText('Your payment is safe')
    await at.press(/Keep it on my phone/)
    await expect(kiosk.getByRole('img', { name: 'The receipt’s code', exact: true })).toBeVisible()
    await station.order({ do: 'printer.paper', to: 'full' })
    await at.press('Back')
    const before = (await station.papers()).count
    await at.press(/Print it/)
    await expect(at.task).toContainText('Printed. Please take the paper.')
    expect((await station.papers()).count).toBe(before + 1)
  })

  test('says before anything is paid that no paper comes, while none does', async ({ station, kiosk }) => {
    const at = residentAt(kiosk, station)
    await station.order({ do: 'printer.paper', to: 'out' })
    await at.showEid('elderly')
    await at.press('Pay')
    const notice = kiosk.getByText('This machine gives no paper now', { exact: true })
    await expect(notice).toBeVisible()
    await station.order({ do: 'printer.paper', to: 'full' })
    await expect(notice).toBeHidden()
    await expect(at.task).toContainText('How would you like to pay?')
  })

  test('with a card that is declined, and then with one that takes its time', async ({ station, kiosk }) => {
    await kiosk.clock.install()
    const at = residentAt(kiosk, station)
    await station.order({ do: 'card-terminal.customer', to: 'no-funds' })
    await at.showEid('mother')
    await at.press('Pay')
    await at.press(/Bank card/)
    await expect(kiosk.getByRole('alert')).toContainText('Nothing was charged')
    await station.order({ do: 'card-terminal.customer', to: 'wait' })
    await at.press('Try another way to pay')
    await at.press(/Bank card/)
    await expect(kiosk.getByRole('heading', { name: 'Follow the card terminal', exact: true })).toBeVisible()
    await kiosk.clock.runFor(11_000)
    await expect(at.task).toContainText('You can keep waiting, or cancel: you are never charged twice.')
    await station.order({ do: 'card-terminal.decide', to: 'approve' })
    await station.order({ do: 'card-terminal.customer', to: 'approve' })
    await expect(at.paid).toBeVisible()
  })

  test('from nobody who walked away, and cancels what waited', async ({ station, inBrowser, kiosk }) => {
    const requests = async (): Promise<string[]> =>
      (await station.phone('mother')).requests.map(({ attempt }) => attempt)
    // An earlier test's window that was closed while it showed a code left a request that expires by itself.
    const earlier = await requests()
    const mine = async (): Promise<string[]> => (await requests()).filter((attempt) => !earlier.includes(attempt))
    const at = residentAt(kiosk, station)
    await at.showEid('mother')
    await at.press('Pay')
    await kiosk.clock.install()
    await at.press(/Scan a code with my phone/)
    await expect(kiosk.locator('main svg.qr')).toBeVisible()
    await expect.poll(mine).toHaveLength(1)
    // A person who is busy with their phone has the tender's whole time before they are asked whether they are there.
    await kiosk.clock.runFor(155_000)
    await expect(kiosk.getByText('Are you still there?', { exact: true })).toBeHidden()
    await kiosk.clock.runFor(8_000)
    await expect(kiosk.getByRole('dialog')).toContainText(
      'The payment is cancelled then; whatever was taken goes back.',
    )
    await kiosk.clock.runFor(20_000)
    await expect(kiosk.getByText('Your payment is cancelled', { exact: true })).toBeVisible()
    await expect(kiosk.locator('body')).not.toContainText('MT-00-21')
    await expect.poll(mine).toEqual([])
    expect(inBrowser.shell.station()?.station.status().readiness.state).toBe('ready')
  })

  test('and says which wallet is under maintenance, and until when', async ({ browser }) => {
    const first = await startTestStation()
    const hour = 3_600_000
    const timeIn = (ms: number) =>
      new Date(Date.now() + ms).toLocaleTimeString('en-GB', {
        timeZone: 'Asia/Macau',
        hour: '2-digit',
        minute: '2-digit',
      })
    const window = { from: timeIn(-hour), until: timeIn(2 * hour) }
    await first.train('faults', { maintenance: [{ wallet: 'mpay', on: true, window }] })
    await first.close('keep')
    // Announced maintenance comes with the trust bundle, of which a station fetches the newest at its start.
    const second = await startTestStation(first.folder)
    const page = await (
      await browser.newContext({ viewport: { width: 1080, height: 1920 }, locale: 'zh-HK' })
    ).newPage()
    await page.goto(second.shell.address('kiosk', 'printed'))
    const at = residentAt(page, second)
    await at.speakEnglish()
    await at.showEid('elderly')
    await at.press('Pay')
    for (const way of [/Show my wallet/, /Scan a code/])
      await expect(at.button(way)).toContainText(`MPay (TRAINING): Under maintenance until ${window.until}`)
    await expect(at.task).not.toContainText('GovPay')
    await page.context().close()
    await second.close()
  })

  test('and finds the payment again by its plate when the station stops in the middle', async ({ browser }) => {
    const first = await startTestStation()
    const open = async (shell: typeof first.shell): Promise<Page> => {
      const page = await (
        await browser.newContext({ viewport: { width: 1080, height: 1920 }, locale: 'zh-HK' })
      ).newPage()
      await page.goto(shell.address('kiosk', 'printed'))
      return page
    }
    const before = await open(first.shell)
    const at = residentAt(before, first)
    await at.speakEnglish()
    await first.train('faults', {
      faults: [
        { call: 'chargeWallet', act: 'lose' },
        { call: 'walletStatus', act: 'drop', times: 1000 },
      ],
    })
    await at.showEid('elderly')
    await at.press('Pay')
    await scan(before, (await first.phone('two-cars')).wallet.text)
    await expect(before.getByRole('heading', { name: 'The answer has not come yet', exact: true })).toBeVisible({
      timeout: 30_000,
    })
    await first.close('keep')
    // The window says at once that its connection is lost.
    await expect(before.getByRole('heading', { name: 'One moment, please', exact: true })).toBeVisible()
    await before.context().close()

    const second = await startTestStation(first.folder)
    const after = await open(second.shell)
    const again = residentAt(after, second)
    await again.speakEnglish()
    await again.typePlate('MT0026', '0022')
    await again.press('Show that payment')
    await expect(again.paid).toBeVisible({ timeout: 30_000 })
    await after.context().close()
    await second.close()
  })
})
