import type { Clock } from '../../../hardware/ports.ts'
import { storageRefusal } from '../storage/faults.ts'

/** What would have to be done within some commit, and is better done between two. */
export interface Chore {
  isDue(): boolean
  do(): void
}

/** A chore is done this long after a commit, in milliseconds: whoever waited for that has mostly been answered. */
const SOON_MS = 25

export interface Chores {
  /** Sees to it that what is due is done soon. */
  see(): void
  stop(): void
}

/**
 * Does what is due a while after a commit, one chore at a time; nothing where `mayWrite` says no. What the disk doesn't
 * take then is left to the commit that can't do without it, which tells.
 */
export function createChores(clock: Pick<Clock, 'after'>, mayWrite: () => boolean, chores: readonly Chore[]): Chores {
  let stop: (() => void) | undefined

  function doNext(): void {
    stop = undefined
    // What isn't ours now is asked about at the next commit, and not all the time.
    if (!mayWrite()) return
    try {
      chores.find((each) => each.isDue())?.do()
    } catch (error) {
      if (storageRefusal(error) === undefined) throw error
      return
    }
    see()
  }

  function see(): void {
    if (chores.some((each) => each.isDue())) stop ??= clock.after(SOON_MS, doNext)
  }

  return {
    see,
    stop() {
      stop?.()
      stop = undefined
    },
  }
}
