import { ORPCError } from '@orpc/server'
import { RPCHandler } from '@orpc/server/ws'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import { MAX_FRAME_BYTES, MAX_OPEN_REQUESTS, MAX_UNSENT_BYTES } from './limits.ts'
import { contractError, type Router } from './router.ts'
import type { Session } from './sessions.ts'

interface Port {
  postMessage(message: string): void
  start?(): void
  close(): void
}

type PortListener = (event: { data?: unknown }) => void

/**
 * A message port of Node or a page (`MessagePort`), or of Electron's main and utility processes (`MessagePortMain`).
 */
export type PortLike =
  | (Port & { addEventListener(type: 'message' | 'close', listener: PortListener): void })
  | (Port & { on(type: 'message' | 'close', listener: PortListener): unknown })

/** Serves the router's procedures to a connection; `onEnd` is called once, when the connection has ended. */
export interface Transport {
  serveSocket(socket: WebSocket, session: Session, onEnd: () => void): void
  servePort(port: PortLike, session: Session, onEnd: () => void): void
}

/** A connection of either kind. It sends text; incoming frames are only passed on for `sanitizeFrame` to check. */
interface Wire {
  send(text: string): void
  onFrame(listener: (frame: unknown) => void): void
  onClose(listener: () => void): void
  close(): void
}

// The frames that our clients send: POST requests without headers, and their cancellation. Names are encoded as by
// `encodeURIComponent`.
const frameShape = z.object({
  i: z.string().min(1).max(32),
  t: z.union([z.literal(1), z.literal(4)]).optional(),
  p: z
    .object({
      u: z
        .string()
        .max(512)
        .regex(/^\/[\w\-.!~*'()%/]*$/),
      b: z.object({ json: z.unknown().optional() }).optional(),
      m: z.literal('POST').optional(),
    })
    .optional(),
})

/** Serves one router over every connection, WebSocket or MessagePort, in the same protocol. */
export function createTransport(router: Router): Transport {
  const handler = new RPCHandler(router, {
    interceptors: [
      async ({ next }) => {
        const result = await next().catch((error: unknown) => {
          throw error instanceof ORPCError ? error : contractError('BAD_REQUEST', 'invalid-input')
        })
        if (!result.matched) throw contractError('NOT_FOUND', 'unknown-procedure')
        return result
      },
    ],
  })

  function serve(wire: Wire, session: Session, onEnd: () => void) {
    let take: ((event: { data: string }) => unknown) | undefined
    let endPeer: (() => void) | undefined
    let openRequests = 0
    const peer: Pick<WebSocket, 'addEventListener' | 'send'> = {
      send: (data: unknown) => {
        if (typeof data === 'string') wire.send(data)
      },
      addEventListener: (type: string, listener: unknown) => {
        if (typeof listener !== 'function') return
        if (type === 'message') take = (event) => Reflect.apply(listener, undefined, [event])
        if (type === 'close')
          endPeer = () => {
            Reflect.apply(listener, undefined, [])
          }
      },
    }
    void handler.upgrade(peer, { context: { session } })

    let hasEnded = false
    wire.onClose(() => {
      if (hasEnded) return
      hasEnded = true
      endPeer?.()
      onEnd()
    })
    wire.onFrame((frame) => {
      const data = sanitizeFrame(frame)
      if (data === undefined || hasEnded) return
      if (openRequests >= MAX_OPEN_REQUESTS) {
        wire.close()
        return
      }
      openRequests += 1
      const settled = () => {
        openRequests -= 1
      }
      Promise.resolve(take?.({ data })).then(settled, settled)
    })
  }

  return {
    serveSocket: (socket, session, onEnd) => serve(socketWire(socket), session, onEnd),
    servePort: (port, session, onEnd) => serve(portWire(port), session, onEnd),
  }
}

/** Rebuilds a frame from its known fields; undefined for any other frame, which is ignored. */
function sanitizeFrame(frame: unknown): string | undefined {
  if (typeof frame !== 'string' || frame.length > MAX_FRAME_BYTES) return undefined
  try {
    const { i, t, p } = frameShape.parse(JSON.parse(frame))
    if (t === 4) return JSON.stringify({ i, t })
    return p && JSON.stringify({ i, p: { u: p.u, b: { json: p.b?.json } } })
  } catch {
    return undefined
  }
}

function socketWire(socket: WebSocket): Wire {
  // Without an `error` listener a malformed frame would end the process; `close` follows the error.
  socket.on('error', () => socket.terminate())
  return {
    send(text) {
      if (socket.readyState !== socket.OPEN) return
      if (socket.bufferedAmount > MAX_UNSENT_BYTES) socket.terminate()
      else socket.send(text, () => undefined)
    },
    onFrame(listener) {
      socket.on('message', (data, isBinary) => {
        if (isBinary) return
        const bytes = Array.isArray(data)
          ? Buffer.concat(data)
          : Buffer.from(data instanceof ArrayBuffer ? new Uint8Array(data) : data)
        if (bytes.length > MAX_FRAME_BYTES) socket.close(1009)
        else listener(bytes.toString('utf8'))
      })
    },
    onClose: (listener) => {
      socket.on('close', listener)
    },
    close: () => socket.close(1008),
  }
}

function portWire(port: PortLike): Wire {
  const listen = (type: 'message' | 'close', listener: PortListener) => {
    if ('addEventListener' in port) port.addEventListener(type, listener)
    else port.on(type, listener)
  }
  return {
    send: (text) => port.postMessage(text),
    onFrame(listener) {
      listen('message', (event) => listener(event.data))
      port.start?.()
    },
    onClose: (listener) => listen('close', () => listener()),
    close: () => port.close(),
  }
}
