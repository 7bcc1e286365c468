import { createConnection, type Socket } from 'node:net'
import type { Clock } from '../ports.ts'
import { createMessageReader, encodeFrame } from './decode.ts'
import { answer, PROTOCOL, type AttemptAnswer, type Question } from './protocol.ts'

const CONNECT_WITHIN_MS = 5_000
/** A terminal says that it is there so often, and within so long. */
const HEARTBEAT_MS = 5_000
const HERE_WITHIN_MS = 3_000
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000

/** Why there is no connection: nobody listens, it went, it says nothing any more, or what it says is no message. */
export type ConnectionFault = 'unreachable' | 'connection-lost' | 'silent' | 'protocol-breach'

/** One connection to a terminal, made again with longer and longer pauses for as long as it takes. */
export interface Connection {
  isReady(): boolean
  /** False where there is no connection: then nothing was sent. */
  send(question: Question): boolean
  close(): void
}

/**
 * Connects at once. `onReady`: the terminal has answered and can be asked; `onLost`: from now on no answer comes to
 * what was asked before; also called for each try that fails. A terminal that doesn't keep to the protocol is dropped,
 * and nothing that it said after is heard.
 */
export function keepConnection(deps: {
  host: string
  port: number
  clock: Clock
  onReady: () => void
  onLost: (why: ConnectionFault) => void
  onAnswer: (answer: AttemptAnswer) => void
}): Connection {
  const { host, port, clock } = deps
  let current: Socket | undefined
  let isReady = false
  let isClosed = false
  let pause = FIRST_PAUSE_MS
  let cancelRetry = () => {}

  function connect(): void {
    const socket = createConnection({ host, port, noDelay: true })
    const reader = createMessageReader(answer)
    let fault: ConnectionFault = 'unreachable'
    let cancelTimer = clock.after(CONNECT_WITHIN_MS, () => socket.destroy())
    const next = (ms: number, then: () => void) => {
      cancelTimer()
      cancelTimer = clock.after(ms, then)
    }
    const drop = (why: ConnectionFault) => {
      fault = why
      socket.destroy()
    }

    function greet(): void {
      socket.write(encodeFrame({ ask: 'hello', protocol: PROTOCOL } satisfies Question))
      next(HERE_WITHIN_MS, () => drop('silent'))
    }

    function here(): void {
      pause = FIRST_PAUSE_MS
      next(HEARTBEAT_MS, greet)
      if (isReady) return
      isReady = true
      deps.onReady()
    }

    current = socket
    socket.on('connect', () => {
      fault = 'connection-lost'
      greet()
    })
    socket.on('data', (chunk) => {
      const { messages, breach } = reader.take(chunk)
      for (const message of messages) {
        if (message.state === 'here') here()
        else deps.onAnswer(message)
      }
      if (breach !== undefined) drop('protocol-breach')
    })
    // What it is is said by `fault`; `close` comes after it.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      cancelTimer()
      isReady = false
      current = undefined
      if (isClosed) return
      deps.onLost(fault)
      cancelRetry = clock.after(pause, connect)
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
    })
  }

  connect()
  return {
    isReady: () => isReady,
    send(question) {
      if (!isReady || !current) return false
      current.write(encodeFrame(question))
      return true
    },
    close() {
      isClosed = true
      isReady = false
      cancelRetry()
      current?.destroy()
    },
  }
}
