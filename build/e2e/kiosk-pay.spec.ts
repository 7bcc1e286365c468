import { readCodes } from '../../hardware/scanner/camera/read.ts'
import { slipText } from '../../electron/station/codes/codes.fixture.ts'
import { countTouches, residentAt } from './resident.ts'
import { expect, test } from './station.ts'

/** How many touches paying one car with an eID takes at most, from home to the receipt (experience.md). */
const MOST_TOUCHES = 6

test.describe('the kiosk takes money', () => {
  test.beforeEach(async ({ station, kiosk }) => {
    await station.train('auto', { walletShow: 'wait' })
    await residentAt(kiosk, station).speakEnglish()
  })

  test('for one car with an eID in few touches, with a receipt on paper, on the phone and as a message', async ({
    station,
    kiosk,
  }) => {
    const at = residentAt(kiosk, station)
    const touches = await countTouches(kiosk)
    const begun = Date.now()
    await at.showEid('elderly')
    await expect(at.line(/MT-00-26/)).toBeChecked()
    await at.press('Pay')
    await at.press(/Show my wallet/)
    await at.showWallet('two-cars')
    await expect(at.paid).toBeVisible()
    const took = Date.now() - begun
    await at.press(/Print it/)
    await expect(at.task).toContainText('Printed. Please take the paper.')
    const count = await touches()
    process.stdout.write(
      `kiosk: vehicle tax for one car with an eID: ${String(count)} touches from home to receipt (at ` +
        `most ${String(MOST_TOUCHES)}), ${String(took)} ms to paid\n`,
    )
    expect(count).toBeLessThanOrEqual(MOST_TOUCHES)

    await at.press(/Keep it on my phone/)
    await expect(kiosk.getByRole('img', { name: 'The receipt', exact: true })).toBeVisible()
    const codes = await readCodes(
      await kiosk.getByRole('img', { name: 'The receipt’s code', exact: true }).screenshot(),
    )
    expect(codes.map(({ text }) => text.slice(0, 5))).toEqual(['MER1:'])
    await at.press('Back')
    await at.press(/Send me a message/)
    await at.type('62000022')
    await at.press('Send')
    await expect(at.task).toContainText('The message is on its way.')
    expect((await station.phone('elderly')).messages).toHaveLength(1)
    await at.press('Done, leave')
    await expect(kiosk.getByText('Nothing of yours is left here', { exact: true })).toBeVisible()
    await expect(kiosk.locator('body')).not.toContainText('MT-00-26')
    await kiosk.goBack().catch(() => null)
    await expect(kiosk.locator('body')).not.toContainText('MT-00-26')
  })

  test('for two cars and the fine that goes first, and shows that payment again later', async ({ station, kiosk }) => {
    const at = residentAt(kiosk, station)
    await at.showEid('two-cars')
    await expect(at.line(/MT-00-02/)).toContainText('Fine of MOP 300.00: AVENIDA DE TREINO, 1')
    await expect(at.task).toContainText('Fines first, then the tax')
    await expect(at.task).toContainText('2,000.00')
    await at.line(/MT-00-01/).click()
    await expect(at.task).toContainText('1,150.00')
    await at.line(/MT-00-01/).click()
    await at.press('Pay')
    await at.press(/Scan a code with my phone/)
    await expect(kiosk.getByRole('img', { name: 'Scan a code with my phone', exact: true })).toBeVisible()
    await expect(at.task).toContainText(/Good for [12]:\d\d more/)
    await station.answer('two-cars', true)
    await expect(at.paid).toBeVisible()
    await at.press(/Print it/)
    await expect(at.task).toContainText('Printed.')
    await at.press('Done, leave')
    await at.press('Start')
    await at.speakEnglish()
    await at.showEid('two-cars')
    await expect(at.task).toContainText('There is nothing to pay')
    await at.press('Show that payment')
    await expect(at.paid).toBeVisible()
    await expect(at.button(/Print it again/)).toBeVisible()
  })

  test('and says why a vehicle has to go to DSAT, and where that is', async ({ station, kiosk }) => {
    const at = residentAt(kiosk, station)
    for (const [resident, reasons] of [
      ['late-tax', ['The last day to pay at a kiosk has passed', 'Financial Services Bureau']],
      ['four-cars', ['Electric: nothing to pay', 'Newly acquired', 'Inactive', 'Clamped']],
      ['guardian', ['There is an offence record', 'number plate is being transferred']],
    ] as const) {
      await at.showEid(resident)
      for (const reason of reasons) await expect(at.task).toContainText(reason)
      await expect(at.task).toContainText('Estrada de D. Maria II 33, ground floor · 8866 6363')
      await expect(at.button('Pay')).toHaveCount(0)
      await at.press('Back')
      await at.press('Back')
    }
  })

  test('for ten vehicles at most', async ({ station, kiosk }) => {
    const at = residentAt(kiosk, station)
    await at.showEid('fleet')
    await expect(at.task).toContainText('One payment holds ten vehicles at most')
    await expect(at.task).toContainText('vehicles: 10')
    const total = await at.task.locator('.total').textContent()
    await at.press(/More/)
    await at.press(/More/)
    await at.line(/MT-00-20/).click()
    await expect(at.line(/MT-00-20/)).not.toBeChecked()
    expect(await at.task.locator('.total').textContent()).toBe(total)
    await at.line(/MT-00-19/).click()
    await at.line(/MT-00-20/).click()
    await expect(at.line(/MT-00-20/)).toBeChecked()
    await expect(at.task).toContainText('vehicles: 10')
  })

  test('and asks which vehicle when a plate fits two, without letting anybody guess a proof', async ({
    station,
    kiosk,
  }) => {
    const at = residentAt(kiosk, station)
    await at.typePlate('MT0021', '0007')
    await at.press('Motorcycle')
    await expect(at.task).toContainText('200.00')
    await at.press('Back')
    await at.press('Back')
    await at.typePlate('MT9999', '0007')
    await expect(kiosk.getByRole('alert')).toContainText('No vehicle with this plate was found')
    await at.press('Cancel')
    await at.press('Start')
    await at.speakEnglish()
    await at.typePlate('MT0025', '9999')
    await expect(kiosk.getByRole('alert')).toContainText('Tries left: 2')
    for (const proof of ['9998', '9997']) {
      await at.press('Try again')
      await at.type(proof)
      await at.press('Look it up')
      await expect(kiosk.getByRole('alert')).toBeVisible()
    }
    await expect(kiosk.getByRole('alert')).toContainText('DSAT')
    await expect(at.button('Try again')).toHaveCount(0)
  })

  test('for fines and slips by number and by code, with the notice that protects the payer', async ({
    station,
    kiosk,
  }) => {
    const at = residentAt(kiosk, station)
    await at.typeNumber('fine', '2026000313')
    for (const words of ['Contravention', 'PONTE DE TREINO', '2837 4214', 'No office asks for it by telephone or SMS'])
      await expect(at.task).toContainText(words)
    await expect(kiosk.getByRole('img', { name: 'Photograph of the offence', exact: true })).toBeVisible()
    await at.press('Back')
    const { slips } = await station.phone('defendant')
    await at.scan(slips[1]?.text ?? '')
    await expect(at.task).toContainText('The last day to pay it here has passed.')
    await expect(at.button('Pay')).toHaveCount(0)
    await at.press('Back')
    for (const [text, words] of [
      [slipText({ agency: 'XYZ' }), 'unknown-agency'],
      [slipText({ currency: '344' }), 'wrong-currency'],
      [slipText().replace(/.$/, (last) => (last === '0' ? '1' : '0')), 'wrong-crc'],
    ] as const) {
      await at.scan(text)
      await expect(kiosk.getByRole('alert'), words).toBeVisible()
      await expect(at.button('Pay'), words).toHaveCount(0)
      await at.press('Scan again')
    }
    await at.scan(slips[0]?.text ?? '')
    await expect(at.task).toContainText('2872 8268')
    await at.press('Pay')
    await at.press(/Bank card/)
    await expect(at.paid).toBeVisible()
  })

  test("for the vehicle of a tax notice's code, in its season only", async ({ station, kiosk }) => {
    const at = residentAt(kiosk, station)
    const [notice] = (await station.phone('two-cars')).slips
    await at.scan(notice?.text ?? '')
    await expect(at.line(/MT-00-01/)).toBeChecked()
    await expect(at.line(/MT-00-01/)).toContainText('850.00')
    await expect(at.line(/MT/)).toHaveCount(1)
    await expect(at.task).toContainText('Payable until')
    await at.press('Back')
    await at.press('Back')
    await station.train('season', { fromInDays: 20, untilInDays: 110 })
    await at.scan(notice?.text ?? '')
    await expect(kiosk.getByRole('heading', { name: 'Vehicle tax can’t be paid yet', exact: true })).toBeVisible()
    await expect(at.task).toContainText(/MT-00-01.*Payable from/)
    await expect(at.button('Pay')).toHaveCount(0)
    await at.press('Back')
    await at.press('Back')
    await station.train('season', { fromInDays: -100, untilInDays: -10 })
    await at.scan(notice?.text ?? '')
    await expect(at.task).toContainText('The last day to pay at a kiosk has passed')
    await expect(at.task).toContainText('Estrada de D. Maria II 33')
    await expect(at.button('Pay')).toHaveCount(0)
  })

  test("and says which wallet can't pay when the sum is above that wallet's limit", async ({ station, kiosk }) => {
    const at = residentAt(kiosk, station)
    await station.train('faults', { bills: [{ number: '2026000201', amountAvos: 2_000_000 }] })
    await at.typeNumber('slip', '2026000201')
    await at.press('Pay')
    await expect(at.button(/Show my wallet/)).toBeVisible()
    await expect(at.task).not.toContainText('MPay')
    await at.press('Back')
    await at.press('Back')
    await at.press('Back')
    await station.train('faults', { bills: [{ number: '2026000201', amountAvos: 2_000_001 }] })
    await at.typeNumber('slip', '2026000201')
    await at.press('Pay')
    for (const way of [/Show my wallet/, /Scan a code/])
      await expect(at.button(way)).toContainText('MPay (TRAINING): Good up to MOP 20,000.00')
    await expect(at.task).not.toContainText('GovPay')
  })

  test('by another tender when a wallet has not enough or is under maintenance', async ({ station, kiosk }) => {
    const at = residentAt(kiosk, station)
    await at.showEid('elderly')
    await at.press('Pay')
    await at.scan((await station.phone('elderly')).eid.text ?? '')
    await expect(kiosk.getByText(/That isn’t a payment code\./)).toBeVisible()
    await at.showWallet('rare-name')
    await expect(kiosk.getByRole('alert')).toContainText('Nothing was charged')
    await at.press('Try another way to pay')
    await station.train('faults', { maintenance: [{ wallet: 'mpay', on: true }] })
    await at.showWallet('two-cars')
    await expect(kiosk.getByRole('alert')).toContainText('This wallet is being maintained')
    await expect(kiosk.getByRole('alert')).toContainText('Nothing was charged')
    await station.train('faults', { maintenance: [{ wallet: 'mpay', on: false }] })
    await at.press('Try another way to pay')
    await at.press(/Bank card/)
    await expect(at.paid).toBeVisible()
  })

  test('and cancels while that is still possible, with nothing charged', async ({ station, kiosk }) => {
    const earlier = (await station.phone('mother')).requests.map(({ attempt }) => attempt)
    const at = residentAt(kiosk, station)
    await at.showEid('mother')
    await at.press('Pay')
    await at.press(/Scan a code with my phone/)
    await at.press('Cancel the payment')
    await expect(kiosk.getByRole('heading', { name: 'The payment was cancelled', exact: true })).toBeVisible()
    await expect(at.button('Cancel the payment')).toHaveCount(0)
    expect((await station.phone('mother')).requests.filter(({ attempt }) => !earlier.includes(attempt))).toEqual([])
    await at.press('Try another way to pay')
    await expect(at.button(/Bank card/)).toBeVisible()
  })

  test('and finds the payment again when the page is reloaded in the middle of it', async ({ station, kiosk }) => {
    const at = residentAt(kiosk, station)
    await at.showEid('mother')
    await at.press('Pay')
    await at.press(/Scan a code with my phone/)
    await expect(kiosk.locator('main svg.qr')).toBeVisible()
    await kiosk.reload()
    await expect(kiosk.locator('main svg.qr')).toBeVisible()
    await at.speakEnglish()
    await station.answer('mother', true)
    await expect(at.paid).toBeVisible()
  })

  test("and gives a slip when the wallet's outcome is unknown, and shows it once it is known", async ({
    station,
    kiosk,
  }) => {
    const at = residentAt(kiosk, station)
    await station.train('faults', {
      faults: [
        { call: 'chargeWallet', act: 'lose' },
        { call: 'walletStatus', act: 'drop', times: 1000 },
      ],
    })
    await at.showEid('expired-card')
    await at.press('Pay')
    await at.showWallet('mother')
    await expect(kiosk.getByRole('heading', { name: 'The answer has not come yet', exact: true })).toBeVisible({
      timeout: 30_000,
    })
    await at.press('Slip to my phone')
    const codes = await readCodes(await kiosk.getByRole('img', { name: 'The slip’s code', exact: true }).screenshot())
    expect(codes.map(({ text }) => text.slice(0, 5))).toEqual(['MEP1:'])
    await at.press('Done, leave')
    await expect(kiosk.getByText('Your payment is being looked after', { exact: true })).toBeVisible()
    await at.press('Start')
    await at.speakEnglish()
    // The same bill can't be paid twice meanwhile.
    await at.showEid('expired-card')
    await expect(at.task).toContainText('A payment for it is under way')
    await expect(at.button('Pay')).toHaveCount(0)
    await station.train('faults', { clear: true })
    await at.press('Show that payment')
    await expect(at.paid).toBeVisible({ timeout: 45_000 })
  })
})
