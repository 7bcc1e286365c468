import { nextTick, watch } from 'vue'
import { act } from '../client/key-replay.ts'
import type { Press } from './keys.ts'

/** More keys than this are an elbow on the keyboard. */
const LONGEST = 64

/**
 * Keeps the keys that are pressed while the desk waits for an answer, and presses them, in order, once it came: nobody
 * who types ahead waits for a spinner. `press` does a key's action and says whether it had one; a key without goes into
 * the field that has the focus then. One that came too `early`, when what it means wasn't on the screen yet, does
 * nothing, nor does any behind it; so it is where more are pressed than anybody means.
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

  async function drain(): Promise<void> {
    if (draining) return
    draining = true
    while (kept.length > 0 && !busy() && !settling) {
      const key = kept.shift()
      const done = key && press(key, key.at)
      if (done === 'early') {
        kept.length = 0
        notify('early')
      } else if (key && !done && document.activeElement) act(document.activeElement, key)
      // The next key means what the screen then says.
      await nextTick()
      await nextTick()
    }
    draining = false
  }

  watch(busy, (now) => {
    if (!now) void nextTick(drain)
  })

  return {
    /** Whether keys have to wait, behind an answer or behind earlier keys. */
    waits: (): boolean => busy() || settling || draining || kept.length > 0,
    /** Keeps a key that counts as pressed at `at`, on the clock of the events' `timeStamp`. */
    keep(event: KeyboardEvent, at: number): void {
      const { key, code, altKey, ctrlKey, metaKey, repeat } = event
      if (kept.push({ key, code, altKey, ctrlKey, metaKey, repeat, at }) <= LONGEST) return
      kept.length = 0
      notify('busy')
    },
    /**
     * A key did something: what it put on the screen gets the next keys, even those that were pressed before it stood
     * there.
     */
    settle(): void {
      settling = true
      void nextTick()
        .then(nextTick)
        .then(() => {
          settling = false
          return drain()
        })
    },
  }
}
