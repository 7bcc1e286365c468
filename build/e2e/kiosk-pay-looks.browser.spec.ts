import { overflow, smallTargets, violations } from './axe.ts'
import { KIOSK_PAY_SCREENS } from './kiosk-screens.ts'
import { inEveryView } from './screens.ts'
import { expect, test } from './station.ts'

/** What a view changes: colours and sizes. The rest is the same in each. */
const OF_VIEWS = ['color-contrast', 'target-size']

/** Five views of thirty screens take minutes: each commit looks at the plain ones, `npm run test:full` at all. */
const isFull = process.env['BALCAO_FULL'] !== undefined
const inViews: typeof inEveryView = (page, look) => isFull ? inEveryView(page, look) : look('plain')

for (const screen of KIOSK_PAY_SCREENS) {
  test(`axe finds nothing, every target is large enough and nothing scrolls in ${isFull ? 'any' : 'the plain'} view of ${screen.name}`, async ({ station, kiosk }) => {
    await screen.reach(kiosk, station)
    await kiosk.getByRole('button', { name: 'Português' }).click()
    await inViews(kiosk, async (view) => {
      expect(await violations(kiosk, view === 'plain' ? undefined : OF_VIEWS), view).toEqual([])
      expect(await smallTargets(kiosk), view).toEqual([])
      expect(await overflow(kiosk), `${view} scrolls`).toBeLessThanOrEqual(0)
    })
  })
}
