import type { IncomingHttpHeaders } from 'node:http'

/** What an incoming request is judged by, before anything of it is used. */
export interface IncomingRequest {
  method: string | undefined
  /** The request's target as it was sent. */
  target: string | undefined
  headers: IncomingHttpHeaders
  rawHeaders: readonly string[]
}

/** This server's only address. Requests to `localhost` or to other names of the machine are refused. */
export interface OwnAddress {
  /** `127.0.0.1:PORT` */
  host: string
  /** `http://127.0.0.1:PORT` */
  origin: string
}

/** The longest target that is accepted, in characters; ours are shorter. */
const LONGEST_TARGET = 1024

/** Whether a request is let in, and if not the HTTP status to answer with. */
export type Judgement = { open: true } | { open: false; status: 400 | 403 | 405 | 414 }

const closed = (status: 400 | 403 | 405 | 414): Judgement => ({ open: false, status })

function count(request: IncomingRequest, name: string): number {
  return request.rawHeaders.filter((header, index) => index % 2 === 0 && header.toLowerCase() === name).length
}

/**
 * Whether the request comes from our own pages, by `Origin` and `Sec-Fetch-Site` (Fetch Metadata). A page of another
 * site is `cross-site`, and one at another port of this machine `same-site`; both are refused.
 */
function comesFromUs(request: IncomingRequest, address: OwnAddress, allowedSites: readonly string[]): boolean {
  const { origin } = request.headers
  if (origin !== undefined && origin !== address.origin) return false
  const site = request.headers['sec-fetch-site']
  return site === undefined || (typeof site === 'string' && allowedSites.includes(site))
}

/**
 * Judges a request. It is let in with exactly one `Host`, our own (against DNS rebinding to 127.0.0.1); no `Origin` but
 * our own; not caused by another site or port; GET or HEAD without a body; a short path. Otherwise answers 403, 405,
 * 400 or 414.
 */
export function judgeRequest(request: IncomingRequest, address: OwnAddress): Judgement {
  if (count(request, 'host') !== 1 || request.headers.host !== address.host) return closed(403)
  if (!comesFromUs(request, address, ['same-origin', 'none'])) return closed(403)
  if (request.method !== 'GET' && request.method !== 'HEAD') return closed(405)
  if (request.headers['transfer-encoding'] !== undefined || (request.headers['content-length'] ?? '0') !== '0')
    return closed(400)
  if (request.target === undefined || !request.target.startsWith('/')) return closed(400)
  if (request.target.length > LONGEST_TARGET) return closed(414)
  return { open: true }
}

/**
 * Judges the upgrade to the contract's WebSocket. Browsers always send `Origin` with it, so a request without one is
 * refused too. Answers 403, 405 or 400 where it is refused.
 */
export function judgeUpgrade(request: IncomingRequest, address: OwnAddress): Judgement {
  if (count(request, 'host') !== 1 || request.headers.host !== address.host) return closed(403)
  if (count(request, 'origin') !== 1 || !comesFromUs(request, address, ['same-origin'])) return closed(403)
  if (request.method !== 'GET') return closed(405)
  if (request.headers.upgrade?.toLowerCase() !== 'websocket') return closed(400)
  return { open: true }
}
