import { createListeners } from '../../electron/common/listeners.ts'
import { keepHealth } from '../health.ts'
import type { Clock } from '../ports.ts'
import type { Keypad, KeypadKey } from './port.ts'

/** The twin of a keypad, driven by the dock and by tests. */
export interface VirtualKeypad extends Keypad {
  /** Presses and releases a key. Answers false, and tells no listener, where the keypad is unplugged. */
  press(key: KeypadKey): boolean
  /** Pulls the cable. */
  unplug(): void
  /** Puts the cable back; the first press from then on counts. */
  replug(): void
}

/** Makes a virtual keypad, plugged in and ready. */
export function createVirtualKeypad({ id, clock }: { id: string; clock: Clock }): VirtualKeypad {
  const keys = createListeners<[KeypadKey]>()
  const { health, onHealth, become, end } = keepHealth({ id, kind: 'keypad', virtual: true, state: 'ready', clock })
  return {
    health,
    onHealth,
    onKey: (listener) => keys.add(listener),
    press(key) {
      if (health().state !== 'ready') return false
      keys.tell(key)
      return true
    },
    unplug: () => become('lost', 'unplugged'),
    replug: () => become('ready'),
    close() {
      keys.clear()
      end()
      return Promise.resolve()
    },
  }
}
