import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { createTwinStation } from '../../build/twins/station.ts'
import { createManualClock } from '../../electron/sandbox/trust/trust.fixture.ts'
import { FACE_KEPT_MS } from '../../electron/station/serving/limits.ts'
import { connectStation, type LinkState, type StationLink } from './link.ts'

let time: ReturnType<typeof createManualClock>
let twin: ReturnType<typeof createTwinStation>
let http: Server
let sockets: WebSocketServer
let links: StationLink[]

beforeEach(async () => {
  time = createManualClock()
  twin = createTwinStation({ clock: time.clock })
  links = []
  http = createServer()
  await listen(0)
})
afterEach(async () => {
  for (const link of links) link.close()
  await stop()
  await twin.close()
})

async function listen(port: number): Promise<void> {
  sockets = new WebSocketServer({ server: http })
  sockets.on('connection', (socket, { url }) =>
    twin.station.serveWindow(socket, { face: 'kiosk', session: 'k' }, url === '/contract?waiting' ? 'waiting' : 'new'),
  )
  await new Promise<void>((resolve) => {
    http.listen(port, '127.0.0.1', resolve)
  })
}

async function stop(): Promise<void> {
  for (const socket of sockets.clients) socket.terminate()
  await new Promise((resolve) => {
    http.close(resolve)
  })
}

const port = (): number => (http.address() as AddressInfo).port

/** Opens a page's link and records its states. Its waits are a hundredth, its patience a tenth of a page's. */
function open(): { link: StationLink; states: LinkState[] } {
  const page = {
    location: { protocol: 'http:', host: `127.0.0.1:${String(port())}` },
    WebSocket,
    clearTimeout,
    setTimeout: (then: () => void, ms: number) => setTimeout(then, ms < 2000 ? ms / 100 : ms / 10),
  } as unknown as Window & typeof globalThis
  const link = connectStation(page)
  const states: LinkState[] = [link.state()]
  link.onState((state) => states.push(state))
  links.push(link)
  return { link, states }
}

describe("a page's link to its station", () => {
  it('is open once the station has answered, and lost while the station is down', async () => {
    const { link, states } = open()
    await expect.poll(link.state).toBe('open')
    expect((await link.client.station.status()).mode).toBe('training')
    const at = port()
    await stop()
    await expect.poll(link.state).toBe('lost')
    http = createServer()
    await listen(at)
    await expect.poll(link.state).toBe('open')
    expect(states).toEqual(['connecting', 'open', 'lost', 'open'])
  })

  it('answers invalid input with a refusal when the procedure has one', async () => {
    const { link } = open()
    await expect.poll(link.state).toBe('open')
    const { client } = link
    const refused = { ok: false, refusal: { code: 'invalid-input' } }
    expect(await client.bills.find({ by: 'plate', plate: 'MT-00-01', proof: '00.2' })).toEqual(refused)
    expect(await client.payments.quote({ bills: Array.from({ length: 61 }, String) })).toEqual(refused)
    expect(await client.scan.submit({ data: '', source: 'typed', symbology: ']Q1]Q1]Q1' })).toEqual({
      ...refused,
      kind: 'unknown',
    })
    await expect(client.station.reportIncident({ incident: 'x', where: 'page', error: 'x' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })

  it("is silent while the station doesn't answer on an open connection, and opens by itself", async () => {
    const { link, states } = open()
    await expect.poll(link.state).toBe('open')
    for (const socket of sockets.clients) socket.pause()
    const asked = link.client.services.list()
    await expect.poll(link.state).toBe('silent')
    for (const socket of sockets.clients) socket.resume()
    await expect.poll(link.state).toBe('open')
    expect(states).toEqual(['connecting', 'open', 'silent', 'open'])
    expect(await asked).toBeDefined()
  })

  it("is silent when the station doesn't answer from the start", async () => {
    sockets.removeAllListeners('connection')
    const { link, states } = open()
    await expect.poll(link.state).toBe('silent')
    for (const socket of sockets.clients) socket.terminate()
    sockets.on('connection', (socket) => twin.station.serveWindow(socket, { face: 'kiosk', session: 'k' }, 'new'))
    await expect.poll(link.state).toBe('open')
    expect(states).toEqual(['connecting', 'silent', 'lost', 'open'])
  })

  it('is elsewhere while another window has its face, and opens by itself when that has gone', async () => {
    const first = open()
    await expect.poll(first.link.state).toBe('open')
    const second = open()
    await expect.poll(second.link.state).toBe('elsewhere')
    await new Promise<void>((resolve) => {
      sockets.once('connection', () => sockets.once('connection', () => resolve()))
    })
    expect(second.states).toEqual(['connecting', 'lost', 'elsewhere'])
    expect((await first.link.client.station.status()).mode).toBe('training')
    first.link.close()
    await expect
      .poll(async () => {
        await time.pass(FACE_KEPT_MS)
        return second.link.state()
      })
      .toBe('open')
    expect(second.states).toEqual(['connecting', 'lost', 'elsewhere', 'open'])
    expect(first.states).toEqual(['connecting', 'open'])
  })

  it('of a reloaded page comes before one that waits', async () => {
    const first = open()
    await expect.poll(first.link.state).toBe('open')
    const second = open()
    await expect.poll(second.link.state).toBe('elsewhere')
    first.link.close()
    const reloaded = open()
    await expect.poll(reloaded.link.state).toBe('open')
    expect(reloaded.states).not.toContain('elsewhere')
    expect(second.link.state()).toBe('elsewhere')
  })
})

describe("a page's link over ports", () => {
  it('rejects what still waits at a port once another one comes, and goes on with that', async () => {
    const page = Object.assign(new EventTarget(), { location: { protocol: 'app:' }, setTimeout, clearTimeout })
    const link = connectStation(page as unknown as Window & typeof globalThis)
    links.push(link)
    const give = (): MessagePort => {
      const { port1, port2 } = new MessageChannel()
      // As in a browser, where the side that closes a port hears nothing of it.
      port2.close = () => {}
      const message = { data: { type: 'balcao-port' }, ports: [port2], source: page }
      page.dispatchEvent(Object.assign(new Event('message'), message))
      return port1
    }
    // The first port's other end never answers.
    const silent = give()
    const hasCome = once(silent, 'message')
    const asked = link.client.station.status()
    await hasCome
    twin.station.servePort(give(), { face: 'kiosk', session: 'k' })
    await expect(asked).rejects.toThrow()
    expect(await link.client.station.status()).toMatchObject({ mode: 'training' })
    expect(link.state()).toBe('open')
    silent.close()
  })
})
