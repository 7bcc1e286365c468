import { defined } from '../../common/defined.ts'
import type { Clock } from '../../../hardware/ports.ts'
import type { Device } from '../../contract/index.ts'
import type { Journal, NewEntry } from '../journal/index.ts'
import type { FailedDevice, FailedDevices } from './failed-devices.ts'
import {
  FAILURES_COUNTED_MS,
  HEARD_WITHIN_MS,
  MOST_FAILURES,
  MOST_FAILURES_EACH,
  MOST_NAMED,
  NOTED_AFTER_MS,
} from './limits.ts'

/**
 * Notes in the journal that a device failed (`device-failed`) and recovered (`device-recovered`), once it was so for
 * `NOTED_AFTER_MS`. Within an hour at most `MOST_FAILURES` failures are noted, `MOST_FAILURES_EACH` of one device, each
 * with its recovery; the rest are counted in one entry (`devices-unsteady`). A failure that was noted before a start goes
 * on: it isn't noted anew, and its recovery is noted; it is over where the station hasn't that device any more, or doesn't
 * use it.
 */
export interface DeviceNotes {
  /** Hears the state of a device, whenever it changes. */
  note(device: Device): void
  /**
   * Hears that a device isn't one of this station's any more; a failure of it is over, unless it is attached anew within
   * `NOTED_AFTER_MS`, as a page's camera is where the page is loaded anew.
   */
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
  /** Whether nothing was heard of it since the station started, or since it was detached. */
  isAway: boolean
  cancel: (() => void) | undefined
}

const notedBefore = ({ id, kind, since }: FailedDevice): Noted => ({
  device: { id, kind, virtual: false, state: 'failed', since },
  failedSince: since,
  isWritten: true,
  isAway: true,
  cancel: undefined,
})

const isOneMissing = (all: Iterable<Noted>, kind: Device['kind']): boolean =>
  [...all].some(({ device }) => device.kind === kind && device.error === 'not-found')

function stopWaiting(noted: Noted): void {
  noted.cancel?.()
  noted.cancel = undefined
}

/** Writes entries without a transaction; answers whether the disk took them. */
const writerOf =
  ({ journal, onFault }: { journal: Pick<Journal, 'append'>; onFault(error: unknown): void }) =>
  async (entry: Pick<NewEntry, 'kind' | 'facts'>): Promise<boolean> => {
    try {
      await journal.append([{ ...entry, actor: 'system', transaction: null }])
      return true
    } catch (error) {
      onFault(error)
      return false
    }
  }

/** Makes the notes of a station's devices. `onFault` hears a disk that refuses an entry. */
export function createDeviceNotes(deps: {
  journal: Pick<Journal, 'append'>
  clock: Clock
  /** The failures that were noted and aren't over, also from before this start. */
  failed: FailedDevices
  onFault(error: unknown): void
}): DeviceNotes {
  const { clock, failed } = deps
  const append = writerOf(deps)
  const known = new Map(failed.list().map((each): [string, Noted] => [each.id, notedBefore(each)]))
  for (const noted of known.values()) awaitNews(noted, HEARD_WITHIN_MS, true)
  let since = -Infinity
  let written = new Map<string, number>()
  let counted = new Map<string, number>()
  let cancelCounted: (() => void) | undefined
  let isClosed = false

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

  async function noteFailure(noted: Noted): Promise<void> {
    const { id, kind, since: from, error } = noted.device
    noted.failedSince = from
    noted.isWritten = mayWrite(id)
    if (!noted.isWritten) return
    failed.add({ id, kind, since: from })
    const facts = { device: id, deviceKind: kind, since: from, ...defined({ error }) }
    if (await append({ kind: 'device-failed', facts })) return
    noted.isWritten = false
    failed.remove(id)
  }

  async function noteRecovery(noted: Noted): Promise<void> {
    const { isWritten, failedSince } = noted
    const { id, kind } = noted.device
    noted.isWritten = false
    delete noted.failedSince
    if (!isWritten || failedSince === undefined) return
    failed.remove(id)
    const isNoted = await append({ kind: 'device-recovered', facts: { device: id, deviceKind: kind, failedSince } })
    // The next start notes it.
    if (!isNoted) failed.add({ id, kind, since: failedSince })
  }

  /**
   * The failure of a device that isn't heard of within `ms` is over. One from before the start (`isEarlier`) goes on while
   * a device of its kind isn't found, since that is told under another id.
   */
  function awaitNews(noted: Noted, ms: number, isEarlier = false): void {
    noted.isAway = true
    noted.cancel = clock.after(ms, () => {
      if (isEarlier && isOneMissing(known.values(), noted.device.kind)) awaitNews(noted, ms, isEarlier)
      else if (known.delete(noted.device.id)) void noteRecovery(noted)
    })
  }

  return {
    note(device) {
      // Devices still end while a station closes, after its journal has all that it gets.
      if (isClosed) return
      const noted: Noted = known.get(device.id) ?? { device, isWritten: false, isAway: false, cancel: undefined }
      known.set(device.id, noted)
      if (noted.isAway) stopWaiting(noted)
      noted.isAway = false
      noted.device = device
      const isFailed = device.state === 'lost' || device.state === 'failed'
      const isWell = device.state === 'ready' || device.state === 'unused'
      const isNews = noted.failedSince === undefined ? isFailed : isWell
      if (!isNews) {
        stopWaiting(noted)
        return
      }
      noted.cancel ??= clock.after(NOTED_AFTER_MS, () => {
        noted.cancel = undefined
        void (noted.failedSince === undefined ? noteFailure(noted) : noteRecovery(noted))
      })
    },
    forget(id) {
      const noted = known.get(id)
      if (!noted) return
      stopWaiting(noted)
      if (noted.failedSince === undefined) known.delete(id)
      else awaitNews(noted, NOTED_AFTER_MS)
    },
    async close() {
      isClosed = true
      for (const { cancel } of known.values()) cancel?.()
      known.clear()
      await writeCounted()
    },
  }
}
