import { setTimeout as pause } from 'node:timers/promises'
import type { Locator, Page } from 'playwright/test'

// The only file of the end-to-end tests that may wait for a time (build/lint/e2e.ts): every other step waits for its
// own condition.

/** The least time between two keys of a person, in milliseconds: more than between any scanner's. */
const HAND = 80

/**
 * The pause before and after a scan, in milliseconds: a page takes keys up to 0.1 s after a scan for the scanner's, and
 * a person needs longer than this between pressing a key and scanning.
 */
const AROUND_SCAN = 150

/** Within how many milliseconds a browser or a window manager has acted on a key. */
const ANSWER_TO_A_KEY = 250

/** When each page's last key was pressed, by `performance.now()`. */
const pressedAt = new WeakMap<Page, number>()

/** A person at a page's keyboard: each key comes at least `HAND` after the last one and after the page was redrawn. */
export function keyboardAt(page: Page) {
  async function key(name: string): Promise<void> {
    await pause(Math.max(0, (pressedAt.get(page) ?? 0) + HAND - performance.now()))
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          requestAnimationFrame(() => setTimeout(resolve))
        }),
    )
    pressedAt.set(page, performance.now())
    await page.keyboard.press(name)
  }
  async function press(...keys: string[]): Promise<void> {
    for (const each of keys) await key(each)
  }
  return { press, type: (text: string): Promise<void> => press(...text) }
}

/** Waits as a person does between a scan and any other action. */
export const pauseAroundScan = (): Promise<void> => pause(AROUND_SCAN)

/** Waits until a browser or a window manager would have acted on a key. */
export const pauseAfterKey = (): Promise<void> => pause(ANSWER_TO_A_KEY)

/** Waits as a person does who changes their mind `ms` milliseconds after they began. */
export const pauseBeforeChangingMind = (ms: number): Promise<void> => pause(ms)

/** Waits as long as the screen says: `Please wait 8 s.` Rejects where it says no such thing. */
export async function waitAsShown(words: Locator): Promise<void> {
  const seconds = /Please wait (\d+) s/.exec((await words.textContent()) ?? '')?.[1]
  if (seconds === undefined) throw new Error('Nothing on the screen asks to wait.')
  await pause(Number(seconds) * 1000)
}

/** Calls `probe` until it answers something, for half a minute at most; then rejects. */
export async function until<T>(probe: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let tries = 0; tries < 300; tries++) {
    const found = await probe()
    if (found !== undefined) return found
    await pause(100)
  }
  throw new Error('The station did not get as far as the test needs.')
}
