import { createListeners } from '../../electron/common/listeners.ts'
import type { Clock, DeviceHealth, DeviceState } from '../ports.ts'
import type { Scan, Scanner } from './port.ts'

/** A scanner that is not there: the twin of a real one, driven by tests and by the dock, with its faults on demand. */
export interface VirtualScanner extends Scanner {
  /** Reads a code. Answers false where the scanner is unplugged or broken: nobody hears the scan. */
  scan(bytes: Uint8Array, symbology?: string): boolean
  /** Pulls the cable. */
  unplug(): void
  /** Puts the cable back: `starting` for `startMs` milliseconds, then `ready`. The first scan after it counts. */
  replug(startMs?: number): void
  /** The device answers no more, with this code as its error, until it is plugged in again. */
  fail(error: string): void
}

/** Makes a virtual scanner, plugged in and ready. */
export function createVirtualScanner(options: { id: string; clock: Clock }): VirtualScanner {
  const { id, clock } = options
  const scanListeners = createListeners<[Scan]>()
  const healthListeners = createListeners<[DeviceHealth]>()
  let health: DeviceHealth = { id, kind: 'scanner', virtual: true, state: 'ready', since: clock.now() }
  let cancelStart: () => void = () => undefined

  const become = (state: DeviceState, error?: string) => {
    cancelStart()
    health = {
      id,
      kind: 'scanner',
      virtual: true,
      state,
      since: clock.now(),
      ...(error === undefined ? {} : { error }),
    }
    healthListeners.tell(health)
  }

  return {
    health: () => health,
    onScan: (listener) => scanListeners.add(listener),
    onHealth: (listener) => healthListeners.add(listener),
    scan(bytes, symbology) {
      if (health.state !== 'ready') return false
      scanListeners.tell({ bytes, source: 'hid-pos', ...(symbology === undefined ? {} : { symbology }) })
      return true
    },
    unplug: () => become('lost', 'unplugged'),
    replug(startMs = 0) {
      become('starting')
      if (startMs === 0) become('ready')
      else cancelStart = clock.after(startMs, () => become('ready'))
    },
    fail: (error) => become('failed', error),
    close() {
      cancelStart()
      scanListeners.clear()
      healthListeners.clear()
      return Promise.resolve()
    },
  }
}
