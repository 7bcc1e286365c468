import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright/test'

/** The axe rules whose result depends on the view, which changes only colours and sizes. */
export const VIEW_RULES = ['color-contrast', 'target-size']

/**
 * Whether every screen is checked in every view, as `npm run test:full` does. That takes minutes, so other runs leave
 * out screens that have the same parts as another one.
 */
export const isFull = process.env['BALCAO_FULL'] !== undefined
/** Whether this run checks a screen: those marked `fullOnly` are left to the full run. */
export const isChecked = (screen: { fullOnly?: true }): boolean => isFull || screen.fullOnly !== true

/**
 * Lists what axe finds, by `rules` or else by WCAG 2.2 AA and axe's best practices, in words that a failing test can
 * show.
 */
export async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Legacy mode opens no second page. That page is for frames, which our pages don't have; a test can't open windows in
  // Electron, and without it the check takes half the time.
  const axe = new AxeBuilder({ page }).setLegacyMode()
  const found = await (
    rules ? axe.withRules([...rules]) : axe.withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
  ).analyze()
  return found.violations.map(
    (violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`,
  )
}

/** The smallest side of a touch target in pixels: 20 mm on a 32-inch panel of 1080 × 1920 (0.369 mm a pixel). */
const SMALLEST_TARGET = 55

/** Lists the targets that are too small to touch, in words that a failing test can show. */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(
    (least) =>
      [...document.querySelectorAll('button, a[href], input, textarea')]
        .map((target) => ({ words: target.textContent.trim(), box: target.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && Math.min(Math.round(box.height), Math.round(box.width)) < least)
        .map(({ words, box }) => `${words} ${Math.round(box.width)}×${Math.round(box.height)}`),
    SMALLEST_TARGET,
  )
}

/** By how many pixels a page is higher than its window; above 0 a person would have to scroll. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight)
}
