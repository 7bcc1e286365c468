import { refuse, type RefusalCode } from '../../contract/index.ts'
import type { GatewayMoney } from '../../gateway/port.ts'
import type { Ledger, Task } from './ledger.ts'
import type { PaymentRecord } from './record.ts'
import { isItemOver } from './states.ts'
import type { TenderCalls } from './tenders/with-timeouts.ts'

/**
 * The one place that decides whether what the journal says may be undone (money.md, "A journal that went back"): not
 * while a head is known elsewhere that isn't in it or an entry isn't as it was written, not before anybody outside the
 * folder has judged it, and never what was open when somebody took note of a loss. Asking for a status and going
 * forward, to committed and acknowledged, are always allowed.
 */
export interface Guard {
  /** Whether anything of these transactions may be reversed, released, refused, cancelled or answered now. */
  mayUndo(...transactions: readonly string[]): boolean
  /** Why not, for a person who asks for it. */
  refusal(transaction: string): RefusalCode | undefined
  /**
   * A tender that gives nothing back of what may not be undone: it isn't known then what became of it, and it is asked
   * again.
   */
  tender(tender: TenderCalls): TenderCalls
  /** The gateway's money calls, of which those that undo aren't made either. */
  money(money: GatewayMoney): GatewayMoney
  /** Whether what is open of a transaction is a supervisor's, since what became of it isn't known here. */
  isHeld(transaction: string): boolean
  /**
   * What is open and may not be undone, for a supervisor: each once, and what a refund gives back by the payment that
   * it was of.
   */
  tasks(): Task[]
}

interface Deps {
  ledger(): Ledger
  /** Undefined where it can't be read now. */
  get(transaction: string): PaymentRecord | undefined
  hasGoneBack(): boolean
  isDamaged(): boolean
  /** Whether the gateway, or without the line a head kept outside the folder, has said where this journal ends. */
  isJudged(): boolean
}

export function createGuard(deps: Deps): Guard {
  /** What a refund still has to give back; undefined where that isn't known. */
  const leftOf = (original: string, refund: string) =>
    deps.get(original)?.items.filter((item) => item.state === 'reversing' && item.refund === refund)

  /** A refund that has nothing left to give back may end: nothing is undone by that. */
  function isDoubted(transaction: string): boolean {
    if (!deps.ledger().doubted.has(transaction)) return false
    const original = deps.ledger().open.get(transaction)?.refundOf
    return original === undefined || leftOf(original, transaction)?.length !== 0
  }

  const isHeld = (transaction: string) => deps.hasGoneBack() || isDoubted(transaction)

  /** A reversal that was refused for good is a task by its own entry. */
  function heldOf({ transaction, totalAvos, since, committed, items, refundOf, isKept }: PaymentRecord): Task[] {
    const why = 'journal-went-back'
    if (isKept === true) return []
    if (refundOf === undefined && !committed) return [{ transaction, amountAvos: totalAvos, why, since }]
    const left =
      refundOf === undefined
        ? items.filter(({ state }) => !isItemOver(state))
        : (leftOf(refundOf, transaction) ?? items.map(({ of = '', ...rest }) => ({ ...rest, item: of })))
    return left.map(({ item, avos, since: from }) => ({
      transaction: refundOf ?? transaction,
      item,
      amountAvos: avos,
      why,
      since: from,
    }))
  }

  function mayUndo(...transactions: readonly string[]): boolean {
    return !deps.hasGoneBack() && !deps.isDamaged() && deps.isJudged() && !transactions.some(isDoubted)
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
        mayUndo(...namedIn(question.attempt, question.part?.key))
          ? tender.reverse(question)
          : Promise.resolve({ state: 'unknown' }),
    }),
    money: (money) => ({
      ...money,
      release: (question) => (mayUndo(question.transaction) ? money.release(question) : notNow()),
      reverseItem: (question) => (mayUndo(...namedIn(question.item)) ? money.reverseItem(question) : notNow()),
    }),
    isHeld,
    tasks() {
      const held = [...deps.ledger().open.values()].filter(({ transaction }) => isHeld(transaction)).flatMap(heldOf)
      // Of a payment that is open too both it and its refund name the item.
      return [...new Map(held.map((task) => [`${task.transaction} ${task.item ?? ''}`, task])).values()]
    },
  }
}

/** Of a UUID's text, with which an attempt's and an item's id begins. */
const TRANSACTION_LENGTH = 36
const namedIn = (...ids: readonly (string | undefined)[]) =>
  ids.flatMap((id) => (id === undefined ? [] : [id.slice(0, TRANSACTION_LENGTH)]))
