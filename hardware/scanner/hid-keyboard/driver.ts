import { createListeners } from '../../../electron/common/listeners.ts'
import type { SupervisedDevice } from '../../hid/supervise.ts'
import type { DeviceListener } from '../../hid/slot.ts'
import { keepHealth } from '../../health.ts'
import type { Clock } from '../../ports.ts'
import type { Scan, Scanner } from '../port.ts'
import { BOOT_LAYOUT, keyLayoutOf } from '../../hid/keyboard.ts'
import { createKeyAssembler, OVER_AFTER_MS, type KeyAssembler } from './decode.ts'

/**
 * Makes the scanner of a keyboard that the settings name as one, and what the supervisor's reports are to be given to.
 * Its keys are read from its own hidraw node, whatever the system's layout is. Where the desktop gets them too, it is
 * `ready` with the error `not-protected`.
 */
export function createKeyboardScanner(options: { id: string; device: SupervisedDevice; clock: Clock }): {
  scanner: Scanner
  listener: DeviceListener
} {
  const { id, clock } = options
  const scans = createListeners<[Scan]>()
  const kept = keepHealth({ id, kind: 'scanner', virtual: false, clock })
  const { health, onHealth, become } = kept
  let assembler: KeyAssembler | undefined
  let cancelEnd = () => {}

  return {
    scanner: {
      health,
      onScan: (hears) => scans.add(hears),
      // A keyboard says neither how long a code is nor that it goes on, so a part of one can't be told from a whole.
      onDrop: () => () => undefined,
      onHealth,
      close() {
        cancelEnd()
        scans.clear()
        kept.end()
        return Promise.resolve()
      },
    },
    listener: {
      onReady({ descriptor, isTypedToDesktop }) {
        assembler = createKeyAssembler(keyLayoutOf(descriptor) ?? BOOT_LAYOUT, (text) =>
          scans.tell({ bytes: Uint8Array.from(Buffer.from(text, 'latin1')), source: 'hid-keyboard' }),
        )
        become('ready', isTypedToDesktop === true ? 'not-protected' : undefined)
      },
      onReport(report) {
        assembler?.take(report)
        cancelEnd()
        cancelEnd = clock.after(OVER_AFTER_MS, () => assembler?.end(false))
      },
      onFault(code) {
        cancelEnd()
        assembler?.end(true)
        assembler = undefined
        become(code === 'unplugged' ? 'lost' : 'failed', code)
      },
      onUnused: () => become('unused'),
      onGone: () => undefined,
    },
  }
}
