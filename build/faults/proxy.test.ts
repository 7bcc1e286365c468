import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createGateway } from '../../electron/gateway/client.ts'
import type { Gateway } from '../../electron/gateway/port.ts'
import { systemClock, systemRandom } from '../../electron/start/system.ts'
import { openFaultProxy, type FaultProxy, type LineFault } from './proxy.ts'

const RELEASE = '/v1/reservations/release'
const transaction = (number: number) => `01999999-0000-7000-8000-${String(number).padStart(12, '0')}`

let server: Server
let proxy: FaultProxy
let gateway: Gateway
/** The transactions whose `release` arrived at the gateway, in the order of arrival. */
let arrived: string[]

beforeEach(async () => {
  arrived = []
  server = createServer((question, response) => {
    let text = ''
    question.on('data', (part: Buffer) => {
      text += part.toString()
    })
    question.on('end', () => {
      if (question.url === RELEASE) arrived.push((JSON.parse(text) as { transaction: string }).transaction)
      response
        .writeHead(question.headers.host === `127.0.0.1:${port()}` ? 200 : 421, { 'content-type': 'application/json' })
        .end(JSON.stringify({ ok: true }))
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  proxy = await openFaultProxy(`http://127.0.0.1:${port()}`)
  gateway = createGateway({
    url: proxy.url,
    token: 'token',
    clock: systemClock,
    random: systemRandom,
    log: { info: () => undefined, warn: () => undefined },
  })
})
afterEach(async () => {
  gateway.close()
  await proxy.close()
  server.closeAllConnections()
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
})

const port = () => {
  const address = server.address()
  return typeof address === 'object' && address ? String(address.port) : ''
}
const release = async (number = 1) => {
  const outcome = await gateway.money.release({ transaction: transaction(number) })
  return outcome.ok ? 'heard' : outcome.refusal.code
}

describe('the bad line', () => {
  it('passes a question on when nothing is planned for it', async () => {
    expect(await release()).toBe('heard')
    expect(arrived).toEqual([transaction(1)])
  })

  it.each<[string, LineFault, string, number]>([
    ['late', { do: 'delay', ms: 20 }, 'heard', 1],
    ['lost on its way', { do: 'drop' }, 'gateway-unreachable', 0],
    ['cut off before its answer', { do: 'cut', at: 'answer' }, 'gateway-unreachable', 1],
    ['cut off in its answer', { do: 'cut', at: 'middle' }, 'gateway-unreachable', 1],
    ['no HTTP', { do: 'garbage', as: 'bytes', arrives: true }, 'gateway-refused', 1],
    ['an error page', { do: 'garbage', as: 'page', arrives: false }, 'gateway-refused', 0],
    ['half a JSON', { do: 'garbage', as: 'half', arrives: true }, 'gateway-refused', 1],
    ['a JSON that says nothing', { do: 'garbage', as: 'other', arrives: false }, 'gateway-refused', 0],
    ['a slow answer', { do: 'trickle', side: 'answer', ms: 2 }, 'heard', 1],
    ['a slow question', { do: 'trickle', side: 'question', ms: 1 }, 'heard', 1],
  ])('plays with a question: %s', async (_, fault, heard, arrivals) => {
    proxy.plan(RELEASE, [fault])
    expect(await release()).toBe(heard)
    expect(arrived).toHaveLength(arrivals)
    expect(await release()).toBe('heard')
    expect(proxy.counts()).toEqual({ [fault.do]: 1 })
  })

  it('delivers a question twice', async () => {
    proxy.plan(RELEASE, [{ do: 'duplicate', afterMs: 20 }])
    expect(await release()).toBe('heard')
    await expect.poll(() => arrived).toEqual([transaction(1), transaction(1)])
  })

  it('lets a later question overtake an earlier one', async () => {
    proxy.plan(RELEASE, [{ do: 'reorder', ms: 3_000 }, undefined])
    await Promise.all([release(1), release(2)])
    expect(arrived).toEqual([transaction(2), transaction(1)])
  })

  it('clears its faults when it is told to', async () => {
    proxy.plan(RELEASE, [{ do: 'drop' }])
    proxy.clearFaults()
    expect(await release()).toBe('heard')
  })
})
