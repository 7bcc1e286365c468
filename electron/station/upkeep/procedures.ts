import { implement } from '@orpc/server'
import {
  contract,
  type DoctorReport,
  type Status,
  type SubmittedScan,
  type TechnicianScan,
} from '../../contract/index.ts'
import type { CallContext, Session } from '../serving/index.ts'
import type { Incidents } from './incidents.ts'

/** A code that a technician asks about; `at`: the instant to read it at (ISO 8601), now unless it is given. */
export interface ExaminedCode extends Pick<SubmittedScan, 'data' | 'symbology' | 'text'> {
  at?: string | undefined
}

/** The contract's `station`: how the station is, what it tells a page, and what a page tells of its own faults. */
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

/** The contract's `technician`: what the command line asks of a station that runs. */
export function createTechnicianProcedures(deps: {
  doctor(): Promise<DoctorReport>
  examine(code: ExaminedCode): Promise<TechnicianScan>
}) {
  const os = implement(contract.technician).$context<CallContext>()
  return {
    doctor: os.doctor.handler(() => deps.doctor()),
    scan: os.scan.handler(({ input }) => deps.examine(input)),
  }
}
