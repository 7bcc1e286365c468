/**
 * Runs the real station in its own process, so that it can be killed. The parent's first message is the `stationOrder`;
 * when the parent disconnects, the station closes in an orderly way.
 */
import { createServer } from 'node:http'
import { join } from 'node:path'
import { WebSocketServer } from 'ws'
import { cacheCompiledCode, startStation } from '../../electron/start.ts'
import { createLog, type Logger } from '../../electron/station/storage/log.ts'
import { watchJournalWrites } from './journal-writes.ts'
import { armOrder, pageCaller, stationOrder, type StationAnswer } from './station-orders.ts'

cacheCompiledCode()
const endAt = watchJournalWrites()

const say = (answer: StationAnswer) => process.send?.(answer)

/** Only errors go to stderr: warnings of a lost and restored line are expected in every life. */
function quietLog(folder: string): Logger {
  const file = createLog({ folder, stderr: false })
  const both = createLog({ folder })
  return { info: file.info, warn: file.warn, error: both.error }
}

process.once('message', (message) => {
  process.on('message', (order) => {
    endAt(armOrder.parse(order).arm)
    say({ armed: true })
  })
  void begin(message)
})

async function begin(message: unknown): Promise<void> {
  const { folder, sandbox, terminal, endAt: fromStart } = stationOrder.parse(message)
  if (fromStart) endAt(fromStart)
  const started = await startStation({
    folder,
    terminal,
    browser: null,
    log: quietLog(join(folder, 'logs')),
    sandbox: { ...sandbox, root: Buffer.from(sandbox.root, 'base64'), close: () => Promise.resolve() },
  })
  if (!started.ok) {
    say({ refused: started.refusal.code })
    process.disconnect()
    return
  }
  const http = createServer()
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false })
  sockets.on('connection', (socket, request) =>
    started.station.serveSocket(
      socket,
      pageCaller.parse(Object.fromEntries(new URL(request.url ?? '', 'ws://station').searchParams)),
    ),
  )
  process.once('disconnect', () => {
    for (const socket of sockets.clients) socket.terminate()
    void started.station.close().finally(() => process.exit())
  })
  http.listen(0, '127.0.0.1', () => {
    const address = http.address()
    if (typeof address === 'object' && address) say({ port: address.port })
  })
}
