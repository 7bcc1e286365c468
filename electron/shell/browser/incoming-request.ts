import type { IncomingHttpHeaders } from 'node:http'

/** What a request shows when it comes in, before anything of it is used. */
export interface IncomingRequest {
  method: string | undefined
  /** The request's target as it was sent. */
  target: string | undefined
  headers: IncomingHttpHeaders
  rawHeaders: readonly string[]
}

/** This server's own address. There is one: `localhost` and other names of the machine are refused. */
export interface OwnAddress {
  /** `127.0.0.1:PORT` */
  host: string
  /** `http://127.0.0.1:PORT` */
  origin: string
}

/** Longer than any address of ours. */
const LONGEST_TARGET = 1024

/** `{ open: true }` or the status to answer with. */
export type Judgement = { open: true } | { open: false; status: 400 | 403 | 405 | 414 }

const closed = (status: 400 | 403 | 405 | 414): Judgement => ({ open: false, status })

function count(request: IncomingRequest, name: string): number {
  return request.rawHeaders.filter((header, index) => index % 2 === 0 && header.toLowerCase() === name).length
}

/**
 * A page of another site, or of another port of this machine, is `cross-site` or `same-site`: neither has business here
 * (Fetch Metadata).
 */
function comesFromUs(request: IncomingRequest, address: OwnAddress, allowedSites: readonly string[]): boolean {
  const { origin } = request.headers
  if (origin !== undefined && origin !== address.origin) return false
  const site = request.headers['sec-fetch-site']
  return site === undefined || (typeof site === 'string' && allowedSites.includes(site))
}

/**
 * Judges a request by what came with it: exactly one `Host` and it is ours (so no name that was rebound to 127.0.0.1
 * gets in), no `Origin` but our address, nothing that another site or port caused, GET or HEAD without a body, a short
 * plain path.
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
 * Judges the upgrade to the contract's socket. A browser always sends `Origin` here, so one that is missing is refused
 * too.
 */
export function judgeUpgrade(request: IncomingRequest, address: OwnAddress): Judgement {
  if (count(request, 'host') !== 1 || request.headers.host !== address.host) return closed(403)
  if (count(request, 'origin') !== 1 || !comesFromUs(request, address, ['same-origin'])) return closed(403)
  if (request.method !== 'GET') return closed(405)
  if (request.headers.upgrade?.toLowerCase() !== 'websocket') return closed(400)
  return { open: true }
}
