import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { z } from 'zod'
import { WebSocketServer, type WebSocket } from 'ws'
import type { WindowArrival } from '../../start.ts'
import { CALM_STYLE_HASH, renderCalmPage, type CalmPage } from '../calm.ts'
import { pagePath, type PageFace } from '../faces.ts'
import { calmSecurityPolicy, contentSecurityPolicy, lockedHeaders } from '../headers.ts'
import { readPage, type PageFile, type Pages } from '../pages.ts'
import { judgeRequest, judgeUpgrade, type Door, type Knock } from './door.ts'
import type { LaunchTokens } from './launch.ts'
import { LIMITS } from './limits.ts'
import { createPageSessions, type PageSession, type PageSessions } from './sessions.ts'

/** The one address: no other machine can reach it, and no other name leads to it. */
const LOOPBACK = '127.0.0.1'

/**
 * Where the contract's socket is, and how a window comes to it: one that was told that its face is open elsewhere says
 * so.
 */
const CONTRACT_PATHS: ReadonlyMap<string | undefined, WindowArrival> = new Map([
  ['/contract', 'new'],
  ['/contract?waiting', 'waiting'],
])

const LAUNCH = /^\/launch\?token=([A-Za-z0-9_-]{43})$/

/** What a page's socket is handed to. */
interface ServedStation {
  serveWindow(socket: WebSocket, caller: PageSession, arrival: WindowArrival): void
}

/** What the server has to offer at this moment: a station, or the page that says why there is none. */
export type Offer = { station: ServedStation } | { page: Extract<CalmPage, { what: 'starting' | 'fault' }> }

export interface BrowserServer {
  /** `http://127.0.0.1:PORT` */
  origin: string
  close(): Promise<void>
}

interface House {
  door: Door
  pages: Pages
  tokens: LaunchTokens
  sessions: PageSessions
  offer: () => Offer
}

/**
 * Serves the renderer's pages and the contract's socket on 127.0.0.1, behind the doors that `door.ts`, `launch.ts` and
 * `sessions.ts` keep. Answers `port-in-use` where somebody else has the port; port 0 takes any.
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
  const house: House = {
    ...options,
    door: { host, origin: `http://${host}` },
    sessions: createPageSessions(bound.port),
  }

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LIMITS.frameBytes,
    perMessageDeflate: false,
    clientTracking: true,
  })
  http.on('request', (request, response) => {
    answer(house, request, response).catch(() => response.destroy())
  })
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    upgrade(house, sockets, request, socket, head),
  )
  http.on('clientError', (_error: Error, socket: Duplex) => turnAway(socket, 400))

  return {
    ok: true,
    server: {
      origin: house.door.origin,
      async close() {
        for (const socket of sockets.clients) socket.terminate()
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

function knockOf(request: IncomingMessage): Knock {
  return { method: request.method, target: request.url, headers: request.headers, rawHeaders: request.rawHeaders }
}

/** What is answered: decided first, sent once. */
interface Reply {
  status: number
  type: string
  content: Buffer
  policy: string
  headers?: Record<string, string>
}

async function answer(house: House, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, type, content, policy, headers } = await decide(house, request)
  // Node leaves the body of an answer to HEAD out by itself.
  response
    .writeHead(status, { ...lockedHeaders(policy), ...headers, 'Content-Type': type, 'Content-Length': content.length })
    .end(content)
}

async function decide(house: House, request: IncomingMessage): Promise<Reply> {
  const judged = judgeRequest(knockOf(request), house.door)
  if (!judged.open) {
    // Whatever else came with it isn't read.
    const headers = { Connection: 'close', ...(judged.status === 405 ? { Allow: 'GET, HEAD' } : {}) }
    return { ...calm(judged.status, { what: 'refused' }), headers }
  }
  const target = request.url ?? ''
  if (target.startsWith('/launch')) return launch(house, request, target)

  const path = target.split('?', 1)[0] ?? target
  const open = house.pages.findOpen(path)
  if (open) return serve(house, open)
  const visitor = house.sessions.find(request.headers.cookie)
  if (!visitor) return calm(401, { what: 'locked' })
  return path === '/' ? redirect(pagePath(visitor.face)) : findFile(house, visitor, path)
}

