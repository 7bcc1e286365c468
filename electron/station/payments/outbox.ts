import type { TenderKind } from '../../contract/index.ts'
import type { Gateway } from '../../gateway/port.ts'
import type { Book } from './book.ts'
import type { Task } from './ledger.ts'
import { ITEM_REFUSED, type PaymentRecord, type RecordItem } from './record.ts'
import type { TenderCalls } from './tenders/with-timeouts.ts'

/**
 * Telling the agencies: each item of a committed payment until its agency has answered (money.md, "A payment", 3 and
 * 7).
 */
export interface Outbox {
  /** Goes on with every item that isn't answered, each in a lane of its own, until all of them have ended. */
  deliver(transaction: string): Promise<void>
  /** The items whose own words can't be read and of which the gateway hasn't said anything to go on with yet. */
  unreadable(): readonly Task[]
}

export function createOutbox(deps: {
  book: Book
  tender(kind: TenderKind): TenderCalls | undefined
  gateway: Pick<Gateway, 'money'>
  receiptNumber(payment: PaymentRecord): string
}): Outbox {
  const { book, tender, gateway } = deps
  const underWay = new Map<string, Promise<void>>()
  const unreadable = new Map<string, Task>()

  const itemOf = (transaction: string, item: string): RecordItem | undefined =>
    book.get(transaction)?.items.find((each) => each.item === item)

  /** Whether its agency still has to hear of an item: a supervisor may have ended it meanwhile. */
  const isUntold = (transaction: string, item: string): boolean =>
    ['waiting', 'submitted'].includes(itemOf(transaction, item)?.state ?? '')

  /**
   * Waits as long as a supervisor ends an item; false where the book was closed meanwhile. Its agency may keep it: then
   * it goes on.
   */
  async function untilItMoves(transaction: string, item: string): Promise<boolean> {
    for (let count = 0; itemOf(transaction, item)?.isTakingBack === true; count++)
      if (!(await book.pause(count))) return false
    return !book.isClosed()
  }

  /**
   * One item from its turn to its end. What it requires is acknowledged first: the fine before the tax of its vehicle.
   */
  async function lane(payment: PaymentRecord, item: string, before: readonly Promise<void>[]): Promise<void> {
    await Promise.all(before)
    const found = itemOf(payment.transaction, item)
    if (!found || book.isClosed()) return
    if (found.state === 'waiting' || found.state === 'submitted') await submit(payment, found)
    const now = itemOf(payment.transaction, item)
    // A refund gives back by itself.
    if (now && now.refund === undefined && (now.state === 'refused' || now.state === 'reversing'))
      await giveBack(payment, now)
  }

  async function submit(payment: PaymentRecord, item: RecordItem): Promise<void> {
    const { transaction } = payment
    const missing = item.requires.some((required) => itemOf(transaction, required)?.state !== 'acknowledged')
    if (missing) {
      if (!book.isClosed()) await refuse(transaction, item.item)
      return
    }
    const paidAt = book.get(transaction)?.committed?.at
    if (paidAt === undefined) return
    const ref = readyRef(transaction, item.item) ?? (await lookUp(transaction, item))
    if (ref === undefined) return
    if (!(await untilItMoves(transaction, item.item))) return
    if (item.state === 'waiting' && !(await book.moveItem(transaction, item.item, 'item-submitted'))) return
    for (let count = 0; isUntold(transaction, item.item) && !book.isClosed(); count++) {
      if (!(await untilItMoves(transaction, item.item))) return
      // Asked again it is the same words with the same key: the answer is the same however often it is asked.
      const outcome = await gateway.money.submitItem({
        item: item.item,
        transaction,
        ref,
        amountAvos: item.avos,
        paidAt,
        tender: payment.tender,
        receipt: deps.receiptNumber(payment),
      })
      if (book.isClosed()) return
      if (outcome.ok && outcome.answer.ok) {
        if (
          await book.moveItem(transaction, item.item, 'item-acknowledged', {
            acknowledgement: outcome.answer.acknowledgement,
          })
        )
          return
      } else if (outcome.ok && !outcome.answer.ok) {
        if (await book.moveItem(transaction, item.item, 'item-refused', { code: outcome.answer.code })) return
      }
      if (!(await book.pause(count))) return
    }
  }

  /**
   * The bill that an item is for, where it may be submitted: what may have been taken back since isn't told to be paid,
   * unasked.
   */
  const readyRef = (transaction: string, item: string): string | undefined =>
    book.mayUndo(transaction) ? book.refOf(transaction, item) : undefined

  /**
   * Asks the gateway for an item whose own words can't be read, never refused for want of the station's memory, or may
   * not be relied on. Answers the bill of one that is still to be submitted; what the agency has decided is followed
   * here, where it undoes something no sooner than it may. What it doesn't know, or knows otherwise, waits for a
   * supervisor and is asked again.
   */
  async function lookUp(transaction: string, { item, avos, state, since }: RecordItem): Promise<string | undefined> {
    for (let count = 0; isUntold(transaction, item) && !book.isClosed(); count++) {
      if (!(await untilItMoves(transaction, item))) return undefined
      const outcome = await gateway.money.itemStates({ transaction, items: [item] })
      if (book.isClosed()) return undefined
      const [found, another] = outcome.ok ? outcome.answer.items.filter((each) => each.item === item) : []
      if (
        found &&
        !another &&
        found.state !== 'none' &&
        (found.amountAvos ?? avos) === avos &&
        (found.state === 'acknowledged' || found.state === 'reserved' || book.mayUndo(transaction))
      ) {
        unreadable.delete(item)
        book.changed(transaction)
        switch (found.state) {
          case 'reserved':
            book.learnRef(item, found.ref)
            return found.ref
          case 'acknowledged':
            if (state === 'waiting') await book.moveItem(transaction, item, 'item-submitted')
            await book.moveItem(transaction, item, 'item-acknowledged', { acknowledgement: found.acknowledgement })
            break
          case 'refused':
          case 'reversed':
            await book.moveItem(transaction, item, 'item-refused', {
              code: found.state === 'refused' ? found.code : 'not-reserved',
            })
            break
        }
      }
      if (isUntold(transaction, item) && book.refOf(transaction, item) === undefined)
        unreadable.set(item, { transaction, item, amountAvos: avos, why: 'unreadable', since })
      book.changed(transaction)
      if (!(await book.pause(count))) return undefined
      const ref = readyRef(transaction, item)
      if (ref !== undefined) return ref
    }
    return undefined
  }

  /**
   * Refused by the station itself: the agency is told first, so that nothing of it stands there when the money goes
   * back.
   */
  async function refuse(transaction: string, item: string): Promise<void> {
    for (let count = 0; isUntold(transaction, item) && !book.isClosed(); count++) {
      if (!(await untilItMoves(transaction, item))) return
      const outcome = await gateway.money.reverseItem({ item, reason: 'fine-refused' })
      if (book.isClosed()) return
      if (outcome.ok) {
        if (outcome.answer.ok) await book.moveItem(transaction, item, 'item-refused', { code: 'fine-first' })
        else await keep(transaction, item)
        return
      }
      if (!(await book.pause(count))) return
    }
  }

  /** Its money won't go back by itself, for good: it is a supervisor's. */
  async function keep(transaction: string, item: string): Promise<void> {
    const found = itemOf(transaction, item)
    if (found)
      await book.note(
        transaction,
        { kind: ITEM_REFUSED, facts: { item, avos: found.avos } },
        () => itemOf(transaction, item)?.state === found.state,
      )
  }

  /**
   * Refused after the tender: the money of this item goes back without waiting for anyone; cash waits for a supervisor.
   */
  async function giveBack(payment: PaymentRecord, item: RecordItem): Promise<void> {
    const { transaction, attempt = '', tender: kind } = payment
    if (kind === 'cash') {
      await book.moveItem(transaction, item.item, 'item-task', { avos: item.avos })
      return
    }
    if (item.state === 'refused') await book.moveItem(transaction, item.item, 'item-reversing')
    for (let count = 0; itemOf(transaction, item.item)?.state === 'reversing'; count++) {
      if (!(await untilItMoves(transaction, item.item))) return
      const answer = (await tender(kind)?.reverse({ attempt, part: { key: item.item, amountAvos: item.avos } })) ?? {
        state: 'unknown',
      }
      if (book.isClosed()) return
      if (answer.state === 'reversed') {
        await book.moveItem(transaction, item.item, 'item-reversed', { tender: kind, avos: item.avos })
        return
      }
      if (answer.state === 'refused') {
        await keep(transaction, item.item)
        return
      }
      if (!(await book.pause(count))) return
    }
  }

  async function deliver(transaction: string): Promise<void> {
    const payment = book.get(transaction)
    if (!payment?.committed) return
    const lanes = new Map<string, Promise<void>>()
    // Items stand in an order in which what is required comes first.
    for (const { item, requires } of payment.items) {
      lanes.set(
        item,
        lane(
          payment,
          item,
          requires.flatMap((required) => lanes.get(required) ?? []),
        ),
      )
    }
    await Promise.all(lanes.values())
  }

  return {
    deliver(transaction) {
      const running = underWay.get(transaction) ?? deliver(transaction).finally(() => underWay.delete(transaction))
      underWay.set(transaction, running)
      return running
    },
    unreadable: () => [...unreadable.values()].filter(({ transaction, item = '' }) => isUntold(transaction, item)),
  }
}
