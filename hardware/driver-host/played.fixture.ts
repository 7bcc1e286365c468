import { processClock } from '../process-clock.ts'
import { createVirtualHidSystem } from '../hid/virtual.ts'
import { POS_DESCRIPTOR, reportsOf } from '../scanner/hid-pos/reports.fixture.ts'
import { createHost } from './host.ts'
import { toHost } from './messages.ts'

/**
 * A process of drivers whose only device is a virtual scanner, which reads the number of its process every 20 ms and
 * what is written to it.
 */
const system = createVirtualHidSystem()
const host = createHost({ system, clock: processClock, say: (message) => void process.send?.(message) })
const path = system.plug({
  vendorId: 0x1209,
  productId: 0x8c02,
  serial: 'A1',
  port: '1-1:1.0',
  product: 'Played scanner',
  applications: [],
  descriptor: POS_DESCRIPTOR,
})

function read(): void {
  const orders = system.written(path).map((report) => report.join('.'))
  const text = [String(process.pid), ...orders].join(' ')
  for (const report of reportsOf(new TextEncoder().encode(text))) system.report(path, report)
  processClock.after(20, read)
}

process.once('disconnect', () => process.exit(0))
process.on('message', (message) => {
  const order = toHost.parse(message)
  if (order.do !== 'cards') void host.take(order)
})
process.send?.({ say: 'started' })
read()
