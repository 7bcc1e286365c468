import type { Clock, Random } from '../../../hardware/ports.ts'
import { defined } from '../../common/defined.ts'
import { refuse, type Outcome, type RefusalCode } from '../../contract/index.ts'
import type { GatewayMoney } from '../../gateway/port.ts'
import type { Admission } from './admission.ts'
import type { Book } from './book.ts'
import type { Collection } from './collection.ts'
import { intentOf, itemId, totalOf } from './intent.ts'
import { RESERVED_MS, TENDER_DEADLINE_MS } from './limits.ts'
import type { PaymentOrder } from './order.ts'
import { INTENDED, type PaymentRecord } from './record.ts'
import type { RefusedOrders } from './refused-orders.ts'
import { uuidV7 } from '../storage/uuid.ts'

/** Begins payments: from the order to the question to the tender. */
export interface Beginning {
  /**
   * Writes the intent, reserves the bills and asks the tender; resolves once it is asked. The payment then goes on by
   * itself, even if the payer leaves. Refuses with `data-damaged`, `journal-went-back`, `head-unwitnessed`, `settling`,
   * `clock-unsure`, `disk-full`, `journal-locked`, `too-often`, `amount-invalid`, the refusals of a reservation,
   * `cash-short`, `wallet-code-used`, `tender-unavailable` and `payment-interrupted`; nothing is charged then.
   */
  begin(order: PaymentOrder): Promise<Outcome<{ transaction: string }>>
  /**
   * Refuses an order and records that in the journal if the disk takes it; of very many only the number. `totalAvos` is
   * the quote's total.
   */
  refuseOrder(order: Parameters<RefusedOrders['note']>[0], code: RefusalCode): Promise<Outcome<never>>
  /**
   * Ends a payment for which no tender was asked, and releases its bills, since the gateway may hold them even where it
   * didn't answer.
   */
  giveUp(transaction: string, why: RefusalCode): Promise<void>
}

/** Makes the beginning of payments; `money` is the gateway as the guard allows it. */
export function createBeginning(deps: {
  admission: Admission
  book: Book
  money: Pick<GatewayMoney, 'reserve'>
  collection: Pick<Collection, 'ask' | 'release' | 'releasing'>
  refusedOrders: RefusedOrders
  clock: Clock
  /**
   * The clock by which the journal orders its entries; a transaction's id begins with its time, by which its entries
   * are found.
   */
  entryClock: Pick<Clock, 'now'>
  random: Random
  training: boolean
  writeOrRefuse<T>(writing: () => Promise<T>): Promise<Outcome<{ result: T }>>
  inBackground(work: Promise<unknown>): void
}): Beginning {
  const { admission, book, collection, refusedOrders, clock, writeOrRefuse, inBackground } = deps

  async function refuseOrder(order: Parameters<RefusedOrders['note']>[0], code: RefusalCode): Promise<Outcome<never>> {
    await refusedOrders.note(order, code)
    return refuse(code)
  }

  async function reserve(payment: PaymentRecord, order: PaymentOrder): Promise<Outcome> {
    const { transaction } = payment
    const refs = new Set(order.quote.items.map(({ bill }) => bill.ref))
    // A payer who was declined tries another tender at once, so the release of their earlier attempt is awaited first.
    await Promise.all(
      [...collection.releasing()].flatMap(([released, trying]) => (admission.holdsAny(released, refs) ? [trying] : [])),
    )
    const answered = await deps.money.reserve({
      transaction,
      place: order.place,
      quote: order.quote.id,
      forMs: RESERVED_MS,
      items: order.quote.items.map(({ bill, amountAvos }, index) => ({
        item: itemId(transaction, index),
        ref: bill.ref,
        amountAvos,
      })),
    })
    if (answered.ok && answered.answer.ok) return { ok: true }
    const refusal =
      answered.ok && !answered.answer.ok
        ? refuse(answered.answer.code, answered.answer.bar === undefined ? undefined : { bar: answered.answer.bar })
        : answered
    if (refusal.ok) return refusal
    const ended = giveUp(transaction, refusal.refusal.code)
    inBackground(ended)
    // The refusal isn't held up by a disk that fails; the end is recorded when the disk takes it.
    await Promise.race([ended.catch(() => undefined), book.pause(2)])
    return refusal
  }

  async function giveUp(transaction: string, why: RefusalCode): Promise<void> {
    if (await book.move(transaction, 'payment-refused', { why })) inBackground(collection.release(transaction))
  }

  return {
    async begin(order) {
      const code = admission.whyNoPayment(order)
      if (code !== undefined)
        return refuseOrder({ tender: order.tender, actor: order.actor, totalAvos: totalOf(order.quote) }, code)
      const transaction = uuidV7(deps.entryClock, deps.random)
      const { facts, body } = intentOf(transaction, order, deps.training)
      // No tender is asked before the intent is durable.
      const intended = await writeOrRefuse(() => book.begin(transaction, order.actor, { kind: INTENDED, facts, body }))
      if (!intended.ok) return intended
      admission.noteBegun(transaction)
      refusedOrders.noteAccepted()
      const reserved = await reserve(intended.result, order)
      if (!reserved.ok) return reserved
      const { customerCode } = order
      // Only cash has an amount handed over.
      const givenAvos = order.tender === 'cash' ? order.givenAvos : undefined
      const attempt = `${transaction}/1`
      const asked = await writeOrRefuse(() =>
        book.moveOrReject(transaction, 'payment-reserved', {}, [
          {
            kind: 'payment-asked',
            facts: {
              attempt,
              deadlineAt: clock.now() + TENDER_DEADLINE_MS,
              ...defined({ givenAvos }),
            },
          },
        ]),
      )
      if (!asked.ok) {
        // The customer doesn't wait for the disk: the end is recorded when the disk takes it.
        inBackground(giveUp(transaction, asked.refusal.code))
        return asked
      }
      if (!asked.result) return refuse('payment-interrupted')
      if (customerCode !== undefined) admission.noteUsed(customerCode)
      inBackground(collection.ask(book.get(transaction) ?? intended.result, customerCode))
      return { ok: true, transaction }
    },
    refuseOrder,
    giveUp,
  }
}
