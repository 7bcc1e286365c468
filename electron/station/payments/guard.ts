import { refuse, type RefusalCode } from '../../contract/index.ts'
import type { GatewayMoney } from '../../gateway/port.ts'
import type { Ledger, Task } from './ledger.ts'
import { isItemOver } from './states.ts'
import type { SteadyTender } from './tenders/steady.ts'

/**
 * The one place that decides whether what the journal says may be undone (money.md, "A journal that went back"): not while a head is known elsewhere
 * that isn't in it or an entry isn't as it was written, not before anybody outside the folder has judged it, and never what was open when somebody took note of a loss. Asking for a status
 * and going forward, to committed and acknowledged, are always allowed.
 */
export interface Guard {
  /** Whether anything of these transactions may be reversed, released, refused, cancelled or answered now. */
  mayUndo(...transactions: readonly string[]): boolean
  /** Why not, for a person who asks for it. */
  refusal(transaction: string): RefusalCode | undefined
  /** A tender that gives nothing back of what may not be undone: it isn't known then what became of it, and it is asked again. */
  tender(tender: SteadyTender): SteadyTender
  /** The gateway's money calls, of which those that undo aren't made either. */
  money(money: GatewayMoney): GatewayMoney
  /** What is open and may not be undone, for a supervisor. */
  tasks(): Task[]
}

/** `isJudged`: whether the gateway, or without the line a head kept outside the folder, has said where this journal ends. */
export function createGuard(deps: { ledger(): Ledger, hasGoneBack(): boolean, isDamaged(): boolean, isJudged(): boolean }): Guard {
  const isDoubted = (transaction: string) => deps.ledger().doubted.has(transaction)

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
      reverse: (question) => mayUndo(...namedIn(question.attempt, question.part?.key)) ? tender.reverse(question) : Promise.resolve({ state: 'unknown' })
    }),
    money: (money) => ({
      ...money,
      release: (question) => mayUndo(question.transaction) ? money.release(question) : notNow(),
      reverseItem: (question) => mayUndo(...namedIn(question.item)) ? money.reverseItem(question) : notNow()
    }),
    tasks() {
      const isAll = deps.hasGoneBack()
      return [...deps.ledger().open.values()].filter(({ transaction }) => isAll || isDoubted(transaction)).flatMap(({ transaction, totalAvos, since, committed, items }): Task[] => {
        const why = 'journal-went-back'
        if (!committed) return [{ transaction, amountAvos: totalAvos, why, since }]
        return items.filter(({ state }) => !isItemOver(state)).map(({ item, avos, since: from }) => ({ transaction, item, amountAvos: avos, why, since: from }))
      })
    }
  }
}

/** Of a UUID's text, with which an attempt's and an item's id begins. */
const TRANSACTION_LENGTH = 36
const namedIn = (...ids: readonly (string | undefined)[]) => ids.flatMap((id) => (id === undefined ? [] : [id.slice(0, TRANSACTION_LENGTH)]))
