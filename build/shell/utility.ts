/**
 * The process that the stand-in for Electron's `utilityProcess` starts: it runs the file of its first argument and
 * gives it `process.parentPort`.
 */
import { EventEmitter } from 'node:events'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { readMachine } from './machine.ts'
import type { Relayed } from './processes.ts'

Object.assign(process, { resourcesPath: path.join(readMachine().appData, 'resources') })

// As in Electron, the process ends with its main process.
process.on('disconnect', () => process.exit(0))

const send = (message: Relayed): void => void process.send?.(message)

/** A port whose other end is in the main process. */
class Port extends EventEmitter {
  readonly #id: number

  constructor(id: number) {
    super()
    this.#id = id
  }

  postMessage(data: unknown): void {
    send({ kind: 'port', id: this.#id, data })
  }

  start(): void {}
  close(): void {
    send({ kind: 'close', id: this.#id })
  }
}

const ports = new Map<number, Port>()
const waiting: Relayed[] = []
let isLoaded = false
const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (data: unknown) => send({ kind: 'message', data, ids: [] }),
})

function take(message: Relayed): void {
  if (message.kind === 'message') {
    const given = message.ids.map((id) => {
      const port = new Port(id)
      ports.set(id, port)
      return port
    })
    parentPort.emit('message', { data: message.data, ports: given })
  } else if (message.kind === 'port') ports.get(message.id)?.emit('message', { data: message.data, ports: [] })
  else ports.get(message.id)?.emit('close')
}

process.on('message', (message: Relayed) => {
  if (isLoaded) take(message)
  else waiting.push(message)
})
Object.assign(process, { parentPort })
await import(pathToFileURL(process.argv[2] ?? '').href)
isLoaded = true
for (const message of waiting.splice(0)) take(message)
