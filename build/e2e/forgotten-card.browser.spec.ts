import { overflow, violations } from './axe.ts'
import { expect, scan, test } from './station.ts'

test.describe('a card in the reader of a kiosk', () => {
  test.beforeEach(async ({ kiosk }) => {
    await kiosk.getByRole('button', { name: 'English', exact: true }).click()
  })

  test('is missed when its holder walks away, and asked for once they are forgotten', async ({ station, kiosk }) => {
    const light = async () => (await station.lights())['card-reader']
    await kiosk.clock.install()
    const phone = await station.phone('elderly')
    await scan(kiosk, phone.eid.text ?? '')
    await kiosk.clock.runFor(1_000)
    await expect(kiosk.getByRole('region', { name: 'Person', exact: true })).toContainText(phone.nameChinese)
    await station.order({ do: 'card-reader.card', to: 'card' })
    await expect.poll(light).toBe('on')
    await kiosk.clock.runFor(41_000)
    const question = kiosk.getByRole('dialog', { name: 'Your card is still in the reader', exact: true })
    await expect(question).toContainText('Are you still there?')
    await expect.poll(light).toBe('blinking')
    expect(await violations(kiosk)).toEqual([])
    await kiosk.clock.runFor(21_000)
    const asked = kiosk.getByRole('dialog', { name: 'Please take your card', exact: true })
    await expect(asked).toBeVisible()
    await expect(kiosk.locator('body')).not.toContainText(phone.nameChinese)
    expect(await light()).toBe('blinking')
    await station.order({ do: 'card-reader.card', to: 'out' })
    await expect(asked).toBeHidden()
    await expect(kiosk.getByText('Nothing of yours is left here', { exact: true })).toBeVisible()
    expect(await light()).toBe('off')
  })

  test('is asked for when its holder leaves by themselves, also one that cannot be read', async ({
    station,
    kiosk,
  }) => {
    await scan(kiosk, (await station.phone('two-cars')).eid.text ?? '')
    await expect(kiosk.getByRole('region', { name: 'Person', exact: true })).toBeVisible()
    await station.order({ do: 'card-reader.card', to: 'mute-card' })
    await expect.poll(async () => (await station.lights())['card-reader']).toBe('on')
    await kiosk.getByRole('button', { name: 'Done, leave', exact: true }).click()
    const asked = kiosk.getByRole('dialog', { name: 'Please take your card', exact: true })
    await expect(asked).toBeVisible()
    expect(await violations(kiosk)).toEqual([])
    expect(await overflow(kiosk)).toBeLessThanOrEqual(0)
    await station.order({ do: 'card-reader.card', to: 'out' })
    await expect(asked).toBeHidden()
  })

  test('that stays after the alarm is named above whatever the next person does', async ({ kiosk }) => {
    await kiosk.clock.install()
    await kiosk.reload()
    await kiosk.getByRole('button', { name: 'English', exact: true }).click()
    await expect(kiosk.getByRole('button', { name: /^Hold a code to the scanner/ })).toBeVisible()
    // The page is told so by its store, since the station's own alarm lasts thirty seconds; it doesn't ask meanwhile.
    await kiosk.clock.pauseAt((await kiosk.evaluate(() => Date.now())) + 1_000)
    await kiosk.evaluate(() => {
      const app = document.querySelector('#app') as unknown as {
        __vue_app__: { config: { globalProperties: { $pinia: { state: { value: { station: { status: object } } } } } } }
      }
      const { station } = app.__vue_app__.config.globalProperties.$pinia.state.value
      station.status = { ...station.status, card: 'left' }
    })
    await expect(kiosk.getByRole('banner')).toContainText('card')
    expect(await overflow(kiosk)).toBeLessThanOrEqual(0)
  })
})
