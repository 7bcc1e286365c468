import { openPcsc } from '../card-reader/pcsc-mini.ts'
import { openHidSystem } from '../hid/node-hid.ts'
import { createCardHost } from './card-host.ts'
import { createHost, type Host } from './host.ts'
import { toHost, type FromHost } from './messages.ts'
import { processClock } from '../process-clock.ts'

/**
 * The process of the drivers that have native parts: `launch.ts` starts it and gives it orders over the IPC channel; it
 * ends when that channel closes. A native fault ends this process alone (decision 18).
 */

const LEAVE_WITHIN_MS = 1_000

const say = (message: FromHost) => void process.send?.(message)

let host: Host | undefined
const cards = createCardHost({ open: openPcsc, clock: processClock, say: (news) => say({ say: 'cards', news }) })

/** Closes each device before the exit, since a pending read can hold a process back. */
function shutDown(): void {
  processClock.after(LEAVE_WITHIN_MS, () => process.exit(0))
  void Promise.all([host?.close(), cards.close()]).finally(() => process.exit(0))
}

process.once('disconnect', shutDown)
process.once('SIGTERM', shutDown)
// Ctrl-C reaches the whole process group; the launcher decides when this process ends.
process.on('SIGINT', () => {})

const opened = await openHidSystem()
if (opened.ok) host = createHost({ system: opened.system, clock: processClock, say })
else say({ say: 'fault', fault: opened.fault })
process.on('message', (message) => {
  const order = toHost.parse(message)
  void (order.do === 'cards' ? cards.take(order.order) : host?.take(order))
})
say({ say: 'started' })
