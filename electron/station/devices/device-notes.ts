import { defined } from '../../common/defined.ts'
import type { Clock } from '../../../hardware/ports.ts'
import type { Device } from '../../contract/index.ts'
import type { Journal, NewEntry } from '../journal/index.ts'
import { FAILURES_COUNTED_MS, MOST_FAILURES, MOST_FAILURES_EACH, MOST_NAMED, NOTED_AFTER_MS } from './limits.ts'

/**
 * Notes in the journal that a device failed (`device-failed`) and recovered (`device-recovered`), once it was so for
 * `NOTED_AFTER_MS`. Within an hour at most `MOST_FAILURES` failures are noted, `MOST_FAILURES_EACH` of one device, each
 * with its recovery; the rest are counted in one entry (`devices-unsteady`). What was noted before a start isn't
 * remembered: a device that isn't well then is noted anew.
 */
export interface DeviceNotes {
  /** Hears the state of a device, whenever it changes. */
  note(device: Device): void
  /** Hears that a device isn't one of this station's any more; a failure of it is over. */
  forget(id: string): void
  /** Writes the failures that were only counted so far; nothing is noted any more. */
  close(): Promise<void>
}

interface Noted {
  device: Device
  /** Since when it has been failed as the journal knows it; undefined where it knows of no failure. */
  failedSince?: string
  /** Whether that failure was written, so that its recovery is too. */
  isWritten: boolean
  cancel: (() => void) | undefined
}

/** Makes the notes of a station's devices. `onFault` hears a disk that refuses an entry. */
export function createDeviceNotes(deps: {
  journal: Pick<Journal, 'append'>
  clock: Clock
  onFault(error: unknown): void
}): DeviceNotes {
  const { journal, clock } = deps
  const known = new Map<string, Noted>()
  let since = -Infinity
  let written = new Map<string, number>()
  let counted = new Map<string, number>()
  let cancelCounted: (() => void) | undefined
  let isClosed = false

  function append(entry: Pick<NewEntry, 'kind' | 'facts'>): Promise<unknown> {
    return journal.append([{ ...entry, actor: 'system', transaction: null }]).catch((error: unknown) => {
      deps.onFault(error)
    })
  }

  async function writeCounted(): Promise<void> {
    cancelCounted?.()
    cancelCounted = undefined
    const failures = [...counted]
    counted = new Map()
    if (failures.length === 0) return
    const count = failures.reduce((sum, [, times]) => sum + times, 0)
    const most = failures.toSorted(([, one], [, other]) => other - one).slice(0, MOST_NAMED)
    await append({ kind: 'devices-unsteady', facts: { count, devices: Object.fromEntries(most) } })
  }

  /** Whether one more failure of this device may be written now; otherwise it is counted. */
  function mayWrite(id: string): boolean {
    const now = clock.monotonic()
    if (now - since >= FAILURES_COUNTED_MS) {
      since = now
      written = new Map()
    }
    const all = [...written.values()].reduce((sum, times) => sum + times, 0)
    const own = written.get(id) ?? 0
    if (all < MOST_FAILURES && own < MOST_FAILURES_EACH) {
      written.set(id, own + 1)
      return true
    }
    counted.set(id, (counted.get(id) ?? 0) + 1)
    cancelCounted ??= clock.after(since + FAILURES_COUNTED_MS - now, () => void writeCounted())
    return false
  }

  function noteFailure(noted: Noted): void {
    const { id, kind, since: from, error } = noted.device
    noted.failedSince = from
    noted.isWritten = mayWrite(id)
    if (!noted.isWritten) return
    void append({ kind: 'device-failed', facts: { device: id, deviceKind: kind, since: from, ...defined({ error }) } })
  }

  function noteRecovery(noted: Noted): void {
    const { id, kind } = noted.device
    if (noted.isWritten)
      void append({
        kind: 'device-recovered',
        facts: { device: id, deviceKind: kind, ...defined({ failedSince: noted.failedSince }) },
      })
    delete noted.failedSince
    noted.isWritten = false
  }

  return {
    note(device) {
      // Devices still end while a station closes, after its journal has all that it gets.
      if (isClosed) return
      const noted: Noted = known.get(device.id) ?? { device, isWritten: false, cancel: undefined }
      known.set(device.id, noted)
      noted.device = device
      const isFailed = device.state === 'lost' || device.state === 'failed'
      const isWell = device.state === 'ready'
      const isNews = noted.failedSince === undefined ? isFailed : isWell
      if (!isNews) {
        noted.cancel?.()
        noted.cancel = undefined
        return
      }
      noted.cancel ??= clock.after(NOTED_AFTER_MS, () => {
        noted.cancel = undefined
        if (noted.failedSince === undefined) noteFailure(noted)
        else noteRecovery(noted)
      })
    },
    forget(id) {
      const noted = known.get(id)
      noted?.cancel?.()
      known.delete(id)
      if (noted?.failedSince !== undefined) noteRecovery(noted)
    },
    async close() {
      isClosed = true
      for (const { cancel } of known.values()) cancel?.()
      known.clear()
      await writeCounted()
    },
  }
}
