import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createManualClock } from '../sandbox/trust/trust.fixture.ts'
import { sandboxClock, sandboxRandom } from '../sandbox/serving/clock.ts'
import { createGateway, enrol } from './client.ts'
import type { Gateway, LineState } from './port.ts'

const bindingId = new Uint8Array(16).fill(1)
const cti = new Uint8Array(16).fill(2)
const log = { info() {}, warn() {} }
const closing: (() => void)[] = []

afterEach(() => {
  for (const close of closing.splice(0)) close()
})

function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`)
    })
  })
}

/** Serves a gateway that answers each request by `answer`; with `heartbeats` it answers heartbeats by itself. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void, heartbeats = true) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    if (heartbeats && request.url === '/v1/heartbeat') {
      sendJson(response, { now: 1 })
      return
    }
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`)
    answer(request, response)
  })
  const url = await listening(server)
  closing.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url, asked }
}

/** Serves raw bytes: `greet` gets each connection, and no HTTP is spoken unless it does so. */
async function serveRaw(greet: (socket: Socket) => void) {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => {
      greet(socket)
    })
  })
  const url = await listening(server)
  closing.push(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return url
}

function sendJson(response: ServerResponse, body: unknown, status = 200) {
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(typeof body === 'string' ? body : JSON.stringify(body))
}

function gatewayAt(url: string, clock = sandboxClock): Gateway {
  const gateway = createGateway({ url, token: 'a-token-of-this-test', clock, random: sandboxRandom, log })
  closing.push(() => {
    gateway.close()
  })
  return gateway
}

/** Hears the states of a gateway's line from now on. */
function statesOf(gateway: Gateway): LineState['state'][] {
  const heard: LineState['state'][] = []
  gateway.onLine(({ state }) => heard.push(state))
  return heard
}

/** Accepts every time of a heartbeat without verifying it. */
function acceptTimes(gateway: Gateway, heard = () => {}) {
  gateway.verifyTimesWith((signed) => Number(Buffer.from(signed).toString().split(' ')[0]), heard)
}

const refused = (reason: string, more = {}) => ({
  ok: false,
  refusal: { code: 'gateway-refused', params: { reason, ...more } },
})
const unreachable = { ok: false, refusal: { code: 'gateway-unreachable' } }

/** Waits for something that happens on a real network. */
async function until(happened: () => boolean) {
  while (!happened()) await new Promise((resolve) => setImmediate(resolve))
}

