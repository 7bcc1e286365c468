import type { Clock } from '../ports.ts'
import type { HidInfo, HidSystem } from './hid.ts'
import { withOpenLimit } from './open-limit.ts'
import { createSlot, type DeviceListener, type Slot } from './slot.ts'

/** Several nodes come and go with one plug. */
const SETTLE_MS = 50
/** Devices are looked for so often where the system doesn't tell of changes. */
const LOOK_MS = 10_000

/** One device that is watched over: it is opened whenever it is there. */
export interface SupervisedDevice {
  /**
   * `keyOf` it when it was found first, with a number where another has that; it stays when the device moves to another
   * socket.
   */
  readonly key: string
  /** As it was listed last. */
  readonly info: HidInfo
  /** Sends an output report. Answers false where the device isn't there or doesn't take it. */
  write(report: Uint8Array): Promise<boolean>
}

/** Watches over HID devices, until `close`. */
export interface Supervisor {
  /** Looks for devices now; resolves when each that is there was tried to be opened. */
  look(): Promise<void>
  close(): Promise<void>
}

/** Vendor, product and, where it has one, serial number: equal devices may still share all three. */
const nameOf = ({ vendorId, productId, serial }: HidInfo): string =>
  [vendorId, productId]
    .map((id) => id.toString(16).padStart(4, '0'))
    .concat(serial ?? [])
    .join(':')

/** The name by which a device is known again: its own, and the socket that it is plugged into. */
export const keyOf = (info: HidInfo): string =>
  info.port === undefined ? nameOf(info) : `${nameOf(info)}@${info.port}`

/** Whether two are of one model and kind: a scanner that was set to another mode describes itself as another device. */
const areAlike = (one: HidInfo, other: HidInfo): boolean =>
  nameOf(one) === nameOf(other) && one.applications.join() === other.applications.join()

/** What a place is found by: the device's key and its kind. */
const placeOf = (info: HidInfo): string => `${keyOf(info)} ${info.applications.join()}`

interface KeptDevice {
  key: string
  listener: DeviceListener
}

/** `keyOf` a device, with a number where another one like it, which has moved to another socket, has that key. */
function freeKeyOf(info: HidInfo, kept: ReadonlyMap<Slot, KeptDevice>): string {
  const alike = [...kept].flatMap(([slot, { key }]) => (areAlike(slot.info(), info) ? [key] : []))
  const own = keyOf(info)
  let key = own
  for (let number = 2; alike.includes(key); number++) key = `${own}#${String(number)}`
  return key
}

/**
 * Watches over all devices that `isOurs`, for ever: opens each one when it is plugged in, and after a fault closes it
 * and tries again after 250 ms, doubling to 10 s. `onFound` hears each device once and answers who hears it from then
 * on. A device that comes to another socket is taken for the missing one of its model and serial number, if only one
 * is missing and both are to be used or neither. One that isn't to be used is forgotten when it is unplugged, so that a
 * stranger's leaves nothing behind.
 */
export function superviseHid(deps: {
  system: HidSystem
  clock: Clock
  isOurs(info: HidInfo): boolean
  /** Whether one of ours is to be used; by default each is. */
  isUsed?(info: HidInfo): boolean
  onFound(device: SupervisedDevice): DeviceListener
}): Supervisor {
  const { clock, isOurs } = deps
  const system = withOpenLimit(deps.system, clock)
  const isUsed = deps.isUsed ?? (() => true)
  const slots = new Map<string, Slot>()
  const kept = new Map<Slot, KeptDevice>()
  let isClosed = false
  let looking: Promise<void> | undefined
  let looks = 0
  let cancelSettle = () => {}
  let cancelLook = () => {}

  function addSlot(first: HidInfo): Slot {
    const key = freeKeyOf(first, kept)
    const slot = createSlot({ system, clock, first, listener: () => listener, lookAgain: () => void look() })
    const listener = deps.onFound({
      key,
      get info() {
        return slot.info()
      },
      write: (report) => slot.write(report),
    })
    slots.set(placeOf(first), slot)
    kept.set(slot, { key, listener })
    return slot
  }

  function slotFor(info: HidInfo, listed: ReadonlySet<string>): Slot {
    const place = placeOf(info)
    const known = slots.get(place)
    if (known) return known
    // A stranger's device that is like a missing one mustn't hide that this one is missing.
    const missing = [...slots].filter(
      ([other, slot]) => areAlike(slot.info(), info) && !listed.has(other) && isUsed(slot.info()) === isUsed(info),
    )
    const [moved] = missing
    if (!moved || missing.length > 1) return addSlot(info)
    slots.delete(moved[0])
    slots.set(place, moved[1])
    return moved[1]
  }

  async function lookOnce(): Promise<void> {
    const found = (await system.list().catch(() => [])).filter(isOurs)
    if (isClosed) return
    const listed = new Set(found.map(placeOf))
    const here = new Set<Slot>()
    for (const info of found) {
      const slot = slotFor(info, listed)
      // Of two devices that can't be told apart the first one has the place.
      if (here.has(slot)) continue
      here.add(slot)
      slot.isListed(info)
    }
    for (const [place, slot] of slots) {
      if (here.has(slot)) continue
      if (isUsed(slot.info())) {
        slot.isMissing()
        continue
      }
      slots.delete(place)
      void slot.close()
      kept.get(slot)?.listener.onGone()
      kept.delete(slot)
    }
    const used = [...here].filter((slot) => isUsed(slot.info()))
    for (const slot of here) if (!used.includes(slot)) slot.setAside()
    await Promise.all(used.map((slot) => slot.open()))
  }

  /** Looks; where a look is under way, another one follows it. */
  function look(): Promise<void> {
    looks += 1
    looking ??= (async () => {
      for (let done = 0; done !== looks && !isClosed;) {
        done = looks
        await lookOnce()
      }
      looking = undefined
    })()
    return looking
  }

  function lookLater(): void {
    cancelLook = clock.after(LOOK_MS, () => {
      void look().finally(() => {
        if (!isClosed) lookLater()
      })
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
      // What is being opened now closes itself, so it isn't waited for: it may never answer.
      await Promise.all([...slots.values()].map((slot) => slot.close()))
      slots.clear()
    },
  }
}
