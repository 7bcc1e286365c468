import { overflow, smallTargets, violations } from './axe.ts'
import { COUNTER_SCREENS, KIOSK_SCREENS, KIOSK_VIEWS, likeCounter, likeKiosk, signIn } from './screens.ts'
import { expect, test } from './station.ts'

for (const view of KIOSK_VIEWS) {
  test(`axe finds nothing on the kiosk's screens, ${view}`, async ({ station, kiosk }) => {
    test.setTimeout(120_000)
    for (const screen of KIOSK_SCREENS) {
      await likeKiosk(kiosk, 'Português', view)
      await screen.reach(kiosk, station)
      expect(await violations(kiosk), screen.name).toEqual([])
      expect(await smallTargets(kiosk), screen.name).toEqual([])
      // Nothing scrolls that has to be read to go on.
      expect(await overflow(kiosk), `${screen.name} scrolls`).toBeLessThanOrEqual(0)
    }
  })
}

test('axe finds nothing on the counter\'s screens', async ({ station, counter }) => {
  test.setTimeout(600_000)
  for (const screen of COUNTER_SCREENS) {
    await counter.reload()
    await likeCounter(counter, '繁體中文', 'plain')
    if (screen.signedIn) await signIn(counter)
    await screen.reach(counter, station)
    expect(await violations(counter), screen.name).toEqual([])
  }
})