function launch(house: House, request: IncomingMessage, target: string): Reply {
  // A browser that looks ahead must not use the token up.
  const purpose = request.headers['sec-purpose']
  if (request.method !== 'GET' || (typeof purpose === 'string' && purpose.includes('prefetch')))
    return calm(405, { what: 'refused' })
  const token = LAUNCH.exec(target)?.[1]
  const face = token === undefined ? null : house.tokens.redeem(token)
  if (!face) return calm(401, { what: 'used' })
  return redirect(pagePath(face), { 'Set-Cookie': house.sessions.open(face).cookie })
}

async function findFile(house: House, visitor: PageSession, path: string): Promise<Reply> {
  const page = house.pages.find(path)
  if (path === pagePath(visitor.face)) {
    const offer = house.offer()
    if ('page' in offer) return calm(503, offer.page)
    if (!page) return calm(503, { what: 'not-built' })
  } else if (page?.type.startsWith('text/html')) {
    // The page of another face: this cookie isn't for it.
    return calm(403, { what: 'locked' })
  }
  return page ? serve(house, page) : calm(404, { what: 'not-found' })
}

async function serve(house: House, page: PageFile): Promise<Reply> {
  const content = await readPage(page)
  if (!content) return calm(404, { what: 'not-found' })
  return { status: 200, type: page.type, content, policy: contentSecurityPolicy({ socket: `ws://${house.door.host}` }) }
}

function calm(status: number, page: CalmPage): Reply {
  return {
    status,
    type: 'text/html; charset=utf-8',
    content: Buffer.from(renderCalmPage(page)),
    policy: calmSecurityPolicy(CALM_STYLE_HASH),
  }
}

function redirect(location: string, headers: Record<string, string> = {}): Reply {
  return {
    status: 303,
    type: 'text/plain; charset=utf-8',
    content: Buffer.alloc(0),
    policy: calmSecurityPolicy(CALM_STYLE_HASH),
    headers: { ...headers, Location: location },
  }
}

function upgrade(house: House, sockets: WebSocketServer, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on('error', () => socket.destroy())
  const admitted = admit(house, sockets.clients.size, request)
  if ('status' in admitted) {
    turnAway(socket, admitted.status)
    return
  }
  sockets.handleUpgrade(request, socket, head, (opened) => {
    // A frame that is too large or broken ends its own connection and nothing else.
    opened.on('error', () => opened.terminate())
    admitted.station.serveWindow(opened, admitted.visitor, admitted.arrival)
  })
}

function admit(
  house: House,
  openSockets: number,
  request: IncomingMessage,
): { status: number } | { station: ServedStation; visitor: PageSession; arrival: WindowArrival } {
  const judged = judgeUpgrade(knockOf(request), house.door)
  if (!judged.open) return { status: judged.status }
  const arrival = CONTRACT_PATHS.get(request.url)
  if (!arrival) return { status: 404 }
  const visitor = house.sessions.find(request.headers.cookie)
  if (!visitor) return { status: 401 }
  const offer = house.offer()
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

function turnAway(socket: Duplex, status: number): void {
  if (!socket.writable) socket.destroy()
  else
    socket.end(
      `HTTP/1.1 ${status} ${REASONS[status] ?? 'Refused'}\r\nConnection: close\r\nContent-Length: 0\r\nCache-Control: no-store\r\n\r\n`,
    )
}

/** The address that opens a face's page once. */
export function launchAddress(origin: string, tokens: LaunchTokens, face: PageFace, how: 'opened' | 'printed'): string {
  return `${origin}/launch?token=${tokens.issue(face, how)}`
}
