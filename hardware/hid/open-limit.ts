import type { Clock } from '../ports.ts'
import type { HidSystem } from './hid.ts'

/** A device that doesn't open within this time isn't answering, so that it doesn't keep others from being opened. */
export const OPEN_WITHIN_MS = 5_000

/**
 * The same system, in which opening a device ends in time; one that opens later is closed again at once. While an attempt
 * still hangs there is no other, since each holds a thread and the device's lock.
 */
export function withOpenLimit(system: HidSystem, clock: Clock): HidSystem {
  const hanging = new Set<string>()
  return {
    ...system,
    open(path, listener) {
      if (hanging.has(path)) return Promise.resolve({ ok: false, code: 'not-answering' })
      hanging.add(path)
      let isLate = false
      const opening = system
        .open(path, {
          onReport: (report) => {
            if (!isLate) listener.onReport(report)
          },
          onLost: () => {
            if (!isLate) listener.onLost()
          },
        })
        .then((opened) => {
          if (isLate && opened.ok) void opened.handle.close()
          return opened
        })
        .finally(() => hanging.delete(path))
      return new Promise((resolve, reject) => {
        const cancel = clock.after(OPEN_WITHIN_MS, () => {
          isLate = true
          resolve({ ok: false, code: 'not-answering' })
        })
        opening.then(resolve, reject).finally(cancel)
      })
    },
  }
}
