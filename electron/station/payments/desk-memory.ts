import { createKeyedTurns, createTurns } from '../../common/turns.ts'
import type { StationEvent } from '../../contract/index.ts'
import type { GatewayBill } from '../../gateway/money-contract.ts'
import type { KeptQuote } from './order.ts'

/** Who stands at the desk: a page session, as far as money needs to know it. */
export interface Customer {
  /** The session that all of it belongs to; nothing is kept beyond its life. */
  readonly session: object
  /** The session's `visit`: rises when whoever is in front has gone for good; as it is now, whenever it is read. */
  readonly visit: number
  readonly place: 'kiosk' | 'counter'
  /** `resident`, or the operator's id. */
  readonly actor: string
  /** The verified eID of the person in front, as the gateway knows it. */
  readonly eid: { bindingId: Uint8Array; cti: Uint8Array } | undefined
  publish(event: StationEvent): void
}

/**
 * What the desk remembers of one person's time: only what was found can be quoted, only what was quoted can be paid.
 */
export interface DeskState {
  readonly bills: Map<string, GatewayBill>
  /** Next inspections, by bill. */
  readonly inspections: Map<string, string>
  readonly quotes: Map<string, KeptQuote>
  /** The last transaction of each quote. */
  readonly paidBy: Map<string, string>
  /** What may be shown and given on paper. */
  readonly transactions: Set<string>
  /** Those of them that this person began or holds the pending slip of. */
  readonly own: Set<string>
  current: string | undefined
  noteWalletCode(code: string, at: number): void
  /** The code that was scanned last and not before `since` (monotonic milliseconds), once. */
  takeWalletCode(since: number): string | undefined
  /** One order after the other. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
}

/** The memory of all desks. A person's part of it is gone when their time at the session ends. */
export function deskMemory() {
  const bySession = new WeakMap<object, { visit: number; state: DeskState }>()
  const listeners = new Map<string, Map<object, { customer: Customer; visit: number }>>()
  const inTurnOf = createKeyedTurns<string>()

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
      // Whoever stood here before hears nothing any more.
      for (const transaction of held?.state.transactions ?? []) {
        listeners.get(transaction)?.delete(customer.session)
        if (listeners.get(transaction)?.size === 0) listeners.delete(transaction)
      }
      const state = fresh(customer)
      bySession.set(customer.session, { visit: customer.visit, state })
      return state
    },
    /**
     * Gives what there is of one payment one after the other, whoever asks; a turn lasts until what it gave is
     * `written`.
     */
    inTurnOf<T extends { written: Promise<void> }>(transaction: string, work: () => Promise<T>): Promise<T> {
      return inTurnOf(transaction, work, ({ written }) => written)
    },
    /** The people who still stand at a desk and know this payment. */
    knowing(transaction: string): Customer[] {
      const knowing = listeners.get(transaction)
      if (!knowing) return []
      for (const [session, { customer, visit }] of knowing) if (customer.visit !== visit) knowing.delete(session)
      if (knowing.size === 0) listeners.delete(transaction)
      return [...knowing.values()].map(({ customer }) => customer)
    },
  }
}
