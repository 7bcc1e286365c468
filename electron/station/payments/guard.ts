import { refuse, type RefusalCode } from '../../contract/index.ts'
import type { GatewayMoney } from '../../gateway/port.ts'
import type { Ledger, Task } from './ledger.ts'
import type { PaymentRecord } from './record.ts'
import { isItemOver } from './states.ts'
import type { TenderCalls } from './tenders/with-timeouts.ts'

/**
 * Decides in one place whether what the journal says may be undone (money.md, "A journal that went back"). It may not
 * while a known head is missing from the journal or an entry isn't as it was written, not before the gateway or a head
 * outside the folder has confirmed the journal's end, and never for payments that were open when a loss was accepted.
 * Asking for a status and moving forward, to committed and acknowledged, are always allowed.
 */
export interface Guard {
  /** Whether these transactions may be reversed, released, refused, cancelled or answered now. */
  mayUndo(...transactions: readonly string[]): boolean
  /** The refusal for a person who asks for something that may not be undone; undefined where it may. */
  refusal(transaction: string): RefusalCode | undefined
  /** Wraps a tender so that a reversal that isn't allowed answers `unknown`, which is asked again. */
  tender(tender: TenderCalls): TenderCalls
  /** Wraps the gateway's money calls so that those that undo are refused while that isn't allowed. */
  money(money: GatewayMoney): GatewayMoney
  /** Whether a transaction is left to a supervisor, since the station can't know what became of it. */
  isHeld(transaction: string): boolean
  /**
   * The tasks for everything open that may not be undone, each once. An item that a refund gives back is listed under
   * the original payment.
   */
  tasks(): Task[]
}

interface Deps {
  ledger(): Ledger
  /** The payment; undefined where it can't be read now. */
  get(transaction: string): PaymentRecord | undefined
  hasGoneBack(): boolean
  isDamaged(): boolean
  /** Whether the gateway, or without the line a head outside the folder, has confirmed where this journal ends. */
  isEndConfirmed(): boolean
}

/** Makes the guard of a machine; it asks `deps` anew for each decision. */
export function createGuard(deps: Deps): Guard {
  /** The items that a refund still has to give back; undefined where that can't be read. */
  const itemsLeftOf = (original: string, refund: string) =>
    deps.get(original)?.items.filter((item) => item.state === 'reversing' && item.refund === refund)

  /**
   * Whether a transaction was open when a loss was accepted, so that the lost entries may say what became of it. A
   * refund without an item left to give back is excepted: it only has to be recorded as ended, which undoes nothing.
   */
  function isDoubted(transaction: string): boolean {
    if (!deps.ledger().doubted.has(transaction)) return false
    const original = deps.ledger().open.get(transaction)?.refundOf
    return original === undefined || itemsLeftOf(original, transaction)?.length !== 0
  }

  const isHeld = (transaction: string) => deps.hasGoneBack() || isDoubted(transaction)

  /**
   * The tasks of one held payment. An item whose reversal was refused for good has a task by its own entry already, so
   * none is made here.
   */
  function tasksOf({ transaction, totalAvos, since, committed, items, refundOf, isKept }: PaymentRecord): Task[] {
    const why = 'journal-went-back'
    if (isKept === true) return []
    if (refundOf === undefined && !committed) return [{ transaction, amountAvos: totalAvos, why, since }]
    const left =
      refundOf === undefined
        ? items.filter(({ state }) => !isItemOver(state))
        : (itemsLeftOf(refundOf, transaction) ?? items.map(({ of = '', ...rest }) => ({ ...rest, item: of })))
    return left.map(({ item, avos, since: from }) => ({
      transaction: refundOf ?? transaction,
      item,
      amountAvos: avos,
      why,
      since: from,
    }))
  }

  function mayUndo(...transactions: readonly string[]): boolean {
    return !deps.hasGoneBack() && !deps.isDamaged() && deps.isEndConfirmed() && !transactions.some(isDoubted)
  }

  const notNow = () => Promise.resolve(refuse('data-damaged'))

  return {
    mayUndo,
    refusal(transaction) {
      if (mayUndo(transaction)) return undefined
      if (deps.isDamaged()) return 'data-damaged'
      if (deps.hasGoneBack()) return 'journal-went-back'
      return isDoubted(transaction) ? 'payment-doubted' : 'settling'
    },
    tender: (tender) => ({
      ...tender,
      reverse: (question) =>
        mayUndo(...transactionsIn(question.attempt, question.part?.key))
          ? tender.reverse(question)
          : Promise.resolve({ state: 'unknown' }),
    }),
    money: (money) => ({
      ...money,
      release: (question) => (mayUndo(question.transaction) ? money.release(question) : notNow()),
      reverseItem: (question) => (mayUndo(...transactionsIn(question.item)) ? money.reverseItem(question) : notNow()),
    }),
    isHeld,
    tasks() {
      const held = [...deps.ledger().open.values()].filter(({ transaction }) => isHeld(transaction)).flatMap(tasksOf)
      // Where a payment and its refund are both open, both list the same item, so it is kept once.
      return [...new Map(held.map((task) => [`${task.transaction} ${task.item ?? ''}`, task])).values()]
    },
  }
}

/** The length of the UUID with which the ids of attempts and items begin. */
const TRANSACTION_LENGTH = 36
const transactionsIn = (...ids: readonly (string | undefined)[]) =>
  ids.flatMap((id) => (id === undefined ? [] : [id.slice(0, TRANSACTION_LENGTH)]))
