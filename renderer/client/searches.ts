import { computed, ref } from 'vue'
import { createTurns } from '../../electron/common/turns.ts'
import { report } from './fault.ts'

/**
 * The searches of one person, one after the other, so that whoever types ahead loses none. What was begun before
 * `restart` is nobody's: it isn't begun any more, and what becomes of it is not told.
 */
export function createSearches() {
  const underWay = ref(0)
  let visit = 0
  let inRow = createTurns()

  /** Tells, whenever it is asked, whether nobody has restarted since. */
  function sameVisit(): () => boolean {
    const mine = visit
    return () => mine === visit
  }

  /** Runs a search when those before it have ended; `busy` until its answer is on the screen. A fault is reported. */
  async function inTurn(search: () => Promise<void>): Promise<void> {
    const isMine = sameVisit()
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
    visit += 1
    underWay.value = 0
    inRow = createTurns()
  }

  return { busy: computed(() => underWay.value > 0), sameVisit, inTurn, restart }
}
