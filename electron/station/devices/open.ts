import type { Clock } from '../../../hardware/ports.ts'
import { defined } from '../../common/defined.ts'
import type { Device } from '../../contract/index.ts'
import type { Journal } from '../journal/index.ts'
import { describeError } from '../storage/faults.ts'
import type { DataFolder } from '../storage/folder.ts'
import type { Logger } from '../storage/log.ts'
import { createConfirmedDevices } from './confirmed.ts'
import { createDeviceDesk } from './desk.ts'
import { createDeviceNotes } from './device-notes.ts'
import { createDevices } from './devices.ts'
import { createFailedDevices } from './failed-devices.ts'
import { createPageCameras } from './page-cameras.ts'
import { createPageScanner } from './page-scanner.ts'

/**
 * Makes what keeps the station's devices: their list, the journal's notes of them, and what a technician confirmed.
 * `onChange` hears of each, `onGone` of each that was removed; `publishReadiness` is called when it may have changed.
 */
export function openDevices(
  deps: { folder: DataFolder; clock: Clock; log: Logger; journal?: Journal | undefined },
  hears: { onChange(device: Device): void; onGone(id: string): void; publishReadiness(): void },
) {
  const { folder, clock, log, journal } = deps
  const onGone = () => hears.publishReadiness()
  const onFault = noteFault(log)
  const deviceNotes =
    journal && createDeviceNotes({ journal, clock, failed: createFailedDevices(folder.db, onFault), onFault })
  const devices = createDevices({
    clock,
    onChange(device) {
      logDevice(log, device)
      deviceNotes?.note(device)
      hears.onChange(device)
      pageScanner.review()
      hears.publishReadiness()
    },
    onGone(id) {
      deviceNotes?.forget(id)
      hears.onGone(id)
      hears.publishReadiness()
    },
  })
  const pageScanner = createPageScanner({ mode: folder.mode, clock, devices, onGone })
  const confirmedDevices = createConfirmedDevices(folder.db, clock)
  return {
    deviceNotes,
    devices,
    confirmedDevices,
    deviceDesk: createDeviceDesk({ devices: () => devices.reports(), confirmed: confirmedDevices, journal, log }),
    pageCameras: createPageCameras({ clock, devices, onGone }),
    pageScanner,
  }
}

const logDevice = (log: Logger, { id, kind, state, error }: Device) =>
  log.info({ device: id, kind, state, ...defined({ error }) }, 'device')

const noteFault = (log: Logger) => (error: unknown) =>
  log.error(describeError(error), 'the journal could not note a device')
