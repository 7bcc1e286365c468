import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { KEYBOARD_DESCRIPTOR, POS_DESCRIPTOR, reportsOf } from '../scanner/hid-pos/reports.fixture.ts'
import { createGadget, type Gadget } from './gadget.ts'
import { BALCAO, launchUser, until, type Known, type User } from './launch-user.ts'

/** A scanner that is played, and what a user heard of it. */
export interface Played {
  gadget: Gadget
  /** Its id, once it was found. */
  id(): string
  /** What the user of `bench.user` heard, once it was found. */
  found(): Known | undefined
  /** The same. Throws before it was found. */
  known(): Known
  /**
   * Plugs it in and waits until the driver has it, anew. What is read before is lost: Linux drops what a device sends
   * in the first 50 ms after it was opened (usbhid_open in drivers/hid/usbhid/hid-core.c).
   */
  plug(socket: number): Promise<void>
  /** Pulls it and waits until the driver says so. */
  unplug(): Promise<void>
  /** Reads a code and waits until it has come, once and to the byte. */
  read(bytes: Uint8Array, symbology?: string): Promise<void>
}

/** What the steps have before them: a user who has the driver, and devices to plug in. */
export interface Bench {
  isShort: boolean
  /** The user in the group of the udev rule. */
  user: User
  /**
   * A scanner in HID POS mode, until the step is over. Without a serial number it is of a model of its own; of the
   * keyboard's maker it is what that becomes when it is set to HID POS mode.
   */
  scanner(has?: { serialNumber: boolean; isOfMaker?: boolean }): Played
  /** A keyboard of a maker of scanners, until the step is over. */
  keyboard(): Gadget
  /** Starts another user, until the step is over. */
  otherUser(ids: { uid: number; gid: number }): Promise<User>
  /** Ends the step: devices and other users go. */
  clear(): Promise<void>
  /** What the users heard, for a step that failed. */
  seen(): string
}

/** pid.codes' vendor, and two products that nobody has. */
const [VENDOR, PRODUCT, PRODUCT_WITHOUT_SERIAL] = [0x1209, 0x8c02, 0x8c03]
/** Metrologic, which the udev rule names, and a product of it in each mode. */
const [MAKER, MAKER_KEYBOARD, MAKER_POS] = [0x0c2e, 0x0204, 0x0206]

/** `length` bytes of all values, others for another `seed`. */
export const someBytes = (length: number, seed = 0): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8) * 7 + seed * 13) & 0xff)

/** Starts the user with the driver. */
export async function createBench(isShort: boolean): Promise<Bench> {
  const user = await launchUser({ uid: BALCAO, gid: BALCAO })
  let count = 0
  let gadgets: Gadget[] = []
  let others: User[] = []

  function scanner(has: Parameters<Bench['scanner']>[0] = { serialNumber: true }): Played {
    const name = `S${String((count += 1))}`
    const gadget = createGadget({
      name,
      ...(has.isOfMaker === true
        ? { vendorId: MAKER, productId: MAKER_POS }
        : { vendorId: VENDOR, productId: has.serialNumber ? PRODUCT : PRODUCT_WITHOUT_SERIAL }),
      ...(has.serialNumber ? { serial: name } : {}),
      product: 'Rig scanner',
      descriptor: POS_DESCRIPTOR,
      reportLength: 64,
    })
    gadgets.push(gadget)
    // Without a serial number it is the one that wasn't known before.
    let id: string | undefined
    let before = new Set<string>()
    const find = () =>
      [...user.scanners].find(([each, { device }]) =>
        has.serialNumber ? device.serial === name : device.serial === undefined && !before.has(each),
      )?.[0]
    const known = () => {
      id ??= find()
      const found = id === undefined ? undefined : user.scanners.get(id)
      assert.ok(found, `${name} was never found`)
      return found
    }
    const readies = () => known().healths.filter((health) => health === 'ready').length
    const isFound = () => (id ??= find()) !== undefined
    return {
      gadget,
      found: () => (isFound() ? known() : undefined),
      known,
      id() {
        known()
        return id ?? ''
      },
      async plug(socket) {
        if (id === undefined) before = new Set(user.scanners.keys())
        const had = id === undefined ? 0 : readies()
        gadget.plug(socket)
        await until(`${name} is ready`, () => isFound() && readies() > had && known().healths.at(-1) === 'ready')
      },
      async unplug() {
        gadget.unplug()
        await until(`${name} is lost`, () => known().healths.at(-1) === 'lost unplugged')
      },
      async read(bytes, symbology = ']Q1') {
        const { scans } = known()
        const had = scans.length
        await gadget.send(reportsOf(bytes, symbology))
        const scan = await until(`${name} reads ${String(bytes.length)} bytes`, () => scans[had])
        assert.deepEqual(Uint8Array.from(Buffer.from(scan.bytes, 'base64')), bytes)
        assert.equal(scan.symbology, symbology)
        assert.equal(scans.length, had + 1)
      },
    }
  }

  return {
    isShort,
    user,
    scanner,
    keyboard() {
      const gadget = createGadget({
        name: `K${String((count += 1))}`,
        vendorId: MAKER,
        productId: MAKER_KEYBOARD,
        product: 'Rig keyboard',
        descriptor: KEYBOARD_DESCRIPTOR,
        reportLength: 8,
        isKeyboard: true,
      })
      gadgets.push(gadget)
      return gadget
    },
    async otherUser(ids) {
      const other = await launchUser(ids)
      others.push(other)
      return other
    },
    async clear() {
      for (const gadget of gadgets) gadget.remove()
      gadgets = []
      for (const other of others) await other.close()
      others = []
      await pause(0)
    },
    seen: () =>
      [user, ...others]
        .flatMap(({ scanners, faults }) => [
          ...faults,
          ...[...scanners].map(
            ([id, { healths, drops, scans }]) =>
              `${id}: ${healths.slice(-6).join(', ')}; drops ${drops.join(', ')}; ${String(scans.length)} codes`,
          ),
        ])
        .join('\n'),
  }
}
