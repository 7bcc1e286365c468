import { implement } from '@orpc/server'
import { contract, refuse } from '../../contract/index.ts'
import type { CallContext } from '../serving/index.ts'

/**
 * The contract's `person` procedures, for the person whose eID the caller's session read last. `noteAsking` hears that a
 * kiosk asks whether somebody is still there, or has stopped asking.
 */
export function createPersonProcedures(deps: { noteAsking(isAsking: boolean): void }) {
  const os = implement(contract.person).$context<CallContext>()
  return {
    show: os.show.handler(({ context: { session } }) => {
      if (!session.person) return refuse('person-gone')
      session.keepPerson()
      return { ok: true, person: session.person.shown }
    }),
    asking: os.asking.handler(({ input }) => {
      deps.noteAsking(input.asking)
      return {}
    }),
    end: os.end.handler(({ context: { session } }) => {
      session.end()
      return { ok: true }
    }),
  }
}
