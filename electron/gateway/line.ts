import type { Clock } from '../../hardware/ports.ts'
import { createListeners } from '../common/listeners.ts'
import { HEARTBEAT_DOWN_FIRST, HEARTBEAT_DOWN_LAST, HEARTBEAT_UP } from './limits.ts'
import type { LineState } from './port.ts'

/** The line's state, its listeners and the heart that beats faster when the line has just gone. */
export interface Line {
  state(): LineState
  onChange(listener: (line: LineState) => void): () => void
  /** What a call's outcome says of the line. */
  answered(): void
  lost(): void
  close(): void
}

/**
 * Watches a line: `beat` asks the gateway once and reports by `answered` or `lost`; `onFault` hears of one that breaks.
 * The first beat starts as soon as whoever watches has said what it carries.
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
      // What the beat carries couldn't be had: nobody was asked, and the next beat tries again.
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
    lost() {
      const wasUp = current.state === 'up'
      become('down')
      // A line that has just gone is asked again soon, not after the pause of one that is up.
      if (wasUp && !beating) schedule()
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
