import type { StationEvent } from '../../contract/index.ts'
import { MAX_WAITING_EVENTS } from './limits.ts'

/**
 * A subscriber's event stream: events wait in order until they are read. It ends by `end`, by `signal`, or when more
 * than `MAX_WAITING_EVENTS` wait.
 */
export interface EventStream<Event = StationEvent> extends AsyncIteratorObject<Event, undefined> {
  next(): Promise<IteratorResult<Event, undefined>>
  return(): Promise<IteratorResult<Event, undefined>>
  push(event: Event): void
  end(): void
}

/** Opens a stream that `signal` ends; `onEnd` is called once. */
export function openStream<Event>(
  signal: AbortSignal | undefined,
  onEnd: (stream: EventStream<Event>) => void,
): EventStream<Event> {
  const waiting: Event[] = []
  let taker: ((result: IteratorResult<Event, undefined>) => void) | undefined
  let ended = false
  const done = (): IteratorResult<Event, undefined> => ({ done: true, value: undefined })

  const stream: EventStream<Event> = {
    push(event) {
      if (ended) return
      if (taker) {
        const take = taker
        taker = undefined
        take({ done: false, value: event })
      } else if (waiting.push(event) > MAX_WAITING_EVENTS) stream.end()
    },
    end() {
      if (ended) return
      ended = true
      waiting.length = 0
      signal?.removeEventListener('abort', stream.end)
      onEnd(stream)
      taker?.(done())
      taker = undefined
    },
    next() {
      const event = waiting.shift()
      if (event !== undefined) return Promise.resolve({ done: false, value: event })
      if (ended) return Promise.resolve(done())
      return new Promise((resolve) => {
        taker = resolve
      })
    },
    return() {
      stream.end()
      return Promise.resolve(done())
    },
    [Symbol.asyncIterator]: () => stream,
    [Symbol.asyncDispose]() {
      stream.end()
      return Promise.resolve()
    },
  }
  signal?.addEventListener('abort', stream.end, { once: true })
  if (signal?.aborted) stream.end()
  return stream
}
