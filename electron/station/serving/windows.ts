import type { WebSocket } from 'ws'
import type { Clock } from '../../../hardware/ports.ts'
import { OPEN_ELSEWHERE, type Face } from '../../contract/index.ts'
import { FACE_KEPT_MS, WINDOW_ANSWERS_MS } from './limits.ts'

/** How a window comes: by itself, or after it was told that its face is open in another one. */
export type WindowArrival = 'new' | 'waiting'

/** Of each face one window at a time (money.md, "One owner"). */
export interface Windows {
  /**
   * Lets this socket be its face's window, and then serves it; closes it with `OPEN_ELSEWHERE` while another one is, as
   * long as that one answers. Whoever waits comes in only once the face was nobody's for `FACE_KEPT_MS`: a window that
   * loads again, or finds the station again, comes first.
   */
  admit(face: Face, arrival: WindowArrival, socket: WebSocket, serve: () => void): Promise<void>
}

export function createWindows(clock: Clock): Windows {
  const begun = clock.monotonic()
  const open = new Map<Face, WebSocket>()
  const leftAt = new Map<Face, number>()

  function leave(face: Face, socket: WebSocket): void {
    if (open.get(face) !== socket) return
    open.delete(face)
    leftAt.set(face, clock.monotonic())
  }

  async function take(face: Face, arrival: WindowArrival, socket: WebSocket): Promise<boolean> {
    for (let other = open.get(face); other; other = open.get(face)) {
      if (await answers(other, clock)) return false
      leave(face, other)
      other.terminate()
    }
    if (arrival === 'waiting' && clock.monotonic() - (leftAt.get(face) ?? begun) < FACE_KEPT_MS) return false
    open.set(face, socket)
    socket.once('close', () => leave(face, socket))
    return true
  }

  return {
    async admit(face, arrival, socket, serve) {
      // What its page sends before that is decided waits.
      socket.pause()
      const isIn = await take(face, arrival, socket)
      socket.resume()
      if (isIn) serve()
      else socket.close(OPEN_ELSEWHERE)
    },
  }
}

/**
 * Whether somebody is still at the other end: a page that is gone closes its socket, one that was cut off doesn't
 * answer.
 */
function answers(socket: WebSocket, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isThere: boolean) => {
      cancel()
      socket.off('pong', here).off('close', gone)
      resolve(isThere)
    }
    const here = () => settle(true)
    const gone = () => settle(false)
    // In two halves: an answer that came while the station itself was busy is read between them.
    let cancel = clock.after(WINDOW_ANSWERS_MS / 2, () => {
      cancel = clock.after(WINDOW_ANSWERS_MS / 2, gone)
    })
    socket.on('pong', here).on('close', gone).ping()
  })
}
