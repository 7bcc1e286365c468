import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket } from 'ws'
import type { Act, contract, Payment } from '../../electron/contract/index.ts'
import type { training } from '../../electron/contract/training.ts'
import type { PageCaller } from './station-orders.ts'

/** How long a page tries to open, in milliseconds: long for a busy machine; a killed station is noticed at once. */
const OPEN_WITHIN_MS = 30_000

/** How long an act takes at most until it is where it is waited for, in milliseconds: long for a busy machine too. */
const ACT_WITHIN_MS = 60_000

/** The station's process ended while a page waited for it. */
export class StationGone extends Error {}

/** A window of the station as a page uses it: the contract over a WebSocket. Calls reject when the station is gone. */
export interface Page {
  client: ContractRouterClient<typeof contract>
  /** The dock's orders to the twins of a training station. */
  training: ContractRouterClient<typeof training>
  /**
   * Waits until `isEnough` accepts the payment or `ms` milliseconds have passed, and answers the payment. Rejects with
   * `StationGone`.
   */
  until(payment: Payment, isEnough: (payment: Payment) => boolean, ms: number): Promise<Payment>
  /**
   * Waits until `isEnough` accepts the act of this session (null for none), and answers it as it is then. Rejects with
   * `StationGone`, and where that takes longer than a busy machine needs.
   */
  untilAct(isEnough: (act: Act | null) => boolean): Promise<Act | null>
  /** Settles as `work` does, but rejects with `StationGone` as soon as the station is gone. */
  unlessGone<T>(work: Promise<T>): Promise<T>
  isOpen(): boolean
  close(): void
}

/**
 * Opens a window and subscribes to its events; `onPayment` gets each payment of this session when it changes, `onAct`
 * its act. Rejects where no station listens.
 */
export async function openPage(
  port: number,
  who: PageCaller,
  onPayment: (payment: Payment) => void,
  onAct: (act: Act | null) => void = () => undefined,
): Promise<Page> {
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
  const rpc = new RPCLink({ port: link })
  const client: Page['client'] = createORPCClient(rpc)
  const orders: Page['training'] = createORPCClient(rpc, { path: ['training'] })
  const gone = new Promise<never>((_, reject) => {
    socket.once('close', () => reject(new StationGone()))
  })
  gone.catch(() => undefined)
  const last = new Map<string, Payment>()
  const listeners = new Set<(payment: Payment) => void>()
  let act: Act | null = null
  const actListeners = new Set<() => void>()
  followEvents().catch(() => undefined)

  async function followEvents(): Promise<void> {
    for await (const event of await client.station.events()) {
      if (event.type === 'act-changed') {
        act = event.act
        onAct(event.act)
        for (const listener of actListeners) listener()
      }
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

  async function untilAct(isEnough: (act: Act | null) => boolean): Promise<Act | null> {
    let listener: () => void = () => undefined
    let timer: NodeJS.Timeout | undefined
    try {
      await Promise.race([
        gone,
        new Promise<void>((resolve, reject) => {
          timer = setTimeout(() => reject(new Error(`an act stays at ${act?.step ?? 'no step'}`)), ACT_WITHIN_MS)
          listener = () => {
            if (isEnough(act)) resolve()
          }
          actListeners.add(listener)
          listener()
        }),
      ])
    } finally {
      clearTimeout(timer)
      actListeners.delete(listener)
    }
    return act
  }

  return {
    client,
    training: orders,
    until,
    untilAct,
    unlessGone: (work) => Promise.race([gone, work]),
    isOpen: () => socket.readyState === socket.OPEN,
    close: () => socket.terminate(),
  }
}
