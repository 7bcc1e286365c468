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

/** What was left open when the station stopped, and how it goes on. */
export interface Recovery {
  /**
   * Settles what was open when the machine was made, and nothing that is being paid now; new money is taken when it has
   * resolved and no open cash waits.
   */
  recover(): Promise<void>
  /** Whether that is still to be settled. */
  isSettling(): boolean
}

/** Takes up what was left open as soon as the journal's past was looked at: at once where it already was. */
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
  if (!journal.checking()) takeStock()
  const stockTaken = journal.checking() ? journal.whenChecked().then(takeStock) : Promise.resolve()
  inBackground(stockTaken)

  /**
   * What is open once the past was looked at was left open: what is begun later is somebody's, who is paying. Of a past
   * that isn't as it was written nobody knows.
   */
  function takeStock(): void {
    if (journal.checking() || journal.fault()) return
    left.open = [...book.ledger.open.keys()]
    left.held = [...book.ledger.ended]
    openCash.takeUp()
    isSettling = left.open.length > 0
    book.changed('')
  }

  /**
   * A refund that was left open goes on where all that it rests on is as it was written, by keys that something vouches
   * for.
   */
  async function resumeRefund(refund: PaymentRecord, original: string): Promise<void> {
    for (const transaction of [original, refund.transaction]) if (!(await book.check(transaction)).ok) return
    await refunds.resume(refund)
  }

  /** Goes on with one payment that was open when the station stopped; resolves once somebody was asked about it. */
  async function settle(transaction: string): Promise<void> {
    const payment = book.get(transaction)
    if (!payment || openCash.has(transaction)) return
    const { state } = payment
    if (payment.refundOf !== undefined) inBackground(resumeRefund(payment, payment.refundOf))
    else if (payment.committed) inBackground(outbox.deliver(transaction))
    else if (state === 'intended' || state === 'reserved') {
      const givenUp = giveUp(transaction, 'payment-interrupted')
      // One that may not be given up yet keeps nobody waiting.
      if (guard.mayUndo(transaction)) await givenUp
      else inBackground(givenUp)
    } else
      await new Promise<void>((resolve) => {
        inBackground(collection.resume(payment, resolve).finally(resolve))
      })
  }

  return {
    async recover() {
      await stockTaken
      if (journal.checking() || journal.fault()) return
      // A release that was cut off is sent again; nobody waits for it, and heard twice it does the same.
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
