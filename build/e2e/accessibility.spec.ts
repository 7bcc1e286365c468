import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright/test'
import { COUNTER_SCREENS, KIOSK_SCREENS, KIOSK_VIEWS, likeCounter, likeKiosk, signIn } from './screens.ts'
import { expect, test } from './station.ts'

/** What axe finds, WCAG 2.2 AA and the best practices, in words that a failing test can show. */
async function violations(page: Page): Promise<string[]> {
  // Electron's windows are its program's own to open: axe, which gathers what it found in a page of its own, has to do without.
  const inElectron = test.info().project.name === 'electron'
  const found = await new AxeBuilder({ page }).setLegacyMode(inElectron).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze()
  return found.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`)
}

/** 20 mm on a 32-inch panel of 1080 × 1920 (0.369 mm a pixel). */
const SMALLEST_TARGET = 55

/** What is too small to touch, in words that a failing test can show. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((least) =>
    [...document.querySelectorAll('button, a[href], input, textarea')]
      .map((target) => ({ words: target.textContent.trim(), box: target.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && Math.min(Math.round(box.height), Math.round(box.width)) < least)
      .map(({ words, box }) => `${words} ${Math.round(box.width)}×${Math.round(box.height)}`), SMALLEST_TARGET)
}

for (const view of KIOSK_VIEWS) {
  test(`axe finds nothing on the kiosk's screens, ${view}`, async ({ station, kiosk }) => {
    test.setTimeout(120_000)
    for (const screen of KIOSK_SCREENS) {
      await kiosk.reload()
      await likeKiosk(kiosk, 'Português', view)
      await screen.reach(kiosk, station)
      expect(await violations(kiosk), screen.name).toEqual([])
      expect(await smallTargets(kiosk), screen.name).toEqual([])
      // Nothing scrolls that has to be read to go on.
      const overflow = await kiosk.evaluate(() => document.documentElement.scrollHeight - window.innerHeight)
      expect(overflow, `${screen.name} scrolls`).toBeLessThanOrEqual(0)
    }
  })
}

test('axe finds nothing on the counter\'s screens', async ({ station, counter }) => {
  test.setTimeout(120_000)
  for (const screen of COUNTER_SCREENS) {
    await counter.reload()
    await likeCounter(counter, '繁體中文', 'plain')
    if (screen.signedIn) await signIn(counter)
    await screen.reach(counter, station)
    expect(await violations(counter), screen.name).toEqual([])
  }
})
