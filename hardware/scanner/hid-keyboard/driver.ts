import { defined } from '../../../electron/common/defined.ts'
import { createListeners } from '../../../electron/common/listeners.ts'
import type { SupervisedDevice } from '../../hid/supervise.ts'
import type { DeviceListener } from '../../hid/slot.ts'
import type { Clock, DeviceHealth, DeviceState } from '../../ports.ts'
import type { Scan, Scanner } from '../port.ts'
import { BOOT_LAYOUT, createKeyAssembler, keyLayoutOf, OVER_AFTER_MS, type KeyAssembler } from './decode.ts'

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
  const healths = createListeners<[DeviceHealth]>()
  let health: DeviceHealth = { id, kind: 'scanner', virtual: false, state: 'starting', since: clock.now() }
  let assembler: KeyAssembler | undefined
  let cancelEnd = () => {}

  function become(state: DeviceState, error?: string): void {
    if (health.state === state && health.error === error) return
    health = { id, kind: 'scanner', virtual: false, state, since: clock.now(), ...defined({ error }) }
    healths.tell(health)
  }

  return {
    scanner: {
      health: () => health,
      onScan: (hears) => scans.add(hears),
      // A keyboard says neither how long a code is nor that it goes on, so a part of one can't be told from a whole.
      onDrop: () => () => undefined,
      onHealth: (hears) => healths.add(hears),
      close() {
        cancelEnd()
        scans.clear()
        healths.clear()
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
    },
  }
}
