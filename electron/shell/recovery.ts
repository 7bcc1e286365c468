/** The waits between restarts of a window, a page or the station's process that died. */
const RECOVERY = {
  /**
   * The first wait, in milliseconds: long enough not to restart in a tight loop, short enough that a resident hardly
   * notices.
   */
  firstMs: 500,
  /** The longest wait: on a broken machine the restart is tried twice a minute for ever. */
  longestMs: 30_000,
  /** After running this long something counts as healthy, and its next death starts from the first wait. */
  steadyMs: 60_000,
} as const

/** How often something died in a row without running for a minute in between. */
export interface Crashes {
  inARow: number
}

export const NO_CRASHES: Crashes = { inARow: 0 }

/**
 * What follows when something died after running for `ranMs` milliseconds: how long to wait before it is started again
 * (doubling from 0.5 s to 30 s), and the count to remember. Only a run of a minute resets the count, so that a limit on
 * it holds.
 */
export function afterCrash(crashes: Crashes, ranMs: number): { waitMs: number; crashes: Crashes } {
  const before = ranMs >= RECOVERY.steadyMs ? 0 : crashes.inARow
  return { waitMs: Math.min(RECOVERY.firstMs * 2 ** before, RECOVERY.longestMs), crashes: { inARow: before + 1 } }
}

/** How long a page may stay unresponsive after Electron noticed it; then it is ended and loaded again. */
export const HANG_MS = 10_000

/**
 * Whether a page is loaded again after its process ended, by Electron's reason: always, unless it was asked to exit.
 */
export function shouldReopen(reason: string): boolean {
  return reason !== 'clean-exit'
}
