import type { Page } from 'playwright/test'

/**
 * Until nothing on a page moves any more but what never stops, and everything fits: a frame to notice, one to fit, one
 * to draw.
 */
export async function still(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame)
    await document.fonts.ready
    await Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime))
        .map(({ finished }) => finished),
    )
    await new Promise(requestAnimationFrame)
  })
}
