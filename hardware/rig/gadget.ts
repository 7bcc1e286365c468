import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs'
import { writeFileSync, writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { defined } from '../../electron/common/defined.ts'
import { processClock } from '../process-clock.ts'

/** A USB device with one HID interface, played by the kernel's gadget function (Linux, Documentation/usb/gadget_hid.rst). */
export interface Gadget {
  /** Puts the cable into one of the sockets, 0 to 3. */
  plug(socket: number): void
  unplug(): void
  /** Sends input reports, each once the one before was fetched. */
  send(reports: readonly Uint8Array[]): Promise<void>
  /** The output reports that came so far. */
  taken(): readonly Uint8Array[]
  /** Unplugs and forgets it. */
  remove(): void
}

const GADGETS = '/sys/kernel/config/usb_gadget'
const READ_EVERY_MS = 5
/** A report that nobody fetches for so long isn't wanted. */
const FETCHED_WITHIN_MS = 20_000
/** The endpoint is busy with a report, or the computer hasn't set the device up yet. */
const NOT_YET: readonly unknown[] = ['EAGAIN', 'ESHUTDOWN']

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

/** Makes a device, not plugged in yet. `isKeyboard`: it calls itself a boot keyboard (USB HID 1.11, section 4.2). */
export function createGadget(device: {
  name: string
  vendorId: number
  productId: number
  serial?: string
  product: string
  descriptor: Uint8Array
  reportLength: number
  isKeyboard?: boolean
}): Gadget {
  const folder = `${GADGETS}/${device.name}`
  const write = (file: string, content: string | Uint8Array) => writeFileSync(`${folder}/${file}`, content)
  const taken: Uint8Array[] = []
  let port: { file: number; stopReading: () => void } | undefined

  const boot = device.isKeyboard === true ? '1' : '0'
  mkdirSync(folder)
  write('idVendor', `0x${device.vendorId.toString(16)}`)
  write('idProduct', `0x${device.productId.toString(16)}`)
  mkdirSync(`${folder}/strings/0x409`)
  write('strings/0x409/product', device.product)
  for (const serial of Object.values(defined({ serial: device.serial }))) write('strings/0x409/serialnumber', serial)
  mkdirSync(`${folder}/functions/hid.0`)
  write('functions/hid.0/protocol', boot)
  write('functions/hid.0/subclass', boot)
  write('functions/hid.0/report_length', String(device.reportLength))
  write('functions/hid.0/report_desc', device.descriptor)
  mkdirSync(`${folder}/configs/c.1`)
  symlinkSync(`${folder}/functions/hid.0`, `${folder}/configs/c.1/hid.0`)
  const [, minor = ''] = readFileSync(`${folder}/functions/hid.0/dev`, 'utf8').trim().split(':')

  /** Reads output reports while it is plugged in. */
  function readFrom(file: number): () => void {
    let cancel = () => {}
    const buffer = new Uint8Array(64)
    const read = () => {
      try {
        const length = readSync(file, buffer)
        if (length > 0) taken.push(buffer.slice(0, length))
      } catch (error) {
        if (!NOT_YET.includes(codeOf(error))) throw error
      }
      cancel = processClock.after(READ_EVERY_MS, read)
    }
    read()
    return () => cancel()
  }

  function unplug(): void {
    if (!port) return
    port.stopReading()
    closeSync(port.file)
    port = undefined
    write('UDC', '\n')
  }

  async function sendOne(report: Uint8Array): Promise<void> {
    const began = processClock.monotonic()
    for (;;) {
      if (!port) throw new Error(`${device.name} isn't plugged in`)
      try {
        writeSync(port.file, report)
        return
      } catch (error) {
        if (!NOT_YET.includes(codeOf(error)) || processClock.monotonic() - began > FETCHED_WITHIN_MS) throw error
      }
      await pause(1)
    }
  }

  return {
    plug(socket) {
      write('UDC', `dummy_udc.${String(socket)}`)
      const file = openSync(`/dev/hidg${minor}`, constants.O_RDWR | constants.O_NONBLOCK)
      port = { file, stopReading: readFrom(file) }
    },
    unplug,
    async send(reports) {
      for (const report of reports) await sendOne(report)
    },
    taken: () => taken,
    remove() {
      unplug()
      unlinkSync(`${folder}/configs/c.1/hid.0`)
      for (const name of ['configs/c.1', 'functions/hid.0', 'strings/0x409', '']) rmdirSync(`${folder}/${name}`)
    },
  }
}
