import { implement } from '@orpc/server'
import { contract, type PageIncident, type Status } from '../../contract/index.ts'
import type { CallContext, Session } from '../serving/index.ts'
import type { CustomerWindow } from './window.ts'

/** The contract's `customer` procedures: all that a counter's second window may ask. */
export function createCustomerProcedures(deps: {
  window: CustomerWindow
  status(): Pick<Status, 'mode' | 'station' | 'now'>
  report(session: Session, incident: PageIncident): void
}) {
  const { window } = deps
  const os = implement(contract.customer).$context<CallContext>()
  return {
    show: os.show.handler(() => {
      const { mode, station, now } = deps.status()
      return { mode, site: station.site, now, view: window.view() }
    }),
    events: os.events.handler(({ signal }) => window.subscribe(signal)),
    consent: os.consent.handler(({ input }) => window.consent(input.confirmation)),
    decline: os.decline.handler(({ input }) => window.decline(input.confirmation)),
    reportIncident: os.reportIncident.handler(({ context: { session }, input }) => {
      deps.report(session, input)
      return { ok: true }
    }),
  }
}
