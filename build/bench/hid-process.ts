/**
 * A process of drivers for the bench `hid`, whose only device is a virtual scanner. Its codes are the instants of their
 * own last reports, in nanoseconds of the machine's monotonic clock, which all processes share.
 */
import { createHost } from '../../hardware/driver-host/host.ts'
import { toHost } from '../../hardware/driver-host/messages.ts'
import { createVirtualHidSystem } from '../../hardware/hid/virtual.ts'
import { processClock } from '../../hardware/process-clock.ts'
import { POS_DESCRIPTOR, reportsOf } from '../../hardware/scanner/hid-pos/reports.fixture.ts'

const BETWEEN_MS = 10
/** As long as an eID's text. */
const LENGTH = 700

const system = createVirtualHidSystem()
const host = createHost({ system, clock: processClock, say: (message) => void process.send?.(message) })
const path = system.plug({ vendorId: 0x1209, productId: 0x8c02, applications: [], descriptor: POS_DESCRIPTOR })

function read(): void {
  const text = `https://example.test/${String(process.hrtime.bigint())}/`.padEnd(LENGTH, 'x')
  for (const report of reportsOf(new TextEncoder().encode(text))) system.report(path, report)
  processClock.after(BETWEEN_MS, read)
}

process.once('disconnect', () => process.exit(0))
process.on('message', (message) => {
  const order = toHost.parse(message)
  if (order.do !== 'cards') void host.take(order)
})
process.send?.({ say: 'started' })
read()
