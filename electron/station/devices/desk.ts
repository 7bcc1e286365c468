import type { ConfirmedDevice, DeviceReport, Outcome } from '../../contract/index.ts'
import type { Journal } from '../journal/index.ts'
import { describeError } from '../storage/faults.ts'
import type { Logger } from '../storage/log.ts'
import type { ConfirmedDevices } from './confirmed.ts'

/** What a technician does with devices, by the command line (technician.ts of the contract). */
export interface DeviceDesk {
  devices(): { devices: DeviceReport[]; confirmed: ConfirmedDevice[] }
  confirmDevice(input: { id: string; face: ConfirmedDevice['face'] }): Outcome<{ device: ConfirmedDevice }>
  withdrawDevice(input: { id: string }): Outcome<{ device: ConfirmedDevice }>
}

/** Makes it. What a technician changes is in the log, and in the journal where entries can be made. */
export function createDeviceDesk(deps: {
  devices(): DeviceReport[]
  confirmed: ConfirmedDevices
  journal: Pick<Journal, 'append'> | undefined
  log: Logger
}): DeviceDesk {
  const { devices, confirmed, journal, log } = deps

  function note(kind: 'device-confirmed' | 'device-withdrawn', outcome: Outcome<{ device: ConfirmedDevice }>) {
    if (!outcome.ok) return outcome
    const { id, vendor, product, face } = outcome.device
    log.info({ id, vendor, product, face }, kind === 'device-confirmed' ? CONFIRMED : WITHDRAWN)
    journal
      ?.append([{ kind, actor: 'technician', transaction: null, facts: { device: id, face } }])
      .catch((error: unknown) =>
        log.error({ id, ...describeError(error) }, 'what a technician did is in the log alone'),
      )
    return outcome
  }

  return {
    devices: () => ({ devices: devices(), confirmed: [...confirmed.list()] }),
    confirmDevice: ({ id, face }) =>
      note(
        'device-confirmed',
        confirmed.confirm(
          devices().find((device) => device.id === id),
          face,
        ),
      ),
    withdrawDevice: ({ id }) => note('device-withdrawn', confirmed.withdraw(id)),
  }
}

const CONFIRMED = 'a technician confirmed a device'
const WITHDRAWN = 'a technician took the confirmation of a device back'
