import { defined } from '../../electron/common/defined.ts'
import type { HidInfo } from '../hid/hid.ts'
import type { DeviceMatch, FoundDevice } from './messages.ts'

const usbId = (id: number): string => id.toString(16).padStart(4, '0')

/** A device as settings name it and a technician sees it: its USB socket without the interface. */
export function foundOf({ vendorId, productId, serial, port, product, maker, release }: HidInfo): FoundDevice {
  return {
    vendor: usbId(vendorId),
    product: usbId(productId),
    ...defined({ serial, port: port?.split(':')[0], maker, name: product, release }),
  }
}

/** Whether a device is one of those that are meant. */
export function isMeant({ vendor, product, serial, port }: FoundDevice, matches: readonly DeviceMatch[]): boolean {
  return matches.some(
    (match) =>
      match.vendor === vendor &&
      match.product === product &&
      (match.serial === undefined || match.serial === serial) &&
      (match.port === undefined || match.port === port),
  )
}
