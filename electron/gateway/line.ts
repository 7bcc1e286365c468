import type { Clock } from '../../hardware/ports.ts'
import { createListeners } from '../common/listeners.ts'
import { HEARTBEAT_DOWN_FIRST, HEARTBEAT_DOWN_LAST, HEARTBEAT_UP } from './limits.ts'
import type { LineState } from './port.ts'

/** The state of the line to the gateway, its listeners, and its heartbeat. */
export interface Line {
  state(): LineState
  onChange(listener: (line: LineState) => void): () => void
  /** Reports that a call was answered, a heartbeat's or another. */
  answered(): void
  /** Reports that a heartbeat's answer didn't come. */
  lost(): void
  /**
   * Reports that another call's answer didn't come. The next heartbeat is sent at once and decides, since that call may
   * have been lost behind the gateway, at one wallet or agency.
   */
  doubted(): void
  close(): void
}

/**
 * Watches the line by heartbeats: every 5 s while it is up, at once when another call is lost then, and after 1 s that
 * doubles to 10 s while it is down. `beat` asks the gateway once and reports `answered` or `lost`; `onFault` is called
 * where it throws, which counts as lost. The first beat waits a microtask, so that the caller can set first what it
 * carries.
 */
export function watchLine(clock: Clock, beat: (line: Line) => Promise<void>, onFault: (error: unknown) => void): Line {
  let current: LineState = { state: 'starting', since: clock.now() }
  let pause = HEARTBEAT_DOWN_FIRST
  let cancel = () => {}
  let beating = false
  let closed = false
  const listeners = createListeners<[LineState]>()

  function become(state: 'up' | 'down') {
    if (closed || current.state === state) return
    current = { state, since: clock.now() }
    listeners.tell(current)
  }

  function schedule() {
    cancel()
    if (closed) return
    cancel = clock.after(current.state === 'up' ? HEARTBEAT_UP : pause, () => {
      void pulse()
    })
    if (current.state === 'down') pause = Math.min(pause * 2, HEARTBEAT_DOWN_LAST)
  }

  async function pulse() {
    if (beating || closed) return
    beating = true
    try {
      await beat(line)
    } catch (error) {
      // What the beat carries couldn't be read, so the gateway wasn't asked; the next beat tries again.
      onFault(error)
      line.lost()
    }
    beating = false
    schedule()
  }

  const line: Line = {
    state: () => current,
    onChange: (listener) => listeners.add(listener),
    answered() {
      pause = HEARTBEAT_DOWN_FIRST
      become('up')
    },
    lost: () => become('down'),
    doubted() {
      if (current.state === 'up') void pulse()
    },
    close() {
      closed = true
      cancel()
      listeners.clear()
    },
  }
  queueMicrotask(() => {
    void pulse()
  })
  return line
}
