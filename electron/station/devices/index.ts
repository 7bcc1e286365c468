import type { DeviceHealth } from '../../../hardware/ports.ts'
import type { Scan, Scanner } from '../../../hardware/scanner/port.ts'
import type { Device } from '../../contract/index.ts'

/** The devices that the station owns, whatever their kind. */
export interface Devices {
  list(): Device[]
  /** Takes a scanner in; `onScan` hears its scans. Returns the function that lets it go, which leaves the scanner open. */
  attachScanner(scanner: Scanner, onScan: (scan: Scan) => void): () => void
  close(): Promise<void>
}

/** Keeps the attached devices; `onChange` hears each change of health. */
export function createDevices(onChange: (device: Device) => void): Devices {
  const scanners = new Set<Scanner>()
  return {
    list: () => [...scanners].map((scanner) => describe(scanner.health())),
    attachScanner(scanner, onScan) {
      scanners.add(scanner)
      const stopScans = scanner.onScan(onScan)
      const stopHealth = scanner.onHealth((health) => onChange(describe(health)))
      onChange(describe(scanner.health()))
      return () => {
        stopScans()
        stopHealth()
        scanners.delete(scanner)
      }
    },
    async close() {
      const all = [...scanners]
      scanners.clear()
      await Promise.allSettled(all.map((scanner) => scanner.close()))
    }
  }
}

function describe({ id, kind, virtual, state, since, error }: DeviceHealth): Device {
  return { id, kind, virtual, state, since: new Date(since).toISOString(), ...(error === undefined ? {} : { error }) }
}
