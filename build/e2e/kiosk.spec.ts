import { expect, scan, test } from './station.ts'

test.describe('the kiosk', () => {
  test.beforeEach(async ({ kiosk }) => {
    await kiosk.getByRole('button', { name: 'English', exact: true }).click()
    await expect(kiosk.getByRole('button', { name: /^Hold a code to the scanner/ })).toBeVisible()
  })

  test('shows a resident their own eID when it is scanned at home', async ({ station, kiosk }) => {
    const phone = await station.phone('two-cars')
    await scan(kiosk, phone.eid.text ?? '')
    const person = kiosk.getByRole('region', { name: 'Person', exact: true })
    await expect(person).toContainText(phone.nameChinese)
    await expect(person).toContainText('9••••••(•)')
    await person.getByRole('button').click()
    await expect(person).toContainText('9900000(1)')
    await kiosk.getByRole('button', { name: 'Done, leave', exact: true }).click()
    await expect(kiosk.getByText('Nothing of yours is left here', { exact: true })).toBeVisible()
    await expect(kiosk.locator('body')).not.toContainText(phone.nameChinese)
  })

  test('shows what is owed when a slip is scanned at home, without charging anything', async ({ station, kiosk }) => {
    await scan(kiosk, (await station.phone('defendant')).slips[0]?.text ?? '')
    await expect(kiosk.getByText('2026000201', { exact: true })).toBeVisible()
    await expect(kiosk.getByRole('main')).toContainText('1,200.00')
    await kiosk.getByRole('button', { name: 'Cancel', exact: true }).click()
    await expect(kiosk.getByText('Nothing of yours is left here', { exact: true })).toBeVisible()
    expect((await station.phone('defendant')).slips[0]?.state).toBe('due-today')
  })

  test('says of which kind any other code is, without its content', async ({ station, kiosk }) => {
    const phone = await station.phone('two-cars')
    const secret = 'fictitious-password-7'
    for (const [text, words] of [
      [phone.border.text, 'border gates'],
      [`WIFI:S:balcao;T:WPA;P:${secret};;`, 'Wi-Fi'],
      [`https://example.invalid/${secret}`, 'web'],
    ] as const) {
      await scan(kiosk, text)
      await expect(kiosk.getByRole('alert')).toContainText(new RegExp(words, 'i'))
      await expect(kiosk.locator('body')).not.toContainText(secret)
    }
  })

  test('takes the text of a code in training', async ({ station, kiosk }) => {
    const phone = await station.phone('guardian')
    await kiosk.getByRole('button', { name: /^Type a code/ }).click()
    await kiosk.getByRole('textbox').fill(phone.eid.text ?? '')
    await kiosk.getByRole('button', { name: 'Read the code', exact: true }).click()
    await expect(kiosk.getByRole('region', { name: 'Person', exact: true })).toContainText(phone.nameChinese)
  })

  test('answers in the language that was chosen', async ({ station, kiosk }) => {
    const { border } = await station.phone('mother')
    for (const [button, words] of [
      ['Português', /fronteir/i],
      ['简体中文', /通关/],
      ['繁體中文', /通關/],
    ] as const) {
      await kiosk.reload()
      await kiosk.getByRole('button', { name: button, exact: true }).click()
      await scan(kiosk, border.text)
      await expect(kiosk.getByRole('alert')).toContainText(words)
    }
  })

  test('counts down and forgets the person when nobody touches it', async ({ station, kiosk }) => {
    await kiosk.clock.install()
    const phone = await station.phone('elderly')
    await scan(kiosk, phone.eid.text ?? '')
    await kiosk.clock.runFor(1_000)
    await expect(kiosk.getByRole('region', { name: 'Person', exact: true })).toContainText(phone.nameChinese)
    await kiosk.clock.runFor(41_000)
    const stay = kiosk.getByRole('button', { name: 'Yes, I’m here', exact: true })
    await expect(stay).toBeVisible()
    // The test controls the page's clock, so animations never end and a real click would wait forever.
    await stay.dispatchEvent('click')
    await kiosk.clock.runFor(1_000)
    await expect(stay).toBeHidden()
    await kiosk.clock.runFor(62_000)
    await expect(kiosk.locator('body')).not.toContainText(phone.nameChinese)
  })
})
