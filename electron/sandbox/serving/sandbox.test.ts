import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Validator } from '@seriousme/openapi-schema-validator'
import { identityContract } from '../../gateway/identity-contract.ts'
import { moneyContract } from '../../gateway/money-contract.ts'
import { sandboxClock, sandboxRandom } from './clock.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'
import type { StartOrder } from './messages.ts'

const PAIRING_CODE = '123456'
const PHONE_ADDRESS = '127.0.0.2'
const folder = mkdtempSync(join(tmpdir(), 'balcao-sandbox-'))
const pages = join(folder, 'pages')
let sandbox: RunningSandbox

interface Answer {
  status: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  text: string
}

async function open(order: Partial<StartOrder> = {}): Promise<RunningSandbox> {
  const outcome = await openSandbox(
    { folder: join(folder, 'data'), ...order },
    { clock: sandboxClock, random: sandboxRandom },
  )
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
  return outcome.sandbox
}

beforeAll(async () => {
  mkdirSync(join(pages, 'assets', 'deeper'), { recursive: true })
  writeFileSync(join(pages, 'phone.html'), '<!doctype html><title>phone</title>')
  writeFileSync(join(pages, 'kiosk.html'), "not the phone's")
  writeFileSync(join(pages, 'assets', 'phone-1.js'), 'export {}')
  writeFileSync(join(pages, 'assets', 'notes.txt'), 'no page asks for this')
  writeFileSync(join(pages, 'assets', 'deeper', 'hidden.js'), 'export {}')
  writeFileSync(join(folder, 'secret.js'), 'outside')
  symlinkSync(join(folder, 'secret.js'), join(pages, 'assets', 'link.js'))
  sandbox = await open({ pages, phone: { address: PHONE_ADDRESS, pairingCode: PAIRING_CODE } })
})

afterAll(() => {
  sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Asking {
  method?: string
  host?: string
  address?: string
  port?: number
  headers?: Record<string, string>
  body?: string | Uint8Array
}

/** Sends one request whose path isn't normalised. */
function ask(
  path: string,
  {
    method = 'GET',
    address = '127.0.0.1',
    port = sandbox.port,
    host = `127.0.0.1:${String(port)}`,
    headers = {},
    body,
  }: Asking = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: address, port, path, method, headers: { host, ...headers }, agent: false },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => {
          text += part
        })
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
        })
        response.on('error', reject)
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

const phoneHost = () => `phone.localhost:${String(sandbox.port)}`
const askPhone = (path: string, more: Asking = {}) => ask(path, { host: phoneHost(), ...more })
const askOutside = (path: string, more: Asking = {}) => {
  const port = sandbox.phonePort ?? 0
  return ask(path, { address: PHONE_ADDRESS, port, host: `${PHONE_ADDRESS}:${String(port)}`, ...more })
}
const post = (body: unknown, headers: Record<string, string> = {}): Asking => ({
  method: 'POST',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...headers },
})
const json = (answer: Answer): Record<string, unknown> => JSON.parse(answer.text) as Record<string, unknown>
const base64 = (length: number, fill: number) => Buffer.alloc(length, fill).toString('base64')

async function enrol(fill: number): Promise<string> {
  const answer = await ask('/v1/stations', post({ code: sandbox.enrolmentCode, publicKey: base64(32, fill) }))
  expect(answer.status).toBe(200)
  return String(json(answer)['token'])
}

