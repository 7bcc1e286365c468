import { createVirtualCard } from '../../hardware/card-reader/virtual-card.ts'
import { overflow, violations } from './axe.ts'
import { expect, scan, test } from './station.ts'

test.describe('a card in the reader of a kiosk', () => {
  test.beforeEach(async ({ kiosk }) => {
    await kiosk.getByRole('button', { name: 'English', exact: true }).click()
  })
  test.afterEach(({ inBrowser }) => inBrowser.cardTwins.cardReader.remove())

  test('is missed when its holder walks away, and asked for once they are forgotten', async ({
    station,
    kiosk,
    inBrowser,
  }) => {
    const { cardReader, lights } = inBrowser.cardTwins
    await kiosk.clock.install()
    const phone = await station.phone('elderly')
    await scan(kiosk, phone.eid.text ?? '')
    await kiosk.clock.runFor(1_000)
    await expect(kiosk.getByRole('region', { name: 'Person', exact: true })).toContainText(phone.nameChinese)
    cardReader.insert(createVirtualCard())
    await expect.poll(() => lights.seen('card-reader')).toBe('on')
    await kiosk.clock.runFor(41_000)
    const question = kiosk.getByRole('dialog', { name: 'Your card is still in the reader', exact: true })
    await expect(question).toContainText('Are you still there?')
    await expect.poll(() => lights.seen('card-reader')).toBe('blinking')
    expect(await violations(kiosk)).toEqual([])
    await kiosk.clock.runFor(21_000)
    const asked = kiosk.getByRole('dialog', { name: 'Please take your card', exact: true })
    await expect(asked).toBeVisible()
    await expect(kiosk.locator('body')).not.toContainText(phone.nameChinese)
    expect(lights.seen('card-reader')).toBe('blinking')
    cardReader.remove()
    await expect(asked).toBeHidden()
    await expect(kiosk.getByText('Nothing of yours is left here', { exact: true })).toBeVisible()
    expect(lights.seen('card-reader')).toBe('off')
  })

  test('is asked for when its holder leaves by themselves, also one that cannot be read', async ({
    station,
    kiosk,
    inBrowser,
  }) => {
    await scan(kiosk, (await station.phone('two-cars')).eid.text ?? '')
    await expect(kiosk.getByRole('region', { name: 'Person', exact: true })).toBeVisible()
    inBrowser.cardTwins.cardReader.insert(createVirtualCard({ kind: 'mute-card' }))
    await expect.poll(() => inBrowser.cardTwins.lights.seen('card-reader')).toBe('on')
    await kiosk.getByRole('button', { name: 'Done, leave', exact: true }).click()
    const asked = kiosk.getByRole('dialog', { name: 'Please take your card', exact: true })
    await expect(asked).toBeVisible()
    expect(await violations(kiosk)).toEqual([])
    expect(await overflow(kiosk)).toBeLessThanOrEqual(0)
    inBrowser.cardTwins.cardReader.remove()
    await expect(asked).toBeHidden()
  })
})
