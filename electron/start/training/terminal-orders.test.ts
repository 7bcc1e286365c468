import { request } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import type { ControlOrder } from '../../../hardware/payment-terminal/simulator/messages.ts'
import { serveOrders } from '../../../hardware/payment-terminal/simulator/orders.ts'
import { refuse } from '../../contract/index.ts'
import { reachTerminal } from './terminal-orders.ts'
import { cardOrders } from './twins.ts'

let close = () => {}
afterEach(() => close())

async function open({ isGone = false } = {}) {
  const taken: ControlOrder[] = []
  const served = await serveOrders({
    control: (order) => (isGone ? Promise.reject(new Error('gone')) : Promise.resolve(void taken.push(order))),
    books: () =>
      Promise.resolve([
        { attempt: 'a/1', state: 'approved', takenAvos: 100, givenBackAvos: 0 },
        { attempt: 'b/1', state: 'pending', takenAvos: 0, givenBackAvos: 0 },
      ]),
  })
  ;({ close } = served)
  return { door: served.door, taken, orders: cardOrders(reachTerminal(served.door)) }
}

/** The status that a message gets. */
const knock = (
  { port, secret }: { port: number; secret: string | undefined },
  body: string,
  method = 'POST',
): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const headers = {
      'content-length': Buffer.byteLength(body),
      ...(secret !== undefined && { authorization: secret }),
    }
    const sent = request({ host: '127.0.0.1', port, method, headers, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.once('error', reject)
    sent.end(body)
  })

it('a terminal that another process has started takes the orders of the dock', async () => {
  const { orders, taken } = await open()
  expect(await orders.take({ do: 'card-terminal.customer', to: 'decline' })).toEqual({ ok: true })
  expect(orders.orders()).toMatchObject({ 'card-terminal.customer': 'decline' })
  expect(await orders.take({ do: 'card-terminal.decide', to: 'approve' })).toEqual({ ok: true })
  expect(taken).toEqual([
    { clear: true, behave: { do: 'decline', reason: 'declined' } },
    { decide: { attempt: 'b/1', answer: 'approve' } },
  ])
})

it('an order that such a terminal does not take is refused', async () => {
  const { orders } = await open({ isGone: true })
  expect(await orders.take({ do: 'card-terminal.customer', to: 'gone' })).toEqual(refuse('tender-unavailable'))
  close()
  expect(await orders.take({ do: 'card-terminal.decide', to: 'cancel' })).toEqual(refuse('tender-unavailable'))
})

it('nobody gives it orders without the secret, or such as it does not have', async () => {
  const { door, taken } = await open()
  const order = JSON.stringify({ do: 'control', order: { clear: true } })
  for (const secret of [undefined, '', `${door.secret}0`, door.secret.replace(/./g, '0'), 'ä'.repeat(64)])
    expect([secret, await knock({ ...door, secret }, order)]).toEqual([secret, 403])
  expect(await knock(door, '', 'GET')).toBe(403)
  for (const body of ['', '{', '{"do":"books","x":1}', JSON.stringify({ do: 'control', order: { behave: 'x' } })])
    expect([body, await knock(door, body)]).toEqual([body, 400])
  expect(await knock(door, ' '.repeat(100_000))).toBe(413)
  expect(taken).toEqual([])
  expect(await knock(door, order)).toBe(200)
  expect(taken).toHaveLength(1)
})