describe("the gateway's API", () => {
  it.each<[string, string]>([
    ['POST', '/v1/heartbeat'],
    ['POST', '/v1/presentations/check'],
    ['GET', '/v1/trust/bundle?have=0'],
    ['GET', '/v1/trust/successions'],
    ['GET', `/v1/trust/files/${'0'.repeat(64)}`],
    ...Object.values({ ...moneyContract, ...identityContract }).map((procedure): [string, string] => [
      'POST',
      procedure['~orpc'].route.path ?? '',
    ]),
  ])('answers 401 without, and with a wrong, token when asked to %s %s', async (method, path) => {
    for (const authorization of [
      undefined,
      'Bearer',
      'Bearer wrong-token-wrong-token',
      'Basic YTpi',
      `Bearer ${'x'.repeat(4000)}`,
    ]) {
      const answer = await ask(path, { method, ...(authorization === undefined ? {} : { headers: { authorization } }) })
      expect([authorization, answer.status]).toEqual([authorization, 401])
    }
  })

  it('refuses the enrolment when the code or the key is wrong', async () => {
    expect((await ask('/v1/stations', post({ code: 'wrong-code-wrong', publicKey: base64(32, 1) }))).status).toBe(403)
    expect((await ask('/v1/stations', post({ code: sandbox.enrolmentCode, publicKey: base64(31, 1) }))).status).toBe(
      400,
    )
    expect((await ask('/v1/stations', post({ code: sandbox.enrolmentCode }))).status).toBe(400)
    expect((await ask('/v1/stations', post('{"code":'))).status).toBe(400)
  })

  it('answers the same when the same key enrols again, and both tokens are good', async () => {
    const once = await ask('/v1/stations', post({ code: sandbox.enrolmentCode, publicKey: base64(32, 77) }))
    const twice = await ask('/v1/stations', post({ code: sandbox.enrolmentCode, publicKey: base64(32, 77) }))
    expect(json(twice)).toEqual(json(once))
    expect(
      (await ask('/v1/heartbeat', post({}, { authorization: `Bearer ${String(json(twice)['token'])}` }))).status,
    ).toBe(200)
  })

  it('answers with a refusal to invalid questions, and goes on', async () => {
    const authorization = `Bearer ${await enrol(2)}`
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constant('{"bindingId":1,"cti":2}'),
      fc.constant(`{"bindingId":"${'A'.repeat(24)}","cti":{}}`),
    )
    const path = fc.oneof(
      fc.constantFrom(
        '/v1/presentations/check',
        '/v1/trust/bundle?have=-1',
        '/v1/trust/bundle?have=x',
        '/v1/trust/bundle',
        '/v1/trust/files/..%2f..',
        '/v1',
        '/v1/',
        '/%',
      ),
      fc.webPath().map((end) => `/v1${end}`),
    )
    await fc.assert(
      fc.asyncProperty(
        path,
        body,
        fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'),
        async (where, what, method) => {
          const answer = await ask(where, { ...post(what, { authorization }), method })
          expect(answer.status).toBeGreaterThanOrEqual(400)
          expect(answer.status).toBeLessThan(500)
          expect(answer.text).not.toMatch(/\.ts:|node_modules|at /)
        },
      ),
      { numRuns: 120 },
    )
    expect((await ask('/v1/heartbeat', post({}, { authorization }))).status).toBe(200)
  })

  it('takes no money for an invalid question', async () => {
    const authorization = `Bearer ${await enrol(3)}`
    const transaction = '01990000-0000-7000-8000-000000000001'
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>(
        0,
        -1,
        1,
        1_000_000_001,
        1.5,
        5_000,
        '',
        'x'.repeat(2_000),
        null,
        [],
        {},
        'kiosk',
        'card',
        transaction,
        `${transaction}/1`,
        `${transaction}:1`,
        '990010123456789012',
        [{ item: `${transaction}:1`, ref: 'x', amountAvos: 1 }],
        { kind: 'plate', plate: 'MT-00-01', proof: '0001' },
        { kind: 'slip', number: '2026000201' },
        { key: 'k', amountAvos: -1 },
      ),
    )
    const names = [
      'transaction',
      'item',
      'items',
      'ref',
      'amountAvos',
      'attempt',
      'code',
      'deadlineMs',
      'quote',
      'forMs',
      'place',
      'by',
      'bills',
      'part',
      'key',
      'phone',
      'text',
      'reason',
      'paidAt',
      'tender',
      'receipt',
      '__proto__',
    ]
    const paths = Object.values(moneyContract).map((procedure) => procedure['~orpc'].route.path ?? '')
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.dictionary(fc.constantFrom(...names), anything),
        async (path, body) => {
          const answer = await ask(path, post(body, { authorization }))
          expect([200, 400, 403, 409]).toContain(answer.status)
          expect(answer.text).not.toMatch(/"state":"approved"|"acknowledgement"|\.ts:|node_modules/)
        },
      ),
      { numRuns: 300 },
    )
    const books = json(await ask('/books', { host: `books.localhost:${String(sandbox.port)}` }))
    expect(books['items']).toEqual(expect.not.arrayContaining([expect.objectContaining({ state: 'acknowledged' })]))
    expect(books['wallets']).toEqual(expect.not.arrayContaining([expect.objectContaining({ state: 'approved' })]))
  })

  it('refuses a body that is larger than any question', async () => {
    const answer = await ask('/v1/stations', post(JSON.stringify({ code: 'x'.repeat(200_000) })))
    expect(answer.status).toBe(413)
    const short = await ask('/v1/nothing', { method: 'DELETE', headers: { 'transfer-encoding': 'chunked' } })
    expect(short.status).toBe(404)
    const endless = await ask('/v1/stations', {
      ...post('x'.repeat(200_000)),
      headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
    })
    expect(endless.status).toBe(413)
  })

  it.each([
    ["isn't HTTP", '\x16\x03\x01 hello\r\n\r\n'],
    ['has no Host', 'GET / HTTP/1.1\r\n\r\n'],
    ['has two lengths', 'GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n'],
    ['has an endless head', `GET / HTTP/1.1\r\n${'x: y\r\n'.repeat(10_000)}`],
  ])('closes the connection without a fault when what comes %s', async (_, sent) => {
    const text = await new Promise<string>((resolve) => {
      const socket = connect(sandbox.port, '127.0.0.1', () => {
        socket.write(sent)
      })
      let heard = ''
      socket.on('data', (part) => {
        heard += part.toString()
      })
      socket.on('close', () => {
        resolve(heard)
      })
      socket.on('error', () => {})
    })
    expect(text).toMatch(/^HTTP\/1\.1 4(00|31) /)
  })

  it('answers dead for an unknown binding', async () => {
    const authorization = `Bearer ${await enrol(3)}`
    const answer = await ask(
      '/v1/presentations/check',
      post({ bindingId: base64(16, 1), cti: base64(16, 1) }, { authorization }),
    )
    expect(json(answer)).toEqual({ status: 'dead' })
  })

  it('serves a valid OpenAPI document to anybody', async () => {
    const answer = await ask('/openapi.json')
    expect(answer.status).toBe(200)
    const { valid } = await new Validator().validate(JSON.stringify(JSON.parse(answer.text), null, 2))
    expect(valid).toBe(true)
  })
})

