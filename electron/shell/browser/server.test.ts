import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { readPages } from '../pages.ts'
import { createLaunchTokens, type LaunchTokens } from './launch.ts'
import { launchAddress, serveBrowser, type BrowserServer, type Offer } from './server.ts'
import type { PageSession } from './sessions.ts'

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** Two slices of a font: the first holds 櫃, the second nothing that a fallback page shows. */
const FONTS =
  '@font-face{font-family:Noto Sans TC ' +
  'Variable;src:url(./tc-1.woff2)format("woff2");unicode-range:U+41,U+6AC3}@font-face{src:url(./tc-2.woff2);unicode-range:U+1F921-1F923}'

let folder: string
let server: BrowserServer
let tokens: LaunchTokens
let offer: Offer
let callers: PageSession[]
let arrivals: string[]
let clock: number

const port = (): number => Number(new URL(server.origin).port)

/** A request whose path and headers are sent exactly as they are written here. */
function ask(
  target: string,
  headers: Record<string, string | string[]> = {},
  method = 'GET',
  body?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: port(), path: target, method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      )
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

/** Bytes as they are, for requests that no client would send. */
function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port(), '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.on('data', (chunk) => (answer += chunk.toString()))
    socket.on('error', () => resolve(answer))
    socket.on('close', () => resolve(answer))
  })
}

async function cookieFor(face: 'kiosk' | 'counter'): Promise<string> {
  const { headers } = await ask(
    new URL(launchAddress(server.origin, tokens, face, 'printed')).pathname + `?token=${tokens.issue(face, 'printed')}`,
  )
  return headers['set-cookie']?.[0]?.split(';')[0] ?? ''
}

