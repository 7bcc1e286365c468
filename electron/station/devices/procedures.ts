import { implement } from '@orpc/server'
import { contract, refuse } from '../../contract/index.ts'
import type { CallContext } from '../serving/index.ts'
import type { CheckScan } from '../scans/index.ts'
import type { Devices } from './devices.ts'
import type { PageCameras } from './page-cameras.ts'

/** The contract's `devices` procedures. `isPaying`: whether a payment is under way, during which nothing is tested. */
export function createDeviceProcedures(deps: {
  devices: Pick<Devices, 'reports' | 'test'>
  checkScan: Pick<CheckScan, 'start' | 'current'>
  pageCameras: Pick<PageCameras, 'announce'>
  isPaying(): boolean
}) {
  const os = implement(contract.devices).$context<CallContext>()
  return {
    startScanCheck: os.startScanCheck.handler(() => ({ check: deps.checkScan.start() })),
    scanCheck: os.scanCheck.handler(() => ({ check: deps.checkScan.current() })),
    list: os.list.handler(() => ({ devices: deps.devices.reports() })),
    test: os.test.handler(({ input }) =>
      deps.isPaying() ? refuse('payment-under-way') : deps.devices.test(input.id, input.test),
    ),
    announceCamera: os.announceCamera.handler(({ context: { session }, input }) => {
      deps.pageCameras.announce(session, input)
      return {}
    }),
  }
}
