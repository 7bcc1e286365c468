import { createServer, type Socket } from 'node:net'
import type { Clock } from '../../ports.ts'
import { createMessageReader, encodeFrame } from '../decode.ts'
import { PROTOCOL, question, type Answer, type AttemptQuestion, type Question, type Verdict } from '../protocol.ts'
import type { TerminalBooks } from './books.ts'
import type { Behaviour, ControlOrder, Fault } from './messages.ts'

const MOST_CONNECTIONS = 32
/** The simulated customer taps the card after so long, so that a person sees the screen which waits for it. */
const TAP_MS = 800
const GARBAGE = Uint8Array.of(0xff, 0xfe, 0x00, 0x47, 0x45, 0x54)

/** A simulated terminal that listens on 127.0.0.1 and misbehaves as `control` orders. */
export interface TerminalServer {
  port: number
  control(order: ControlOrder): void
  close(): void
}

/** Serves the books at a port of 127.0.0.1 (0: a free one). Rejects where the system refuses the port. */
export async function serveTerminal(books: TerminalBooks, clock: Clock, wantedPort: number): Promise<TerminalServer> {
  const sockets = new Set<Socket>()
  const rechecks = new Map<string, Set<() => void>>()
  let behaviour: Behaviour = { do: 'approve', afterMs: TAP_MS }
  let faults: (Fault & { left: number })[] = []

  function takeFault(call: Fault['call']): Fault | undefined {
    const found = faults.find((fault) => fault.call === call)
    if (!found) return undefined
    found.left -= 1
    faults = faults.filter(({ left }) => left > 0)
    return found
  }

  /** Has every answer that waits for this attempt's customer look at the books again. */
  function recheck(attempt: string): void {
    for (const look of [...(rechecks.get(attempt) ?? [])]) look()
  }

  /** Resolves with what became of an attempt, once its customer has decided or its deadline has passed. */
  function untilDecided(attempt: string, first: Verdict): Promise<Verdict> {
    if (first.state !== 'pending') return Promise.resolve(first)
    return new Promise((resolve) => {
      const waiting = rechecks.get(attempt) ?? new Set()
      rechecks.set(attempt, waiting)
      let cancel = () => {}
      const look = () => {
        cancel()
        const verdict = books.status(attempt)
        const at = books.nextChangeAt(attempt)
        if (at !== undefined) {
          cancel = clock.after(Math.max(1, at - clock.now()), look)
          return
        }
        waiting.delete(look)
        if (waiting.size === 0) rechecks.delete(attempt)
        resolve(verdict)
      }
      waiting.add(look)
      look()
    })
  }

  function work(asked: AttemptQuestion): Promise<Verdict> {
    switch (asked.ask) {
      case 'pay':
        return untilDecided(asked.attempt, books.pay(asked.attempt, asked.amountAvos, asked.deadlineMs, behaviour))
      case 'status':
        return Promise.resolve(books.status(asked.attempt))
      case 'reverse': {
        const verdict = books.reverse(asked.attempt, asked.part)
        recheck(asked.attempt)
        return Promise.resolve(verdict)
      }
    }
  }

  async function answer(socket: Socket, asked: Question): Promise<void> {
    const fault = takeFault(asked.ask)
    if (fault?.act === 'hang') return
    if (fault?.act === 'drop-before') return void socket.destroy()
    const addressed =
      asked.ask === 'hello'
        ? ({ state: 'here', protocol: PROTOCOL } satisfies Answer)
        : fault?.act === 'refuse'
          ? ({ state: 'refused', to: asked.id, attempt: asked.attempt } satisfies Answer)
          : { ...(await work(asked)), to: asked.id, attempt: asked.attempt }
    const send = (message: object) => {
      if (socket.writable) socket.write(encodeFrame(message))
    }
    switch (fault?.act) {
      case 'mute':
        break
      case 'drop-after':
        socket.destroy()
        break
      case 'garbage':
        if (socket.writable) socket.write(GARBAGE)
        break
      case 'other-attempt':
        send({ ...addressed, attempt: 'another/1' })
        break
      case 'late':
        clock.after(fault.ms ?? 0, () => send(addressed))
        break
      case 'twice':
        send(addressed)
        send(addressed)
        break
      case 'refuse':
      case undefined:
        send(addressed)
    }
  }

  const server = createServer({ noDelay: true }, (socket) => {
    if (sockets.size >= MOST_CONNECTIONS) return void socket.destroy()
    sockets.add(socket)
    const reader = createMessageReader(question)
    socket.on('data', (chunk) => {
      const { messages, breach } = reader.take(chunk)
      // A failure in here ends the process, as a terminal that breaks down; its launcher starts it again.
      for (const message of messages) void answer(socket, message)
      if (breach !== undefined) socket.destroy()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(wantedPort, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a terminal without a port')

  return {
    port: address.port,
    control({ clear, behave, faults: more = [], decide }) {
      if (clear === true) faults = []
      behaviour = behave ?? behaviour
      faults.push(...more.map((fault) => ({ ...fault, left: fault.times ?? 1 })))
      if (!decide) return
      books.decide(decide.attempt, decide.answer)
      recheck(decide.attempt)
    },
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
