import { createListeners } from '../../electron/common/listeners.ts'
import { BOOT_LAYOUT, createPressedKeys, keyLayoutOf, type PressedKeys } from '../hid/keyboard.ts'
import type { DeviceListener } from '../hid/slot.ts'
import { keepHealth } from '../health.ts'
import type { Clock } from '../ports.ts'
import { KEYPAD_KEYS, type Keypad, type KeypadKey } from './port.ts'

/** The usage of page 7 (HID Usage Tables 1.5) that each key of a keypad sends. */
export type KeypadUsages = Readonly<Record<KeypadKey, number>>

/** What a keypad sends where the settings say nothing else: the four arrows, Enter, and F1 for help. */
export const COMMON_USAGES: KeypadUsages = { up: 0x52, down: 0x51, left: 0x50, right: 0x4f, select: 0x28, help: 0x3a }

/**
 * Makes the keypad of a keyboard that the settings name as one, and what the supervisor's reports are to be given to.
 * Its keys are read from its own hidraw node. Where the desktop gets them too, each press would count twice: it is
 * `failed` with `not-protected` and tells no key.
 */
export function createHidKeypad(options: { id: string; usages?: Partial<KeypadUsages>; clock: Clock }): {
  keypad: Keypad
  listener: DeviceListener
} {
  const { id, clock } = options
  const usages = { ...COMMON_USAGES, ...options.usages }
  const keys = createListeners<[KeypadKey]>()
  const { health, onHealth, become, end } = keepHealth({ id, kind: 'keypad', virtual: false, clock })
  let presses: PressedKeys | undefined

  return {
    keypad: {
      health,
      onHealth,
      onKey: (hears) => keys.add(hears),
      close() {
        keys.clear()
        end()
        return Promise.resolve()
      },
    },
    listener: {
      onReady({ descriptor, isTypedToDesktop }) {
        presses = isTypedToDesktop === true ? undefined : createPressedKeys(keyLayoutOf(descriptor) ?? BOOT_LAYOUT)
        if (presses) become('ready')
        else become('failed', 'not-protected')
      },
      onReport(report) {
        for (const usage of presses?.take(report).pressed ?? []) {
          const key = KEYPAD_KEYS.find((each) => usages[each] === usage)
          if (key) keys.tell(key)
        }
      },
      onFault(code) {
        presses = undefined
        become(code === 'unplugged' ? 'lost' : 'failed', code)
      },
      onUnused: () => become('unused'),
      onGone: () => undefined,
    },
  }
}
