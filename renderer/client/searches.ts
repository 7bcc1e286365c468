import { computed, ref } from 'vue'
import { createTurns } from '../../electron/common/turns.ts'
import { report } from './fault.ts'

/**
 * Runs one person's searches one after the other, so that a clerk who types ahead loses none. After `restart` earlier
 * searches aren't begun any more, and their errors aren't reported.
 */
export function createSearches() {
  const underWay = ref(0)
  let generation = 0
  let inRow = createTurns()

  /** Returns a function that tells whether `restart` wasn't called since. */
  function sameGeneration(): () => boolean {
    const mine = generation
    return () => mine === generation
  }

  /** Runs a search after the earlier ones have ended; `busy` is true until then. An error is reported as a fault. */
  async function inTurn(search: () => Promise<void>): Promise<void> {
    const isMine = sameGeneration()
    underWay.value += 1
    try {
      await inRow(async () => {
        if (isMine()) await search()
      })
    } catch (error) {
      if (isMine()) report(error)
    } finally {
      if (isMine()) underWay.value -= 1
    }
  }

  function restart(): void {
    generation += 1
    underWay.value = 0
    inRow = createTurns()
  }

  return { busy: computed(() => underWay.value > 0), sameGeneration, inTurn, restart }
}
