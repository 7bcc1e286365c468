/** Waits between restarts of something that died: a window, a page, the station's process. */
const RECOVERY = {
  /** The first wait, in milliseconds: long enough not to spin, short enough that a resident hardly sees it. */
  firstMs: 500,
  /** The longest wait: a broken machine is tried twice a minute, for as long as it takes. */
  longestMs: 30_000,
  /** Something that ran this long is well again: the next death starts from the first wait. */
  steadyMs: 60_000,
} as const

/** How often something died without running steadily in between. */
export interface Deaths {
  inARow: number
}

export const NO_DEATHS: Deaths = { inARow: 0 }

/**
 * What to do when something died after running for `ranMs` milliseconds: the wait before it is started again (doubling
 * from 0.5 s to 30 s), and the count to remember. The count starts anew only after a steady run, so a limit on it
 * really holds.
 */
export function afterDeath(deaths: Deaths, ranMs: number): { waitMs: number; deaths: Deaths } {
  const before = ranMs >= RECOVERY.steadyMs ? 0 : deaths.inARow
  return { waitMs: Math.min(RECOVERY.firstMs * 2 ** before, RECOVERY.longestMs), deaths: { inARow: before + 1 } }
}

/** A page that doesn't answer for this long after Electron noticed it is ended and loaded anew. */
export const HANG_MS = 10_000

/**
 * Whether a page's process that ended (Electron's reason) is to be started again: always, but where it was asked to go.
 */
export function shouldReopen(reason: string): boolean {
  return reason !== 'clean-exit'
}
