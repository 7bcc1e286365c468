import { createConnection, type Socket } from 'node:net'
import type { Clock } from '../ports.ts'
import { createMessageReader, encodeFrame } from './decode.ts'
import { answer, PROTOCOL, type AttemptAnswer, type Question } from './protocol.ts'

const CONNECT_WITHIN_MS = 5_000
/** The station says `hello` so often, and the terminal has to answer `here` within `HERE_WITHIN_MS`. */
const HEARTBEAT_MS = 5_000
const HERE_WITHIN_MS = 3_000
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000

/**
 * Why there is no connection. `unreachable`: none could be made; `connection-lost`: it broke; `silent`: the terminal
 * didn't answer `hello` in time; `protocol-breach`: it sent something that is no message.
 */
export type ConnectionFault = 'unreachable' | 'connection-lost' | 'silent' | 'protocol-breach'

/**
 * One connection to a terminal. While it is lost it is tried again for ever, after pauses of 250 ms that double up to
 * 10 s.
 */
export interface Connection {
  isReady(): boolean
  /** Answers false, and sends nothing, where there is no connection. */
  send(question: Question): boolean
  close(): void
}

/**
 * Connects at once. `onReady`: the terminal has answered and can be asked. `onLost`: what was asked before gets no
 * answer any more; it is also called for each failed try to connect. A terminal that breaks the protocol is
 * disconnected, and whatever it sends after the breach is ignored.
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
    const setTimer = (ms: number, then: () => void) => {
      cancelTimer()
      cancelTimer = clock.after(ms, then)
    }
    const disconnect = (why: ConnectionFault) => {
      fault = why
      socket.destroy()
    }

    function sayHello(): void {
      socket.write(encodeFrame({ ask: 'hello', protocol: PROTOCOL } satisfies Question))
      setTimer(HERE_WITHIN_MS, () => disconnect('silent'))
    }

    function onHere(): void {
      pause = FIRST_PAUSE_MS
      setTimer(HEARTBEAT_MS, sayHello)
      if (isReady) return
      isReady = true
      deps.onReady()
    }

    current = socket
    socket.on('connect', () => {
      fault = 'connection-lost'
      sayHello()
    })
    socket.on('data', (chunk) => {
      const { messages, breach } = reader.take(chunk)
      for (const message of messages) {
        if (message.state === 'here') onHere()
        else deps.onAnswer(message)
      }
      if (breach !== undefined) disconnect('protocol-breach')
    })
    // `close` follows every error and reports it as `fault`.
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
