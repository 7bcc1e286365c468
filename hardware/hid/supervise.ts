import type { Clock } from '../ports.ts'
import type { HidHandle, HidInfo, HidListener, HidOpenFault, HidSystem } from './hid.ts'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000
/** Several nodes come and go with one plug. */
const SETTLE_MS = 50
/** Devices are looked for so often where the system doesn't tell of changes. */
const LOOK_MS = 10_000

/** Why a supervised device isn't ready. `unplugged`: it was there, or never was. */
export type DeviceFault = HidOpenFault | 'unplugged'

/** One device that is watched over: it is opened whenever it is there. */
export interface SupervisedDevice {
  /** `keyOf` it when it was found first; it stays when the device moves to another socket. */
  readonly key: string
  /** As it was listed last. */
  readonly info: HidInfo
  /** Sends an output report. Answers false where the device isn't there or doesn't take it. */
  write(report: Uint8Array): Promise<boolean>
}

/** What hears a supervised device. */
export interface DeviceListener {
  /** It is open; reports come from now on. It has been asked for by its own descriptor, which may be another's now. */
  onReady(info: HidInfo): void
  onReport(report: Uint8Array): void
  onFault(code: DeviceFault): void
  /** It is plugged in and isn't to be used, so it isn't opened. */
  onUnused(): void
}

/** Watches over HID devices, until `close`. */
export interface Supervisor {
  /** Looks for devices now; resolves when each that is there was tried to be opened. */
  look(): Promise<void>
  close(): Promise<void>
}

interface Slot {
  info: HidInfo
  /** Whether the system listed it when it was asked last. */
  isThere: boolean
  handle?: HidHandle | undefined
  listener: DeviceListener
  tries: number
  fault?: DeviceFault | undefined
  /** Whether it is there and isn't to be used. */
  isAside?: boolean
  cancelRetry(): void
}

/** Vendor, product and, where it has one, serial number: equal devices may still share all three. */
const nameOf = ({ vendorId, productId, serial }: HidInfo): string =>
  [vendorId, productId]
    .map((id) => id.toString(16).padStart(4, '0'))
    .concat(serial ?? [])
    .join(':')

const NOBODY: DeviceListener = {
  onReady: () => undefined,
  onReport: () => undefined,
  onFault: () => undefined,
  onUnused: () => undefined,
}

/** The name by which a device is known again: its own, and the socket that it is plugged into. */
export const keyOf = (info: HidInfo): string =>
  info.port === undefined ? nameOf(info) : `${nameOf(info)}@${info.port}`

/**
 * Watches over all devices that `isOurs`, for ever: opens each one when it is plugged in, and after a fault closes it
 * and tries again after 250 ms, doubling to 10 s. `onFound` hears each device once and answers who hears it from then
 * on. A device that comes to another socket is taken for the missing one of its model and serial number, if only one
 * is missing.
 */
