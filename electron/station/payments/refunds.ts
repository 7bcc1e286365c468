import { defined } from '../../common/defined.ts'
import { isPaid, refuse, type Outcome, type RefusalCode, type TenderKind } from '../../contract/index.ts'
import type { ItemState } from '../../gateway/money-contract.ts'
import type { Gateway } from '../../gateway/port.ts'
import type { NewEntry } from '../journal/index.ts'
import type { Book } from './book.ts'
import { toFacts } from './intent.ts'
import { isBeforeLoss } from './ledger.ts'
import {
  INTENDED,
  isOwed,
  ITEM_DOUBTED,
  ITEM_REFUSED,
  REFUND_REFUSED,
  type IntentFacts,
  type PaymentRecord,
  type RecordItem,
} from './record.ts'
import type { TenderCalls } from './tenders/with-timeouts.ts'

/** A supervisor's order to refund `items` (ids) of the payment `transaction`. `actor` is the supervisor's id. */
export interface RefundOrder {
  transaction: string
  items: readonly string[]
  reason: string
  actor: string
}

/**
 * Refunds committed items to the tender that paid them, each refund as a transaction of its own that names the
 * payment's (money.md, "A payment", 12).
 */
export interface Refunds {
  /**
   * Records a refund, which `resume` then carries out. Refuses with `payment-unknown`, `not-paid`, `already-refunded`,
   * `payment-doubted` and `tender-unavailable`, and, where the gateway must be asked first, as its calls do. Rejects
   * with the disk's error; then nothing is recorded.
   */
  begin(refund: string, order: RefundOrder): Promise<Outcome<{ begun: PaymentRecord }>>
  /** Carries a refund out until every item is given back or refused for good. */
  resume(refund: PaymentRecord): Promise<void>
}

/**
 * Makes the refunds of a machine. `whyNot` answers why no refund of a payment may begin now; undefined where one may.
 */