describe('createGateway', () => {
  it("asks with its token and returns the gateway's answer", async () => {
    let heard = { token: '', body: '' }
    const { url, asked } = await serve((request, response) => {
      heard.token = request.headers.authorization ?? ''
      request.on('data', (part: Buffer) => {
        heard = { ...heard, body: heard.body + part.toString() }
      })
      request.on('end', () => {
        sendJson(response, { status: 'live', more: 'is ignored' })
      })
    })
    expect(await gatewayAt(url).checkPresentation({ bindingId, cti })).toEqual({ ok: true, status: 'live' })
    expect(asked).toEqual(['POST /v1/presentations/check'])
    expect(heard.token).toBe('Bearer a-token-of-this-test')
    expect(JSON.parse(heard.body)).toEqual({
      bindingId: Buffer.from(bindingId).toString('base64'),
      cti: Buffer.from(cti).toString('base64'),
    })
  })

  it('returns bytes of the bundle, the successions and a file', async () => {
    const base64 = (text: string) => Buffer.from(text).toString('base64')
    const { url, asked } = await serve((request, response) => {
      if (request.url?.startsWith('/v1/trust/bundle'))
        sendJson(response, { bundle: request.url.endsWith('have=7') ? null : base64('bundle') })
      else if (request.url === '/v1/trust/successions')
        sendJson(response, { successions: [base64('one'), base64('two')] })
      else sendJson(response, { file: base64('file') })
    })
    const gateway = gatewayAt(url)
    expect(await gateway.trustBundle(7)).toEqual({ ok: true, bundle: null })
    expect(await gateway.trustBundle(0)).toEqual({ ok: true, bundle: new TextEncoder().encode('bundle') })
    expect(await gateway.trustSuccessions()).toEqual({
      ok: true,
      successions: ['one', 'two'].map((text) => new TextEncoder().encode(text)),
    })
    expect(await gateway.trustFile(new Uint8Array(32).fill(0xab))).toEqual({
      ok: true,
      file: new TextEncoder().encode('file'),
    })
    expect(asked.at(-1)).toBe(`GET /v1/trust/files/${'ab'.repeat(32)}`)
  })

  it.each<[string, unknown]>([
    ['another status', { status: 'maybe' }],
    ['a status of another type', { status: 1 }],
    ['no status', {}],
    ['a list', []],
    ['null', null],
    ['a text', '"live"'],
    ['a prototype', '{"__proto__":{"status":"live"}}'],
  ])('refuses with the schema when the answer is %s', async (_, body) => {
    const { url } = await serve((_request, response) => {
      sendJson(response, body)
    })
    expect(await gatewayAt(url).checkPresentation({ bindingId, cti })).toEqual(refused('schema'))
  })

  it.each<[string, string | Buffer]>([
    ['garbage', 'not json'],
    ['half an answer', '{"status":"li'],
    ['nothing', ''],
    ['broken UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['a thousand times a thousand brackets', '['.repeat(60_000)],
  ])("refuses what isn't JSON when the answer is %s", async (_, body) => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body)
    })
    expect(await gatewayAt(url).checkPresentation({ bindingId, cti })).toEqual(refused('not-json'))
  })

  it("refuses a captive portal's page", async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('{"status":"live"}')
    })
    expect(await gatewayAt(url).checkPresentation({ bindingId, cti })).toEqual(refused('not-json'))
  })

  it.each([401, 403, 404, 409, 429, 500, 503])('refuses without asking again when the status is %i', async (status) => {
    const { url, asked } = await serve((_request, response) => {
      sendJson(response, { status: 'live' }, status)
    })
    expect(await gatewayAt(url).checkPresentation({ bindingId, cti })).toEqual(refused('status', { status }))
    expect(asked).toHaveLength(1)
  })

  it.each([301, 302, 303, 307, 308])(
    'follows no redirect and sends its token nowhere when the status is %i',
    async (status) => {
      const elsewhere = await serve((_request, response) => {
        sendJson(response, { status: 'live' })
      })
      const { url } = await serve((_request, response) => {
        response.writeHead(status, { location: `${elsewhere.url}/v1/presentations/check` }).end()
      })
      expect(await gatewayAt(url).checkPresentation({ bindingId, cti })).toEqual(refused('redirect'))
      expect(elsewhere.asked).toEqual([])
    },
  )

  it('refuses at once when the answer says that it is too large', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(10 ** 9) })
      response.write('{')
    })
    expect(await gatewayAt(url).checkPresentation({ bindingId, cti })).toEqual(refused('too-large'))
  })

  it("stops reading an answer without a length that doesn't end", async () => {
    let sent = 0
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const part = ' '.repeat(16_384)
      const more = () => {
        while (!response.destroyed && response.write(part)) sent += part.length
      }
      response.on('drain', more)
      more()
    })
    expect(await gatewayAt(url).checkPresentation({ bindingId, cti })).toEqual(refused('too-large'))
    expect(sent).toBeLessThan(64 * 1024 * 1024)
  })

  it("refuses an answer that isn't HTTP", async () => {
    const url = await serveRaw((socket) => {
      socket.end('SSH-2.0-OpenSSH_9.2\r\n')
    })
    expect(await gatewayAt(url).checkPresentation({ bindingId, cti })).toEqual(refused('not-http'))
  })

  it.each<[string, (socket: Socket) => void]>([
    [
      'hangs up',
      (socket) => {
        socket.end()
      },
    ],
    [
      "is cut off in the answer's head",
      (socket) => {
        socket.end('HTTP/1.1 200 OK\r\ncontent-ty')
      },
    ],
    [
      'is cut off in the answer',
      (socket) => {
        socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"status":')
      },
    ],
    [
      'resets the connection',
      (socket) => {
        socket.resetAndDestroy()
      },
    ],
  ])('is unreachable when the gateway %s', async (_, greet) => {
    expect(await gatewayAt(await serveRaw(greet)).checkPresentation({ bindingId, cti })).toEqual(unreachable)
  })

  it('is unreachable when nobody listens', async () => {
    const server = createTcpServer()
    const url = await listening(server)
    await new Promise((resolve) => server.close(resolve))
    expect(await gatewayAt(url).checkPresentation({ bindingId, cti })).toEqual(unreachable)
  })

  it.each(['http://192.0.2.1', 'ftp://127.0.0.1', 'not an address', 'http://user:word@127.0.0.1', ''])(
    'asks nobody when the address is "%s"',
    async (url) => {
      expect(await gatewayAt(url).checkPresentation({ bindingId, cti })).toEqual(refused('address'))
      expect(await enrol({ url, code: 'a-code-of-this-test', publicKey: new Uint8Array(32) })).toEqual(
        refused('address'),
      )
    },
  )

  it.each<[string, (response: ServerResponse) => void]>([
    ['never answers', () => {}],
    [
      'sends a head and nothing more',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
      },
    ],
    [
      'trickles',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        const timer = setInterval(() => {
          response.write(' ')
        }, 5)
        response.on('close', () => {
          clearInterval(timer)
        })
      },
    ],
  ])('gives up after 1.5 s and asks once when the gateway %s', async (_, answer) => {
    const time = createManualClock()
    const { url, asked } = await serve((_request, response) => {
      answer(response)
    })
    const gateway = gatewayAt(url, time.clock)
    let outcome: unknown
    void gateway.checkPresentation({ bindingId, cti }).then((answered) => {
      outcome = answered
    })
    await until(() => asked.length === 1 && gateway.line().state === 'up')
    await time.pass(1_499)
    expect(outcome).toBeUndefined()
    await time.pass(1)
    await until(() => outcome !== undefined)
    expect(outcome).toEqual(unreachable)
    expect(asked).toHaveLength(1)
  })
})