export function superviseHid(deps: {
  system: HidSystem
  clock: Clock
  isOurs(info: HidInfo): boolean
  /** Whether one of ours is to be used; by default each is. */
  isUsed?(info: HidInfo): boolean
  onFound(device: SupervisedDevice): DeviceListener
}): Supervisor {
  const { system, clock, isOurs, onFound } = deps
  const isUsed = deps.isUsed ?? (() => true)
  const slots = new Map<string, Slot>()
  let isClosed = false
  let looking: Promise<void> | undefined
  let isLookWanted = false
  let cancelSettle = () => {}
  let cancelLook = () => {}

  function fail(slot: Slot, code: DeviceFault): void {
    if (slot.fault === code) return
    slot.fault = code
    slot.listener.onFault(code)
  }

  function setAside(slot: Slot): void {
    if (slot.isAside === true) return
    slot.isAside = true
    slot.fault = undefined
    slot.cancelRetry()
    void slot.handle?.close()
    slot.handle = undefined
    slot.listener.onUnused()
  }

  /** Closes a device that no report comes from any more, and tries again later. */
  function lose(slot: Slot, code: DeviceFault): void {
    const { handle } = slot
    slot.handle = undefined
    void handle?.close()
    fail(slot, code)
    slot.cancelRetry()
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(slot.tries, 10), LONGEST_PAUSE_MS)
    slot.tries += 1
    slot.cancelRetry = clock.after(pause, () => void look())
  }

  async function open(slot: Slot): Promise<void> {
    const { path } = slot.info
    let isOpen = true
    const listener: HidListener = {
      onReport: (report) => {
        if (isOpen && slot.info.path === path) slot.listener.onReport(report)
      },
      onLost: () => {
        if (!isOpen) return
        isOpen = false
        if (slot.handle) lose(slot, 'unplugged')
      },
    }
    slot.cancelRetry()
    const opened = await system.open(path, listener)
    if (!opened.ok) {
      lose(slot, opened.code)
      return
    }
    if (isClosed || !isOpen || slot.info.path !== path) {
      await opened.handle.close()
      if (!isClosed) lose(slot, 'unplugged')
      return
    }
    slot.handle = opened.handle
    slot.tries = 0
    slot.fault = undefined
    slot.listener.onReady(slot.info)
  }

  function slotFor(info: HidInfo, listed: ReadonlySet<string>): Slot {
    const key = keyOf(info)
    const known = slots.get(key)
    if (known) return known
    const missing = [...slots.values()].filter(
      (slot) => nameOf(slot.info) === nameOf(info) && !listed.has(keyOf(slot.info)),
    )
    const [moved] = missing
    if (moved && missing.length === 1) {
      slots.delete(keyOf(moved.info))
      slots.set(key, moved)
      return moved
    }
    const slot: Slot = {
      info,
      isThere: true,
      tries: 0,
      cancelRetry: () => undefined,
      listener: NOBODY,
    }
    slots.set(key, slot)
    slot.listener = onFound({
      key,
      get info() {
        return slot.info
      },
      async write(report) {
        const { handle } = slot
        if (!handle) return false
        return handle.write(report).then(
          () => true,
          () => false,
        )
      },
    })
    return slot
  }

  async function lookOnce(): Promise<void> {
    const found = (await system.list().catch(() => [])).filter(isOurs)
    if (isClosed) return
    const listed = new Set(found.map(keyOf))
    const here = new Set<Slot>()
    for (const info of found) {
      const slot = slotFor(info, listed)
      // Two devices of one name can't be told apart: the first one has it.
      if (here.has(slot)) continue
      here.add(slot)
      if (slot.handle && slot.info.path !== info.path) {
        // A handle of before the replug is dead.
        void slot.handle.close()
        slot.handle = undefined
      }
      slot.info = info
    }
    for (const slot of slots.values()) {
      slot.isThere = here.has(slot)
      if (slot.isThere) continue
      slot.isAside = false
      slot.cancelRetry()
      slot.tries = 0
      void slot.handle?.close()
      slot.handle = undefined
      fail(slot, 'unplugged')
    }
    for (const slot of here) {
      if (!isUsed(slot.info)) setAside(slot)
      else slot.isAside = false
    }
    await Promise.all([...here].filter(({ handle, isAside }) => !handle && !isAside).map(open))
  }

  /** Looks; a look that is asked for meanwhile follows. */
  function look(): Promise<void> {
    if (looking) {
      isLookWanted = true
      return looking
    }
    looking = (async () => {
      do {
        isLookWanted = false
        if (!isClosed) await lookOnce()
      } while (isLookWanted)
      looking = undefined
    })()
    return looking
  }

  function lookLater(): void {
    cancelLook = clock.after(LOOK_MS, () => {
      void look().finally(lookLater)
    })
  }

  const stopWatching = system.watch(() => {
    cancelSettle()
    cancelSettle = clock.after(SETTLE_MS, () => void look())
  })
  lookLater()

  return {
    look,
    async close() {
      isClosed = true
      stopWatching()
      cancelSettle()
      cancelLook()
      await looking
      for (const slot of slots.values()) {
        slot.cancelRetry()
        await slot.handle?.close()
        slot.handle = undefined
      }
      slots.clear()
    },
  }
}
