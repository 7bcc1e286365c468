import { createTurns } from '../../common/turns.ts'
import type { StationEvent } from '../../contract/index.ts'
import type { GatewayBill } from '../../gateway/money-contract.ts'
import type { KeptQuote } from './order.ts'

/** A page session, as far as payments need to know it. */
export interface Customer {
  /** The session as a key; nothing is kept beyond its life. */
  readonly session: object
  /** The session's `visit` now; it rises when the person in front has gone for good. */
  readonly visit: number
  readonly place: 'kiosk' | 'counter'
  /** `resident`, or the operator's id. */
  readonly actor: string
  /** The ids of the verified eID of the person in front. */
  readonly eid: { bindingId: Uint8Array; cti: Uint8Array } | undefined
  publish(event: StationEvent): void
}

/**
 * What the desk remembers during one visit: only bills that were found can be quoted, and only quotes that were made
 * can be paid.
 */
export interface DeskState {
  readonly bills: Map<string, GatewayBill>
  /** The vehicles' next inspections, by bill. */
  readonly inspections: Map<string, string>
  readonly quotes: Map<string, KeptQuote>
  /** The last transaction of each quote. */
  readonly paidBy: Map<string, string>
  /** The transactions whose state and printouts this session may have. */
  readonly transactions: Set<string>
  /** Those of them that this person began, or whose pending slip they showed. */
  readonly own: Set<string>
  current: string | undefined
  noteWalletCode(code: string, at: number): void
  /**
   * The wallet payment code that was scanned last, if not before `since` (monotonic milliseconds). It is given once.
   */
  takeWalletCode(since: number): string | undefined
  /** Runs the orders of a session one after the other. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
}

/** Keeps the desk's memory for each session; a person's part is dropped when their visit ends. */
export function deskMemory() {
  const bySession = new WeakMap<object, { visit: number; state: DeskState }>()
  const listeners = new Map<string, Map<object, { customer: Customer; visit: number }>>()

  function fresh(customer: Customer): DeskState {
    let walletCode: { code: string; at: number } | undefined
    const { visit } = customer
    const transactions = new Set<string>()
    const add = transactions.add.bind(transactions)
    transactions.add = (transaction) => {
      const knowing = listeners.get(transaction) ?? new Map<object, { customer: Customer; visit: number }>()
      listeners.set(transaction, knowing.set(customer.session, { customer, visit }))
      return add(transaction)
    }
    return {
      bills: new Map(),
      inspections: new Map(),
      quotes: new Map(),
      paidBy: new Map(),
      transactions,
      own: new Set(),
      current: undefined,
      noteWalletCode(code, at) {
        walletCode = { code, at }
      },
      takeWalletCode(since) {
        const taken = walletCode
        walletCode = undefined
        return taken && taken.at >= since ? taken.code : undefined
      },
      inTurn: createTurns(),
    }
  }

  return {
    of(customer: Customer): DeskState {
      const held = bySession.get(customer.session)
      if (held?.visit === customer.visit) return held.state
      // The visitor before gets no more events of these payments.
      for (const transaction of held?.state.transactions ?? []) {
        listeners.get(transaction)?.delete(customer.session)
        if (listeners.get(transaction)?.size === 0) listeners.delete(transaction)
      }
      const state = fresh(customer)
      bySession.set(customer.session, { visit: customer.visit, state })
      return state
    },
    /** The sessions that know this payment and whose visit hasn't ended. */
    knowing(transaction: string): Customer[] {
      const knowing = listeners.get(transaction)
      if (!knowing) return []
      for (const [session, { customer, visit }] of knowing) if (customer.visit !== visit) knowing.delete(session)
      if (knowing.size === 0) listeners.delete(transaction)
      return [...knowing.values()].map(({ customer }) => customer)
    },
  }
}
