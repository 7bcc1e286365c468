import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket, WebSocketServer } from 'ws'
import type { contract } from '../../electron/contract/index.ts'
import type { Caller, PortLike } from '../../electron/start.ts'

type Client = ContractRouterClient<typeof contract>

/** What takes a station's connections from a shell. */
export interface Serving {
  serveSocket(socket: WebSocket, caller: Caller): void
  servePort(port: PortLike, caller: Caller): void
}

/** A page's end of a connection, and all frames that went over it. */
export interface Line {
  client: Client
  frames: { out: string[]; in: string[] }
  /** Sends a frame unchanged, without the client of the contract. */
  raw(frame: unknown): void
  close(): Promise<void>
  closed: Promise<void>
}

/** A way to connect pages with a station, as one of the shells does. */
export interface Lines {
  open(caller: Caller): Promise<Line>
  close(): Promise<void>
}

type Listener<T> = { addListener: (listener: T) => void }

function clientOver(
  send: (frame: string) => void,
  onFrame: (listener: (frame: string) => void) => void,
  onClose: (listener: () => void) => void,
  frames: Line['frames'],
): Client {
  const onMessage: Listener<(frame: string) => void> = {
    addListener: (listener) =>
      onFrame((frame) => {
        frames.in.push(frame)
        listener(frame)
      }),
  }
  const postMessage = (frame: string) => {
    frames.out.push(frame)
    send(frame)
  }
  return createORPCClient(new RPCLink({ port: { postMessage, onMessage, onDisconnect: { addListener: onClose } } }))
}

/** Opens lines over WebSockets on loopback, as in the browser shell. */
export async function openSocketLines(serving: Serving): Promise<Lines> {
  const http = createServer()
  const server = new WebSocketServer({ server: http, maxPayload: 256 * 1024 })
  let next: Caller | undefined
  server.on('connection', (socket) => {
    if (next) serving.serveSocket(socket, next)
  })
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve)
  })
  const { port } = http.address() as AddressInfo
  return {
    async open(caller) {
      next = caller
      const socket = new WebSocket(`ws://127.0.0.1:${String(port)}`)
      socket.on('error', () => undefined)
      await new Promise((resolve) => {
        socket.once('open', resolve)
      })
      const closed = new Promise<void>((resolve) => {
        socket.once('close', () => resolve())
      })
      const frames: Line['frames'] = { out: [], in: [] }
      const client = clientOver(
        (frame) => socket.send(frame),
        (listener) => socket.on('message', (data: Buffer) => listener(data.toString('utf8'))),
        (listener) => socket.on('close', listener),
        frames,
      )
      return {
        client,
        frames,
        closed,
        raw: (frame) => {
          if (socket.readyState === socket.OPEN)
            socket.send(typeof frame === 'string' || frame instanceof Uint8Array ? frame : JSON.stringify(frame))
        },
        close() {
          socket.close()
          return closed
        },
      }
    },
    async close() {
      for (const socket of server.clients) socket.terminate()
      await new Promise<void>((resolve) => {
        http.close(() => resolve())
      })
    },
  }
}

/** Opens lines over MessagePorts as Node and pages have them. */
export function openPortLines(serving: Serving): Promise<Lines> {
  return openChannels(serving, (port) => port)
}

/** Opens lines over ports that behave as Electron's `MessagePortMain`: an emitter that is silent until `start`. */
export function openMainPortLines(serving: Serving): Promise<Lines> {
  return openChannels(serving, (port) => {
    const early: (() => void)[] = []
    let hasStarted = false
    return {
      postMessage: (text) => port.postMessage(text),
      on(type, listener) {
        if (type === 'close') port.on('close', () => listener({}))
        else
          port.on('message', (data: unknown) => {
            if (hasStarted) listener({ data })
            else early.push(() => listener({ data }))
          })
      },
      start() {
        hasStarted = true
        for (const deliver of early.splice(0)) deliver()
      },
      close: () => port.close(),
    }
  })
}

function openChannels(serving: Serving, served: (port: MessagePort) => PortLike): Promise<Lines> {
  const open = new Set<() => void>()
  return Promise.resolve({
    open(caller) {
      const { port1, port2 } = new MessageChannel()
      const closed = new Promise<void>((resolve) => {
        port1.once('close', () => resolve())
      })
      serving.servePort(served(port2), caller)
      const frames: Line['frames'] = { out: [], in: [] }
      const client = clientOver(
        (frame) => port1.postMessage(frame),
        (listener) => port1.on('message', listener),
        (listener) => port1.on('close', listener),
        frames,
      )
      open.add(() => port1.close())
      return Promise.resolve({
        client,
        frames,
        closed,
        raw: (frame: unknown) => port1.postMessage(frame),
        close() {
          port1.close()
          return closed
        },
      })
    },
    close() {
      for (const close of open) close()
      return Promise.resolve()
    },
  })
}
