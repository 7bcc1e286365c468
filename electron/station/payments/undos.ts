import { createLanes } from '../../common/turns.ts'
import { awaitsTender, type TenderKind } from '../../contract/index.ts'
import type { Book, MoveEntry } from './book.ts'
import { UNDO_DUE, UNDONE } from './ledger.ts'
import { UNDO_REFUSED, type PaymentRecord } from './record.ts'
import type { TenderCalls } from './tenders/with-timeouts.ts'

/**
 * Makes sure that no money is kept of an attempt that came to nothing, since a seeming refusal may have been a slow
 * success (money.md, "A payment", 4). An undo isn't a state of its payment: that has ended, holds no bill, and nobody
 * waits for it.
 */
export interface Undos {
  /**
   * The entry that makes an undo due, to be written with the payment's end. Cash has none, since only the clerk took
   * it.
   */
  due(payment: PaymentRecord): MoveEntry[]
  /** Reverses an attempt whose undo is due, until its provider answers. */
  carryOut(attempt: string): Promise<void>
  /** The same for all undos that were due when the station stopped. */
  carryOutAll(): Promise<void>
}

/**
 * How many undos are carried out at once, so that many after a start don't burden the gateway, which others use too.
 */
const AT_ONCE = 4

/** Makes the undos of a machine; `tender` is a way to pay as the guard allows it. */
export function createUndos(deps: { book: Book; tender(kind: TenderKind): TenderCalls | undefined }): Undos {
  const { book, tender } = deps
  const inLane = createLanes(AT_ONCE)

  /**
   * Whether the card terminal is needed for a payment, which goes before an undo. Payments that were open when a loss
   * was accepted don't count, since nobody is paying them any more.
   */
  const isBusy = (kind: TenderKind): boolean =>
    kind === 'card' &&
    [...book.ledger.open.values()].some(
      ({ transaction, tender: asked, state }) =>
        asked === 'card' && awaitsTender(state) && !book.ledger.doubted.has(transaction),
    )

  /** Waits until an undo's provider is free. Answers the undo, or undefined where it isn't due or the station stops. */
  async function whenFree(attempt: string) {
    for (;;) {
      const due = book.ledger.undos.get(attempt)
      if (!due || book.isClosed()) return undefined
      if (!isBusy(due.tender)) return due
      if (!(await book.pause(2))) return undefined
    }
  }

  async function carryOut(attempt: string): Promise<void> {
    const again = book.tries()
    while (await again()) {
      const due = await whenFree(attempt)
      if (!due) return
      // A payment may have begun while the undo waited for its turn.
      const answer = (await inLane(async () =>
        isBusy(due.tender) ? undefined : await tender(due.tender)?.reverse({ attempt }),
      )) ?? { state: 'unknown' as const }
      if (book.isClosed()) return
      if (answer.state !== 'unknown') {
        await book.note(
          due.transaction,
          answer.state === 'reversed'
            ? { kind: UNDONE, facts: { attempt } }
            : { kind: UNDO_REFUSED, facts: { attempt, avos: due.amountAvos } },
        )
        return
      }
    }
  }

  return {
    due: ({ attempt = '', tender: kind, totalAvos }) =>
      kind === 'cash' ? [] : [{ kind: UNDO_DUE, facts: { attempt, tender: kind, avos: totalAvos } }],
    carryOut,
    async carryOutAll() {
      await Promise.all([...book.ledger.undos.keys()].map((attempt) => carryOut(attempt)))
    },
  }
}