describe('the line', () => {
  it('is down when a heartbeat is answered by something else', async () => {
    const { url } = await serve((_request, response) => {
      sendJson(response, { welcome: 'to the hotel' })
    }, false)
    const gateway = gatewayAt(url)
    await until(() => gateway.line().state !== 'starting')
    expect(gateway.line().state).toBe('down')
  })

  it('goes down at once when a call is lost and the heartbeat after it too, each told once', async () => {
    let isThere = true
    const { url } = await serve((_request, response) => {
      if (isThere) sendJson(response, { now: 1 })
      else response.destroy()
    }, false)
    const gateway = gatewayAt(url)
    const heard = statesOf(gateway)
    await until(() => gateway.line().state === 'up')
    isThere = false
    expect(await gateway.checkPresentation({ bindingId, cti })).toEqual(unreachable)
    await until(() => gateway.line().state !== 'up')
    expect(heard).toEqual(['up', 'down'])
  })

  it('stays up when a call is lost behind the gateway, and the heartbeat is sent at once', async () => {
    let beats = 0
    const { url } = await serve((request, response) => {
      if (request.url !== '/v1/heartbeat') return void response.destroy()
      beats++
      sendJson(response, { now: 1 })
    }, false)
    const gateway = gatewayAt(url)
    const heard = statesOf(gateway)
    await until(() => gateway.line().state === 'up')
    for (const lost of [2, 3]) {
      expect(await gateway.checkPresentation({ bindingId, cti })).toEqual(unreachable)
      await until(() => beats === lost)
    }
    expect(heard).toEqual(['up'])
  })

  it('stays up when the gateway refuses a call', async () => {
    const { url } = await serve((_request, response) => {
      sendJson(response, {}, 503)
    })
    const gateway = gatewayAt(url)
    await until(() => gateway.line().state === 'up')
    await gateway.checkPresentation({ bindingId, cti })
    expect(gateway.line().state).toBe('up')
  })
})