/** Opens the contract's socket; the answer is the status of the refusal, or 101. */
function knock(headers: Record<string, string>, at = '/contract'): Promise<{ status: number; socket: WebSocket }> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port()}${at}`, { headers })
    socket.on('open', () => resolve({ status: 101, socket }))
    socket.on('unexpected-response', (_request, response) => resolve({ status: response.statusCode ?? 0, socket }))
    socket.on('error', () => undefined)
  })
}

let besides: number
const station: Extract<Offer, { station: unknown }>['station'] = {
  mode: 'production',
  serveSocket: () => void (besides += 1),
  serveWindow: (socket, caller, arrival) => {
    callers.push(caller)
    arrivals.push(arrival)
    socket.on('message', (data) => socket.send(data as Buffer, { binary: false }))
  },
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'balcao-pages-'))
  mkdirSync(path.join(folder, 'assets', 'fonts'), { recursive: true })
  writeFileSync(path.join(folder, 'kiosk.html'), '<p>kiosk page</p>')
  writeFileSync(path.join(folder, 'counter.html'), '<p>counter page</p>')
  writeFileSync(path.join(folder, 'dock.html'), '<p>dock page</p>')
  writeFileSync(path.join(folder, 'secret.html'), 'secret')
  writeFileSync(path.join(folder, 'assets', 'reader.wasm'), 'wasm')
  writeFileSync(path.join(folder, 'assets', 'main.js'), 'js')
  for (const name of ['tc-1.woff2', 'tc-2.woff2']) writeFileSync(path.join(folder, 'assets', name), 'font')
  writeFileSync(path.join(folder, 'assets', 'main.css'), FONTS)
  writeFileSync(path.join(folder, 'assets', '.hidden.js'), 'secret')
  writeFileSync(path.join(folder, 'assets', 'notes.key'), 'secret')
  symlinkSync('/etc/hostname', path.join(folder, 'assets', 'link.txt'))
  clock = 0
  callers = []
  arrivals = []
  tokens = createLaunchTokens(() => clock)
  besides = 0
  offer = { station }
  const served = await serveBrowser({ port: 0, pages: await readPages(folder), tokens, offer: () => offer })
  if (!served.ok) throw new Error(served.why)
  server = served.server
})

afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the launch address', () => {
  it('answers 401 with a fallback page in four languages when there is no cookie', async () => {
    const answer = await ask('/')
    expect(answer.status).toBe(401)
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
    for (const language of ['zh-Hant', 'pt', 'en', 'zh-Hans']) expect(answer.body).toContain(`<p lang="${language}">`)
    expect(answer.body).not.toContain('<script')
  })

  it('exchanges a launch token for a cookie and leads to its face', async () => {
    const answer = await ask(`/launch?token=${tokens.issue('counter', 'opened')}`)
    expect(answer.status).toBe(303)
    expect(answer.headers.location).toBe('/counter')
    const [cookie] = answer.headers['set-cookie'] ?? []
    expect(cookie).toMatch(new RegExp(`^balcao-${port()}=[A-Za-z0-9_-]{43}; HttpOnly; SameSite=Strict; Path=/$`))
    const page = await ask('/counter', { cookie: cookie?.split(';')[0] ?? '' })
    expect(page.body).toBe('<p>counter page</p>')
  })

  it('refuses a launch token when it has been used', async () => {
    const token = tokens.issue('kiosk', 'printed')
    expect((await ask(`/launch?token=${token}`)).status).toBe(303)
    const again = await ask(`/launch?token=${token}`)
    expect(again.status).toBe(401)
    expect(again.headers['set-cookie']).toBeUndefined()
  })

  it('refuses a token of an opened window after 30 s, and never a printed one', async () => {
    const opened = tokens.issue('kiosk', 'opened')
    const printed = tokens.issue('kiosk', 'printed')
    clock = 30_001
    expect((await ask(`/launch?token=${opened}`)).status).toBe(401)
    clock = 1e9
    expect((await ask(`/launch?token=${printed}`)).status).toBe(303)
  })

  it.each([
    '',
    '?token=',
    '?token=abc',
    `?token=${'a'.repeat(43)}`,
    `?token=${'a'.repeat(42)}%20`,
    '?x=1',
    '/../kiosk',
  ])('refuses /launch%s', async (rest) => {
    const answer = await ask(`/launch${rest}`)
    expect(answer.status).toBe(401)
    expect(answer.headers['set-cookie']).toBeUndefined()
  })

  it('keeps a token valid when a browser only prefetches', async () => {
    const token = tokens.issue('kiosk', 'printed')
    expect((await ask(`/launch?token=${token}`, {}, 'HEAD')).status).toBe(405)
    expect((await ask(`/launch?token=${token}`, { 'sec-purpose': 'prefetch;prerender' })).status).toBe(405)
    expect((await ask(`/launch?token=${token}`)).status).toBe(303)
  })

  it('gives each visitor a session of their own', async () => {
    for (const face of ['kiosk', 'kiosk', 'counter'] as const) {
      const { socket } = await knock({ cookie: await cookieFor(face), origin: server.origin })
      socket.terminate()
    }
    expect(callers.map((caller) => caller.face)).toEqual(['kiosk', 'kiosk', 'counter'])
    expect(new Set(callers.map((caller) => caller.session)).size).toBe(3)
  })
})

describe('requests from another origin', () => {
  it.each(['localhost', 'evil.example', '127.0.0.1', '127.0.0.1:1', '[::1]', '127.0.0.1.evil.example'])(
    'are refused when Host is %j',
    async (host) => {
      const cookie = await cookieFor('kiosk')
      const named = host === 'localhost' || host === '[::1]' ? `${host}:${port()}` : host
      expect((await ask('/kiosk', { host: named, cookie })).status).toBeGreaterThanOrEqual(400)
      expect(
        (await ask(`/launch?token=${tokens.issue('kiosk', 'printed')}`, { host: named })).headers['set-cookie'],
      ).toBeUndefined()
    },
  )

  it('are refused when two Host headers come, an empty one, or none', async () => {
    const host = `127.0.0.1:${port()}`
    expect(await raw(`GET / HTTP/1.1\r\nHost: ${host}\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 40[03] /,
    )
    expect(await raw('GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 40[03] /)
    expect(await raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 40[03] /)
    expect(await raw('GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 40[03] /)
  })

  it.each([
    'http://evil.example',
    'null',
    'http://localhost',
    'http://127.0.0.1',
    'http://127.0.0.1:1',
    'https://127.0.0.1',
    'file://',
  ])('are refused when Origin is %s', async (origin) => {
    const cookie = await cookieFor('kiosk')
    expect((await ask('/kiosk', { origin, cookie })).status).toBe(403)
  })

  it.each(['cross-site', 'same-site', 'nonsense'])('are refused when Sec-Fetch-Site is %s', async (site) => {
    const cookie = await cookieFor('kiosk')
    expect((await ask('/kiosk', { 'sec-fetch-site': site, cookie })).status).toBe(403)
    const token = tokens.issue('kiosk', 'printed')
    expect((await ask(`/launch?token=${token}`, { 'sec-fetch-site': site })).status).toBe(403)
    expect(tokens.redeem(token)).toBe('kiosk')
  })

  it('are accepted when they are our own page’s', async () => {
    const cookie = await cookieFor('kiosk')
    expect(
      (await ask('/assets/main.js', { origin: server.origin, 'sec-fetch-site': 'same-origin', cookie })).status,
    ).toBe(200)
    expect((await ask('/kiosk', { 'sec-fetch-site': 'none', cookie })).status).toBe(200)
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND'])(
    'are refused when the method is %s',
    async (method) => {
      const answer = await ask('/kiosk', { cookie: await cookieFor('kiosk') }, method)
      expect(answer.status).toBe(405)
      expect(answer.headers.allow).toBe('GET, HEAD')
    },
  )

  it('are refused when a GET brings a body', async () => {
    expect((await ask('/', { 'content-length': '4' }, 'GET', 'body')).status).toBe(400)
    expect((await ask('/', { 'transfer-encoding': 'chunked' }, 'GET', 'body')).status).toBe(400)
  })
})

describe('cookies', () => {
  it('open nothing when they are made up, doubled or of another port', async () => {
    const cookie = await cookieFor('kiosk')
    const secret = cookie.split('=')[1] ?? ''
    const name = `balcao-${port()}`
    for (const forged of [
      `${name}=`,
      `${name}=${'A'.repeat(43)}`,
      `${name}=${secret}x`,
      `balcao-1=${secret}`,
      `x${name}=${secret}`,
      `${cookie}; ${cookie}`,
      `${name}="${secret}"`,
    ]) {
      expect((await ask('/kiosk', { cookie: forged })).status, forged).toBe(401)
    }
    expect((await ask('/kiosk', { cookie: `other=1; ${cookie}; more=2` })).status).toBe(200)
  })

  it('open the page of their own face only', async () => {
    const cookie = await cookieFor('kiosk')
    expect((await ask('/', { cookie })).headers.location).toBe('/kiosk')
    const other = await ask('/counter', { cookie })
    expect(other.status).toBe(403)
    expect(other.body).not.toContain('counter page')
  })

  it('open the dock beside it, in training alone', async () => {
    const cookie = await cookieFor('kiosk')
    expect((await ask('/dock', { cookie })).status).toBe(403)
    offer = { station: { ...station, mode: 'training' } }
    expect((await ask('/dock', { cookie })).body).toBe('<p>dock page</p>')
    expect((await ask('/dock')).status).toBe(401)
  })

  it('are not needed for the fonts of a fallback page, and for nothing beside them', async () => {
    const css = await ask('/calm.css')
    expect([css.status, css.headers['content-type']]).toEqual([200, 'text/css; charset=utf-8'])
    expect(css.body).toBe(
      '@font-face{font-family:Noto Sans TC Variable;src:url(/calm/tc-1.woff2)format("woff2");unicode-range:U+41,U+6AC3}',
    )
    expect((await ask('/calm/tc-1.woff2')).body).toBe('font')
    for (const target of ['/calm/tc-2.woff2', '/calm/', '/calm/main.js', '/calm/../kiosk.html', '/assets/tc-1.woff2'])
      expect((await ask(target)).status, target).toBe(401)
    expect((await ask('/calm.css', { host: 'evil.example' })).status).toBe(403)
  })

  it('are needed for every file', async () => {
    for (const target of ['/kiosk', '/assets/main.js', '/assets/reader.wasm', '/nothing'])
      expect((await ask(target)).status, target).toBe(401)
  })
})

describe('files', () => {
  it('come with their type', async () => {
    const answer = await ask('/assets/reader.wasm', { cookie: await cookieFor('kiosk') })
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/wasm')
    expect(answer.body).toBe('wasm')
  })

  it('and every other answer have strict headers and are never cached', async () => {
    const cookie = await cookieFor('kiosk')
    const answers = [
      await ask('/'),
      await ask('/kiosk', { cookie }),
      await ask('/assets/main.js', { cookie }),
      await ask('/nothing', { cookie }),
      await ask('/', { host: 'evil' }),
      await ask('/launch?token=x'),
      await ask(`/launch?token=${tokens.issue('kiosk', 'printed')}`),
      await ask('/kiosk', { cookie }, 'POST'),
    ]
    for (const { headers, status } of answers) {
      expect(headers['cache-control'], `${status}`).toBe('no-store')
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['referrer-policy']).toBe('no-referrer')
      expect(headers['cross-origin-opener-policy']).toBe('same-origin')
      expect(headers['cross-origin-resource-policy']).toBe('same-origin')
      expect(headers['permissions-policy']).toContain('camera=(self)')
      const policy = headers['content-security-policy'] ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe-inline')
      expect(policy).not.toMatch(/(?<!wasm-)unsafe-eval/)
      expect(headers).not.toHaveProperty('access-control-allow-origin')
      expect(headers).not.toHaveProperty('x-powered-by')
    }
  })

  it.each([
    '/../secret.html',
    '/assets/../secret.html',
    '/assets/..%2fsecret.html',
    '/assets/%2e%2e/secret.html',
    '/%2e%2e%2f%2e%2e%2fetc/passwd',
    '/assets//main.js',
    '//etc/passwd',
    '/assets/',
    '/assets',
    '/assets/fonts',
    '/secret.html',
    '/kiosk.html',
    '/assets/.hidden.js',
    '/assets/notes.key',
    '/assets/link.txt',
    '/assets/main.js%00.html',
    '/assets\\main.js',
    '/assets/main%2ejs',
    '/KIOSK',
    '/kiosk/',
    '/assets/main.js/',
    '/assets/main.js;x',
    '/constructor',
    '/__proto__',
  ])('are not found at %s', async (target) => {
    const answer = await ask(target, { cookie: await cookieFor('kiosk') })
    expect(answer.status).toBe(404)
    expect(answer.body).not.toContain('secret')
  })

  it('refuses targets that are no path of ours', async () => {
    const host = `127.0.0.1:${port()}`
    for (const target of ['http://evil.example/kiosk', '*', `/${'a'.repeat(2000)}`]) {
      const answer = await raw(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
      expect(answer, target).toMatch(/^HTTP\/1\.1 4(00|03|14) /)
    }
  })

  it('answers HEAD as GET, without a body', async () => {
    const answer = await ask('/kiosk', { cookie: await cookieFor('kiosk') }, 'HEAD')
    expect([answer.status, answer.headers['content-length'], answer.body]).toEqual([200, '17', ''])
  })

  it('answers 404 when a listed file has gone', async () => {
    const cookie = await cookieFor('kiosk')
    rmSync(path.join(folder, 'assets', 'main.js'))
    expect((await ask('/assets/main.js', { cookie })).status).toBe(404)
  })
})

describe('the contract’s socket', () => {
  it('opens when cookie, Host and Origin are right, and hands over face and session', async () => {
    const { status, socket } = await knock({ cookie: await cookieFor('counter'), origin: server.origin })
    expect(status).toBe(101)
    expect(callers).toEqual([{ face: 'counter', session: expect.stringMatching(/^[0-9a-f-]{36}$/) }])
    socket.terminate()
  })

  it.each([
    ['no cookie', 401, (good: Record<string, string>) => ({ origin: good['origin'] ?? '' })],
    [
      'a cookie that was made up',
      401,
      (good: Record<string, string>) => ({ ...good, cookie: `balcao-${port()}=${'A'.repeat(43)}` }),
    ],
    ['no Origin', 403, (good: Record<string, string>) => ({ cookie: good['cookie'] ?? '' })],
    ['another Origin', 403, (good: Record<string, string>) => ({ ...good, origin: 'http://evil.example' })],
    ['the Origin of another port', 403, (good: Record<string, string>) => ({ ...good, origin: 'http://127.0.0.1:1' })],
    ['Origin null', 403, (good: Record<string, string>) => ({ ...good, origin: 'null' })],
    ['another Host', 403, (good: Record<string, string>) => ({ ...good, host: 'evil.example' })],
    ['Host localhost', 403, (good: Record<string, string>) => ({ ...good, host: `localhost:${port()}` })],
    ['another site', 403, (good: Record<string, string>) => ({ ...good, 'sec-fetch-site': 'same-site' })],
  ])('is refused to %s', async (_what, status, headers) => {
    const good = { cookie: await cookieFor('kiosk'), origin: server.origin }
    expect((await knock(headers(good))).status).toBe(status)
    expect(callers).toEqual([])
  })

  it('tells from its address whether a window waits for another', async () => {
    const good = { cookie: await cookieFor('kiosk'), origin: server.origin }
    for (const at of ['/contract', '/contract?waiting']) (await knock(good, at)).socket.terminate()
    expect(arrivals).toEqual(['new', 'waiting'])
  })

  it('is at one path only', async () => {
    const good = { cookie: await cookieFor('kiosk'), origin: server.origin }
    for (const at of ['/', '/contract/', '/contract?x=1', '/contract?waiting=1', '/kiosk', '/%63ontract'])
      expect((await knock(good, at)).status, at).toBe(404)
  })

  it('serves the dock beside its window, in training alone', async () => {
    const good = { cookie: await cookieFor('kiosk'), origin: server.origin }
    expect((await knock(good, '/contract?beside')).status).toBe(404)
    offer = { station: { ...station, mode: 'training' } }
    const { status, socket } = await knock(good, '/contract?beside')
    expect(status).toBe(101)
    socket.terminate()
    expect([besides, arrivals]).toEqual([1, []])
    expect((await knock({ origin: server.origin }, '/contract?beside')).status).toBe(401)
  })

  it('ends the connection of a frame over 256 KiB, and serves the next', async () => {
    const good = { cookie: await cookieFor('kiosk'), origin: server.origin }
    const { socket } = await knock(good)
    const code = new Promise((resolve) => socket.on('close', resolve))
    socket.send('x'.repeat(256 * 1024 + 1))
    expect([1006, 1009]).toContain(await code)
    const next = await knock(good)
    expect(next.status).toBe(101)
    const echo = new Promise((resolve) => next.socket.on('message', (data) => resolve((data as Buffer).toString())))
    next.socket.send('still here')
    expect(await echo).toBe('still here')
    next.socket.terminate()
  })

  it("is refused beyond the number of a machine's windows", async () => {
    const good = { cookie: await cookieFor('kiosk'), origin: server.origin }
    const opened = []
    for (let index = 0; index < 32; index += 1) opened.push(await knock(good))
    expect(opened.every(({ status }) => status === 101)).toBe(true)
    expect((await knock(good)).status).toBe(503)
    for (const { socket } of opened) socket.terminate()
  })

  it('survives broken upgrades', async () => {
    const host = `127.0.0.1:${port()}`
    const good = `Host: ${host}\r\nOrigin: ${server.origin}\r\nCookie: ${await cookieFor('kiosk')}\r\nConnection: Upgrade\r\n`
    for (const rest of [
      'Upgrade: websocket\r\n',
      'Upgrade: h2c\r\n',
      'Upgrade: websocket\r\nSec-WebSocket-Key: short\r\nSec-WebSocket-Version: 13\r\n',
      'Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 99\r\n',
    ]) {
      expect(await raw(`GET /contract HTTP/1.1\r\n${good}${rest}\r\n`), rest).toMatch(/^HTTP\/1\.1 4\d\d /)
    }
    expect((await ask('/')).status).toBe(401)
  })
})

describe('a server whose station is not running', () => {
  it('shows the incident and the technician’s advice in four languages when the start failed', async () => {
    offer = { page: { what: 'fault', incident: '1a2b3c4d', why: 'data-damaged' } }
    const answer = await ask('/kiosk', { cookie: await cookieFor('kiosk') })
    expect(answer.status).toBe(503)
    expect(answer.body).toContain('1a2b3c4d')
    expect(answer.body).toContain('nothing was overwritten')
    expect(answer.body.match(/class="technician"/g)).toHaveLength(4)
    expect(answer.body).not.toContain('<script')
    expect((await knock({ cookie: await cookieFor('kiosk'), origin: server.origin })).status).toBe(503)
  })

  it('shows that it is starting, and reloads by itself', async () => {
    offer = { page: { what: 'starting' } }
    const answer = await ask('/kiosk', { cookie: await cookieFor('kiosk') })
    expect([answer.status, answer.body.includes('http-equiv="refresh"')]).toEqual([503, true])
  })
})

describe('the server', () => {
  it('reports that its port is taken', async () => {
    const again = await serveBrowser({ port: port(), pages: await readPages(folder), tokens, offer: () => offer })
    expect(again).toEqual({ ok: false, why: 'port-in-use' })
  })

  it('listens on the loopback address alone', async () => {
    expect(server.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    const other = await new Promise<string>((resolve) => {
      const socket = connect({ host: '127.0.0.2', port: port() }, () => resolve('connected'))
      socket.on('error', () => resolve('refused'))
    })
    expect(other).toBe('refused')
  })

  it('refuses headers that are too large', async () => {
    expect(await raw(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port()}\r\nX: ${'a'.repeat(9000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 4(00|31) /,
    )
  })

  it('goes on after invalid requests', async () => {
    for (const bytes of [
      '\0\0\0\0\r\n\r\n',
      'GET\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n',
    ])
      await raw(bytes)
    expect((await ask('/')).status).toBe(401)
  })
})
