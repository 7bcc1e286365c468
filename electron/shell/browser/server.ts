import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { z } from 'zod'
import { WebSocketServer, type WebSocket } from 'ws'
import type { WindowArrival } from '../../start.ts'
import { FALLBACK_STYLE_HASH, renderFallbackPage, type FallbackPage } from '../fallback-page.ts'
import { pagePath, type PageFace } from '../faces.ts'
import { fallbackSecurityPolicy, contentSecurityPolicy, lockedHeaders } from '../headers.ts'
import { readPage, type PageFile, type Pages } from '../pages.ts'
import { judgeRequest, judgeUpgrade, type OwnAddress, type IncomingRequest } from './incoming-request.ts'
import type { LaunchTokens } from './launch.ts'
import { LIMITS } from './limits.ts'
import { createPageSessions, type PageSession, type PageSessions } from './sessions.ts'

/** The only address: no other machine can reach it. */
const LOOPBACK = '127.0.0.1'

/**
 * The paths of the contract's WebSocket, and how a window arrives by each: one that was told that its face is open in
 * another window uses the second.
 */
const CONTRACT_PATHS: ReadonlyMap<string | undefined, WindowArrival> = new Map([
  ['/contract', 'new'],
  ['/contract?waiting', 'waiting'],
])

/**
 * The dock of training as a page of its own, and the path of its WebSocket, which is served beside the window of the
 * session's face.
 */
const DOCK_PAGE = '/dock'
const BESIDE_PATH = '/contract?beside'

const LAUNCH = /^\/launch\?token=([A-Za-z0-9_-]{43})$/

/** What takes over a page's WebSocket. */
interface ServedStation {
  mode: 'training' | 'production'
  serveSocket(socket: WebSocket, caller: PageSession): void
  serveWindow(socket: WebSocket, caller: PageSession, arrival: WindowArrival): void
}

/** What the server offers at this moment: a station, or the fallback page that says why there is none. */
export type Offer = { station: ServedStation } | { page: Extract<FallbackPage, { what: 'starting' | 'fault' }> }

/** The loopback server, running. */
export interface BrowserServer {
  /** `http://127.0.0.1:PORT` */
  origin: string
  /** Ends the pages' connections, which they open again. */
  dropSockets(): void
  close(): Promise<void>
}

interface ServerContext {
  address: OwnAddress
  pages: Pages
  tokens: LaunchTokens
  sessions: PageSessions
  offer: () => Offer
}

/**
 * Serves the renderer's pages and the contract's WebSocket on 127.0.0.1, to requests that pass `incoming-request.ts`,
 * `launch.ts` and `sessions.ts` (architecture.md, "Access and lock-down"). Port 0 takes any free one. Answers
 * `port-in-use` where another program has the port, and `port-refused` where the system doesn't allow it.
 */
export async function serveBrowser(options: {
  port: number
  pages: Pages
  tokens: LaunchTokens
  offer: () => Offer
}): Promise<{ ok: true; server: BrowserServer } | { ok: false; why: 'port-in-use' | 'port-refused' }> {
  const http = createServer({
    maxHeaderSize: LIMITS.headerBytes,
    headersTimeout: LIMITS.headersMs,
    requestTimeout: LIMITS.requestMs,
    keepAliveTimeout: LIMITS.idleMs,
    connectionsCheckingInterval: LIMITS.lookMs,
    insecureHTTPParser: false,
  })
  http.maxConnections = LIMITS.connections
  http.timeout = LIMITS.stalledMs

  const bound = await listen(http, options.port)
  if (!bound.ok) return bound
  const host = `${LOOPBACK}:${bound.port}`
  const context: ServerContext = {
    ...options,
    address: { host, origin: `http://${host}` },
    sessions: createPageSessions(bound.port),
  }

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LIMITS.frameBytes,
    perMessageDeflate: false,
    clientTracking: true,
  })
  http.on('request', (request, response) => {
    answer(context, request, response).catch(() => response.destroy())
  })
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    upgrade(context, sockets, request, socket, head),
  )
  http.on('clientError', (_error: Error, socket: Duplex) => closeWithStatus(socket, 400))

  const dropSockets = () => {
    for (const socket of sockets.clients) socket.terminate()
  }
  return {
    ok: true,
    server: {
      origin: context.address.origin,
      dropSockets,
      async close() {
        dropSockets()
        await new Promise<void>((resolve) => {
          http.close(() => resolve())
          http.closeAllConnections()
        })
      },
    },
  }
}

async function listen(
  http: Server,
  port: number,
): Promise<{ ok: true; port: number } | { ok: false; why: 'port-in-use' | 'port-refused' }> {
  return new Promise((resolve) => {
    http.once('error', (error) => {
      const { data } = z.object({ code: z.string() }).safeParse(error)
      resolve({ ok: false, why: data?.code === 'EADDRINUSE' ? 'port-in-use' : 'port-refused' })
    })
    http.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      const address = http.address()
      resolve({ ok: true, port: typeof address === 'object' && address ? address.port : port })
    })
  })
}

function incomingRequestOf(request: IncomingMessage): IncomingRequest {
  return { method: request.method, target: request.url, headers: request.headers, rawHeaders: request.rawHeaders }
}

/** An answer, decided in full before anything of it is sent. */
interface Reply {
  status: number
  type: string
  content: Buffer
  policy: string
  headers?: Record<string, string>
}

