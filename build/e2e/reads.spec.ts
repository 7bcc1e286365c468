import type { Page } from 'playwright/test'
import { digitsOfResident } from '../twins/digits.ts'
import { readCodes } from '../../hardware/scanner/camera/read.ts'
import { leaveAct } from './kiosk-act-screens.ts'
import { keyboardAt } from './pace.ts'
import { residentAt } from './resident.ts'
import { expect, scan, test, type TestStation } from './station.ts'

/** Reads the code on the screen as a camera would. */
async function codeShown(page: Page, name: string): Promise<string> {
  const [code] = await readCodes(await page.getByRole('img', { name, exact: true }).first().screenshot())
  return code?.text ?? ''
}

/** The words of the newest paper, without blanks. */
async function wordsPrinted(station: TestStation): Promise<string> {
  const { svg } = await station.papers()
  return svg.replaceAll(/<[^>]+>|&#xa0;|\s/g, '')
}

/** Somebody at the kiosk in English, with the books as new. */
async function fresh(kiosk: Page, station: TestStation) {
  await station.train('reset')
  await station.train('faults', { clear: true })
  const at = residentAt(kiosk, station)
  await at.speakEnglish()
  return at
}

test('a resident takes what was read of them, on paper and as a code that says what it is', async ({
  station,
  kiosk,
}) => {
  const at = await fresh(kiosk, station)
  const phone = await station.phone('two-cars')
  await scan(kiosk, phone.eid.text ?? '')
  await at.press('What was read about me')
  await expect(kiosk.getByRole('heading', { name: 'What was read about you', exact: true })).toBeVisible()
  await expect(at.task).toContainText('To see what your own eID shows.')
  await expect(at.task).toContainText('Name in Chinese')
  await expect(at.task).not.toContainText(phone.nameChinese)
  const { count } = await station.papers()
  await at.press('Print it')
  await expect(at.button('Printed. Please take the paper.')).toBeVisible()
  expect((await station.papers()).count).toBe(count + 1)
  const printed = await wordsPrinted(station)
  for (const words of ['本次讀取的個人資料', 'nameinChinese', '培訓TRAINING']) expect(printed).toContain(words)
  for (const secret of [phone.nameChinese, phone.nameForeign.replaceAll(' ', ''), '9900000'])
    expect(printed).not.toContain(secret)
  await at.press('Keep it on my phone')
  const code = await codeShown(kiosk, 'The paper’s code')
  expect(code).toMatch(/^MER1:/)
  await at.press('Done, leave')
  await at.press('Start')
  await at.speakEnglish()
  await at.scan(code)
  await expect(at.task).toContainText('Paper of what was read')
  await expect(at.task).not.toContainText(phone.nameChinese)
})

test('after an act the paper lists the card, and the next person finds nothing of it', async ({ station, kiosk }) => {
  const at = await fresh(kiosk, station)
  await at.press(/^Bind an eID/)
  await station.order({ do: 'card-reader.resident', resident: 'twin-one' })
  await kiosk.getByRole('heading', { name: 'Lay your index finger on the sensor', exact: true }).waitFor()
  await station.order({ do: 'fingerprint.finger', to: 'owner' })
  await kiosk.getByRole('heading', { name: 'Type the binding number', exact: true }).waitFor()
  const { bindingNumber } = await station.phone('twin-one')
  await at.type(bindingNumber?.number ?? '')
  await at.press('Next')
  await kiosk.getByRole('heading', { name: 'Type the last four digits of your ID number', exact: true }).waitFor()
  await at.type(digitsOfResident('twin-one'))
  await at.press('Next')
  await at.press('Bind')
  await at.press('What was read about me')
  await expect(at.task).toContainText('To bind an eID to a phone.')
  await expect(at.task).toContainText('Your finger was compared on the card itself.')
  await at.press('Back')
  await expect(kiosk.getByRole('heading', { name: 'It is bound', exact: true })).toBeVisible()
  await leaveAct(kiosk, station)
  await at.press('Start')
  await at.speakEnglish()
  await scan(kiosk, (await station.phone('elderly')).eid.text ?? '')
  await at.press('What was read about me')
  await expect(at.task).toContainText('To see what your own eID shows.')
  await expect(at.task).not.toContainText('To bind an eID to a phone.')
})

test('a clerk shows and prints what was read of the person at the counter, by the keys alone', async ({
  station,
  counter,
}) => {
  await station.train('reset')
  await counter.getByRole('button', { name: 'English', exact: true }).click()
  await counter.getByRole('button', { name: /^Sign in as training clerk/ }).click()
  await expect(counter.getByText('Choose the service first', { exact: true })).toBeVisible()
  await keyboardAt(counter).press('F3')
  await expect(counter.getByRole('status').filter({ hasText: /Nothing was read/ })).toBeVisible()
  await keyboardAt(counter).press('1')
  const phone = await station.phone('two-cars')
  await scan(counter, phone.eid.text ?? '')
  await expect(counter.getByRole('region', { name: 'Person', exact: true })).toContainText(phone.nameChinese)
  await keyboardAt(counter).press('F3')
  await expect(counter.getByRole('heading', { name: 'What was read of this person', exact: true })).toBeVisible()
  const code = await codeShown(counter, 'Its code')
  const { count } = await station.papers()
  await keyboardAt(counter).press('p')
  await expect(counter.getByRole('status').filter({ hasText: /Give the paper to the person/ })).toBeVisible()
  expect((await station.papers()).count).toBe(count + 1)
  const printed = await wordsPrinted(station)
  expect(printed).toContain('training-clerk')
  expect(printed).not.toContain(phone.nameChinese)
  await keyboardAt(counter).press('Escape')
  await keyboardAt(counter).press('Escape')
  await scan(counter, code)
  await expect(counter.getByRole('main')).toContainText('Paper of what was read')
})
