import type { Clock } from '../../../hardware/ports.ts'
import { refuse, type PageIncident, type Status } from '../../contract/index.ts'
import { ownerOf, type Binding } from '../binding/index.ts'
import { customerOf, type Money } from '../payments/index.ts'
import type { Session, Sessions } from '../serving/index.ts'
import { createCustomerProcedures } from './procedures.ts'
import { createCustomerWindow } from './window.ts'

/** Wires a station's window for its counter's customer, which hears of whatever changes in front of them. */
export function openCustomer(deps: {
  clock: Clock
  sessions: Sessions
  money: Money | undefined
  binding: Binding | undefined
  status(): Status
  report(session: Session, incident: PageIncident): void
}) {
  const { clock, sessions, money, binding } = deps
  const window = createCustomerWindow({
    clock,
    counter: () => sessions.active('counter', ['clerk', 'supervisor']),
    actOf: (session) => binding?.desk.current(ownerOf(session)) ?? null,
    moneyOf: (session) => money?.desk.atHand(customerOf(session)) ?? { payment: undefined, quote: undefined },
    personOf: (session) => session.person?.masked,
    consent: (session, confirmation) => binding?.desk.consent(session, confirmation) ?? refuse('act-unknown'),
    decline: async (session, confirmation) =>
      (await binding?.desk.decline(session, confirmation)) ?? refuse('act-unknown'),
  })
  const stops = [
    binding?.desk.onChange(window.refresh),
    money?.machine.onChange(window.refresh),
    sessions.onVisitEnd(window.refresh),
    sessions.onPerson(window.refresh),
    sessions.onLeft(window.refresh),
  ]
  return {
    procedures: createCustomerProcedures({ window, status: deps.status, report: deps.report }),
    refresh: window.refresh,
    close() {
      for (const stop of stops) stop?.()
      window.close()
    },
  }
}
