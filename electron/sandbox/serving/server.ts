import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'

const MAX_BODY_BYTES = 64 * 1024
const MAX_HEAD_BYTES = 16 * 1024
const HEAD_TIMEOUT = 10_000
const REQUEST_TIMEOUT = 30_000
/** Longer than the pause between heartbeats, so that a connection in use isn't closed in the middle of a call. */
const KEEP_ALIVE = 60_000
const MAX_CONNECTIONS = 256

const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
}

/** A response with this header isn't sent: the connection is broken instead. */
export const CUT_OFF_HEADER = 'x-cut-off'

type Answering = (request: Request) => Response | Promise<Response>

/** The apps of one listener by their `Host` header, port included; other hosts are refused. */
export type Hosts = ReadonlyMap<string, Answering>

/** Serves the gateway's API and its OpenAPI document. */
export function createGatewayApp(answer: Answering, version: string): Hono {
  const app = new Hono()
  let document: Promise<unknown> | undefined
  app.get('/openapi.json', async (context) => {
    // Loaded on demand, since it would double the time to the first answer.
    document ??= import('../../gateway/openapi.ts').then(({ openApiDocument }) => openApiDocument(version))
    return context.json(await document)
  })
  app.all(
    '/v1/*',
    bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (context) => context.json({ code: 'PAYLOAD_TOO_LARGE' }, 413) }),
    (context) => answer(context.req.raw),
  )
  app.notFound((context) => context.json({ code: 'NOT_FOUND' }, 404))
  app.onError((_, context) => context.json({ code: 'INTERNAL_SERVER_ERROR' }, 500))
  return app
}

/** Answers by host, with the headers that every answer carries. */
export function byHost(hosts: () => Hosts): Answering {
  return async (request) => {
    const answer = hosts().get((request.headers.get('host') ?? '').toLowerCase())
    const response = answer ? await answer(request) : Response.json({ code: 'MISDIRECTED_REQUEST' }, { status: 421 })
    const headers = new Headers(response.headers)
    for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value)
    return new Response(response.body, { status: response.status, headers })
  }
}

/**
 * Listens on one address and port (0: any free one); answers the port, or the system's error code such as `EADDRINUSE`.
 */
export function listen(
  answer: Answering,
  address: string,
  port: number,
): Promise<{ server: Server; port: number } | { error: string }> {
  const listener = getRequestListener(async (request, { outgoing }) => {
    const response = await answer(request)
    if (!response.headers.has(CUT_OFF_HEADER)) return response
    outgoing.destroy()
    return RESPONSE_ALREADY_SENT
  })
  const server = createServer(
    {
      maxHeaderSize: MAX_HEAD_BYTES,
      headersTimeout: HEAD_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      keepAliveTimeout: KEEP_ALIVE,
    },
    (request, response) => {
      void listener(request, response)
    },
  )
  server.maxConnections = MAX_CONNECTIONS
  return new Promise((resolve) => {
    server.once('error', (error) => {
      resolve({ error: 'code' in error ? String(error.code) : 'unknown' })
    })
    server.listen({ host: address, port, exclusive: true }, () => {
      const bound = server.address()
      resolve({ server, port: typeof bound === 'object' && bound ? bound.port : port })
    })
  })
}