describe('the HTTP doors', () => {
  it.each([
    ['another name', 'evil.example'],
    ['another port', '127.0.0.1:1'],
    ['no port', '127.0.0.1'],
    ['a name that ends like ours', 'x-phone.localhost'],
  ])('refuse a request whose Host is %s', async (_, host) => {
    for (const path of ['/', '/phone/residents', '/v1/heartbeat', '/openapi.json'])
      expect((await ask(path, { host })).status).toBe(421)
  })

  it('keep gateway and phone page apart', async () => {
    expect((await ask('/')).status).toBe(404)
    expect((await ask('/phone/residents')).status).toBe(404)
    expect((await askPhone('/openapi.json')).status).toBe(404)
    expect((await askPhone('/v1/heartbeat')).status).toBe(404)
    expect(
      (await askPhone('/v1/stations', post({ code: sandbox.enrolmentCode, publicKey: base64(32, 1) }))).status,
    ).toBe(404)
  })

  it('forbid caching, sniffing, framing and reading by another origin', async () => {
    for (const answer of [
      await ask('/openapi.json'),
      await askPhone('/'),
      await askPhone('/phone/residents'),
      await ask('/nothing'),
      await ask('/', { host: 'evil.example' }),
    ]) {
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      })
      expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  it('listen on this machine alone when no phone address is given', async () => {
    const alone = await open({ folder: join(folder, 'alone') })
    await expect(ask('/', { address: PHONE_ADDRESS, port: alone.port })).rejects.toThrow()
    alone.close()
  })
})

describe('the phone page', () => {
  it('has a strict content security policy', async () => {
    const answer = await askPhone('/')
    expect([answer.status, answer.text]).toEqual([200, '<!doctype html><title>phone</title>'])
    expect(answer.headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    expect((await askPhone('/assets/phone-1.js')).headers['content-type']).toBe('text/javascript; charset=utf-8')
  })

  it.each([
    '/assets/',
    '/assets',
    '/assets/notes.txt',
    '/assets/deeper/hidden.js',
    '/assets/deeper%2fhidden.js',
    '/assets/../kiosk.html',
    '/assets/..%2fkiosk.html',
    '/kiosk.html',
    '/phone.html',
    '/assets/link.js',
    '/assets/../../secret.js',
    '/assets/..%2f..%2fsecret.js',
    '/assets/%2e%2e/%2e%2e/secret.js',
    '/assets/%00',
    '/assets/.hidden.js',
    '/assets/..\\..\\secret.js',
    '//etc/passwd',
    '/assets/%2fetc%2fpasswd',
  ])('serves no other file when asked for %s', async (path) => {
    const answer = await askPhone(path)
    expect([400, 404]).toContain(answer.status)
    expect(answer.text).not.toContain('outside')
  })

  it("says that it isn't built when it isn't", async () => {
    const bare = await open({ folder: join(folder, 'bare') })
    const answer = await ask('/', { port: bare.port, host: `phone.localhost:${String(bare.port)}` })
    expect([answer.status, answer.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8'])
    bare.close()
  })
})

describe('a phone on the local network', () => {
  const pair = (code: string) =>
    askOutside('/pair', {
      method: 'POST',
      body: `code=${code}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })

  it('is asked for the code and served nothing else before it has paired', async () => {
    expect((await askOutside('/')).status).toBe(401)
    for (const path of [
      '/phone/residents',
      '/phone/residents/two-cars',
      '/assets/phone-1.js',
      '/openapi.json',
      '/v1/heartbeat',
    ]) {
      const answer = await askOutside(path)
      expect([path, answer.status, answer.text]).toEqual([path, 401, '{"code":"UNAUTHORIZED"}'])
    }
    const decision = post({ attempt: '01990000-0000-7000-8000-000000000001/1', approve: true })
    expect((await askOutside('/phone/residents/two-cars/decisions', decision)).status).toBe(401)
    expect((await askPhone('/phone/residents/two-cars/decisions', decision)).status).toBe(404)
    expect((await ask('/phone/residents/two-cars/decisions', decision)).status).toBe(404)
    expect((await askOutside('/', { host: 'evil.example' })).status).toBe(421)
    expect((await askOutside('/', { headers: { cookie: `phone-${String(sandbox.phonePort)}=guessed` } })).status).toBe(
      401,
    )
  })

  it('is served the page, and never the gateway, after it has paired', async () => {
    const paired = await pair(PAIRING_CODE)
    expect([paired.status, paired.headers['location']]).toEqual([303, '/'])
    const [set = ''] = paired.headers['set-cookie'] ?? []
    expect(set).toMatch(/; HttpOnly/)
    expect(set).toMatch(/; SameSite=Strict/)
    const headers = { cookie: set.split(';')[0] ?? '' }
    expect((await askOutside('/', { headers })).status).toBe(200)
    expect((await askOutside('/phone/residents', { headers })).status).toBe(200)
    expect((await askOutside('/openapi.json', { headers })).status).toBe(404)
    expect(
      (
        await askOutside('/v1/stations', {
          ...post({ code: sandbox.enrolmentCode, publicKey: base64(32, 1) }),
          headers: { ...headers, 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(404)
  })

  it('has to wait after five wrong codes, even with the right one', async () => {
    const statuses: number[] = []
    for (let wrong = 0; wrong < 5; wrong++) statuses.push((await pair('000000')).status)
    statuses.push((await pair(PAIRING_CODE)).status)
    expect(statuses).toEqual([403, 403, 403, 403, 403, 429])
  })

  it.each(['0.0.0.0', '::', '192.0.2.77'])('is refused when the address is %s', async (address) => {
    const outcome = await openSandbox(
      { folder: join(folder, 'outside'), phone: { address, pairingCode: PAIRING_CODE } },
      { clock: sandboxClock, random: sandboxRandom },
    )
    expect(outcome).toEqual({ ok: false, refusal: { code: 'invalid-input', params: { reason: 'phone-address' } } })
  })
})

describe("the sandbox's database", () => {
  const opened: RunningSandbox[] = []
  afterEach(() => {
    for (const each of opened.splice(0)) each.close()
  })

  it('keeps keys, code, port and stations across a restart', async () => {
    const first = await open({ folder: join(folder, 'again') })
    const enrolled = await ask('/v1/stations', {
      ...post({ code: first.enrolmentCode, publicKey: base64(32, 1) }),
      port: first.port,
    })
    first.close()
    const second = await open({ folder: join(folder, 'again') })
    opened.push(second)
    expect(second.port).toBe(first.port)
    expect(second.enrolmentCode).toBe(first.enrolmentCode)
    expect(second.root).toEqual(first.root)
    const heartbeat = await ask('/v1/heartbeat', {
      ...post({}, { authorization: `Bearer ${String(json(enrolled)['token'])}` }),
      port: second.port,
    })
    expect(heartbeat.status).toBe(200)
  })

  it('takes another port when its own is taken, unless it was told which', async () => {
    const first = await open({ folder: join(folder, 'port') })
    first.close()
    const squatter = createServer()
    await new Promise<void>((resolve) => {
      squatter.listen(first.port, '127.0.0.1', resolve)
    })
    const second = await open({ folder: join(folder, 'port') })
    opened.push(second)
    expect(second.port).not.toBe(first.port)
    const told = await openSandbox(
      { folder: join(folder, 'told'), port: first.port },
      { clock: sandboxClock, random: sandboxRandom },
    )
    expect(told).toEqual({ ok: false, refusal: { code: 'fault', params: { reason: 'EADDRINUSE' } } })
    await new Promise((resolve) => squatter.close(resolve))
  })
})
