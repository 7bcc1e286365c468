import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { refuse, type contract, type Outcome } from '../../contract/index.ts'
import { startStation, type RunningStation } from '../../start.ts'
import { startBrowserShell, type BrowserShell } from './shell.ts'

let folder: string
let shell: BrowserShell | undefined

/** The addresses of a sandbox that doesn't run: the line is down, and everything else works. */
const nobody = {
  url: 'http://127.0.0.1:9',
  phoneUrl: 'http://phone.localhost:9',
  enrolmentCode: 'x',
  root: new Uint8Array(32),
  close: () => Promise.resolve(),
}

async function open(
  start: typeof startStation = startStation,
  troubles: unknown[] = [],
): Promise<Awaited<ReturnType<typeof startBrowserShell>>> {
  const opened = await startBrowserShell({
    station: { folder: path.join(folder, 'data'), sandbox: nobody },
    port: 0,
    renderer: path.join(folder, 'renderer'),
    start,
    onTrouble: (trouble) => troubles.push(trouble),
  })
  if (opened.ok) ({ shell } = opened)
  return opened
}

async function enter(face: 'kiosk' | 'counter'): Promise<{ cookie: string; origin: string }> {
  const { origin = '', address } = shell ?? {}
  const answer = await fetch(address?.(face, 'opened') ?? '', { redirect: 'manual' })
  return { cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '', origin }
}

/** The contract as a page of that face would speak it. */
async function clientOf(face: 'kiosk' | 'counter'): Promise<ContractRouterClient<typeof contract>> {
  const socket = await connect(face)
  const port = {
    postMessage: (text: string) => socket.send(text),
    onMessage: {
      addListener: (listener: (text: string) => void) => {
        socket.on('message', (data: Buffer) => listener(data.toString()))
      },
    },
    onDisconnect: {
      addListener: (listener: () => void) => {
        socket.on('close', listener)
      },
    },
  }
  return createORPCClient(new RPCLink({ port }))
}

async function connect(face: 'kiosk' | 'counter'): Promise<WebSocket> {
  const headers = await enter(face)
  const socket = new WebSocket(`${headers.origin.replace('http', 'ws')}/contract`, { headers })
  await new Promise((resolve) => socket.once('open', resolve))
  return socket
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'balcao-shell-'))
})
afterEach(async () => {
  vi.useRealTimers()
  await shell?.close()
  shell = undefined
  rmSync(folder, { recursive: true, force: true })
})

describe('the browser shell around a real station', () => {
  it('serves the contract to a page as the face of its token', async () => {
    await open()
    const client = await clientOf('counter')
    const status = await client.station.status()
    expect([status.mode, status.operator]).toEqual(['training', null])
    expect((await client.operators.signInTraining()).ok).toBe(true)
    const kiosk = await clientOf('kiosk')
    await expect(kiosk.operators.signInTraining()).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(kiosk.technician.doctor()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('goes on after random frames and frames that are too large', async () => {
    await open()
    for (const size of [0, 1, 1_000, 256 * 1024, 256 * 1024 + 1, 2_000_000]) {
      const socket = await connect('kiosk')
      socket.on('error', () => undefined)
      for (let index = 0; index < 20; index += 1) {
        socket.send(randomBytes(size), { binary: index % 2 === 0 })
        socket.send('{"i":"1","p":{"u":"/station/status"')
      }
      await new Promise((resolve) => setTimeout(resolve, 20))
      socket.terminate()
    }
    const client = await clientOf('kiosk')
    expect((await client.station.status()).mode).toBe('training')
  })

  it('refuses to start when another station has the data folder', async () => {
    await open()
    const second = await startBrowserShell({
      station: { folder: path.join(folder, 'data'), sandbox: nobody },
      port: 0,
      renderer: folder,
    })
    expect(second).toEqual({ ok: false, why: 'folder-in-use' })
  })

  it('closes every session and every socket when it closes', async () => {
    await open()
    const socket = await connect('kiosk')
    const closed = new Promise((resolve) => socket.once('close', () => resolve('closed')))
    const { origin } = shell ?? { origin: '' }
    await shell?.close()
    expect(await closed).toBe('closed')
    await expect(fetch(origin)).rejects.toThrow()
  })
})

describe('a station that a trainer kills', () => {
  it('starts again, also when its end failed', async () => {
    const started: RunningStation[] = []
    let kill: (() => void) | undefined
    await open(async (options) => {
      ;({ kill } = options)
      const outcome = await startStation(options)
      if (!outcome.ok) return outcome
      const { station } = outcome
      started.push(station)
      if (started.length > 1) return outcome
      const failing = () => station.close().then(() => Promise.reject(new Error('its end')))
      return { ok: true, station: { ...station, close: failing } }
    })
    kill?.()
    await vi.waitFor(() => expect(started).toHaveLength(2), { timeout: 60_000 })
    await vi.waitFor(() => expect(shell?.station()).toBe(started[1]), { timeout: 60_000 })
  })
})

describe('a station that does not start', () => {
  it('leaves a fallback page with one incident, and recovers by itself', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const answers: Outcome<{ station: RunningStation }>[] = [refuse('disk-full'), refuse('disk-full')]
    const troubles: { incident: string; why: string }[] = []
    await open(
      (options) => Promise.resolve(answers.shift()).then((answer) => answer ?? startStation(options)),
      troubles,
    )
    expect(shell?.trouble()).toMatchObject({ why: 'disk-full', incident: expect.stringMatching(/^[0-9a-f]{8}$/) })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(troubles).toHaveLength(2)
    expect(new Set(troubles.map(({ incident }) => incident)).size).toBe(1)
    await vi.advanceTimersByTimeAsync(20_000)
    vi.useRealTimers()
    await vi.waitFor(() => expect(shell?.station()).not.toBeNull())
    expect(shell?.trouble()).toBeNull()
  })

  it('takes on the station’s incident, and reports an exception without its message', async () => {
    const troubles: { incident: string; why: string }[] = []
    await open(() => Promise.resolve(refuse('data-damaged', { incident: 'feedbeef' })), troubles)
    expect(troubles).toEqual([{ incident: 'feedbeef', why: 'data-damaged' }])
    await shell?.close()
    await open(() => Promise.reject(new Error('quotes an input')), troubles)
    expect(troubles[1]).toMatchObject({ why: 'fault' })
    expect(JSON.stringify(troubles)).not.toContain('quotes')
  })
})
