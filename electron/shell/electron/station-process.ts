import path from 'node:path'
import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron'
import type { Refusal } from '../../contract/index.ts'
import type { PageFace } from '../faces.ts'
import { afterDeath, NO_DEATHS } from '../recovery.ts'
import type { SystemKeys } from './keys.ts'
import { fromStation, type ToStation } from './messages.ts'

/** A station that is asked to close gets this long before its process is ended. */
const CLOSE_MS = 2_000

/** V8's young generation stays small, as in `npm start`: the station's memory matters more than its speed of allocating. In megabytes. */
const EXEC_ARGV = ['--max-semi-space-size=4']

/** The station in its own process, started again whenever it dies. */
export interface StationProcess {
  /** A port to the station for a page; undefined while there is no station. */
  port(caller: { face: PageFace; session: string }): MessagePortMain | undefined
  close(): Promise<void>
}

export interface StationProcessOptions {
  start: Omit<Extract<ToStation, { type: 'start' }>, 'type' | 'keys'>
  keys: SystemKeys
  /** A station is there, at first or again: pages want new ports. */
  onStarted: () => void
  /** The station can't start. It is tried again by itself. */
  onRefused: (refusal: Refusal) => void
}

/** Runs `station.js` beside this file's build in a utility process and answers its questions about keys. */
export function runStationProcess(options: StationProcessOptions): StationProcess {
  let child: UtilityProcess | undefined
  let isReady = false
  let isClosing = false
  let deaths = NO_DEATHS
  let retry: NodeJS.Timeout | undefined

  const begin = (): void => {
    const startedAt = performance.now()
    const forked = utilityProcess.fork(path.join(import.meta.dirname, 'station.js'), [], { serviceName: 'Balcão station', stdio: 'inherit', execArgv: EXEC_ARGV })
    child = forked
    const tell = (message: ToStation, ports: MessagePortMain[] = []): void => forked.postMessage(message, ports)

    forked.on('message', (data: unknown) => {
      const parsed = fromStation.safeParse(data)
      if (!parsed.success) return
      const message = parsed.data
      switch (message.type) {
        case 'started':
          isReady = true
          options.onStarted()
          break
        case 'refused':
          // It ends, and is begun again after the wait of a death.
          options.onRefused(message.refusal)
          forked.kill()
          break
        case 'key-wanted':
          void options.keys.open().catch(() => null)
            .then((dataKey) => tell({ type: 'key', dataKey: dataKey && Buffer.from(dataKey).toString('base64') }))
          break
        case 'key-to-adopt':
          void options.keys.adopt(Buffer.from(message.dataKey, 'base64')).then((ok) => tell({ type: 'adopted', ok }))
          break
        case 'closed':
      }
    })
    forked.once('exit', () => {
      child = undefined
      isReady = false
      if (isClosing) return
      const next = afterDeath(deaths, performance.now() - startedAt)
      deaths = next.deaths
      retry = setTimeout(begin, next.waitMs)
    })
    tell({ type: 'start', ...options.start, keys: options.keys.protection })
  }

  begin()
  return {
    port(caller) {
      if (!child || !isReady) return undefined
      const { port1, port2 } = new MessageChannelMain()
      child.postMessage({ type: 'page', ...caller } satisfies ToStation, [port1])
      return port2
    },
    async close() {
      isClosing = true
      clearTimeout(retry)
      const closing = child
      if (!closing) return
      const { promise, resolve } = Promise.withResolvers<undefined>()
      closing.once('exit', () => resolve(undefined))
      closing.postMessage({ type: 'close' } satisfies ToStation)
      const force = setTimeout(() => closing.kill(), CLOSE_MS)
      await promise
      clearTimeout(force)
    }
  }
}
