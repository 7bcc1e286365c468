import type { Clock } from '../../../hardware/ports.ts'
import { storageRefusal } from '../storage/faults.ts'

/** Work that a later commit would have to do itself, and that is better done between two commits. */
export interface Chore {
  isDue(): boolean
  do(): void
}

/**
 * How long after a commit a chore is done, in milliseconds: by then the callers of that commit have mostly been
 * answered.
 */
const SOON_MS = 25

/** The chores of an open journal. */
export interface Chores {
  /** Schedules the chores that are due. */
  schedule(): void
  stop(): void
}

/**
 * Does due chores shortly after a commit, one at a time, and none while `mayWrite` says no. A chore that the disk
 * refuses is left to the commit that needs it, which reports the error.
 */
export function createChores(clock: Pick<Clock, 'after'>, mayWrite: () => boolean, chores: readonly Chore[]): Chores {
  let stop: (() => void) | undefined

  function doNext(): void {
    stop = undefined
    // The next commit asks again whether the files are this process's.
    if (!mayWrite()) return
    try {
      chores.find((each) => each.isDue())?.do()
    } catch (error) {
      if (storageRefusal(error) === undefined) throw error
      return
    }
    schedule()
  }

  function schedule(): void {
    if (chores.some((each) => each.isDue())) stop ??= clock.after(SOON_MS, doNext)
  }

  return {
    schedule,
    stop() {
      stop?.()
      stop = undefined
    },
  }
}
