import type { Page } from 'playwright/test'
import { isFull, isChecked, VIEW_RULES, overflow, smallTargets, violations } from './axe.ts'
import {
  COUNTER_SCREENS,
  inEveryView,
  KIOSK_SCREENS,
  KIOSK_VIEWS,
  setUpCounter,
  setUpKiosk,
  signIn,
} from './screens.ts'
import { expect, test } from './station.ts'

async function look(kiosk: Page, view: string): Promise<void> {
  expect(await violations(kiosk, isFull || view === 'plain' ? undefined : VIEW_RULES), view).toEqual([])
  expect(await smallTargets(kiosk), view).toEqual([])
  // A person must be able to read everything they need without scrolling.
  expect(await overflow(kiosk), `${view} scrolls`).toBeLessThanOrEqual(0)
}

for (const screen of KIOSK_SCREENS) {
  test(`axe finds nothing, targets are large enough and nothing scrolls on ${screen.name}`, async ({
    station,
    kiosk,
  }) => {
    if (screen.fleeting) {
      for (const view of KIOSK_VIEWS) {
        await setUpKiosk(kiosk, 'Português', view)
        await screen.reach(kiosk, station)
        await look(kiosk, view)
      }
    } else {
      await kiosk.getByRole('button', { name: 'Português', exact: true }).click()
      await screen.reach(kiosk, station)
      await inEveryView(kiosk, (view) => look(kiosk, view))
    }
  })
}

test("axe finds nothing on the counter's screens", async ({ station, counter }) => {
  test.setTimeout(600_000)
  for (const screen of COUNTER_SCREENS.filter(isChecked)) {
    await counter.reload()
    await setUpCounter(counter, '繁體中文', 'plain')
    if (screen.signedIn) await signIn(counter)
    await screen.reach(counter, station)
    expect(await violations(counter), screen.name).toEqual([])
  }
})
