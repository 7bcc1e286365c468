import { fileURLToPath } from 'node:url'
import { defined } from '../../electron/common/defined.ts'
import { launchDrivers, type HostedScanner } from '../driver-host/launch.ts'
import type { DeviceHealth } from '../ports.ts'
import { processClock } from '../process-clock.ts'
import { toUser, type FromUser, type ToUser } from './messages.ts'

/**
 * A process without rights that does with its scanners what the station does: it launches the drivers' process and
 * passes on what it hears.
 */

const LOOK_MS = 20

const scanners = new Map<string, HostedScanner>()
let pid: number | undefined

const say = (message: FromUser) => void process.send?.(message)

function hear(scanner: HostedScanner): void {
  const { id } = scanner.health()
  const sayHealth = ({ state, error }: DeviceHealth) => say({ say: 'health', id, state, ...defined({ error }) })
  scanners.set(id, scanner)
  say({ say: 'found', id, device: scanner.device })
  sayHealth(scanner.health())
  scanner.onHealth(sayHealth)
  scanner.onDrop((reason) => say({ say: 'drop', id, reason }))
  scanner.onScan(({ bytes, symbology }) =>
    say({ say: 'scan', id, bytes: Buffer.from(bytes).toString('base64'), ...defined({ symbology }) }),
  )
}

const drivers = launchDrivers({
  program: { node: process.execPath, script: fileURLToPath(new URL('../driver-host/main.ts', import.meta.url)) },
  use: null,
  clock: processClock,
  onScanner: hear,
  onFault: (fault) => say({ say: 'fault', code: fault?.code ?? 'none' }),
})

/** Says the process of the drivers whenever another one has started. */
function look(): void {
  const now = drivers.isStarted() ? drivers.pid() : undefined
  if (now !== undefined && now !== pid) say({ say: 'driver', pid: now })
  pid = now
  processClock.after(LOOK_MS, look)
}

async function take(order: ToUser): Promise<void> {
  if (order.do === 'close') {
    await drivers.close()
    process.disconnect()
    return
  }
  if (order.do === 'use') {
    drivers.use(order.use)
    return
  }
  const scanner = scanners.get(order.id)
  const done = order.order === 'trigger' ? scanner?.trigger() : scanner?.allowRead(order.order === 'allow')
  say({ say: 'done', done: (await done) === true })
}

process.on('message', (message) => void take(toUser.parse(message)))
process.once('disconnect', () => void drivers.close())
look()
