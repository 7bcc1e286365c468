import { HOLD, SLOW_GAP } from '../client/keyboard-scanner.ts'

/** A timer this late tells that the page was busy: keys may be waiting behind it, so they are let in first. */
const LATE = 15
/** Two numbers in a row are a quick hand's; three are a scanner's. */
const QUICK = 2

/** What a scanner presses between its characters. */
const MODIFIERS = ['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'NumLock']
const isCharacter = (key: string): boolean => [...key].length === 1

interface Waiting {
  key: string
  at: number
  most: number
}

/**
 * A slow scanner's first keys can't be told from a person's: what one of them would do waits until it is known how many
 * characters came together with it. `act` does what was wished by a key that stood alone, or was one of two that settle
 * nothing; `notify` says that others were left undone.
 */
export function useAlone({ act, notify }: { act: (key: string, at: number) => void; notify: () => void }) {
  let waiting: Waiting[] = []
  let timer: number | undefined
  /** Characters that followed each other; the same one again is the same wish. */
  let run = { key: '', at: Number.NEGATIVE_INFINITY, length: 0 }

  function wait(ms: number): void {
    window.clearTimeout(timer)
    const due = performance.now() + ms
    timer = window.setTimeout(() => {
      if (performance.now() - due > LATE) wait(LATE)
      else now()
    }, ms)
  }

  /** Does at once what still waits. */
  function now(): void {
    window.clearTimeout(timer)
    const ready = waiting
    waiting = []
    for (const { key, at } of ready) act(key, at)
  }

  /** What waits was a scanner's. */
  function drop(): void {
    if (waiting.length === 0) return
    window.clearTimeout(timer)
    waiting = []
    notify()
  }

  return {
    /** Every key that is pressed, at `at` on the clock of the events' `timeStamp`, before its action. */
    heard(key: string, at: number): void {
      if (MODIFIERS.includes(key)) return
      if (!isCharacter(key)) {
        run = { key: '', at: Number.NEGATIVE_INFINITY, length: 0 }
        now()
        return
      }
      if (at === run.at && key === run.key) return
      run = { key, at, length: at - run.at > SLOW_GAP ? 1 : key === run.key ? run.length : run.length + 1 }
      if (waiting.some(({ most }) => most < run.length)) drop()
    },
    /**
     * Takes a key once it was heard: its action is done when it is known to stand alone, or to be one of two where it
     * settles nothing.
     */
    take(key: string, at: number, isSettling: boolean): void {
      const most = isSettling ? 1 : QUICK
      if (run.length > most || (isSettling && waiting.length > 0)) {
        notify()
        return
      }
      waiting.push({ key, at, most })
      wait(SLOW_GAP + HOLD + LATE - Math.max(0, performance.now() - at))
    },
    /**
     * A scan has been recognised whose first key was pressed at `from`: what waits was its own, or a person's before
     * it.
     */
    scanned(from: number): void {
      if (waiting.some(({ at }) => from - at <= SLOW_GAP)) drop()
      else now()
    },
    stop: (): void => window.clearTimeout(timer),
  }
}
