import { setTimeout as pause } from 'node:timers/promises'
import type { Locator, Page } from 'playwright/test'

// The one file of the end-to-end tests that lets time pass (build/lint/e2e.ts): everywhere else a step waits for what
// it is about.

/**
 * Between two keys of a hand, in milliseconds: slower than any scanner, and never less, whichever way they are pressed.
 */
const HAND = 80

/**
 * Whatever comes within a tenth of a second of a scan's end is still the scanner's, and nobody scans within a blink of
 * pressing a key; in milliseconds.
 */
const AROUND_SCAN = 150

/** What a browser or a window manager does with a key it has done within so many milliseconds. */
const ANSWER_TO_A_KEY = 250

/** When a page's last key was pressed, by whichever hand. */
const pressedAt = new WeakMap<Page, number>()

/** A hand at a page's keyboard: each key at least `HAND` after the one before, and once what that did can be read. */
export function handAt(page: Page) {
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

/** The time that lies between a scan and what a person does before and after it. */
export const aroundScan = (): Promise<void> => pause(AROUND_SCAN)

/** Until a browser or a window manager would have acted on a key. */
export const answerToAKey = (): Promise<void> => pause(ANSWER_TO_A_KEY)

/** Somebody thinks better of it so many milliseconds after they began. */
export const thinkBetterAfter = (ms: number): Promise<void> => pause(ms)

/** Waits as long as words on the screen ask for: `Please wait 8 s.` */
export async function waitAsAsked(words: Locator): Promise<void> {
  const seconds = /Please wait (\d+) s/.exec((await words.textContent()) ?? '')?.[1]
  if (seconds === undefined) throw new Error('Nothing on the screen asks to wait.')
  await pause(Number(seconds) * 1000)
}

/** Asks again and again, for half a minute at most. */
export async function until<T>(probe: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let tries = 0; tries < 300; tries++) {
    const found = await probe()
    if (found !== undefined) return found
    await pause(100)
  }
  throw new Error('The station did not get as far as the test needs.')
}
