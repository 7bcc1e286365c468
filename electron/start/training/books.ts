import { request } from 'node:http'
import { z } from 'zod'
import { refuse, type Outcome } from '../../contract/index.ts'
import type { TrainingResident } from '../../contract/training.ts'
import { notMine, type OrderTaker } from './door.ts'

const ANSWERS_WITHIN_MS = 5_000

/** What holds now, as the sandbox tells it (`sandbox/serving/books-contract.ts`, `controls`). */
const controls = z.object({ answers: z.string(), offsetMs: z.int(), walletShow: z.string() })
export type Controls = z.infer<typeof controls>

/** The sandbox's residents, and what one of them puts into a card reader (there too: `residents`, `heldCard`). */
const residents = z.object({
  residents: z.array(z.object({ id: z.string(), nameChinese: z.string(), nameForeign: z.string() })),
})
const heldCard = z.object({ card: z.record(z.string(), z.unknown()), finger: z.int() })
export type HeldCard = z.infer<typeof heldCard>

/** The training's control of the sandbox (`sandbox/serving/books-contract.ts`). */
export interface Books {
  /** Undefined where the sandbox doesn't run or answer. */
  controls(): Promise<Controls | undefined>
  /** Empty where the sandbox doesn't run or answer. */
  residents(): Promise<TrainingResident[]>
  /** Undefined where the sandbox doesn't run or answer, or knows no such resident. */
  card(resident: string): Promise<HeldCard | undefined>
  /** Sends an order. Refuses with `gateway-unreachable` where the sandbox doesn't run, answer or take it. */
  order(path: 'answers' | 'auto' | 'clock' | 'reset', words: object): Promise<Outcome>
}

/** Reaches the books. `phone`: the address of the sandbox's phone page, whose port has the books too. */
export function reachBooks(phone: () => string | null): Books {
  async function ask(method: 'GET' | 'POST', path: string, words?: object): Promise<unknown> {
    const url = phone()
    if (url === null) return undefined
    const { port } = new URL(url)
    return new Promise((resolve) => {
      const asked = request(
        {
          host: '127.0.0.1',
          port,
          path: `/${path}`,
          method,
          // Only browsers resolve names under `localhost` everywhere.
          headers: { host: `books.localhost:${port}`, 'content-type': 'application/json' },
          agent: false,
          timeout: ANSWERS_WITHIN_MS,
        },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.once('error', () => resolve(undefined))
          response.once('end', () => resolve(response.statusCode === 200 ? readJson(chunks) : undefined))
        },
      )
      asked.once('timeout', () => asked.destroy())
      asked.once('error', () => resolve(undefined))
      asked.end(words && JSON.stringify(words))
    })
  }
  return {
    controls: async () => controls.safeParse(await ask('GET', 'controls')).data,
    residents: async () => residents.safeParse(await ask('GET', 'residents')).data?.residents ?? [],
    card: async (resident) => heldCard.safeParse(await ask('POST', 'card', { resident })).data,
    order: async (path, words) =>
      (await ask('POST', path, words)) === undefined ? refuse('gateway-unreachable') : { ok: true },
  }
}

function readJson(chunks: readonly Buffer[]): unknown {
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return undefined
  }
}

/** Takes the orders for the gateway and the books behind it. */
export function gatewayOrders(books: Books): OrderTaker {
  return {
    takes: ['wallets.holder', 'gateway.answers', 'books.reset'],
    async orders() {
      const now = await books.controls()
      return now ? { 'wallets.holder': now.walletShow, 'gateway.answers': now.answers, 'books.reset': null } : {}
    },
    take(order) {
      if (order.do === 'books.reset') return books.order('reset', {})
      if (order.do === 'gateway.answers') return books.order('answers', { answers: order.to })
      return order.do === 'wallets.holder' ? books.order('auto', { walletShow: order.to }) : notMine
    },
  }
}