describe('the heartbeat', () => {
  /** A gateway whose clock is an hour ahead and that remembers the head of the journal that it heard of last. */
  async function serveHeartbeats(now: number, earlier?: { seq: number; hash: string }) {
    const heard: unknown[] = []
    const told: unknown[] = []
    const knownHeads: unknown[] = []
    const nonces: unknown[] = []
    const { url } = await serve((request, response) => {
      let body = ''
      request.on('data', (part: Buffer) => {
        body += part.toString()
      })
      request.on('end', () => {
        const { journal, known, nonce, ...said } = JSON.parse(body) as {
          journal?: unknown
          known?: unknown
          told?: unknown
          nonce?: string
        }
        nonces.push(nonce)
        const before = heard.at(-1)
        heard.push(journal)
        knownHeads.push(known)
        told.push(said.told)
        sendJson(response, {
          now,
          time: Buffer.from(`${String(now)} ${nonce ?? ''}`).toString('base64'),
          ...(before === undefined ? {} : { journal: before }),
          ...(earlier ? { earlier } : {}),
          ...(knownHeads.length > 3 ? { suspect: 'forked' } : {}),
        })
      })
    }, false)
    return { url, heard, knownHeads, told, nonces }
  }

  it("carries the journal's head and passes on the one that the gateway names", async () => {
    const time = createManualClock()
    const { url, heard } = await serveHeartbeats(time.clock.now())
    const gateway = gatewayAt(url, time.clock)
    acceptTimes(gateway)
    await until(() => gateway.clockOffset() === 0)
    expect([heard, gateway.headsNamed()]).toEqual([[undefined], []])
    // A heartbeat that carried no head brings no judgement of the journal.
    expect(gateway.isHeadJudged()).toBe(false)
    let seq = 4
    gateway.carryHead(() => ({ seq, hash: new Uint8Array(32).fill(seq) }))
    for (seq = 5; seq <= 6; seq++) {
      await time.pass(5_000)
      // The gateway's clock stands still here, so each further answer shows in a larger clock offset.
      await until(() => gateway.clockOffset() === (seq - 4) * -5_000)
      expect(gateway.isHeadJudged()).toBe(true)
    }
    expect(heard.slice(1)).toEqual(
      [5, 6].map((each) => ({ seq: each, hash: Buffer.alloc(32, each).toString('base64') })),
    )
    expect(gateway.headsNamed()).toEqual([{ seq: 5, hash: new Uint8Array(32).fill(5) }])
  })

  it('carries the head from the first one on when it is set at once', async () => {
    const time = createManualClock()
    const { url, heard } = await serveHeartbeats(time.clock.now())
    const gateway = gatewayAt(url, time.clock)
    gateway.carryHead(() => ({ seq: 4, hash: new Uint8Array(32).fill(4) }))
    acceptTimes(gateway)
    await until(() => gateway.clockOffset() === 0)
    expect(heard).toEqual([{ seq: 4, hash: Buffer.alloc(32, 4).toString('base64') }])
  })

  it('tells of each newer head that the gateway has, and of no older one', async () => {
    const time = createManualClock()
    const { url } = await serveHeartbeats(time.clock.now())
    const gateway = gatewayAt(url, time.clock)
    acceptTimes(gateway)
    const has: number[] = []
    let seq = 4
    gateway.carryHead(
      () => ({ seq, hash: new Uint8Array(32).fill(seq) }),
      undefined,
      (head) => void has.push(head.seq),
    )
    for (const [count, next] of [4, 7, 6].entries()) {
      seq = next
      if (count > 0) await time.pass(5_000)
      await until(() => gateway.clockOffset() === count * -5_000)
    }
    expect(has).toEqual([4, 7])
  })

  it("says what the journal holds at the named number, and tells the gateway's judgement", async () => {
    const time = createManualClock()
    const { url, heard, knownHeads } = await serveHeartbeats(time.clock.now())
    const gateway = gatewayAt(url, time.clock)
    acceptTimes(gateway)
    await until(() => gateway.clockOffset() === 0)
    let seq = 4
    const hashOf = (at: number) => new Uint8Array(32).fill(at)
    const base64Of = (at: number) => Buffer.alloc(32, at).toString('base64')
    const beat = async (at: number) => {
      seq = at
      const { length } = heard
      await time.pass(5_000)
      await until(() => heard.length > length && gateway.clockOffset() === -5_000 * length)
    }
    gateway.carryHead(
      () => ({ seq, hash: hashOf(seq) }),
      (named) => named.seq <= seq && named.seq !== 6,
    )
    await beat(4)
    await beat(6)
    expect(gateway.suspect()).toBeUndefined()
    // The gateway named 4, 6 and 8: the journal holds another entry at 6, and with its head at 5 hasn't 8.
    await beat(8)
    await beat(9)
    await beat(5)
    expect(knownHeads.slice(2)).toEqual([undefined, { seq: 4, hash: base64Of(4) }, { seq: 6 }, { seq: 8 }])
    expect(gateway.suspect()).toBe('forked')
  })

  it('confirms an earlier head once it is recorded, and names both until then', async () => {
    const time = createManualClock()
    const earlier = { seq: 9, hash: Buffer.alloc(32, 9).toString('base64') }
    const { url, heard, told } = await serveHeartbeats(time.clock.now(), earlier)
    const gateway = gatewayAt(url, time.clock)
    acceptTimes(gateway)
    await until(() => gateway.clockOffset() === 0)
    let isKept = false
    const asked: number[] = []
    gateway.carryHead(
      () => ({ seq: 4, hash: new Uint8Array(32).fill(4) }),
      (named) => {
        asked.push(named.seq)
        return isKept || named.seq === 4 ? named.seq === 4 : undefined
      },
    )
    const beat = async () => {
      const { length } = heard
      await time.pass(5_000)
      await until(() => heard.length > length && gateway.clockOffset() === -5_000 * length)
    }
    await beat()
    await beat()
    expect(gateway.headsNamed().map(({ seq }) => seq)).toEqual([4, 9])
    expect(asked).toContain(9)
    await beat()
    isKept = true
    await beat()
    expect(told).toEqual([undefined, undefined, undefined, undefined, earlier])
  })

  it('reports a refused token until it is accepted again, but not while nobody answers', async () => {
    const time = createManualClock()
    let status = 401
    let beats = 0
    const { url } = await serve((_, response) => {
      beats++
      if (status === 0) response.destroy()
      else sendJson(response, { now: time.clock.now() }, status)
    }, false)
    const gateway = gatewayAt(url, time.clock)
    const beat = async () => {
      // The client sends the second heartbeat only after it has handled the first one's answer.
      const before = beats
      // On a busy machine a heartbeat needs longer to arrive than its deadline, which passes by the manual clock.
      for (let wait = 5; beats < before + 2; wait *= 2) {
        await time.pass(10_000)
        await new Promise((resolve) => setTimeout(resolve, wait))
      }
      return gateway.isTokenRefused()
    }
    status = 500
    expect(await beat()).toBe(false)
    for (status of [401, 500, 0, 403]) expect(await beat()).toBe(true)
    status = 200
    await beat()
    await until(() => gateway.line().state === 'up')
    expect(gateway.isTokenRefused()).toBe(false)
  })

  it("tells how far the gateway's clock is from this machine's, even after that is set", async () => {
    const time = createManualClock()
    const { url } = await serveHeartbeats(time.clock.now() + 3_600_000)
    const gateway = gatewayAt(url, time.clock)
    expect(gateway.clockOffset()).toBeUndefined()
    let heard = 0
    acceptTimes(gateway, () => {
      heard++
    })
    await until(() => gateway.line().state === 'up')
    expect(gateway.clockOffset()).toBe(3_600_000)
    expect(heard).toBe(1)
    time.setWall(time.clock.now() + 3_600_000)
    expect(gateway.clockOffset()).toBe(0)
  })

  it('has a nonce of its own each time, passed on with the answer', async () => {
    const time = createManualClock()
    const { url, nonces } = await serveHeartbeats(time.clock.now())
    const gateway = gatewayAt(url, time.clock)
    const read: string[] = []
    gateway.verifyTimesWith(
      (signed, nonce) => {
        read.push(`${Buffer.from(signed).toString().split(' ')[1] ?? ''} ${Buffer.from(nonce).toString('base64')}`)
        return undefined
      },
      () => {},
    )
    await until(() => read.length === 1)
    await time.pass(5_000)
    await until(() => read.length === 2)
    expect(read).toEqual(nonces.map((nonce) => `${String(nonce)} ${String(nonce)}`))
    expect(new Set(nonces).size).toBe(2)
    expect(gateway.clockOffset()).toBeUndefined()
  })

  it('dates an answer to when it was given, even if it can be read only later', async () => {
    const time = createManualClock()
    const { url } = await serveHeartbeats(time.clock.now() + 60_000)
    const gateway = gatewayAt(url, time.clock)
    gateway.verifyTimesWith(
      () => undefined,
      () => {},
    )
    await until(() => gateway.line().state === 'up')
    await time.pass(3_000)
    expect(gateway.clockOffset()).toBeUndefined()
    acceptTimes(gateway)
    expect(gateway.clockOffset()).toBe(60_000)
  })

  it.each([
    [2_000, 60_000],
    [2_001, undefined],
  ])(
    'takes the middle of the way there and back, and no time when that took too long (%i ms)',
    async (tookMs, offset) => {
      const time = createManualClock()
      const answers: (() => void)[] = []
      const { url } = await serve((_, response) => {
        const now = time.clock.now() + 60_000
        answers.push(() => {
          sendJson(response, { now, time: Buffer.from(String(now + tookMs / 2)).toString('base64') })
        })
      }, false)
      const gateway = gatewayAt(url, time.clock)
      acceptTimes(gateway)
      await until(() => answers.length === 1)
      await time.pass(tookMs)
      answers[0]?.()
      await until(() => gateway.line().state === 'up')
      expect(gateway.clockOffset()).toBe(offset)
    },
  )

  it("gives no time of a gateway that doesn't sign it", async () => {
    const { url } = await serve(() => {})
    const gateway = gatewayAt(url)
    acceptTimes(gateway)
    await until(() => gateway.line().state === 'up')
    expect(gateway.clockOffset()).toBeUndefined()
  })
})

