import { createORPCClient, ORPCError, type ClientContext, type ClientLink } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { getContractRouter, isContractProcedure, type ContractRouterClient } from '@orpc/contract'
import { ResponseValidationPlugin } from '@orpc/contract/plugins'
import { z } from 'zod'
import { createListeners } from '../../electron/common/listeners.ts'
import { contract, OPEN_ELSEWHERE, refuse } from '../../electron/contract/index.ts'
import { startHeartbeat } from './heartbeat.ts'

export type StationClient = ContractRouterClient<typeof contract>

/**
 * The connection as a page shows it. `silent`: it stands, and the station doesn't answer; `elsewhere`: another window
 * has this face. None of them is the end: the link keeps trying.
 */
export type LinkState = 'connecting' | 'open' | 'silent' | 'lost' | 'elsewhere'

export interface StationLink {
  client: StationClient
  state(): LinkState
  /** `listener` hears every change of state. Returns the function that stops it. */
  onState(listener: (state: LinkState) => void): () => void
  close(): void
}

type Wire = ClientLink<ClientContext>

/** Waits between attempts to reach the station again, in milliseconds; the last one repeats. */
const BACK_OFF = [200, 400, 800, 1600, 3000] as const

/** A connection that isn't there after this many milliseconds has a station that doesn't answer. */
const OPENING = 7000

/** The message with which Electron's preload hands a page its port. */
const PORT_MESSAGE = 'balcao-port'

const plugins = () => [new ResponseValidationPlugin(contract)]

/**
 * Connects a page to its station: over a WebSocket to `/contract` on the page's own origin where the browser shell
 * serves it (`http:`, on loopback alone), else over a MessagePort, which Electron's preload hands over. A lost
 * connection is taken up again by itself. What the station answers is checked against the contract before a page sees
 * it.
 */
export function connectStation(page: Window & typeof globalThis = window): StationLink {
  const listeners = createListeners<[LinkState]>()
  let wire: Wire | undefined
  let state: LinkState = 'connecting'
  let stopHeartbeat = (): void => undefined

  const change = (next: LinkState, nextWire?: Wire): void => {
    wire = nextWire
    stopHeartbeat()
    if (nextWire) stopHeartbeat = watchOver(page, nextWire, tell)
    tell(next)
  }
  const tell = (next: LinkState): void => {
    if (state === next && next !== 'open') return
    state = next
    listeners.tell(next)
  }
  const through: Wire = {
    call: (path, input, options) =>
      wire
        ? wire.call(path, input, options).catch((error: unknown) => notTakenIn(path, error))
        : Promise.reject(new LinkLost()),
  }
  const client: StationClient = createORPCClient(through)
  const stop = page.location.protocol === 'http:' ? keepSocket(page, change) : takePorts(page, change)
  return {
    client,
    state: () => state,
    onState: (listener) => listeners.add(listener),
    close() {
      stopHeartbeat()
      stop()
    },
  }
}

/**
 * What the station doesn't take in is refused in words wherever there are words for a refusal: it is never a fault, for
 * a person may have typed or scanned it.
 */
function notTakenIn(path: readonly string[], error: unknown): unknown {
  const procedure =
    error instanceof ORPCError && error.code === 'BAD_REQUEST' ? getContractRouter(contract, path) : undefined
  const output: unknown = isContractProcedure(procedure) ? procedure['~orpc'].outputSchema : undefined
  const answer =
    output instanceof z.ZodType ? output.safeParse({ ...refuse('invalid-input'), kind: 'unknown' }) : undefined
  if (answer?.success) return answer.data
  throw error
}

/** A call that could not be made because the station isn't connected; the page already says so. */
export class LinkLost extends Error {
  override name = 'LinkLost'
}

/** Says of an open connection that its station is silent, and that it is open again once it has answered. */
function watchOver(page: Window & typeof globalThis, wire: Wire, tell: (state: LinkState) => void): () => void {
  return startHeartbeat({
    ask: () => wire.call(['station', 'status'], undefined, { context: {} }),
    silent: () => tell('silent'),
    answers: () => tell('open'),
    timers: page,
  })
}

type Change = (state: LinkState, wire?: Wire) => void

function takePorts(page: Window, change: Change): () => void {
  let current: MessagePort | undefined
  const take = (event: MessageEvent<unknown>): void => {
    const [port] = event.ports
    if (event.source !== page || !port || !isPortMessage(event.data)) return
    current?.close()
    current = port
    const link = new PortLink({ port, plugins: plugins() })
    port.addEventListener('close', () => {
      if (current === port) change('lost')
    })
    port.start()
    change('open', link)
  }
  page.addEventListener('message', take)
  return () => {
    page.removeEventListener('message', take)
    current?.close()
  }
}

function isPortMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === PORT_MESSAGE
}

function keepSocket(page: Window & typeof globalThis, change: Change): () => void {
  let attempt = 0
  let refusals = 0
  let stopped = false
  let timer: number | undefined
  let socket: WebSocket | undefined

  // Once may be the end of this very window's page before it was loaded again.
  const isElsewhere = (): boolean => refusals > 1
  const open = (): void => {
    const opening = new page.WebSocket(`ws://${page.location.host}/contract${isElsewhere() ? '?waiting' : ''}`)
    socket = opening
    const patience = page.setTimeout(() => change('silent'), OPENING)
    const link = new SocketLink({ websocket: opening, plugins: plugins() })
    opening.addEventListener('open', () => {
      // Its first answer says that the station serves this window: a further one of its face is closed instead.
      void link
        .call(['station', 'status'], undefined, { context: {} })
        .catch(() => undefined)
        .then(() => {
          if (opening.readyState !== opening.OPEN) return
          page.clearTimeout(patience)
          attempt = refusals = 0
          change('open', link)
        })
    })
    opening.addEventListener('close', ({ code }) => {
      page.clearTimeout(patience)
      if (stopped) return
      if (code === OPEN_ELSEWHERE) refusals += 1
      change(code === OPEN_ELSEWHERE && isElsewhere() ? 'elsewhere' : 'lost')
      timer = page.setTimeout(open, BACK_OFF[Math.min(attempt, BACK_OFF.length - 1)])
      attempt += 1
    })
  }
  open()
  return () => {
    stopped = true
    page.clearTimeout(timer)
    socket?.close()
  }
}
