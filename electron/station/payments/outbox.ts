import type { TenderKind } from '../../contract/index.ts'
import type { Gateway } from '../../gateway/port.ts'
import type { Book } from './book.ts'
import type { Task } from './ledger.ts'
import { ITEM_REFUSED, type PaymentRecord, type RecordItem } from './record.ts'
import type { TenderCalls } from './tenders/with-timeouts.ts'

/** Tells each item of a committed payment to its agency until that has answered (money.md, "A payment", 3 and 7). */
export interface Outbox {
  /** Delivers every item that isn't answered, side by side, and resolves when all have ended. */
  deliver(transaction: string): Promise<void>
  /** Tasks for the items whose body can't be read and for which the gateway hasn't given a bill or outcome yet. */
  unreadable(): readonly Task[]
}

/** Makes the outbox of a machine's committed payments. */
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

  /** Whether an item's agency must still be told; a supervisor may have ended it meanwhile. */
  const isUntold = (transaction: string, item: string): boolean =>
    ['waiting', 'submitted'].includes(itemOf(transaction, item)?.state ?? '')

  /**
   * Waits while a supervisor ends an item; false where the book was closed meanwhile. If the agency keeps the item, its
   * delivery goes on.
   */
  async function waitWhileTakingBack(transaction: string, item: string): Promise<boolean> {
    const again = book.tries()
    while (itemOf(transaction, item)?.isTakingBack === true) if (!(await again())) return false
    return !book.isClosed()
  }

  /** Delivers one item once the items it requires are done, such as the fine before the tax of its vehicle. */
  async function deliverItem(payment: PaymentRecord, item: string, before: readonly Promise<void>[]): Promise<void> {
    await Promise.all(before)
    const found = itemOf(payment.transaction, item)
    if (!found || book.isClosed()) return
    if (found.state === 'waiting' || found.state === 'submitted') await submit(payment, found)
    const now = itemOf(payment.transaction, item)
    // A refund returns the money itself.
    if (now && now.refund === undefined && (now.state === 'refused' || now.state === 'reversing'))
      await giveBack(payment, now)
  }

  async function submit(payment: PaymentRecord, item: RecordItem): Promise<void> {
    const { transaction } = payment
    const missing = item.requires.some((required) => itemOf(transaction, required)?.state !== 'acknowledged')
    if (missing) {
      if (!book.isClosed()) await refuseItem(transaction, item.item)
      return
    }
    const paidAt = book.get(transaction)?.committed?.at
    if (paidAt === undefined) return
    const ref = submittableRef(transaction, item.item) ?? (await askForRef(transaction, item))
    if (ref === undefined) return
    if (!(await waitWhileTakingBack(transaction, item.item))) return
    if (item.state === 'waiting' && !(await book.moveItem(transaction, item.item, 'item-submitted'))) return
    const again = book.tries()
    while ((await again()) && isUntold(transaction, item.item) && !book.isClosed()) {
      if (!(await waitWhileTakingBack(transaction, item.item))) return
      // A repeated call has the same content and key, so the answer is the same.
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
    }
  }

  /**
   * The bill of an item, if it may be submitted now. An item that may have been taken back in a lost part of the
   * journal isn't submitted before the gateway has been asked.
   */
  const submittableRef = (transaction: string, item: string): string | undefined =>
    book.mayUndo(transaction) ? book.refOf(transaction, item) : undefined

  /**
   * Asks the gateway about an item whose body can't be read or that may not be submitted unasked, and answers its bill
   * if it is still to be submitted. It records what the agency has decided, as soon as an undoing move is allowed. An
   * item that the gateway doesn't know, or knows otherwise, is asked about again and is a supervisor's task meanwhile;
   * it is never refused because the station can't read its own entry.
   */
  async function askForRef(transaction: string, { item, avos, state, since }: RecordItem): Promise<string | undefined> {
    const again = book.tries()
    while ((await again()) && isUntold(transaction, item) && !book.isClosed()) {
      const ref = submittableRef(transaction, item)
      if (ref !== undefined) return ref
      if (!(await waitWhileTakingBack(transaction, item))) return undefined
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
            book.noteRef(item, found.ref)
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
    }
    return undefined
  }

  /**
   * Refuses an item itself, because one that it requires isn't paid. Its agency is told first, so that nothing is
   * recorded there when the money goes back.
   */
  async function refuseItem(transaction: string, item: string): Promise<void> {
    const again = book.tries()
    while ((await again()) && isUntold(transaction, item) && !book.isClosed()) {
      if (!(await waitWhileTakingBack(transaction, item))) return
      const outcome = await gateway.money.reverseItem({ item, reason: 'fine-refused' })
      if (book.isClosed()) return
      if (outcome.ok) {
        if (outcome.answer.ok) await book.moveItem(transaction, item, 'item-refused', { code: 'fine-first' })
        else await keep(transaction, item)
        return
      }
    }
  }

  /** Makes an item a supervisor's task, since the return of its money was refused for good. */
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
   * Returns the money of an item that its agency refused after the tender was paid. Cash becomes a supervisor's task.
   */
  async function giveBack(payment: PaymentRecord, item: RecordItem): Promise<void> {
    const { transaction, attempt = '', tender: kind } = payment
    if (kind === 'cash') {
      await book.moveItem(transaction, item.item, 'item-task', { avos: item.avos })
      return
    }
    if (item.state === 'refused') await book.moveItem(transaction, item.item, 'item-reversing')
    const again = book.tries()
    while ((await again()) && itemOf(transaction, item.item)?.state === 'reversing') {
      if (!(await waitWhileTakingBack(transaction, item.item))) return
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
    }
  }

  async function deliver(transaction: string): Promise<void> {
    const payment = book.get(transaction)
    if (!payment?.committed) return
    const lanes = new Map<string, Promise<void>>()
    // The items are in an order in which required ones come first.
    for (const { item, requires } of payment.items) {
      lanes.set(
        item,
        deliverItem(
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
