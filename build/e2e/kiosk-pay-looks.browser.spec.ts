import { isFull, isChecked, VIEW_RULES, overflow, smallTargets, violations } from './axe.ts'
import { KIOSK_ACT_SCREENS } from './kiosk-act-screens.ts'
import { KIOSK_PAY_SCREENS } from './kiosk-screens.ts'
import { inEveryView } from './screens.ts'
import { expect, test } from './station.ts'

const inViews: typeof inEveryView = (page, look) => (isFull ? inEveryView(page, look) : look('plain'))

for (const screen of [...KIOSK_PAY_SCREENS, ...KIOSK_ACT_SCREENS].filter(isChecked)) {
  test(`axe, target sizes and scrolling are good in ${isFull ? 'any' : 'the plain'} view of ${screen.name}`, async ({
    station,
    kiosk,
  }) => {
    await screen.reach(kiosk, station)
    await kiosk.getByRole('button', { name: 'Português', exact: true }).click()
    await inViews(kiosk, async (view) => {
      expect(await violations(kiosk, view === 'plain' ? undefined : VIEW_RULES), view).toEqual([])
      expect(await smallTargets(kiosk), view).toEqual([])
      expect(await overflow(kiosk), `${view} scrolls`).toBeLessThanOrEqual(0)
    })
    await screen.leave?.(kiosk, station)
  })
}
