import type { WebSocket } from 'ws'
import type { Clock } from '../../../hardware/ports.ts'
import type { Router } from './router.ts'
import type { Caller, Sessions } from './sessions.ts'
import { createTransport, type PortLike } from './transport.ts'
import { createWindows, type WindowArrival } from './windows.ts'

/**
 * Connects pages to a station: each connection joins a session and is served the router until it closes. `onPages` is
 * called when a page has come or left.
 */
export function createConnections(parts: { router: Router; sessions: Sessions; clock: Clock; onPages: () => void }) {
  const { router, sessions, clock, onPages } = parts
  const windows = createWindows(clock)
  const transport = createTransport(router)

  function join(caller: Caller): ReturnType<Sessions['join']> {
    const { session, leave } = sessions.join(caller)
    onPages()
    return {
      session,
      leave() {
        leave()
        onPages()
      },
    }
  }

  function serveSocket(socket: WebSocket, caller: Caller): void {
    const { session, leave } = join(caller)
    transport.serveSocket(socket, session, leave)
  }

  return {
    serveSocket,
    serveWindow(socket: WebSocket, caller: Caller, arrival: WindowArrival): void {
      void windows.admit(caller.face, arrival, socket, () => serveSocket(socket, caller))
    },
    servePort(port: PortLike, caller: Caller): void {
      const { session, leave } = join(caller)
      transport.servePort(port, session, leave)
    },
  }
}
