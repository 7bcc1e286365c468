import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket } from 'ws'
import type { contract, Payment } from '../../electron/contract/index.ts'
import type { PageCaller } from './station-orders.ts'

/**
 * A station that was just started on a busy machine may take its time; one that is killed meanwhile is noticed at once.
 */
const OPEN_WITHIN_MS = 30_000

/** The station went while a page waited for it. */
export class StationGone extends Error {}

/**
 * A window of the station, as a page has it: the contract over a WebSocket. Each call rejects when the station is gone.
 */
export interface Page {
  client: ContractRouterClient<typeof contract>
  /**
   * Waits until this payment is in a state that `isEnough`, or `ms` have passed, and answers how it stands. Rejects
   * with `StationGone`.
   */
  until(payment: Payment, isEnough: (payment: Payment) => boolean, ms: number): Promise<Payment>
  /** The same as `work`, but rejects with `StationGone` as soon as the station has gone. */
  whileThere<T>(work: Promise<T>): Promise<T>
  isOpen(): boolean
  close(): void
}

/**
 * Opens a window and begins to hear its events; `onPayment` hears of each payment of this session that went on. Rejects
 * where no station listens.
 */
export async function openPage(port: number, who: PageCaller, onPayment: (payment: Payment) => void): Promise<Page> {
  const socket = new WebSocket(`ws://127.0.0.1:${String(port)}/?${new URLSearchParams(who).toString()}`, {
    perMessageDeflate: false,
    handshakeTimeout: OPEN_WITHIN_MS,
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.on('error', reject)
  })
  const link = {
    postMessage: (text: string) => {
      if (socket.readyState === socket.OPEN) socket.send(text, () => undefined)
    },
    onMessage: {
      addListener: (listener: (text: string) => void) => {
        socket.on('message', (data: Buffer) => listener(data.toString('utf8')))
      },
    },
    onDisconnect: {
      addListener: (listener: () => void) => {
        socket.on('close', listener)
      },
    },
  }
  const client: Page['client'] = createORPCClient(new RPCLink({ port: link }))
  const gone = new Promise<never>((_, reject) => {
    socket.once('close', () => reject(new StationGone()))
  })
  gone.catch(() => undefined)
  const last = new Map<string, Payment>()
  const listeners = new Set<(payment: Payment) => void>()
  hear().catch(() => undefined)

  async function hear(): Promise<void> {
    for await (const event of await client.station.events()) {
      if (event.type !== 'payment-changed') continue
      last.set(event.payment.transaction, event.payment)
      onPayment(event.payment)
      for (const listener of listeners) listener(event.payment)
    }
  }

  async function until(payment: Payment, isEnough: (payment: Payment) => boolean, ms: number): Promise<Payment> {
    const now = () => last.get(payment.transaction) ?? payment
    if (isEnough(now())) return now()
    let listener: (payment: Payment) => void = () => undefined
    let timer: NodeJS.Timeout | undefined
    try {
      await Promise.race([
        gone,
        new Promise<void>((resolve) => {
          timer = setTimeout(resolve, ms)
          listener = (changed) => {
            if (changed.transaction === payment.transaction && isEnough(changed)) resolve()
          }
          listeners.add(listener)
        }),
      ])
    } finally {
      clearTimeout(timer)
      listeners.delete(listener)
    }
    return now()
  }

  return {
    client,
    until,
    whileThere: (work) => Promise.race([gone, work]),
    isOpen: () => socket.readyState === socket.OPEN,
    close: () => socket.terminate(),
  }
}
