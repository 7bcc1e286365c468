import { isBeforeTender } from '../../contract/index.ts'
import type { Clock } from '../../../hardware/ports.ts'
import type { Journal } from '../journal/index.ts'
import type { Beginning } from './beginning.ts'
import type { Book } from './book.ts'
import type { Collection } from './collection.ts'
import type { Guard } from './guard.ts'
import { RESERVED_MS } from './limits.ts'
import type { OpenCash } from './open-cash.ts'
import type { Outbox } from './outbox.ts'
import type { PaymentRecord } from './record.ts'
import type { Refunds } from './refunds.ts'
import type { Undos } from './undos.ts'

/** Resumes the payments that were open when the station stopped. */
export interface Recovery {
  /**
   * Settles the payments that were open when the machine was made, not later ones. Once it has resolved and no cash is
   * left open, the station takes new money.
   */
  recover(): Promise<void>
  /** Whether these payments are still being settled. */
  isSettling(): boolean
}

/**
 * Makes the recovery: it lists the open payments as soon as the journal's past has been checked, and settles them in
 * `recover`.
 */
export function createRecovery(deps: {
  journal: Journal
  book: Book
  guard: Pick<Guard, 'mayUndo'>
  collection: Collection
  outbox: Outbox
  undos: Undos
  refunds: Refunds
  openCash: OpenCash
  giveUp: Beginning['giveUp']
  clock: Pick<Clock, 'now'>
  inBackground(work: Promise<unknown>): void
  onFault(error: unknown): void
}): Recovery {
  const { journal, book, guard, collection, outbox, undos, refunds, openCash, giveUp, inBackground } = deps
  const left: { open: string[]; held: [transaction: string, at: number][] } = { open: [], held: [] }
  let isSettling = true
  if (!journal.checking()) listOpen()
  const openListed = journal.checking() ? journal.whenChecked().then(listOpen) : Promise.resolve()
  inBackground(openListed)

  /**
   * Lists the payments that are open once the journal's past has been checked. A payment that begins later isn't
   * listed, since its payer is there and carries it on. Lists nothing where the check finds a fault.
   */
  function listOpen(): void {
    if (journal.checking() || journal.fault()) return
    left.open = [...book.ledger.open.keys()]
    left.held = [...book.ledger.ended]
    openCash.collect()
    isSettling = left.open.length > 0
    book.changed('')
  }

  /** Resumes a refund, if all entries that it rests on are as they were written and signed by vouched-for keys. */
  async function resumeRefund(refund: PaymentRecord, original: string): Promise<void> {
    for (const transaction of [original, refund.transaction]) if (!(await book.check(transaction)).ok) return
    await refunds.resume(refund)
  }

  /** Resumes one payment; resolves once its tender, agency or gateway was asked. */
  async function settle(transaction: string): Promise<void> {
    const payment = book.get(transaction)
    if (!payment || openCash.has(transaction)) return
    const { state } = payment
    if (payment.refundOf !== undefined) inBackground(resumeRefund(payment, payment.refundOf))
    else if (payment.committed) inBackground(outbox.deliver(transaction))
    else if (isBeforeTender(state)) {
      const givenUp = giveUp(transaction, 'payment-interrupted')
      // A payment that may not be undone yet can take long, so it is given up in the background and the others don't
      // wait.
      if (guard.mayUndo(transaction)) await givenUp
      else inBackground(givenUp)
    } else
      await new Promise<void>((resolve) => {
        inBackground(collection.resume(payment, resolve).finally(resolve))
      })
  }

  return {
    async recover() {
      await openListed
      if (journal.checking() || journal.fault()) return
      // Sends each release again that may have been interrupted, in the background; a second one changes nothing.
      inBackground(undos.carryOutAll())
      inBackground(
        collection.releaseAll(
          left.held.flatMap(([transaction, at]) => (at + RESERVED_MS > deps.clock.now() ? [transaction] : [])),
        ),
      )
      await Promise.all(
        left.open.map((transaction) => settle(transaction).catch((error: unknown) => deps.onFault(error))),
      )
      isSettling = false
      book.changed('')
    },
    isSettling: () => isSettling,
  }
}
