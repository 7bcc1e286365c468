import type { Clock } from '../ports.ts'
import type { HidHandle, HidInfo, HidOpenFault, HidSystem } from './hid.ts'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000
/** A node is there before udev has given it its rights, and for a moment after its device is gone. */
const GRACE_MS = 1_000

/** Why a supervised device isn't ready. `unplugged`: it was there, or never was. */
export type DeviceFault = HidOpenFault | 'unplugged'

const pauseAfter = (tries: number): number => Math.min(FIRST_PAUSE_MS * 2 ** Math.min(tries, 10), LONGEST_PAUSE_MS)

/** What hears a supervised device. */
export interface DeviceListener {
  /** It is open; reports come from now on. `info`: as it is listed now. Told again when the desktop's part changes. */
  onReady(info: HidInfo): void
  onReport(report: Uint8Array): void
  onFault(code: DeviceFault): void
  /** It is plugged in and isn't to be used, so it isn't opened. */
  onUnused(): void
  /** One that isn't to be used was unplugged; nothing is told of it afterwards. */
  onGone(): void
}

/** The place of one device, which may come and go. */
export interface Slot {
  info(): HidInfo
  /** Takes the device as it is listed now; a handle of before a replug is dead. */
  isListed(info: HidInfo): void
  /** Hears that the device isn't listed. */
  isMissing(): void
  /** Hears that the device is there and isn't to be used. */
  setAside(): void
  /** Opens the device, unless it is open. */
  open(): Promise<void>
  /** Sends an output report. Answers false where the device isn't there or doesn't take it. */
  write(report: Uint8Array): Promise<boolean>
  close(): Promise<void>
}

/** Sends a report to what is open, and answers whether it was taken. */
async function writeTo(handle: HidHandle | undefined, report: Uint8Array): Promise<boolean> {
  try {
    await handle?.write(report)
    return handle !== undefined
  } catch {
    return false
  }
}

/**
 * Makes the place of a device. `listener` answers who hears it, of a device that can't be opened once that has lasted for
 * a second; `lookAgain` is called after a fault, in pauses of 250 ms that double to ten seconds.
 */
export function createSlot(deps: {
  system: HidSystem
  clock: Clock
  first: HidInfo
  listener(): DeviceListener
  lookAgain(): void
}): Slot {
  const { system, clock, listener, lookAgain } = deps
  let info = deps.first
  let handle: HidHandle | undefined
  let fault: DeviceFault | undefined
  let isAside = false
  let isClosed = false
  let tries = 0
  /** When it was refused first since it was open or plugged in. */
  let refusedAt: number | undefined
  let cancelRetry = () => {}

  /** Ends what is open or waits, and gives what was open. */
  function drop(): HidHandle | undefined {
    const former = handle
    handle = undefined
    cancelRetry()
    return former
  }

  function tellFault(code: DeviceFault): void {
    if (fault === code) return
    fault = code
    listener().onFault(code)
  }

  /** Closes a device that no report comes from any more, and tries again later. */
  function lose(): void {
    void drop()?.close()
    tellFault('unplugged')
    tryLater()
  }

  /** The device can't be opened: tells so once that has lasted, and tries again later. */
  function noteRefusal(code: DeviceFault): void {
    refusedAt ??= clock.monotonic()
    if (clock.monotonic() - refusedAt >= GRACE_MS) tellFault(code)
    tryLater()
  }

  function tryLater(): void {
    cancelRetry = clock.after(pauseAfter(tries), lookAgain)
    tries += 1
  }

  /** Opens the path of now; answers undefined where the device went, or this place was closed, meanwhile. */
  async function openPath(path: string) {
    let isGone = false
    const opened = await system.open(path, {
      onReport: (report) => {
        if (info.path === path) listener().onReport(report)
      },
      onLost: () => {
        if (isGone) return
        isGone = true
        if (handle && info.path === path) lose()
      },
    })
    if (!opened.ok) return opened
    const isStill = () => !isGone && !isClosed && info.path === path
    if (isStill()) return opened
    await opened.handle.close()
    return undefined
  }

  return {
    info: () => info,
    isListed(next) {
      if (next.path !== info.path) void drop()?.close()
      // udev may take a keyboard from the desktop after it was opened.
      const isChanged = handle !== undefined && next.isTypedToDesktop !== info.isTypedToDesktop
      info = next
      if (isChanged) listener().onReady(next)
    },
    isMissing() {
      void drop()?.close()
      isAside = false
      tries = 0
      refusedAt = undefined
      tellFault('unplugged')
    },
    setAside() {
      if (isAside) return
      void drop()?.close()
      isAside = true
      fault = undefined
      listener().onUnused()
    },
    async open() {
      if (handle) return
      isAside = false
      cancelRetry()
      const opened = await openPath(info.path)
      if (isClosed) return
      if (!opened?.ok) {
        noteRefusal(opened?.code ?? 'unplugged')
        return
      }
      handle = opened.handle
      tries = 0
      refusedAt = undefined
      fault = undefined
      listener().onReady(info)
    },
    write: (report) => writeTo(handle, report),
    async close() {
      isClosed = true
      await drop()?.close()
    },
  }
}
