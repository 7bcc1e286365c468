import { refuse, type Outcome } from '../../contract/index.ts'
import type { Journal } from '../journal/index.ts'
import type { Book } from './book.ts'
import { MOST_PHONES } from './limits.ts'
import type { Papers } from './papers.ts'
import { PRINTING } from './record.ts'

/** What of a payment was given to whom, as the journal keeps it. */
export interface Given {
  /**
   * Journals that a receipt is about to be printed, before the printer gets it: from then on its paper may have come
   * out. Refuses with `payment-unknown`, and with what the disk is (`disk-full`, `data-damaged`, `folder-unwritable`,
   * `folder-in-use`).
   */
  receiptPrinting(transaction: string): Promise<Outcome>
  /** Journals that a receipt or pending slip was given: `paper` each time it was printed, `screen` once. */
  receiptGiven(transaction: string, how: 'paper' | 'screen'): Promise<void>
  /**
   * Notes that the confirmation of a payment goes to `phone`, before it does. Refuses with `payment-unknown`, with what
   * the disk is, and with `too-many-numbers` a further one than its three.
   */
  noteMessage(transaction: string, phone: string): Promise<Outcome>
}

export function createGiven(deps: {
  book: Book
  journal: Journal
  papers: Pick<Papers, 'receiptFacts' | 'pendingFacts'>
  ifDiskTakes<T>(writing: () => Promise<T>): Promise<Outcome<{ taken: T }>>
  onFault(error: unknown): void
}): Given {
  const { book, journal, papers } = deps

  const entries = (transaction: string, kind: string) =>
    journal.entriesOf(transaction).filter((entry) => entry.kind === kind)

  return {
    async receiptPrinting(transaction) {
      const noted = await deps.ifDiskTakes(() =>
        book.noteOrReject(transaction, { kind: PRINTING, facts: { paper: (book.get(transaction)?.printed ?? 0) + 1 } }),
      )
      return noted.ok && !noted.taken ? refuse('payment-unknown') : noted
    },
    async receiptGiven(transaction, how) {
      const payment = book.get(transaction)
      if (!payment) return
      if (papers.receiptFacts(transaction)) {
        if (how === 'paper' || payment.state === 'committed')
          await book.move(transaction, 'payment-receipted', how === 'paper' ? { how, paper: payment.printed } : { how })
        return
      }
      const outcome = papers.pendingFacts(transaction)?.outcome
      // On a screen it is looked at as often as anybody likes, and says the same.
      if (
        how === 'screen' &&
        entries(transaction, SLIP).some(({ facts }) => facts['how'] === how && facts['outcome'] === outcome)
      )
        return
      // The slip is in the person's hand: what the disk doesn't take of it is no reason to tell them that it isn't.
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
        return deps.ifDiskTakes(() =>
          journal.append([{ kind: MESSAGE, actor: payment.actor, transaction, facts: {}, body: { phone } }]),
        )
      }),
  }
}

const SLIP = 'slip-given'
const MESSAGE = 'message-asked'
