import { implement } from '@orpc/server'
import {
  contract,
  type DoctorReport,
  type Status,
  type SubmittedScan,
  type TechnicianScan,
} from '../../contract/index.ts'
import type { DeviceDesk } from '../devices/index.ts'
import type { CallContext, Session } from '../serving/index.ts'
import type { Incidents } from './incidents.ts'

/** A code that a technician examines, as of `at` (ISO 8601), else now. */
export interface ExaminedCode extends Pick<SubmittedScan, 'data' | 'symbology' | 'text'> {
  at?: string | undefined
}

/** The contract's `station` procedures: its status, its events, and pages' reports of their own faults. */
export function createStationProcedures(deps: { status(session: Session): Status; incidents: Incidents }) {
  const os = implement(contract.station).$context<CallContext>()
  return {
    status: os.status.handler(({ context: { session } }) => deps.status(session)),
    events: os.events.handler(({ context: { session }, signal }) => session.subscribe(signal)),
    reportIncident: os.reportIncident.handler(({ context: { session }, input }) => {
      deps.incidents.report(session, input)
      return { ok: true }
    }),
  }
}

/** The contract's `technician` procedures, for the command line of a running station. */
export function createTechnicianProcedures(deps: {
  doctor(): Promise<DoctorReport>
  examine(code: ExaminedCode): Promise<TechnicianScan>
  deviceDesk: DeviceDesk
}) {
  const { deviceDesk } = deps
  const os = implement(contract.technician).$context<CallContext>()
  return {
    doctor: os.doctor.handler(() => deps.doctor()),
    scan: os.scan.handler(({ input }) => deps.examine(input)),
    devices: os.devices.handler(() => deviceDesk.devices()),
    confirmDevice: os.confirmDevice.handler(({ input }) => deviceDesk.confirmDevice(input)),
    withdrawDevice: os.withdrawDevice.handler(({ input }) => deviceDesk.withdrawDevice(input)),
  }
}
