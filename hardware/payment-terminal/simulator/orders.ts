import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import type { Terminal } from './launch.ts'
import { controlOrder } from './messages.ts'

/**
 * Where another process gives orders to a simulated terminal: a port of 127.0.0.1, and the secret without which nobody
 * can.
 */
export interface OrdersDoor {
  port: number
  secret: string
}

const MOST_BYTES = 65_536

/** What is asked, as JSON. The answer has the attempts of the books, none to a `control`. */
export const askedOfTerminal = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('control'), order: controlOrder }),
  z.strictObject({ do: z.literal('books') }),
])
export type AskedOfTerminal = z.infer<typeof askedOfTerminal>

/** Takes orders for a terminal from other processes of this machine that know the secret. */
export async function serveOrders(
  terminal: Pick<Terminal, 'control' | 'books'>,
): Promise<{ door: OrdersDoor; close(): void }> {
  const secret = randomBytes(32).toString('hex')
  const mayOrder = (text = ''): boolean => {
    const [given, right] = [Buffer.from(text), Buffer.from(secret)]
    return given.length === right.length && timingSafeEqual(given, right)
  }

  /** The status and the text that answer a message. */
  async function answer(message: string): Promise<{ status: number; body: string }> {
    let order: AskedOfTerminal | undefined
    try {
      order = askedOfTerminal.safeParse(JSON.parse(message)).data
    } catch {
      order = undefined
    }
    if (!order) return { status: 400, body: '' }
    try {
      if (order.do === 'control') await terminal.control(order.order)
      const attempts = order.do === 'books' ? await terminal.books() : []
      return { status: 200, body: JSON.stringify({ attempts }) }
    } catch {
      return { status: 503, body: '' }
    }
  }

  const server = createServer((incoming, response) => {
    const end = (status: number, body = ''): void => void response.writeHead(status).end(body)
    const isSmall = Number(incoming.headers['content-length']) <= MOST_BYTES
    if (incoming.method !== 'POST' || !mayOrder(incoming.headers.authorization)) end(403)
    else if (!isSmall) end(413)
    else
      text(incoming)
        .then(answer)
        .then(({ status, body }) => end(status, body))
        .catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port for orders')
  return {
    door: { port: address.port, secret },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