describe('the money calls', () => {
  const transaction = '01890000-0000-7000-8000-000000000001'

  it('return what the agencies answer, refusals too', async () => {
    const { url, asked } = await serve((request, response) => {
      sendJson(response, request.url === '/v1/reservations' ? { ok: false, code: 'bill-paid', ref: 'r' } : { ok: true })
    })
    const { money } = gatewayAt(url)
    const reservation = {
      transaction,
      place: 'kiosk' as const,
      quote: 'q',
      forMs: 300_000,
      items: [{ item: `${transaction}:1`, ref: 'r', amountAvos: 85_000 }],
    }
    expect(await money.reserve(reservation)).toEqual({ ok: true, answer: { ok: false, code: 'bill-paid', ref: 'r' } })
    expect(await money.release({ transaction })).toEqual({ ok: true, answer: { ok: true } })
    expect(asked).toEqual(['POST /v1/reservations', 'POST /v1/reservations/release'])
  })

  it.each([
    ["an amount that isn't whole", { state: 'approved', reference: 'a', approvedAvos: 1.5, wallet: 'w' }],
    ['an amount below nothing', { state: 'approved', reference: 'a', approvedAvos: -1, wallet: 'w' }],
    ['a state that nobody knows', { state: 'perhaps' }],
  ])('refuse an answer with %s', async (_, body) => {
    const { url } = await serve((_request, response) => {
      sendJson(response, body)
    })
    expect(await gatewayAt(url).money.walletStatus({ attempt: `${transaction}/1` })).toEqual(refused('schema'))
  })

  it("ask once and are unreachable when the answer doesn't come in time", async () => {
    const time = createManualClock()
    const { url, asked } = await serve(() => {})
    const gateway = gatewayAt(url, time.clock)
    await until(() => gateway.line().state === 'up')
    let outcome: unknown
    void gateway.money
      .chargeWallet({ attempt: `${transaction}/1`, code: '990010000000000000', amountAvos: 1, deadlineMs: 180_000 })
      .then((answered) => {
        outcome = answered
      })
    await until(() => asked.length === 1)
    await time.pass(8_000)
    await until(() => outcome !== undefined)
    expect([outcome, asked.length]).toEqual([unreachable, 1])
  })

  it('publish a key as base64', async () => {
    let body = ''
    const { url } = await serve((request, response) => {
      request.on('data', (part: Buffer) => {
        body += part.toString()
      })
      request.on('end', () => {
        sendJson(response, { ok: true })
      })
    })
    expect(
      await gatewayAt(url).publishKey({ kid: new Uint8Array(8).fill(3), publicKey: new Uint8Array(32).fill(4) }),
    ).toEqual({ ok: true })
    expect(JSON.parse(body)).toEqual({
      kid: Buffer.alloc(8, 3).toString('base64'),
      publicKey: Buffer.alloc(32, 4).toString('base64'),
    })
  })
})

