import { HOLD, SLOW_GAP } from '../client/keyboard-scanner.ts'

/**
 * A timer that fires this much too late, in milliseconds, shows that the page was busy: key events may be queued, so
 * they are handled first.
 */
const LATE = 15
/** How many characters in quick succession a person may have typed; more come from a scanner. */
const QUICK = 2

/** Keys that a scanner presses between its characters; they don't end a run of characters. */
const MODIFIERS = ['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'NumLock']
const isCharacter = (key: string): boolean => [...key].length === 1

interface Waiting {
  key: string
  at: number
  most: number
}

/**
 * Delays the actions of character keys until it is known how many characters came together, since a slow scanner's
 * first keys can't be told from a person's. `act` does the action of a key that came alone, or of one of two keys that
 * settle nothing; `notify` is called when other keys were dropped.
 */
export function useSingleKeys({ act, notify }: { act: (key: string, at: number) => void; notify: () => void }) {
  let waiting: Waiting[] = []
  let timer: number | undefined
  /** The characters in quick succession so far; a repeated character counts once, as a person may press a key twice. */
  let run = { key: '', at: Number.NEGATIVE_INFINITY, length: 0 }

  function wait(ms: number): void {
    window.clearTimeout(timer)
    const due = performance.now() + ms
    timer = window.setTimeout(() => {
      if (performance.now() - due > LATE) wait(LATE)
      else actAll()
    }, ms)
  }

  /** Does all waiting actions at once. */
  function actAll(): void {
    window.clearTimeout(timer)
    const ready = waiting
    waiting = []
    for (const { key, at } of ready) act(key, at)
  }

  /** Drops the waiting actions, since their keys came from a scanner. */
  function drop(): void {
    if (waiting.length === 0) return
    window.clearTimeout(timer)
    waiting = []
    notify()
  }

  return {
    /** To be called for every key, before its action. `at`: when it was pressed, by the events' `timeStamp`. */
    noteKey(key: string, at: number): void {
      if (MODIFIERS.includes(key)) return
      if (!isCharacter(key)) {
        run = { key: '', at: Number.NEGATIVE_INFINITY, length: 0 }
        actAll()
        return
      }
      if (at === run.at && key === run.key) return
      run = { key, at, length: at - run.at > SLOW_GAP ? 1 : key === run.key ? run.length : run.length + 1 }
      if (waiting.some(({ most }) => most < run.length)) drop()
    },
    /**
     * Takes the action of a key that was heard, and does it once the key is known to be alone, or one of two where
     * `isSettling` is false.
     */
    delayAction(key: string, at: number, isSettling: boolean): void {
      const most = isSettling ? 1 : QUICK
      if (run.length > most || (isSettling && waiting.length > 0)) {
        notify()
        return
      }
      waiting.push({ key, at, most })
      wait(SLOW_GAP + HOLD + LATE - Math.max(0, performance.now() - at))
    },
    /**
     * To be called when a scan was recognised, whose first key was pressed at `from`: waiting keys that belong to it
     * are dropped, earlier ones are a person's and act.
     */
    noteScan(from: number): void {
      if (waiting.some(({ at }) => from - at <= SLOW_GAP)) drop()
      else actAll()
    },
    stop: (): void => window.clearTimeout(timer),
  }
}
