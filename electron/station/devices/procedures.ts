import { implement } from '@orpc/server'
import { contract, refuse } from '../../contract/index.ts'
import type { CallContext } from '../serving/index.ts'
import type { Devices } from './devices.ts'

/** The contract's `devices` procedures. `isPaying`: whether a payment is under way, during which nothing is tested. */
export function createDeviceProcedures(deps: { devices: Pick<Devices, 'reports' | 'test'>; isPaying(): boolean }) {
  const os = implement(contract.devices).$context<CallContext>()
  return {
    list: os.list.handler(() => ({ devices: deps.devices.reports() })),
    test: os.test.handler(({ input }) =>
      deps.isPaying() ? refuse('payment-under-way') : deps.devices.test(input.id, input.test),
    ),
  }
}
