import { awaitsTender, refuse, type Outcome } from '../../contract/index.ts'
import type { Book } from './book.ts'
import type { Guard } from './guard.ts'

/**
 * Cash payments that were open when the station stopped. Only a clerk knows whether the cash was taken; until they have
 * said so, no new money is taken (money.md, "A payment").
 */
export interface OpenCash {
  /** Collects the open cash from the journal, once its past was checked. */
  collect(): void
  has(transaction: string): boolean
  /** Whether there is open cash, even if no clerk may be asked about it yet. */
  isThere(): boolean
  /** The transactions about which a clerk may be asked. */
  askable(): string[]
  /**
   * Hears from the clerk whether the cash had been taken. Refuses with `payment-unknown`, and with `data-damaged`,
   * `journal-went-back`, `payment-doubted` and `settling` while it may not be answered.
   */
  answer(transaction: string, taken: boolean): Promise<Outcome>
}

/** `onPaid` and `onCancelled` hear the clerk's answers. */
export function createOpenCash(deps: {
  book: Book
  guard: Pick<Guard, 'mayUndo' | 'refusal'>
  onPaid(transaction: string): void
  onCancelled(transaction: string): void
}): OpenCash {
  const { book, guard } = deps
  const open = new Set<string>()

  return {
    collect() {
      for (const { tender, state, transaction } of book.ledger.open.values())
        if (tender === 'cash' && awaitsTender(state) && !book.ledger.doubted.has(transaction)) open.add(transaction)
    },
    has: (transaction) => open.has(transaction),
    isThere: () => open.size > 0,
    askable: () => [...open].filter((transaction) => guard.mayUndo(transaction)),
    async answer(transaction, taken) {
      const payment = book.get(transaction)
      if (!payment || !open.has(transaction)) return refuse('payment-unknown')
      const code = guard.refusal(transaction)
      if (code !== undefined) return refuse(code)
      const { attempt = '', totalAvos, givenAvos = totalAvos } = payment
      const moved = taken
        ? await book.move(transaction, 'payment-committed', {
            attempt,
            tender: 'cash',
            avos: totalAvos,
            provider: 'cash',
            givenAvos,
            changeAvos: givenAvos - totalAvos,
          })
        : await book.move(transaction, 'payment-cancelled', { attempt })
      if (!moved) return refuse('payment-unknown')
      open.delete(transaction)
      book.changed(transaction)
      if (taken) deps.onPaid(transaction)
      else deps.onCancelled(transaction)
      return { ok: true }
    },
  }
}
