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

/** `items`: of the payment `transaction`, by their ids. `actor`: the supervisor's id. */
export interface RefundOrder {
  transaction: string
  items: readonly string[]
  reason: string
  actor: string
}

/**
 * Giving committed items back, to the tender that they came from, as a transaction of its own that names the first
 * (money.md, "A payment", 12).
 */
export interface Refunds {
  /**
   * Records a refund, which `resume` then carries out. Refuses with `payment-unknown`, `not-paid`, `already-refunded`,
   * `payment-doubted` and `tender-unavailable`, and as the gateway's calls do where it has to be asked first; rejects
   * with what the disk throws: then nothing of it is there.
   */
  begin(refund: string, order: RefundOrder): Promise<Outcome<{ begun: PaymentRecord }>>
  /** Goes on with a refund until everything is given back. */
  resume(refund: PaymentRecord): Promise<void>
}

/** `whyNot`: why nothing of a payment may be refunded now, if so. */
export function createRefunds(deps: {
  book: Book
  tender(kind: TenderKind): TenderCalls | undefined
  gateway: Pick<Gateway, 'money'>
  training: boolean
  whyNot(transaction: string): RefusalCode | undefined
}): Refunds {
  const { book, tender, gateway } = deps

  /**
   * Asks until there is an answer; undefined where the book was closed meanwhile, or nothing is to be asked any more.
   */
  async function untilKnown<T>(isUnderWay: () => boolean, work: () => Promise<T | undefined>): Promise<T | undefined> {
    for (let count = 0; isUnderWay() && !book.isClosed(); count++) {
      const answer = await work()
      if (book.isClosed()) return undefined
      if (answer !== undefined) return answer
      if (!(await book.pause(count))) return undefined
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
    const keep = (kind: string) => book.note(original, { kind, facts: { item: of, avos } }, isUnderWay)
    const takenBack = await untilKnown(isUnderWay, async () => {
      // A refund that was open at a loss may have ended in what is lost, also where nothing else of its payment was
      // open then.
      if (!book.mayUndo(refund.transaction)) return undefined
      const outcome = await gateway.money.reverseItem({ item: of, reason: 'refund' })
      return outcome.ok ? outcome.answer : undefined
    })
    if (takenBack?.ok === false) await keep(REFUND_REFUSED)
    if (takenBack?.ok !== true) return
    // Cash is handed over by whoever refunds it.
    const returned =
      refund.tender === 'cash'
        ? { state: 'reversed' as const }
        : await untilKnown(isUnderWay, async () => {
            const answer = await tender(refund.tender)?.reverse({ attempt, part: { key: item.item, amountAvos: avos } })
            return answer?.state === 'unknown' ? undefined : answer
          })
    if (returned?.state === 'refused') await keep(ITEM_REFUSED)
    if (returned?.state === 'reversed')
      await book.moveItem(original, of, 'item-refunded', { tender: refund.tender, avos })
  }

  async function resume(refund: PaymentRecord): Promise<void> {
    const { refundOf, refundAttempt, transaction } = refund
    if (refundOf === undefined || refundAttempt === undefined) return
    if (refund.state === 'intended' && !(await book.move(transaction, 'payment-reversing', {}))) return
    await Promise.all(refund.items.map((item) => giveBack(refund, refundOf, refundAttempt, item)))
    // What was refused for good is over too, and a task of its own.
    const isDone = refund.items.every(({ of }) => {
      const found = book.get(refundOf)?.items.find((each) => each.item === of)
      return found?.state !== 'reversing' || found.refund !== transaction
    })
    if (isDone) await book.move(transaction, 'payment-reversed', {})
  }

  /** What a refund is of, as far as this journal says. */
  function choose({
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
    // What was a task may have been ended in what is lost: by a supervisor, of whom nobody outside knows.
    if (
      found.some(
        ({ isDoubted, state }) => isDoubted === true || (state === 'task' && isBeforeLoss(book.ledger, payment)),
      )
    )
      return refuse('payment-doubted')
    return found.every(isOwed) ? { ok: true, payment, attempt: payment.attempt, found } : refuse('not-paid')
  }

  /**
   * A refund may be among the entries that are lost: of a payment that is older than that loss the agencies are asked,
   * and what they took back already becomes a supervisor's by an entry, for whether its payer has the money nobody
   * knows.
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
    const answers = (item: string) => outcome.answer.items.filter((each) => each.item === item)
    // What an answer doesn't name once, or names otherwise than it stands here, may have been taken back all the same.
    if (found.some((each) => !isAnswered(each, answers(each.item)))) return 'gateway-refused'
    const now = (item: string) => book.get(transaction)?.items.find((each) => each.item === item)
    const isStillOwed = (item: string) => {
      const each = now(item)
      return each !== undefined && isOwed(each)
    }
    const doubted = found.filter(({ item }) => answers(item)[0]?.state === 'reversed')
    for (const { item, avos } of doubted)
      await book.noteOrReject(transaction, { kind: ITEM_DOUBTED, facts: { item, avos }, actor }, () =>
        isStillOwed(item),
      )
    // What another refund took meanwhile isn't doubted: it is found given back.
    return doubted.some(({ item }) => now(item)?.isDoubted === true) ? 'payment-doubted' : undefined
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
      const chosen = await book.inTurn(order.transaction, () => Promise.resolve(choose(order)))
      if (!chosen.ok) return chosen
      const code = await objection(chosen, order.actor)
      if (code !== undefined) return refuse(code)
      // One refund of a payment after the other: an item is given back once.
      return book.inTurn(order.transaction, async () => {
        // What became known while it waited for its turn counts as well.
        const since = deps.whyNot(order.transaction)
        if (since !== undefined) return refuse(since)
        const still = choose(order)
        return still.ok ? { ok: true, begun: await begin(transaction, still, order) } : still
      })
    },
    resume,
  }
}

/**
 * Whether what the gateway says of an item that is paid by this journal is clear: that it is, or that its agency took
 * it back. One that is paid by a supervisor's word may be reserved still.
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
