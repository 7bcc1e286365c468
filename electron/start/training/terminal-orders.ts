import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import type { ControlOrder } from '../../../hardware/payment-terminal/simulator/messages.ts'
import type { AskedOfTerminal, OrdersDoor } from '../../../hardware/payment-terminal/simulator/orders.ts'

/** A simulated card terminal as the dock orders it. Both reject where it doesn't take the order. */
export interface OrderedTerminal {
  control(order: ControlOrder): Promise<void>
  books(): Promise<readonly { attempt: string; state: string }[]>
}

const ANSWERS_WITHIN_MS = 5_000

const answered = z.object({ attempts: z.array(z.object({ attempt: z.string(), state: z.string() })) })

/** Reaches a simulated terminal that another process has started. */
export function reachTerminal({ port, secret }: OrdersDoor): OrderedTerminal {
  async function ask(asked: AskedOfTerminal): Promise<z.infer<typeof answered>> {
    const body = JSON.stringify(asked)
    const answer = await new Promise<string>((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port,
          method: 'POST',
          headers: { authorization: secret, 'content-length': Buffer.byteLength(body) },
          agent: false,
          timeout: ANSWERS_WITHIN_MS,
        },
        (response) => {
          if (response.statusCode === 200) text(response).then(resolve, reject)
          else reject(new Error(`the terminal answered ${String(response.statusCode)}`))
        },
      )
      sent.once('timeout', () => sent.destroy(new Error('the terminal does not answer')))
      sent.once('error', reject)
      sent.end(body)
    })
    return answered.parse(JSON.parse(answer))
  }
  return {
    async control(order) {
      await ask({ do: 'control', order })
    },
    books: async () => (await ask({ do: 'books' })).attempts,
  }
}
