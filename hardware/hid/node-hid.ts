import { constants, existsSync, watch as watchFolder } from 'node:fs'
import { access, readdir, readFile, realpath } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { basename } from 'node:path'
import type * as NodeHid from 'node-hid'
import { defined } from '../../electron/common/defined.ts'
import { usageOf } from './descriptor.ts'
import type { HidHandle, HidInfo, HidListener, HidOpenFault, HidSystem, HidSystemFault } from './hid.ts'

type Library = Pick<typeof NodeHid, 'devicesAsync' | 'HIDAsync'>

const DEVICES = '/dev'
const SYSFS = '/sys/class/hidraw'

/**
 * Loads node-hid and makes the system's HID devices of it. `fault`: why they can't be used on this machine, where a
 * shared library is missing by its name.
 */
export async function openHidSystem(): Promise<{ ok: true; system: HidSystem } | { ok: false; fault: HidSystemFault }> {
  try {
    const { default: library } = (await import('node-hid')) as unknown as { default: Library }
    // The native part is loaded by the first call only.
    await library.devicesAsync()
    return { ok: true, system: systemOf(library) }
  } catch (error) {
    return { ok: false, fault: hidSystemFault(error) }
  }
}

/** Why loading node-hid failed, told by the loader's message. */
export function hidSystemFault(error: unknown): HidSystemFault {
  const library = /(?<name>lib(?:usb|udev)[\w.-]*\.so[.\d]*)/.exec(String(error))?.groups?.['name']
  return library === undefined ? { code: 'driver-missing' } : { code: 'library-missing', library }
}

function systemOf(library: Library): HidSystem {
  return {
    async list() {
      const byPath = Map.groupBy(
        (await library.devicesAsync()).filter(({ path }) => path !== undefined),
        ({ path = '' }) => path,
      )
      return Promise.all([...byPath].map(async ([path, entries]) => describe(path, entries)))
    },
    open: (path, listener) => openDevice(library, path, listener),
    watch: watchDevices,
  }
}

/** node-hid lists a device once for each of its collections. */
async function describe(path: string, entries: readonly NodeHid.Device[]): Promise<HidInfo> {
  const [first] = entries
  const sysfs = await sysfsOf(path)
  return {
    path,
    vendorId: first?.vendorId ?? 0,
    productId: first?.productId ?? 0,
    applications: entries.map(({ usagePage = 0, usage = 0 }) => usageOf(usagePage, usage)),
    ...defined({
      serial: first?.serialNumber || undefined,
      maker: first?.manufacturer || undefined,
      product: first?.product,
      release: first && decimalsOf(first.release),
      ...sysfs,
    }),
  }
}

/** A number in binary-coded decimals as it is written, such as `1.20` for 0x0120 (USB 2.0, section 9.6.1). */
const decimalsOf = (bcd: number): string => `${(bcd >> 8).toString(16)}.${(bcd & 0xff).toString(16).padStart(2, '0')}`

/** What Linux says of a hidraw node, which any user may read: its socket and its report descriptor. */
async function sysfsOf(path: string): Promise<Pick<HidInfo, 'port' | 'descriptor' | 'isTypedToDesktop'>> {
  const folder = `${SYSFS}/${basename(path)}/device`
  if (!existsSync(folder)) return {}
  try {
    const [place, descriptor] = await Promise.all([realpath(folder), readFile(`${folder}/report_descriptor`)])
    const port = place.split('/').findLast((part) => /^\d+-[\d.]+:\d+\.\d+$/.test(part))
    return { descriptor, ...defined({ port, isTypedToDesktop: await isTypedToDesktop(folder) }) }
  } catch {
    // The device went meanwhile.
    return {}
  }
}

/**
 * Whether the desktop takes a keyboard's keys: unless udev's rule for each of its input nodes tells libinput to ignore
 * it. Undefined where it has no input node.
 */
async function isTypedToDesktop(folder: string): Promise<boolean | undefined> {
  const inputs = await readdir(`${folder}/input`).catch(() => [])
  const nodes = await Promise.all(
    inputs.map(async (input) => {
      const names = await readdir(`${folder}/input/${input}`)
      return names.filter((name) => name.startsWith('event')).map((name) => `${folder}/input/${input}/${name}/dev`)
    }),
  )
  if (nodes.flat().length === 0) return undefined
  const ignored = await Promise.all(
    nodes.flat().map(async (node) => {
      const number = (await readFile(node, 'utf8')).trim()
      const properties = await readFile(`/run/udev/data/c${number}`, 'utf8').catch(() => '')
      return properties.includes('E:LIBINPUT_IGNORE_DEVICE=1')
    }),
  )
  return ignored.includes(false)
}

async function openDevice(
  library: Library,
  path: string,
  listener: HidListener,
): Promise<{ ok: true; handle: HidHandle } | { ok: false; code: HidOpenFault }> {
  // Asked before the lock, which would tell a user without rights that the device is in use.
  if (!(await mayOpen(path))) return { ok: false, code: 'permission-denied' }
  const lock = await lockDevice(path)
  if (!lock) return { ok: false, code: 'in-use' }
  try {
    const device = await library.HIDAsync.open(path)
    // One listener for as long as it is open: one that is removed and added again in a turn can stay deaf.
    device.on('data', (report: Uint8Array) => listener.onReport(report))
    device.on('error', () => listener.onLost())
    return {
      ok: true,
      handle: {
        async write(report) {
          await device.write([...report])
        },
        async close() {
          device.removeAllListeners('data')
          await device.close().catch(() => undefined)
          lock.close()
        },
      },
    }
  } catch {
    lock.close()
    return { ok: false, code: 'not-answering' }
  }
}

async function mayOpen(path: string): Promise<boolean> {
  if (!path.startsWith('/')) return true
  try {
    await access(path, constants.R_OK | constants.W_OK)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM'))
  }
}

/**
 * Takes a device for this process; the system takes it back when the process ends, however it ends. Undefined where
 * another process has it: the system itself lets two open one device.
 */
function lockDevice(path: string): Promise<Server | undefined> {
  const name = `balcao-hid-${path.replaceAll(/[^\w.-]/g, '_')}`
  const server = createServer((socket) => socket.destroy())
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined))
    // A socket of Linux's abstract names, or a named pipe of Windows: neither leaves a file behind.
    server.listen({ path: process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : `\0${name}` }, () => {
      server.unref()
      resolve(server)
    })
  })
}

/** On Linux the nodes in /dev come and go with the devices; other systems are asked from time to time only. */
function watchDevices(listener: () => void): () => void {
  if (process.platform !== 'linux') return () => undefined
  try {
    const watcher = watchFolder(DEVICES, { persistent: false }, (_event, name) => {
      if (name?.startsWith('hidraw') === true) listener()
    })
    watcher.on('error', () => undefined)
    return () => watcher.close()
  } catch {
    return () => undefined
  }
}
