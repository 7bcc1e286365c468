import { createVirtualHidSystem } from '../hid/virtual.ts'
import { processClock } from '../process-clock.ts'
import { POS_DESCRIPTOR, reportsOf } from '../scanner/hid-pos/reports.fixture.ts'
import { createHost } from './host.ts'
import { toHost } from './messages.ts'

/**
 * Makes this process one of drivers whose only device is a virtual scanner. Every `everyMs` it reads a code of the text
 * that `textNow` gives; `orders`: the reports that were written to the scanner, such as `4.1`.
 */
export function playDrivers(everyMs: number, textNow: (orders: readonly string[]) => string): void {
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
    const text = textNow(system.written(path).map((report) => report.join('.')))
    for (const report of reportsOf(new TextEncoder().encode(text))) system.report(path, report)
    processClock.after(everyMs, read)
  }

  process.once('disconnect', () => process.exit(0))
  process.on('message', (message) => {
    const order = toHost.parse(message)
    if (order.do !== 'cards') void host.take(order)
  })
  process.send?.({ say: 'started' })
  read()
}
