import { refuse, type Outcome } from '../../contract/index.ts'
import type { Journal } from '../journal/index.ts'
import type { Book } from './book.ts'
import { MOST_PHONES } from './limits.ts'
import type { Machine } from './order.ts'
import { PRINTING } from './record.ts'

/** What of a payment was given to whom, as the journal keeps it. */
export type Given = Pick<Machine, 'receiptPrinting' | 'receiptGiven' | 'noteMessage'>

export function createGiven(deps: {
  book: Book
  journal: Journal
  papers: Pick<Machine, 'receiptFacts' | 'pendingFacts'>
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
