import { defined } from '../../electron/common/defined.ts'
import { createListeners } from '../../electron/common/listeners.ts'
import type { Clock, DeviceHealth, DeviceState } from '../ports.ts'
import type { Scan, Scanner } from './port.ts'

/** The twin of a scanner that the station owns, driven by tests, with faults on demand. */
export interface VirtualScanner extends Scanner {
  /** Reads a code. Answers false, and tells no listener, where the scanner is unplugged or broken. */
  scan(bytes: Uint8Array, symbology?: string): boolean
  /** A code comes in part only. */
  drop(reason: string): void
  /** Pulls the cable. */
  unplug(): void
  /**
   * Puts the cable back: the scanner is `starting` for `startMs` milliseconds, then `ready`. The first scan from then
   * on counts.
   */
  replug(startMs?: number): void
  /** The device stops answering until it is plugged in again; `error` is the code in its health. */
  fail(error: string): void
}

/** Makes a virtual scanner, plugged in and ready. */
export function createVirtualScanner(options: { id: string; clock: Clock }): VirtualScanner {
  const { id, clock } = options
  const scanListeners = createListeners<[Scan]>()
  const dropListeners = createListeners<[string]>()
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
      ...defined({ error }),
    }
    healthListeners.tell(health)
  }

  return {
    health: () => health,
    onScan: (listener) => scanListeners.add(listener),
    onDrop: (listener) => dropListeners.add(listener),
    onHealth: (listener) => healthListeners.add(listener),
    scan(bytes, symbology) {
      if (health.state !== 'ready') return false
      scanListeners.tell({ bytes, source: 'hid-pos', ...defined({ symbology }) })
      return true
    },
    drop: (reason) => dropListeners.tell(reason),
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
      dropListeners.clear()
      healthListeners.clear()
      return Promise.resolve()
    },
  }
}
