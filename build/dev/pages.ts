import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import { realpathSync } from 'node:fs'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import { createServer, type Plugin, type ViteDevServer } from 'vite'
import { judgeUpgrade } from '../../electron/shell/browser/incoming-request.ts'
import { contentSecurityPolicy, lockedHeaders } from '../../electron/shell/headers.ts'
import { PAGE_FACES, type PageFace } from '../../electron/shell/faces.ts'
import { pages } from '../pages.ts'
import { root } from '../scripts/run.ts'
import type { KeptStation } from './keep-station.ts'

/**
 * The first label of each page's host name. A WebSocket's request doesn't name its page, so the host name tells the
 * faces apart; browsers resolve every name under `localhost` to this machine.
 */
const NAMES = [...PAGE_FACES, 'phone'] as const
type PageName = PageFace | 'phone'

/** A page's address: `http://kiosk.localhost:8530/kiosk`. */
export const devAddress = (name: PageName, port: number): string => `http://${name}.localhost:${port}/${name}`

const LOOPBACK = '127.0.0.1'

/** The page that a request's `Host` names. */
function nameOf(request: IncomingMessage, port: number): PageName | undefined {
  return NAMES.find((name) => request.headers.host === `${name}.localhost:${port}`)
}

/**
 * Serves the pages from their sources with hot reload, on 127.0.0.1, and passes their requests on to the station and
 * the sandbox.
 * Only here two rules of the browser shell are relaxed: a page needs no launch token, and its policy is `devPolicy`.
 * Throws where the port is taken.
 */
export async function servePages(options: {
  port: number
  station: Pick<KeptStation, 'doors' | 'phone'>
  open: boolean
}): Promise<{ port: number; vite: ViteDevServer }> {
  const { port } = options
  const sockets = NAMES.map((name) => `ws://${name}.localhost:${port}`).join(' ')
  const shared = pages()
  const vite = await createServer({
    ...shared,
    plugins: [...shared.plugins, stationDoors(options)],
    appType: 'mpa',
    cacheDir: path.join(root, '.cache', 'vite'),
    clearScreen: false,
    server: {
      host: LOOPBACK,
      port,
      strictPort: true,
      cors: false,
      open: options.open ? devAddress('kiosk', port) : false,
      fs: { allow: [root, realpathSync(path.join(root, 'node_modules'))] },
      headers: lockedHeaders(devPolicy(sockets)),
    },
  })
  await vite.listen()
  return { port, vite }
}

/**
 * The pages' content security policy, relaxed for Vite: it writes inline styles, and its client waits for a restarted
 * server in a worker whose script is a blob.
 */
function devPolicy(sockets: string): string {
  return contentSecurityPolicy({ socket: sockets, style: "'self' 'unsafe-inline'" }).replace(
    "worker-src 'self'",
    "worker-src 'self' blob:",
  )
}

/** The Vite plugin that passes requests of pages on to the station and the sandbox. */
function stationDoors({ port, station }: { port: number; station: Pick<KeptStation, 'doors' | 'phone'> }): Plugin {
  return {
    name: 'balcao-station-doors',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const name = nameOf(request, port)
        const target = (request.url ?? '/').split('?', 1)[0] ?? '/'
        const asked = NAMES.find((each) => target === `/${each}`) ?? (target === '/' ? (name ?? 'kiosk') : undefined)
        if (asked && (asked !== name || target === '/'))
          response.writeHead(302, { Location: devAddress(asked, port) }).end()
        else if (name === 'phone' && target.startsWith('/phone/'))
          askSandbox(request, response, station.phone(), `http://phone.localhost:${port}`)
        else next()
      })
      server.httpServer?.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        // The sockets of hot reload are left to Vite.
        if (request.url?.startsWith('/contract')) askStation(request, socket, head, port, station)
      })
    },
  }
}

/**
 * Passes a page's WebSocket on to the station, with the station's host name and the cookie of a session of its face. A
 * page of another origin is refused, as the station would refuse it.
 */
function askStation(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  port: number,
  station: Pick<KeptStation, 'doors'>,
): void {
  socket.on('error', () => socket.destroy())
  const [name, doors] = [nameOf(request, port), station.doors()]
  const host = `${name ?? ''}.localhost:${port}`
  const judged = judgeUpgrade(
    { method: request.method, target: request.url, headers: request.headers, rawHeaders: request.rawHeaders },
    { host, origin: `http://${host}` },
  )
  if (!judged.open || !doors || name === undefined || name === 'phone') {
    socket.end(
      `HTTP/1.1 ${judged.open ? '503 Service Unavailable' : '403 Forbidden'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    )
    return
  }
  const { host: stationHost } = new URL(doors.origin)
  const onward = ask(`${doors.origin}${request.url ?? ''}`, {
    headers: { ...request.headers, host: stationHost, origin: doors.origin, cookie: doors.cookies[name] },
  })
  onward.on('upgrade', (answer, wire, first) => {
    const headers = answer.rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('')
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers}\r\n`)
    socket.write(first)
    wire.write(head)
    wire.on('error', () => socket.destroy()).on('close', () => socket.destroy())
    socket.on('close', () => wire.destroy())
    wire.pipe(socket).pipe(wire)
  })
  onward.on('response', (answer) => {
    answer.resume()
    socket.destroy()
  })
  onward.on('error', () => socket.destroy())
  onward.end()
}

/** Passes a request of the phone page on to the sandbox, with the host name that the sandbox expects. */
function askSandbox(
  request: IncomingMessage,
  response: ServerResponse,
  phone: string | undefined,
  origin: string,
): void {
  const refuse = (status: number): void => void response.writeHead(status, { 'Content-Length': 0 }).end()
  if (request.headers.origin !== undefined && request.headers.origin !== origin) refuse(403)
  else if (phone === undefined) refuse(503)
  else {
    const { host, port } = new URL(phone)
    const onward = ask({
      host: LOOPBACK,
      port,
      path: request.url,
      method: request.method,
      headers: { ...request.headers, host },
    })
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => refuse(502))
    request.pipe(onward)
  }
}