describe("the list of a station's keys", () => {
  it('is read from base64, and refused by an older gateway that has none', async () => {
    const key = {
      kid: Buffer.alloc(8, 3).toString('base64'),
      publicKey: Buffer.alloc(32, 4).toString('base64'),
      since: 1,
    }
    const { url, asked } = await serve((_request, response) => {
      sendJson(response, { keys: [key] })
    })
    expect(await gatewayAt(url).stationKeys()).toEqual({ ok: true, publicKeys: [new Uint8Array(32).fill(4)] })
    expect(asked).toEqual(['GET /v1/station/keys'])
    const older = await serve((_request, response) => {
      response.writeHead(404).end()
    })
    expect(await gatewayAt(older.url).stationKeys()).toMatchObject({
      ok: false,
      refusal: { code: 'gateway-refused', params: { status: 404 } },
    })
  })
})

describe('enrol', () => {
  it('returns what the gateway issued when the code is good', async () => {
    const root = Buffer.alloc(32, 5).toString('base64')
    const { url, asked } = await serve((_request, response) => {
      sendJson(response, { stationId: 'T-1', token: 'a-long-enough-token', root })
    })
    expect(await enrol({ url, code: 'a-code-of-this-test', publicKey: new Uint8Array(32) })).toEqual({
      ok: true,
      stationId: 'T-1',
      token: 'a-long-enough-token',
      root: new Uint8Array(32).fill(5),
    })
    expect(asked).toEqual(['POST /v1/stations'])
  })

  it('refuses when the root has another length', async () => {
    const { url } = await serve((_request, response) => {
      sendJson(response, { stationId: 'T-1', token: 'a-long-enough-token', root: 'AAAA' })
    })
    expect(await enrol({ url, code: 'a-code-of-this-test', publicKey: new Uint8Array(32) })).toEqual(refused('schema'))
  })
})
