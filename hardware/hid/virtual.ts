import { createListeners } from '../../electron/common/listeners.ts'
import type { HidInfo, HidListener, HidOpenFault, HidSystem } from './hid.ts'

/** A machine's HID devices as tests play them. */
export interface VirtualHidSystem extends HidSystem {
  /** Plugs a device in; its path is the next free one. Answers the path. */
  plug(device: Omit<HidInfo, 'path'>): string
  unplug(path: string): void
  /** Changes what the system says of a device, as udev does. */
  relist(path: string, changes: Partial<HidInfo>): void
  /** Sends an input report from the device. Answers whether anybody has it open. */
  report(path: string, report: Uint8Array): boolean
  /** The device's next attempts to be opened fail with this code, until it is undefined. */
  refuse(path: string, code: HidOpenFault | undefined): void
  /** The reports that were written to a device, the newest last. */
  written(path: string): readonly Uint8Array[]
  /** Whether a device is open. */
  isOpen(path: string): boolean
}

/** Makes a system without any device. */
export function createVirtualHidSystem(): VirtualHidSystem {
  const devices = new Map<string, HidInfo>()
  const open = new Map<string, HidListener>()
  const refused = new Map<string, HidOpenFault>()
  const written = new Map<string, Uint8Array[]>()
  const watchers = createListeners<[]>()
  let count = 0

  return {
    list: () => Promise.resolve([...devices.values()]),
    open(path, listener) {
      const code = open.has(path) ? 'in-use' : devices.has(path) ? refused.get(path) : 'not-answering'
      if (code !== undefined) return Promise.resolve({ ok: false, code })
      open.set(path, listener)
      return Promise.resolve({
        ok: true,
        handle: {
          write(report) {
            if (!devices.has(path)) return Promise.reject(new Error('the device is gone'))
            written.set(path, [...(written.get(path) ?? []), Uint8Array.from(report)])
            return Promise.resolve()
          },
          close() {
            if (open.get(path) === listener) open.delete(path)
            return Promise.resolve()
          },
        },
      })
    },
    watch: (listener) => watchers.add(listener),
    plug(device) {
      const path = `/virtual/hidraw${String(count++)}`
      devices.set(path, { ...device, path })
      watchers.tell()
      return path
    },
    unplug(path) {
      devices.delete(path)
      open.get(path)?.onLost()
      watchers.tell()
    },
    relist(path, changes) {
      const device = devices.get(path)
      if (device) devices.set(path, { ...device, ...changes })
    },
    report(path, report) {
      open.get(path)?.onReport(report)
      return open.has(path)
    },
    refuse(path, code) {
      if (code === undefined) refused.delete(path)
      else refused.set(path, code)
    },
    written: (path) => written.get(path) ?? [],
    isOpen: (path) => open.has(path),
  }
}
