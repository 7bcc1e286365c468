import { defined } from '../../common/defined.ts'
import type { DeviceHealth, DeviceInfo } from '../../../hardware/ports.ts'
import type { Scan, Scanner } from '../../../hardware/scanner/port.ts'
import type { Device } from '../../contract/index.ts'

export { createConfirmedDevices, type ConfirmedDevices } from './confirmed.ts'
export { answerKeypad } from './answer-keypad.ts'
export { createDeviceDesk, type DeviceDesk } from './desk.ts'

/** What the station needs of any device to know its health. */
export interface Attached {
  /** What the device says of itself, where it does. */
  readonly device?: DeviceInfo
  health(): DeviceHealth
  onHealth(listener: (health: DeviceHealth) => void): () => void
  close(): Promise<void>
}

/** The devices attached to the station, of every kind. */
export interface Devices {
  list(): Device[]
  /**
   * Adds a scanner; `onScan` hears its scans, `onDrop` that one came in part only. Returns the function that removes it
   * without closing it.
   */
  attachScanner(scanner: Scanner, hears: { onScan(scan: Scan): void; onDrop(reason: string): void }): () => void
  /** Adds a device that others use through its own port. Returns the function that removes it. */
  attach(device: Attached): () => void
  close(): Promise<void>
}

/** Keeps the attached devices; `onChange` hears each change of health. */
export function createDevices(onChange: (device: Device) => void): Devices {
  const attached = new Set<Attached>()

  function attach(device: Attached): () => void {
    attached.add(device)
    const stop = device.onHealth((health) => onChange(describe(device, health)))
    onChange(describe(device))
    return () => {
      stop()
      attached.delete(device)
    }
  }

  return {
    list: () => [...attached].map((device) => describe(device)),
    attach,
    attachScanner(scanner, { onScan, onDrop }) {
      const stopScans = scanner.onScan(onScan)
      const stopDrops = scanner.onDrop(onDrop)
      const detach = attach(scanner)
      return () => {
        stopScans()
        stopDrops()
        detach()
      }
    },
    async close() {
      const all = [...attached]
      attached.clear()
      await Promise.allSettled(all.map((device) => device.close()))
    },
  }
}

function describe({ device, health }: Attached, told = health()): Device {
  const { id, kind, virtual, state, since, error } = told
  return {
    id,
    kind,
    virtual,
    state,
    since: new Date(since).toISOString(),
    ...defined({ error, info: device && defined(device) }),
  }
}
