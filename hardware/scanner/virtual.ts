import { defined } from '../../electron/common/defined.ts'
import { createListeners } from '../../electron/common/listeners.ts'
import { keepHealth } from '../health.ts'
import type { Clock } from '../ports.ts'
import type { Scan, Scanner } from './port.ts'

/** The twin of a scanner that the station owns, driven by the dock and by tests, with faults on demand. */
export interface VirtualScanner extends Scanner {
  /**
   * Reads a code; a slow scanner tells it later. Answers false, and tells no listener, where the scanner is unplugged or
   * broken. One that sent garbage is `ready` again by it.
   */
  scan(bytes: Uint8Array, symbology?: string): boolean
  /** A code comes in part only. Answers false as `scan` does. */
  drop(reason: string): boolean
  /** Pulls the cable; a code that was on its way is lost. */
  unplug(): void
  /**
   * Puts the cable back: the scanner is `starting` for `startMs` milliseconds, then `ready`. The first scan from then
   * on counts.
   */
  replug(startMs?: number): void
  /** It sends what is no code: it is `failed` with `garbage` until its next code, or a replug. */
  garbage(): void
  /** From now on each code comes so many milliseconds late; 0: at once. */
  slow(ms: number): void
  /** The device stops answering until it is plugged in again; `error` is the code in its health. */
  fail(error: string): void
}

/** Makes a virtual scanner, plugged in and ready. `source`: the mode that it plays, HID POS by default. */
export function createVirtualScanner(options: {
  id: string
  clock: Clock
  source?: Extract<Scan['source'], 'hid-pos' | 'hid-keyboard'>
}): VirtualScanner {
  const { id, clock, source = 'hid-pos' } = options
  const scans = createListeners<[Scan]>()
  const drops = createListeners<[string]>()
  const kept = keepHealth({ id, kind: 'scanner', virtual: true, state: 'ready', clock })
  const { health, onHealth } = kept
  /** What waits for its time: the end of a start, or codes of a slow scanner. */
  const waiting = new Set<() => void>()
  let delayMs = 0

  function after(ms: number, then: () => void): void {
    const end = () => {
      cancel()
      waiting.delete(end)
    }
    const cancel = clock.after(ms, () => {
      waiting.delete(end)
      then()
    })
    waiting.add(end)
  }

  const become: typeof kept.become = (state, error) => {
    for (const end of [...waiting]) end()
    kept.become(state, error)
  }

  const sendsGarbage = () => health().error === 'garbage'
  const isRead = () => health().state === 'ready' || sendsGarbage()

  return {
    health,
    onScan: (listener) => scans.add(listener),
    onDrop: (listener) => drops.add(listener),
    onHealth,
    scan(bytes, symbology) {
      if (!isRead()) return false
      if (sendsGarbage()) become('ready')
      const scan: Scan = { bytes, source, ...defined({ symbology }) }
      if (delayMs === 0) scans.tell(scan)
      else after(delayMs, () => scans.tell(scan))
      return true
    },
    drop(reason) {
      if (!isRead()) return false
      drops.tell(reason)
      return true
    },
    unplug: () => become('lost', 'unplugged'),
    replug(startMs = 0) {
      become('starting')
      if (startMs === 0) become('ready')
      else after(startMs, () => become('ready'))
    },
    garbage() {
      if (isRead()) become('failed', 'garbage')
    },
    slow(ms) {
      delayMs = ms
    },
    fail: (error) => become('failed', error),
    close() {
      for (const end of [...waiting]) end()
      scans.clear()
      drops.clear()
      kept.end()
      return Promise.resolve()
    },
  }
}
