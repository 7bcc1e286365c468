import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { OPEN_ELSEWHERE, type Face } from '../../contract/index.ts'
import { createManualClock } from '../../sandbox/trust/trust.fixture.ts'
import { systemClock } from '../../start.ts'
import { FACE_KEPT_MS, WINDOW_ANSWERS_MS } from './limits.ts'
import { createWindows, type WindowArrival, type Windows } from './windows.ts'

let time: ReturnType<typeof createManualClock>
let windows: Windows
let server: WebSocketServer
/** How long (ms) the station is busy with other work once the next window has come. */
let busy: number
let next: { face: Face; arrival: WindowArrival }

/** A window as it sees itself: how it was answered, and what it is told once it is served. */
interface Window {
  socket: WebSocket
  /** `served`, or the code with which it was closed. */
  answer: Promise<'served' | number>
}

beforeEach(async () => {
  time = createManualClock()
  windows = createWindows(time.clock)
  busy = 0
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server.on('connection', (socket) => {
    const { face, arrival } = next
    void windows.admit(face, arrival, socket, () => {
      socket.on('message', (data: Buffer) => socket.send(data))
      socket.send('served')
    })
    const until = performance.now() + busy
    while (performance.now() < until);
  })
  await new Promise((resolve) => {
    server.once('listening', resolve)
  })
})
afterEach(async () => {
  for (const socket of server.clients) socket.terminate()
  await new Promise((resolve) => {
    server.close(resolve)
  })
})

async function come(face: Face, arrival: WindowArrival = 'new', autoPong = true): Promise<Window> {
  next = { face, arrival }
  const socket = new WebSocket(`ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`, { autoPong })
  const answer = new Promise<'served' | number>((resolve) => {
    socket.once('message', () => resolve('served'))
    socket.once('close', resolve)
  })
  await new Promise((resolve) => {
    socket.once('open', resolve)
  })
  return { socket, answer }
}

async function leave({ socket }: Window): Promise<void> {
  const closed = new Promise((resolve) => {
    for (const each of server.clients) each.once('close', resolve)
  })
  socket.close()
  await closed
}

describe('a face', () => {
  it('has one window: another is closed with its own code, and the first goes on', async () => {
    const first = await come('kiosk')
    expect(await first.answer).toBe('served')
    for (let times = 0; times < 12; times++) expect(await (await come('kiosk')).answer).toBe(OPEN_ELSEWHERE)
    const heard = new Promise((resolve) => {
      first.socket.once('message', (data: Buffer) => resolve(data.toString()))
    })
    first.socket.send('still here')
    expect(await heard).toBe('still here')
  })

  it("doesn't block another face", async () => {
    expect(await (await come('kiosk')).answer).toBe('served')
    expect(await (await come('counter')).answer).toBe('served')
  })

  it('is free at once for a window that loads again', async () => {
    const first = await come('counter')
    expect(await first.answer).toBe('served')
    await leave(first)
    expect(await (await come('counter')).answer).toBe('served')
  })

  it('is free for a page whose earlier socket closes while the page loads', async () => {
    const first = await come('kiosk', 'new', false)
    expect(await first.answer).toBe('served')
    const again = await come('kiosk')
    first.socket.terminate()
    expect(await again.answer).toBe('served')
  })

  it("is free soon when its window was cut off, and the next one's frames since then are answered", async () => {
    const first = await come('kiosk', 'new', false)
    expect(await first.answer).toBe('served')
    const pinged = new Promise((resolve) => {
      first.socket.once('ping', resolve)
    })
    const second = await come('kiosk')
    const heard: string[] = []
    second.socket.on('message', (data: Buffer) => heard.push(data.toString()))
    second.socket.send('hello')
    await pinged
    await time.pass(WINDOW_ANSWERS_MS)
    expect(await second.answer).toBe('served')
    await expect.poll(() => heard).toEqual(['served', 'hello'])
    await expect.poll(() => first.socket.readyState).toBe(WebSocket.CLOSED)
    expect(await (await come('kiosk')).answer).toBe(OPEN_ELSEWHERE)
  })

  it('stays with its window when the station is too busy to hear its answer', async () => {
    windows = createWindows(systemClock)
    const first = await come('kiosk')
    expect(await first.answer).toBe('served')
    busy = WINDOW_ANSWERS_MS + 100
    expect(await (await come('kiosk')).answer).toBe(OPEN_ELSEWHERE)
    expect(first.socket.readyState).toBe(WebSocket.OPEN)
  })

  it('goes to a waiting window only when its own has been gone for a while', async () => {
    const first = await come('kiosk')
    expect(await first.answer).toBe('served')
    await leave(first)
    await time.pass(FACE_KEPT_MS - 1)
    expect(await (await come('kiosk', 'waiting')).answer).toBe(OPEN_ELSEWHERE)
    const reloaded = await come('kiosk')
    expect(await reloaded.answer).toBe('served')
    await leave(reloaded)
    await time.pass(FACE_KEPT_MS)
    expect(await (await come('kiosk', 'waiting')).answer).toBe('served')
  })

  it('stays with its window across a restart of the station', async () => {
    expect(await (await come('kiosk', 'waiting')).answer).toBe(OPEN_ELSEWHERE)
    expect(await (await come('kiosk')).answer).toBe('served')
  })
})
