/** The real station in a process of its own, to be killed. Its parent says what it is started with, once; when the parent lets it go it ends in order. */
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import { startStation } from '../../electron/start.ts'
import { pageCaller, stationOrder, type StationAnswer } from './station-orders.ts'

const say = (answer: StationAnswer) => process.send?.(answer)

process.once('message', (message) => { void begin(message) })

async function begin(message: unknown): Promise<void> {
  const { folder, sandbox, terminal } = stationOrder.parse(message)
  const started = await startStation({
    folder, terminal, browser: null, sandbox: { ...sandbox, root: Buffer.from(sandbox.root, 'base64'), close: () => Promise.resolve() }
  })
  if (!started.ok) {
    say({ refused: started.refusal.code })
    process.disconnect()
    return
  }
  const http = createServer()
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false })
  sockets.on('connection', (socket, request) => started.station.serveSocket(socket, pageCaller.parse(Object.fromEntries(new URL(request.url ?? '', 'ws://station').searchParams))))
  process.once('disconnect', () => {
    for (const socket of sockets.clients) socket.terminate()
    void started.station.close().finally(() => process.exit())
  })
  http.listen(0, '127.0.0.1', () => {
    const address = http.address()
    if (typeof address === 'object' && address) say({ port: address.port })
  })
}