async function answer(context: ServerContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, type, content, policy, headers } = await decide(context, request)
  // Node itself leaves out the body of an answer to HEAD.
  response
    .writeHead(status, { ...lockedHeaders(policy), ...headers, 'Content-Type': type, 'Content-Length': content.length })
    .end(content)
}

async function decide(context: ServerContext, request: IncomingMessage): Promise<Reply> {
  const judged = judgeRequest(incomingRequestOf(request), context.address)
  if (!judged.open) {
    // The rest of a refused request isn't read, so its connection is closed.
    const headers = { Connection: 'close', ...(judged.status === 405 ? { Allow: 'GET, HEAD' } : {}) }
    return { ...fallback(judged.status, { what: 'refused' }), headers }
  }
  const target = request.url ?? ''
  if (target.startsWith('/launch')) return launch(context, request, target)

  const path = target.split('?', 1)[0] ?? target
  const open = context.pages.findOpen(path)
  if (open) return serve(context, open)
  const visitor = context.sessions.find(request.headers.cookie)
  if (!visitor) return fallback(401, { what: 'locked' })
  return path === '/' ? redirect(pagePath(visitor.face)) : findFile(context, visitor, path)
}

const isTraining = (offer: Offer): boolean => 'station' in offer && offer.station.mode === 'training'

function launch(context: ServerContext, request: IncomingMessage, target: string): Reply {
  // A browser's prefetch must not use the token up.
  const purpose = request.headers['sec-purpose']
  if (request.method !== 'GET' || (typeof purpose === 'string' && purpose.includes('prefetch')))
    return fallback(405, { what: 'refused' })
  const token = LAUNCH.exec(target)?.[1]
  const face = token === undefined ? null : context.tokens.redeem(token)
  if (!face) return fallback(401, { what: 'used' })
  return redirect(pagePath(face), { 'Set-Cookie': context.sessions.open(face).cookie })
}

async function findFile(context: ServerContext, visitor: PageSession, path: string): Promise<Reply> {
  const page = context.pages.find(path)
  if (path === pagePath(visitor.face) || (path === DOCK_PAGE && isTraining(context.offer()))) {
    const offer = context.offer()
    if ('page' in offer) return fallback(503, offer.page)
    if (!page) return fallback(503, { what: 'not-built' })
  } else if (page?.type.startsWith('text/html')) {
    // The cookie belongs to another face than this page.
    return fallback(403, { what: 'locked' })
  }
  return page ? serve(context, page) : fallback(404, { what: 'not-found' })
}

async function serve(context: ServerContext, page: PageFile): Promise<Reply> {
  const content = await readPage(page)
  if (!content) return fallback(404, { what: 'not-found' })
  return {
    status: 200,
    type: page.type,
    content,
    policy: contentSecurityPolicy({ socket: `ws://${context.address.host}` }),
  }
}

function fallback(status: number, page: FallbackPage): Reply {
  return {
    status,
    type: 'text/html; charset=utf-8',
    content: Buffer.from(renderFallbackPage(page)),
    policy: fallbackSecurityPolicy(FALLBACK_STYLE_HASH),
  }
}

function redirect(location: string, headers: Record<string, string> = {}): Reply {
  return {
    status: 303,
    type: 'text/plain; charset=utf-8',
    content: Buffer.alloc(0),
    policy: fallbackSecurityPolicy(FALLBACK_STYLE_HASH),
    headers: { ...headers, Location: location },
  }
}

function upgrade(
  context: ServerContext,
  sockets: WebSocketServer,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  socket.on('error', () => socket.destroy())
  const admitted = admit(context, sockets.clients.size, request)
  if ('status' in admitted) {
    closeWithStatus(socket, admitted.status)
    return
  }
  sockets.handleUpgrade(request, socket, head, (opened) => {
    // A message that is too large or broken ends its own connection only.
    opened.on('error', () => opened.terminate())
    const { station, visitor, arrival } = admitted
    if (arrival === 'beside') station.serveSocket(opened, visitor)
    else station.serveWindow(opened, visitor, arrival)
  })
}

function admit(
  context: ServerContext,
  openSockets: number,
  request: IncomingMessage,
): { status: number } | { station: ServedStation; visitor: PageSession; arrival: WindowArrival | 'beside' } {
  const judged = judgeUpgrade(incomingRequestOf(request), context.address)
  if (!judged.open) return { status: judged.status }
  const arrival = request.url === BESIDE_PATH ? 'beside' : CONTRACT_PATHS.get(request.url)
  if (!arrival) return { status: 404 }
  const visitor = context.sessions.find(request.headers.cookie)
  if (!visitor) return { status: 401 }
  const offer = context.offer()
  if (arrival === 'beside' && 'station' in offer && !isTraining(offer)) return { status: 404 }
  return 'station' in offer && openSockets < LIMITS.sockets
    ? { station: offer.station, visitor, arrival }
    : { status: 503 }
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  414: 'URI Too Long',
  503: 'Service Unavailable',
}

function closeWithStatus(socket: Duplex, status: number): void {
  if (!socket.writable) socket.destroy()
  else
    socket.end(
      `HTTP/1.1 ${status} ${REASONS[status] ?? 'Refused'}\r\nConnection: close\r\nContent-Length: 0\r\nCache-Control: no-store\r\n\r\n`,
    )
}

/** Makes the address that opens a face's page once. */
export function launchAddress(origin: string, tokens: LaunchTokens, face: PageFace, how: 'opened' | 'printed'): string {
  return `${origin}/launch?token=${tokens.issue(face, how)}`
}
