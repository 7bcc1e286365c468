import { refuse, type Outcome } from '../../contract/index.ts'
import type { Journal } from '../journal/index.ts'
import type { Book } from './book.ts'
import { MOST_PHONES } from './limits.ts'
import type { Printouts } from './printouts.ts'
import { PRINTING } from './record.ts'

/** Records which printouts and messages of a payment were given. */
export interface ReceiptDeliveries {
  /**
   * Records that a receipt is about to be printed, before the printer gets it; from then on the paper may have come
   * out. Refuses with `payment-unknown` and the disk's refusals (`disk-full`, `data-damaged`, `folder-unwritable`,
   * `folder-in-use`).
   */
  receiptPrinting(transaction: string): Promise<Outcome>
  /** Records that a receipt or pending slip was given: on `paper` each time it was printed, on the `screen` once. */
  receiptGiven(transaction: string, how: 'paper' | 'screen'): Promise<void>
  /**
   * Records the number to which a payment's confirmation is sent, before it is. Refuses with `payment-unknown`, the
   * disk's refusals, and for a fourth number with `too-many-numbers`.
   */
  noteMessage(transaction: string, phone: string): Promise<Outcome>
}

/**
 * Makes the record of printouts and messages given. `onFault` hears a disk that refuses the entry of a slip already given.
 */
export function createReceiptDeliveries(deps: {
  book: Book
  journal: Journal
  printouts: Pick<Printouts, 'receiptFacts' | 'pendingFacts'>
  writeOrRefuse<T>(writing: () => Promise<T>): Promise<Outcome<{ result: T }>>
  onFault(error: unknown): void
}): ReceiptDeliveries {
  const { book, journal, printouts } = deps

  const entries = (transaction: string, kind: string) =>
    journal.entriesOf(transaction).filter((entry) => entry.kind === kind)

  return {
    async receiptPrinting(transaction) {
      const noted = await deps.writeOrRefuse(() =>
        book.noteOrReject(transaction, { kind: PRINTING, facts: { paper: (book.get(transaction)?.printed ?? 0) + 1 } }),
      )
      return noted.ok && !noted.result ? refuse('payment-unknown') : noted
    },
    async receiptGiven(transaction, how) {
      const payment = book.get(transaction)
      if (!payment) return
      if (printouts.receiptFacts(transaction)) {
        if (how === 'paper' || payment.state === 'committed')
          await book.move(transaction, 'payment-receipted', how === 'paper' ? { how, paper: payment.printed } : { how })
        return
      }
      const outcome = printouts.pendingFacts(transaction)?.outcome
      // A slip on the screen is recorded once, however often it is looked at.
      if (
        how === 'screen' &&
        entries(transaction, SLIP).some(({ facts }) => facts['how'] === how && facts['outcome'] === outcome)
      )
        return
      // The person already has the slip, so a disk that refuses the entry is only reported.
      await journal
        .append([{ kind: SLIP, actor: payment.actor, transaction, facts: { how, outcome } }])
        .catch((error: unknown) => deps.onFault(error))
    },
    noteMessage: (transaction, phone) =>
      book.inTurn(transaction, async () => {
        const payment = book.get(transaction)
        if (!payment) return refuse('payment-unknown')
        const asked = entries(transaction, MESSAGE)
        if (asked.some(({ seq }) => journal.bodyOf(seq)?.['phone'] === phone)) return { ok: true }
        if (asked.length >= MOST_PHONES) return refuse('too-many-numbers', { most: MOST_PHONES })
        return deps.writeOrRefuse(() =>
          journal.append([{ kind: MESSAGE, actor: payment.actor, transaction, facts: {}, body: { phone } }]),
        )
      }),
  }
}

const SLIP = 'slip-given'
const MESSAGE = 'message-asked'
