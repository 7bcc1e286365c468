import type { Page } from 'playwright/test'

/**
 * Waits until the page is laid out (three frames: a resize is noticed, content is fitted, it is drawn), its fonts are
 * loaded and all animations that ever end have ended.
 */
export async function untilStill(page: Page): Promise<void> {
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
