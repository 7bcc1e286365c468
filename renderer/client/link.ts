import { createORPCClient, ORPCError, type ClientContext, type ClientLink } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import {
  getContractRouter,
  isContractProcedure,
  type AnyContractRouter,
  type ContractRouterClient,
} from '@orpc/contract'
import { ResponseValidationPlugin } from '@orpc/contract/plugins'
import { z } from 'zod'
import { createListeners } from '../../electron/common/listeners.ts'
import { contract, OPEN_ELSEWHERE, refuse } from '../../electron/contract/index.ts'
import { startHeartbeat } from './heartbeat.ts'

export type StationClient = ContractRouterClient<typeof contract>

/**
 * The connection's state. `silent`: it is open, but the station doesn't answer; `elsewhere`: another window has this
 * face. In every state the link keeps trying.
 */
export type LinkState = 'connecting' | 'open' | 'silent' | 'lost' | 'elsewhere'

export interface StationLink {
  client: StationClient
  state(): LinkState
  /** Calls `listener` on every change of state. Returns the function that stops it. */
  onState(listener: (state: LinkState) => void): () => void
  close(): void
}

/** A link that also reaches what some stations serve beside the contract. */
export interface SpeakingLink extends StationLink {
  /** The client of such a part, as training's. */
  speak<Part extends AnyContractRouter>(name: string, part: Part): ContractRouterClient<Part>
}

type Wire = ClientLink<ClientContext>

/** The waits between attempts to connect again, in milliseconds; the last one repeats. */
const BACK_OFF = [200, 400, 800, 1600, 3000] as const

/** After how many milliseconds a connection that isn't open yet counts as `silent`. */
const OPENING = 7000

/** The procedure by which most faces see whether the station answers. */
const ASKED = ['station', 'status'] as const

/** The `type` of the message with which Electron's preload gives a page its port. */
const PORT_MESSAGE = 'balcao-port'

/** What answers are checked against: the contract, and the parts that `speak` adds. */
const spoken: Record<string, AnyContractRouter> = { ...contract }
const plugins = () => [new ResponseValidationPlugin(spoken)]

/**
 * Connects a page to its station: over a WebSocket to `/contract` on the page's own origin in the browser shell
 * (`http:`, only on loopback), else over a MessagePort from Electron's preload. A lost connection is opened again.
 * Answers are checked against the contract. Calls reject with `LinkLost` while there is no connection.
 *
 * @param beside whether it is another page of the session than its face's window, as training's dock
 * @param asks the procedure that shows whether the station answers: one that this face may call
 */
export function connectStation(
  page: Window & typeof globalThis = window,
  { beside = false, asks = ASKED }: { beside?: boolean; asks?: readonly string[] } = {},
): SpeakingLink {
  const listeners = createListeners<[LinkState]>()
  let wire: Wire | undefined
  let state: LinkState = 'connecting'
  let stopHeartbeat = (): void => undefined

  const change = (next: LinkState, nextWire?: Wire): void => {
    wire = nextWire
    stopHeartbeat()
    if (nextWire) stopHeartbeat = watchAnswers(page, nextWire, { asks, tell })
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
        ? wire.call(path, input, options).catch((error: unknown) => invalidInputRefusal(path, error))
        : Promise.reject(new LinkLost()),
  }
  const client: StationClient = createORPCClient(through)
  const stop = page.location.protocol === 'http:' ? keepSocket(page, change, { beside, asks }) : takePorts(page, change)
  return {
    client,
    speak(name, part) {
      spoken[name] = part
      return createORPCClient(through, { path: [name] })
    },
    state: () => state,
    onState: (listener) => listeners.add(listener),
    close() {
      stopHeartbeat()
      stop()
    },
  }
}

/**
 * Turns the station's rejection of an invalid input into the refusal `invalid-input` where the procedure can answer
 * refusals, since a person may have typed or scanned the input. Throws any other error again.
 */
function invalidInputRefusal(path: readonly string[], error: unknown): unknown {
  const procedure =
    error instanceof ORPCError && error.code === 'BAD_REQUEST' ? getContractRouter(spoken, path) : undefined
  const output: unknown = isContractProcedure(procedure) ? procedure['~orpc'].outputSchema : undefined
  const answer =
    output instanceof z.ZodType ? output.safeParse({ ...refuse('invalid-input'), kind: 'unknown' }) : undefined
  if (answer?.success) return answer.data
  throw error
}

/** A call failed because the station isn't connected, which the page already shows. */
export class LinkLost extends Error {
  override name = 'LinkLost'
}

/** Watches an open connection: tells `silent` when its station doesn't answer, and `open` when it does again. */
function watchAnswers(
  page: Window & typeof globalThis,
  wire: Wire,
  { asks, tell }: { asks: readonly string[]; tell: (state: LinkState) => void },
): () => void {
  return startHeartbeat({
    ask: () => wire.call(asks, undefined, { context: {} }),
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
    const before = current
    current = port
    before?.close()
    // A port that this side closes says nothing, and the calls that wait at it would wait for ever.
    before?.dispatchEvent(new Event('close'))
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

function keepSocket(
  page: Window & typeof globalThis,
  change: Change,
  { beside, asks }: { beside: boolean; asks: readonly string[] },
): () => void {
  let attempt = 0
  let refusals = 0
  let stopped = false
  let timer: number | undefined
  let socket: WebSocket | undefined

  // One refusal may be due to this window's own page, just before it was loaded again.
  const isElsewhere = (): boolean => refusals > 1
  const open = (): void => {
    const how = beside ? '?beside' : isElsewhere() ? '?waiting' : ''
    const opening = new page.WebSocket(`ws://${page.location.host}/contract${how}`)
    socket = opening
    const patience = page.setTimeout(() => change('silent'), OPENING)
    const link = new SocketLink({ websocket: opening, plugins: plugins() })
    opening.addEventListener('open', () => {
      // Only the first answer shows that the station serves this window: a second window of a face is closed instead.
      void link
        .call(asks, undefined, { context: {} })
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
