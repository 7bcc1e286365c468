import { refuse, type Outcome } from '../../contract/index.ts'
import type { Book } from './book.ts'
import type { Guard } from './guard.ts'

/**
 * Cash that was open when the station stopped: a clerk alone knows whether it was taken, and until they have said so no
 * new money is (money.md, "A payment").
 */
export interface OpenCash {
  /** Takes up what the journal says is open, once its past was looked at. */
  takeUp(): void
  has(transaction: string): boolean
  /** Whether there is any, also such as nobody may be asked about yet. */
  isThere(): boolean
  /** That a clerk may be asked about. */
  askable(): string[]
  /**
   * Whether cash that was open when the station stopped had been taken. Refuses with `payment-unknown`, and with
   * `data-damaged`, `journal-went-back`, `payment-doubted` and `settling` where it may not be answered (yet).
   */
  answer(transaction: string, taken: boolean): Promise<Outcome>
}

/** `onPaid` and `onCancelled` hear what follows from an answer. */
export function createOpenCash(deps: {
  book: Book
  guard: Pick<Guard, 'mayUndo' | 'refusal'>
  onPaid(transaction: string): void
  onCancelled(transaction: string): void
}): OpenCash {
  const { book, guard } = deps
  const open = new Set<string>()

  return {
    takeUp() {
      for (const { tender, state, transaction } of book.ledger.open.values())
        if (tender === 'cash' && (state === 'asked' || state === 'unknown') && !book.ledger.doubted.has(transaction))
          open.add(transaction)
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
