import { nextTick, watch } from 'vue'
import { doDefaultAction } from '../client/key-replay.ts'
import type { Press } from './keys.ts'

/** More kept keys than this can't be meant: something lies on the keyboard. */
const LONGEST = 64

/**
 * Keeps keys that a clerk presses while the desk waits for an answer, and replays them in order after it, so that
 * nobody has to wait before typing on. `press` does a key's action and returns whether it had one; a key without an
 * action goes into the focused field. Where `press` returns `early` (the key came before its meaning was on the
 * screen), that key and all later ones are dropped; so are all keys where more than `LONGEST` were kept.
 */
export function useTypeAhead({
  busy,
  press,
  notify,
}: {
  busy: () => boolean
  press: (key: Press, at: number) => boolean | 'early'
  notify: (what: 'early' | 'busy') => void
}) {
  const kept: (Press & { at: number })[] = []
  let draining = false
  let settling = false

  async function replayKept(): Promise<void> {
    if (draining) return
    draining = true
    while (kept.length > 0 && !busy() && !settling) {
      const key = kept.shift()
      const done = key && press(key, key.at)
      if (done === 'early') {
        kept.length = 0
        notify('early')
      } else if (key && !done && document.activeElement) doDefaultAction(document.activeElement, key)
      // The next key acts on what the screen shows after this one, so the screen is updated first.
      await nextTick()
      await nextTick()
    }
    draining = false
  }

  watch(busy, (now) => {
    if (!now) void nextTick(replayKept)
  })

  return {
    /** Whether a new key has to be kept, because of an open answer or earlier keys. */
    isWaiting: (): boolean => busy() || settling || draining || kept.length > 0,
    /** Keeps a key that counts as pressed at `at`, on the clock of the events' `timeStamp`. */
    keep(event: KeyboardEvent, at: number): void {
      const { key, code, altKey, ctrlKey, metaKey, repeat } = event
      if (kept.push({ key, code, altKey, ctrlKey, metaKey, repeat, at }) <= LONGEST) return
      kept.length = 0
      notify('busy')
    },
    /**
     * To be called when a key did something: later keys are kept until the screen is updated, and then act on what it
     * shows.
     */
    waitForScreen(): void {
      settling = true
      void nextTick()
        .then(nextTick)
        .then(() => {
          settling = false
          return replayKept()
        })
    },
  }
}