export function createRefunds(deps: {
  book: Book
  tender(kind: TenderKind): TenderCalls | undefined
  gateway: Pick<Gateway, 'money'>
  training: boolean
  whyNot(transaction: string): RefusalCode | undefined
}): Refunds {
  const { book, tender, gateway } = deps

  /** Repeats `work` until it answers. Undefined where meanwhile the book was closed or `isUnderWay` said no. */
  async function repeatUntilAnswered<T>(
    isUnderWay: () => boolean,
    work: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const again = book.tries()
    while ((await again()) && isUnderWay() && !book.isClosed()) {
      const answer = await work()
      if (book.isClosed()) return undefined
      if (answer !== undefined) return answer
    }
    return undefined
  }

  async function giveBack(
    refund: PaymentRecord,
    original: string,
    attempt: string,
    item: PaymentRecord['items'][number],
  ): Promise<void> {
    const { of } = item
    const found = book.get(original)?.items.find((each) => each.item === of)
    if (
      of === undefined ||
      found?.state !== 'reversing' ||
      found.refund !== refund.transaction ||
      found.isTakingBack === true
    )
      return
    const { avos } = item
    const isUnderWay = () => {
      const now = book.get(original)?.items.find((each) => each.item === of)
      return now?.state === 'reversing' && now.refund === refund.transaction && now.isTakingBack !== true
    }
    const record = (kind: string) => book.note(original, { kind, facts: { item: of, avos } }, isUnderWay)
    const takenBack = await repeatUntilAnswered(isUnderWay, async () => {
      // A refund that was open when a loss was accepted may have ended in the lost entries, so it isn't repeated.
      if (!book.mayUndo(refund.transaction)) return undefined
      const outcome = await gateway.money.reverseItem({ item: of, reason: 'refund' })
      return outcome.ok ? outcome.answer : undefined
    })
    if (takenBack?.ok === false) await record(REFUND_REFUSED)
    if (takenBack?.ok !== true) return
    // Cash has no tender to ask: the supervisor hands it over.
    const returned =
      refund.tender === 'cash'
        ? { state: 'reversed' as const }
        : await repeatUntilAnswered(isUnderWay, async () => {
            const answer = await tender(refund.tender)?.reverse({ attempt, part: { key: item.item, amountAvos: avos } })
            return answer?.state === 'unknown' ? undefined : answer
          })
    if (returned?.state === 'refused') await record(ITEM_REFUSED)
    if (returned?.state === 'reversed')
      await book.moveItem(original, of, 'item-refunded', { tender: refund.tender, avos })
  }

  async function resume(refund: PaymentRecord): Promise<void> {
    const { refundOf, refundAttempt, transaction } = refund
    if (refundOf === undefined || refundAttempt === undefined) return
    if (refund.state === 'intended' && !(await book.move(transaction, 'payment-reversing', {}))) return
    await Promise.all(refund.items.map((item) => giveBack(refund, refundOf, refundAttempt, item)))
    // An item whose return was refused for good counts as done, since it has become a supervisor's task of its own.
    const isDone = refund.items.every(({ of }) => {
      const found = book.get(refundOf)?.items.find((each) => each.item === of)
      return found?.state !== 'reversing' || found.refund !== transaction
    })
    if (isDone) await book.move(transaction, 'payment-reversed', {})
  }

  /** Finds an order's items in this journal, or refuses as `Refunds.begin` does before it asks the gateway. */
  function findItems({
    transaction,
    items,
  }: RefundOrder): Outcome<{ payment: PaymentRecord; attempt: string; found: RecordItem[] }> {
    const payment = book.get(transaction)
    if (!payment || payment.refundOf !== undefined) return refuse('payment-unknown')
    if (!isPaid(payment.state) || payment.attempt === undefined) return refuse('not-paid')
    if (payment.tender !== 'cash' && !tender(payment.tender)) return refuse('tender-unavailable')
    const chosen = [...new Set(items)].map((item) => payment.items.find((each) => each.item === item))
    const found = chosen.filter((item) => item !== undefined)
    if (found.length !== chosen.length) return refuse('payment-unknown')
    if (
      found.some(
        ({ refund, state }) => state === 'reversing' && refund !== undefined && book.ledger.doubted.has(refund),
      )
    )
      return refuse('payment-doubted')
    if (found.some(({ refund, state }) => refund !== undefined || state === 'reversed' || state === 'refunded'))
      return refuse('already-refunded')
    // The lost entries may say that a supervisor ended the task, and neither agency nor gateway would know.
    if (
      found.some(
        ({ isDoubted, state }) => isDoubted === true || (state === 'task' && isBeforeLoss(book.ledger, payment)),
      )
    )
      return refuse('payment-doubted')
    return found.every(isOwed) ? { ok: true, payment, attempt: payment.attempt, found } : refuse('not-paid')
  }

  /**
   * For a payment older than an accepted loss, asks the agencies whether the lost entries held a refund. Items that
   * they have taken back become a supervisor's task, since nobody knows whether the payer has the money. Answers the
   * refusal, if any.
   */
  async function objection(
    { payment, found }: { payment: PaymentRecord; found: readonly RecordItem[] },
    actor: string,
  ): Promise<RefusalCode | undefined> {
    if (!isBeforeLoss(book.ledger, payment)) return undefined
    const { transaction } = payment
    const outcome = await gateway.money.itemStates({ transaction, items: found.map(({ item }) => item) })
    const code = outcome.ok ? deps.whyNot(transaction) : outcome.refusal.code
    if (!outcome.ok || code !== undefined) return code
    const answersFor = (item: string) => outcome.answer.items.filter((each) => each.item === item)
    // Unless the answer names an item exactly once and as it was paid, its agency may have taken it back.
    if (found.some((each) => !isAnswered(each, answersFor(each.item)))) return 'gateway-refused'
    const currentItem = (item: string) => book.get(transaction)?.items.find((each) => each.item === item)
    const isStillOwed = (item: string) => {
      const each = currentItem(item)
      return each !== undefined && isOwed(each)
    }
    const doubted = found.filter(({ item }) => answersFor(item)[0]?.state === 'reversed')
    for (const { item, avos } of doubted)
      await book.noteOrReject(transaction, { kind: ITEM_DOUBTED, facts: { item, avos }, actor }, () =>
        isStillOwed(item),
      )
    // An item that another refund took meanwhile isn't doubted; `findItems` then refuses it as refunded.
    return doubted.some(({ item }) => currentItem(item)?.isDoubted === true) ? 'payment-doubted' : undefined
  }

  async function begin(
    transaction: string,
    { payment, attempt, found }: { payment: PaymentRecord; attempt: string; found: readonly RecordItem[] },
    { reason, actor }: RefundOrder,
  ): Promise<PaymentRecord> {
    const original = payment.transaction
    const body = book.details(original)
    const ids = new Map(found.map(({ item }, index) => [item, `${transaction}:${String(index + 1)}`]))
    const facts: IntentFacts = {
      tender: payment.tender,
      place: 'counter',
      training: deps.training,
      refundOf: original,
      refundAttempt: attempt,
      totalAvos: found.reduce((sum, { avos }) => sum + avos, 0),
      items: found.map(({ item, agency, kind, avos, season }) => ({
        item: ids.get(item) ?? '',
        of: item,
        agency,
        kind,
        avos,
        requires: [],
        ...defined({ season }),
      })),
    }
    const alsoRecorded = found.map(({ item }): NewEntry => ({
      kind: 'item-refunding',
      actor,
      transaction: original,
      facts: { item, refund: transaction },
    }))
    const details = Object.fromEntries(
      found.flatMap(({ item }) => (body?.items[item] ? [[ids.get(item) ?? '', body.items[item]]] : [])),
    )
    return book.begin(
      transaction,
      actor,
      { kind: INTENDED, facts: toFacts(facts), body: { quote: '', items: details, reason } },
      alsoRecorded,
    )
  }

  return {
    async begin(transaction, order) {
      const chosen = await book.inTurn(order.transaction, () => Promise.resolve(findItems(order)))
      if (!chosen.ok) return chosen
      const code = await objection(chosen, order.actor)
      if (code !== undefined) return refuse(code)
      // The refunds of a payment go one after the other, so that an item is given back once.
      return book.inTurn(order.transaction, async () => {
        // Checked again, since something may have changed while it waited for its turn.
        const since = deps.whyNot(order.transaction)
        if (since !== undefined) return refuse(since)
        const still = findItems(order)
        return still.ok ? { ok: true, begun: await begin(transaction, still, order) } : still
      })
    },
    resume,
  }
}

/**
 * Whether the gateway's answer about a paid item is clear: it is paid, or its agency took it back. An item that is paid
 * by a supervisor's word may still be reserved.
 */
function isAnswered({ avos, isByWord }: RecordItem, answers: readonly ItemState[]): boolean {
  const [answer, another] = answers
  if (!answer || another) return false
  switch (answer.state) {
    case 'reversed':
      return true
    case 'acknowledged':
      return answer.amountAvos === avos
    case 'reserved':
      return isByWord === true && answer.amountAvos === avos
    case 'none':
    case 'refused':
      return false
  }
}
