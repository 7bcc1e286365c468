import { implement } from '@orpc/server'
import type { Clock } from '../../../hardware/ports.ts'
import { contract } from '../../contract/index.ts'
import type { CallContext } from '../serving/index.ts'
import type { Trust } from '../trust/index.ts'
import { servicesFor } from './catalogue.ts'

/** The contract's `services` procedures; the list is empty without a good trust bundle. */
export function createServiceProcedures({ trust, clock }: { trust: Pick<Trust, 'bundle'>; clock: Pick<Clock, 'now'> }) {
  const os = implement(contract.services).$context<CallContext>()
  return {
    list: os.list.handler(({ context: { session } }) => {
      const trusted = trust.bundle(clock.now())
      return trusted.ok ? servicesFor(session.face, trusted.bundle.authorisations) : []
    }),
  }
}
