/**
 * Runs a station without a shell in its own process, for a bench. The parent's first message is the `benchOrder`; later
 * messages ask for the process's memory.
 */
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import { ownPrograms, startStation } from '../../electron/start.ts'
import { benchOrder, type BenchAnswer } from './station-orders.ts'
import { accepted } from '../twins/accepted.ts'

const say = (answer: BenchAnswer) => process.send?.(answer)

process.once('message', (message) => {
  void begin(message)
  process.on('message', tellMemory)
})
process.on('disconnect', () => process.exit())

async function begin(message: unknown): Promise<void> {
  const { folder, sandbox, drivers } = benchOrder.parse(message)
  const started = accepted(
    await startStation({
      folder,
      ...(drivers === true ? ownPrograms() : {}),
      sandbox: { ...sandbox, root: Buffer.from(sandbox.root, 'base64'), close: () => Promise.resolve() },
    }),
  )
  const http = createServer()
  new WebSocketServer({ server: http }).on('connection', (socket) =>
    started.station.serveSocket(socket, { face: 'kiosk', session: 'bench' }),
  )
  http.listen(0, '127.0.0.1', () => say({ what: 'listening', port: (http.address() as AddressInfo).port }))
}

function tellMemory(): void {
  const before = process.memoryUsage().rss
  globalThis.gc?.()
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  say({ what: 'memory', rss: before, rssAfterCollection: rss, heap: heapUsed })
}
