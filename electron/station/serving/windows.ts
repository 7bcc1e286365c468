import type { WebSocket } from 'ws'
import type { Clock } from '../../../hardware/ports.ts'
import { OPEN_ELSEWHERE, type Face } from '../../contract/index.ts'
import { FACE_KEPT_MS, WINDOW_ANSWERS_MS } from './limits.ts'

/** How a window connects: by itself, or waiting, after it was told that its face is open in another window. */
export type WindowArrival = 'new' | 'waiting'

/** Allows one window of each face at a time (money.md, "One owner"). */
export interface Windows {
  /**
   * Makes this socket its face's window and calls `serve`, or closes it with `OPEN_ELSEWHERE` while another window of
   * the face answers. A waiting window is admitted only once the face has been free for `FACE_KEPT_MS`, so that a
   * window that reloads or reconnects comes first.
   */
  admit(face: Face, arrival: WindowArrival, socket: WebSocket, serve: () => void): Promise<void>
}

/** Makes the windows of a station, none of them open yet. */
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
      // Frames that arrive before the decision wait in the socket.
      socket.pause()
      const isIn = await take(face, arrival, socket)
      socket.resume()
      if (isIn) serve()
      else socket.close(OPEN_ELSEWHERE)
    },
  }
}

/**
 * Whether a window still answers: a page that is gone closes its socket, but one whose connection was cut doesn't
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
    // The wait has two halves, so that an answer that came while the station was busy is read between them.
    let cancel = clock.after(WINDOW_ANSWERS_MS / 2, () => {
      cancel = clock.after(WINDOW_ANSWERS_MS / 2, gone)
    })
    socket.on('pong', here).on('close', gone).ping()
  })
}
