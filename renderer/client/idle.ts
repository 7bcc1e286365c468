/** After this long without a touch a kiosk asks whether the person is still there (WCAG 2.2.1), in milliseconds. */
export const SILENCE = 40_000
/** How long it asks before it forgets everything, in milliseconds. */
export const COUNTDOWN = 20_000
/**
 * The silence that is left to somebody who is paying: their hands are on their phone or at the terminal, for as long as
 * a tender may take (three minutes, the countdown included).
 */
export const PAYING_SILENCE = 160_000

export type Idle = { state: 'active' } | { state: 'countdown'; secondsLeft: number } | { state: 'over' }

/**
 * Where the silence stands at `now` when the last touch was at `touched`; both in milliseconds of one monotonic clock.
 */
export function idleAt(touched: number, now: number, silence = SILENCE): Idle {
  const silent = now - touched
  if (silent < silence) return { state: 'active' }
  const left = silence + COUNTDOWN - silent
  return left > 0 ? { state: 'countdown', secondsLeft: Math.ceil(left / 1000) } : { state: 'over' }
}
