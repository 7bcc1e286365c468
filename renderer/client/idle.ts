/** After this long without a touch a kiosk asks whether the person is still there (WCAG 2.2.1), in milliseconds. */
export const SILENCE = 40_000
/** How long the question stays until the kiosk ends the visit, in milliseconds. */
export const COUNTDOWN = 20_000
/**
 * The silence allowed while a person pays, in milliseconds, since they use their phone or the terminal: with the
 * countdown it is the three minutes that a tender may take.
 */
export const PAYING_SILENCE = 160_000

export type Idle = { state: 'active' } | { state: 'countdown'; secondsLeft: number } | { state: 'over' }

/** The state at `now` when the last touch was at `touched`; both in milliseconds of the same monotonic clock. */
export function idleAt(touched: number, now: number, silence = SILENCE): Idle {
  const silent = now - touched
  if (silent < silence) return { state: 'active' }
  const left = silence + COUNTDOWN - silent
  return left > 0 ? { state: 'countdown', secondsLeft: Math.ceil(left / 1000) } : { state: 'over' }
}
