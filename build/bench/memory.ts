import { request } from 'node:http'
import { once } from 'node:events'
import type { ChildProcess } from 'node:child_process'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket } from 'ws'
import { z } from 'zod'
import type { contract } from '../../electron/contract/index.ts'
import { answerOf, endStation, forkStation, withSandbox } from './station-orders.ts'

const AT_ONCE = 8
const MEBIBYTE = 1024 * 1024
const RESIDENT = 'two-cars'
const shown = z.object({ eid: z.object({ text: z.string() }) })

/**
 * Measures the station's memory after 1,000 scans and its growth from 10,000 to 20,000 scans. Every fourth scan is an
 * eID that the station hasn't seen before.
 */
export async function run(): Promise<Record<string, number | boolean>> {
  return withSandbox(async ({ folder, sandbox }) => {
    const child = forkStation({ folder: folder('station'), sandbox })
    try {
      const { port } = await answerOf(child, 'listening')
      const client = await connect(port)
      while ((await client.station.status()).readiness.state !== 'ready')
        await new Promise((resolve) => {
          setTimeout(resolve, 50)
        })
      let accepted = 0
      const scanTo = async (from: number, to: number) => {
        accepted += await scan(client, sandbox.phoneUrl, from, to)
      }
      await scanTo(0, 1_000)
      const early = await memoryOf(child)
      await scanTo(1_000, 10_000)
      const middle = await memoryOf(child)
      await scanTo(10_000, 20_000)
      const late = await memoryOf(child)
      const heapGrowth = inMebibytes(late.heap - middle.heap)
      return {
        rss_mb_after_1000: inMebibytes(early.rss),
        rss_mb_after_10000: inMebibytes(middle.rssAfterCollection),
        rss_mb_after_20000: inMebibytes(late.rssAfterCollection),
        heap_mb_after_10000: inMebibytes(middle.heap),
        heap_mb_after_20000: inMebibytes(late.heap),
        heap_growth_mb: heapGrowth,
        grows: heapGrowth > 1,
        eids_accepted: accepted,
        limit_mb: 150,
      }
    } finally {
      await endStation(child)
    }
  })
}

type Client = ContractRouterClient<typeof contract>

async function connect(port: number): Promise<Client> {
  const socket = new WebSocket(`ws://127.0.0.1:${String(port)}`)
  await once(socket, 'open')
  const onMessage = {
    addListener: (listener: (text: string) => void) => {
      socket.on('message', (data: Buffer) => listener(data.toString('utf8')))
    },
  }
  const onDisconnect = {
    addListener: (listener: () => void) => {
      socket.on('close', listener)
    },
  }
  return createORPCClient(
    new RPCLink({ port: { postMessage: (text: string) => socket.send(text), onMessage, onDisconnect } }),
  )
}

/** Scans the codes number `from` to `to`, several at once, and answers how many eIDs were verified. */
async function scan(client: Client, phoneUrl: string, from: number, to: number): Promise<number> {
  let next = from
  let accepted = 0
  let last = 'ME1:'
  const others = ['https://example.test/', '2812345678901234', () => last]
  const work = async () => {
    while (next < to) {
      const number = next++
      const other = others[number % 4]
      if (other === undefined) last = await freshEid(phoneUrl)
      const text = other === undefined ? last : typeof other === 'string' ? other : other()
      const answer = await client.scan.submit({
        data: Buffer.from(text).toString('base64'),
        source: 'camera',
        symbology: ']Q1',
      })
      if (answer.ok && answer.kind === 'eid-presentation') accepted += 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return accepted
}

function freshEid(phoneUrl: string): Promise<string> {
  const { port, host } = new URL(phoneUrl)
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path: `/phone/residents/${RESIDENT}`, headers: { host } },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () => resolve(shown.parse(JSON.parse(Buffer.concat(parts).toString('utf8'))).eid.text))
      },
    )
    asked.on('error', reject).end()
  })
}

async function memoryOf(child: ChildProcess) {
  child.send('memory')
  return answerOf(child, 'memory')
}

const inMebibytes = (bytes: number) => Math.round((bytes / MEBIBYTE) * 10) / 10
