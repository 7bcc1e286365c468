import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright/test'

/** What a view changes: colours and sizes. The rest is the same in each. */
export const OF_VIEWS = ['color-contrast', 'target-size']

/**
 * Five views of a hundred screens take minutes: each commit looks at one of each kind and at what a view changes, `npm
 * run test:full` at all of them.
 */
export const isFull = process.env['BALCAO_FULL'] !== undefined
export const isLookedAt = (screen: { also?: true }): boolean => isFull || screen.also !== true

/**
 * What axe finds, WCAG 2.2 AA and the best practices, in words that a failing test can show; only of `rules` where they
 * are named.
 */
export async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Without a page of axe's own, to gather what is in frames: ours have none, Electron's windows are its program's to
  // open, and it takes half the time.
  const axe = new AxeBuilder({ page }).setLegacyMode()
  const found = await (
    rules ? axe.withRules([...rules]) : axe.withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
  ).analyze()
  return found.violations.map(
    (violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`,
  )
}

/** 20 mm on a 32-inch panel of 1080 × 1920 (0.369 mm a pixel). */
const SMALLEST_TARGET = 55

/** What is too small to touch, in words that a failing test can show. */
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

/** By how many pixels a page is higher than its window: nothing scrolls that has to be read to go on. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight)
}
