import type { Clock, Random } from '../../../hardware/ports.ts'
import { createListeners } from '../../common/listeners.ts'
import { createKeyedTurns } from '../../common/turns.ts'
import { refuse, type Outcome } from '../../contract/index.ts'
import type { Entry, Journal, NewEntry } from '../journal/index.ts'
import { ledger, type Ledger } from './ledger.ts'
import { AGAIN_FIRST_MS, AGAIN_LONGEST_MS, MOST_AT_HAND } from './limits.ts'
import { fold, intentBody, isFrozen, isSettled, type IntentBody, type PaymentRecord } from './record.ts'
import { ITEM_TABLE, PAYMENT_TABLE, isForward, type ItemMove, type Move } from './states.ts'

/**
 * One entry as a move writes it, without what every entry of the payment shares. `actor`: where it isn't whose payment
 * it is.
 */
export type MoveEntry = Pick<NewEntry, 'kind' | 'facts' | 'body'> & { actor?: string }

type Holds = () => boolean | Promise<boolean>

/**
 * The payments that are under way, each as its durable entries tell it. A move is checked against the table, written,
 * and only then known to anybody; moves of one payment happen one after the other.
 */
export interface Book {
  readonly ledger: Ledger
  get(transaction: string): PaymentRecord | undefined
  /** What is personal of a payment; undefined where it can't be read any more: its key was destroyed, or lost. */
  details(transaction: string): IntentBody | undefined
  /**
   * The bill that an item is for: in the station's own words, or, where those can't be read, as the gateway said since.
   */
  refOf(transaction: string, item: string): string | undefined
  /** Takes the gateway's word for the bill of an item, until the station stops. */
  learnRef(item: string, ref: string): void
  /**
   * Looks at all that was recorded since a payment began, before something rests on it (money.md, "The journal"); what
   * nothing is open of is then read anew. `rests`: whether what is to be done with this payment rests on the journal at
   * all. Refuses with `payment-unknown` and `data-damaged`.
   */
  check(transaction: string, rests?: (payment: PaymentRecord) => boolean): Promise<Outcome>
  /** Begins a payment. Rejects with what the disk throws: then nothing of it is there. */
  begin(
    transaction: string,
    actor: string,
    entry: MoveEntry,
    alsoRecorded?: readonly NewEntry[],
  ): Promise<PaymentRecord>
  /**
   * Moves a payment; false where the table doesn't allow it any more, or a supervisor ends it. Where the disk refuses
   * it is tried until the disk takes it, for money is near: nobody is told more than is durable, and what a crash cuts
   * off is asked for again. What undoes something waits until it may (`mayUndo`).
   */
  move(transaction: string, move: Move, facts: NewEntry['facts'], alsoRecorded?: readonly MoveEntry[]): Promise<boolean>
  /** The same while no money is near yet: rejects with what the disk throws, and then nothing of it is there. */
  moveOrReject(
    transaction: string,
    move: Move,
    facts: NewEntry['facts'],
    alsoRecorded?: readonly MoveEntry[],
  ): Promise<boolean>
  /**
   * Writes of a payment what is no move; tried until the disk takes it. False where `holds` doesn't any more, which is
   * asked in its turn, or the book was closed meanwhile.
   */
  note(transaction: string, entry: MoveEntry, holds?: Holds): Promise<boolean>
  /** The same, but rejects with what the disk throws. `alsoRecorded`: what is written with it, as it is right then. */
  noteOrReject(
    transaction: string,
    entry: MoveEntry,
    holds?: Holds,
    alsoRecorded?: () => readonly NewEntry[],
  ): Promise<boolean>
  moveItem(
    transaction: string,
    item: string,
    move: ItemMove,
    facts?: NewEntry['facts'],
    alsoRecorded?: readonly NewEntry[],
  ): Promise<boolean>
  /** Whether what the journal says of a payment may be undone now. */
  mayUndo(transaction: string): boolean
  /**
   * Does `work` when every move of this payment that was asked for before is done, and before any that is asked for
   * later.
   */
  inTurn<T>(transaction: string, work: () => Promise<T>): Promise<T>
  onChange(listener: (transaction: string) => void): () => void
  changed(transaction: string): void
  /** Waits, longer each time it is called with a higher count; resolves false where the book was closed meanwhile. */
  pause(count: number): Promise<boolean>
  isClosed(): boolean
  close(): void
}

export function openBook(deps: {
  journal: Journal
  clock: Clock
  random: Random
  mayUndo: (transaction: string) => boolean
  onFault: (error: unknown) => void
}): Book {
  const { journal, clock, random } = deps
  const state = journal.follow(ledger)
  const atHand = new Map<string, PaymentRecord>(journal.checking() || journal.fault() ? [] : state.open)
  const bodies = new Map<string, IntentBody>()
  const learnt = new Map<string, string>()
  const inTurn = createKeyedTurns<string>()
  // A listener that breaks, as one that looks at a broken disk does, is no reason to believe that what it heard of
  // didn't happen.
  const listeners = createListeners<[transaction: string]>(deps.onFault)
  const sleepers = new Set<() => void>()
  let closed = false

  function take(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.transaction === null) continue
      const after = fold(get(entry.transaction), entry)
      if (after) keep(after)
    }
    for (const transaction of new Set(entries.map((entry) => entry.transaction)))
      if (transaction !== null) listeners.tell(transaction)
  }

  function keep(payment: PaymentRecord): void {
    atHand.delete(payment.transaction)
    atHand.set(payment.transaction, payment)
    if (atHand.size <= MOST_AT_HAND) return
    for (const [transaction, each] of atHand) {
      if (!isSettled(each)) continue
      atHand.delete(transaction)
      bodies.delete(transaction)
      return
    }
  }

  function get(transaction: string): PaymentRecord | undefined {
    const known = atHand.get(transaction)
    if (known) return known
    let found: PaymentRecord | undefined
    for (const entry of journal.entriesOf(transaction)) found = fold(found, entry)
    if (found) keep(found)
    return found
  }

  function getUnlessDamaged(transaction: string): PaymentRecord | undefined | 'damaged' {
    try {
      return get(transaction)
    } catch (error) {
      if (journal.fault() === undefined) throw error
      return 'damaged'
    }
  }

  function pause(count: number): Promise<boolean> {
    if (closed) return Promise.resolve(false)
    const longest = Math.min(AGAIN_FIRST_MS * 2 ** Math.min(count, 10), AGAIN_LONGEST_MS)
    // Half of it by chance, so that a hundred stations don't ask at once when the line is back.
    const jitter = (random.bytes(1)[0] ?? 0) / 255
    return new Promise((resolve) => {
      const wake = () => {
        sleepers.delete(wake)
        cancel()
        resolve(!closed)
      }
      const cancel = clock.after(Math.round(longest * (0.5 + jitter / 2)), wake)
      sleepers.add(wake)
    })
  }

  async function writeOnce(entries: readonly NewEntry[]): Promise<boolean> {
    if (closed) return false
    take(await journal.append(entries))
    return true
  }

  /**
   * What is durable is written once: only what the disk refused is tried again, not what somebody who heard of it made
   * of it. Undefined where it may be no more.
   */
  async function write(entries: readonly NewEntry[], may: () => boolean): Promise<boolean | undefined> {
    for (let count = 0; !closed; count++) {
      if (!may()) return undefined
      const written = await journal.append(entries).catch((error: unknown) => {
        deps.onFault(error)
        return undefined
      })
      if (written) {
        take(written)
        return true
      }
      if (!(await pause(count))) return false
    }
    return false
  }

  /**
   * In its turn, and where it may be then: what may not waits outside of it, so that what goes forward meanwhile isn't
   * kept waiting.
   */
  async function whenItMay(
    transaction: string,
    move: Move | ItemMove,
    work: (may: () => boolean) => Promise<boolean | undefined>,
  ): Promise<boolean> {
    const may = () => isForward(move) || deps.mayUndo(transaction)
    for (let count = 0; ; count++) {
      const done = await inTurn(transaction, async () => (may() ? work(may) : undefined))
      if (done !== undefined) return done
      if (!(await pause(count))) return false
    }
  }

  const moveBy =
    (writing: typeof write): Book['move'] =>
    (transaction, move, facts, alsoRecorded = []) =>
      whenItMay(transaction, move, async (may) => {
        const payment = get(transaction)
        if (!payment || isFrozen(payment) || PAYMENT_TABLE[payment.state][move] === undefined) return false
        return writing(
          [entryOf(payment, { kind: move, facts }), ...alsoRecorded.map((each) => entryOf(payment, each))],
          may,
        )
      })

  const noteBy =
    (writing: typeof write): Book['noteOrReject'] =>
    (transaction, entry, holds = () => true, alsoRecorded = () => []) =>
      inTurn(transaction, async () => {
        const payment = get(transaction)
        return (
          payment !== undefined &&
          (await holds()) &&
          (await writing([entryOf(payment, entry), ...alsoRecorded()], () => true)) === true
        )
      })

  const entryOf = (payment: PaymentRecord, { kind, facts, body, actor = payment.actor }: MoveEntry): NewEntry => ({
    kind,
    facts,
    actor,
    transaction: payment.transaction,
    ...(body === undefined ? {} : { body }),
  })

  function details(transaction: string): IntentBody | undefined {
    const known = bodies.get(transaction)
    const payment = get(transaction)
    if (known || !payment) return known
    const body = intentBody.safeParse(journal.bodyOf(payment.intent)).data
    if (body) bodies.set(transaction, body)
    return body
  }

  return {
    ledger: state,
    get,
    details,
    refOf: (transaction, item) => details(transaction)?.items[item]?.ref ?? learnt.get(item),
    learnRef: (item, ref) => void learnt.set(item, ref),
    check: (transaction, rests = () => true) =>
      inTurn(transaction, async () => {
        const payment = getUnlessDamaged(transaction)
        if (payment === 'damaged') return refuse('data-damaged')
        if (!payment) return refuse('payment-unknown')
        if (!rests(payment)) return { ok: true }
        if (!(await journal.check(payment.intent))) return refuse('data-damaged')
        if (isSettled(payment)) {
          atHand.delete(transaction)
          bodies.delete(transaction)
        }
        return { ok: true }
      }),
    async begin(transaction, actor, entry, alsoRecorded = []) {
      take(await journal.append([{ ...entry, actor, transaction }, ...alsoRecorded]))
      const begun = get(transaction)
      if (!begun) throw new Error('a payment that was not recorded')
      return begun
    },
    move: moveBy(write),
    moveOrReject: moveBy(writeOnce),
    note: noteBy(write),
    noteOrReject: noteBy(writeOnce),
    moveItem: (transaction, item, move, facts = {}, alsoRecorded = []) =>
      whenItMay(transaction, move, async (may) => {
        const payment = get(transaction)
        const found = payment?.items.find((each) => each.item === item)
        if (!payment || !found || found.isTakingBack === true || ITEM_TABLE[found.state][move] === undefined)
          return false
        return write([entryOf(payment, { kind: move, facts: { ...facts, item } }), ...alsoRecorded], may)
      }),
    mayUndo: (transaction) => deps.mayUndo(transaction),
    inTurn,
    onChange: (listener) => listeners.add(listener),
    changed: listeners.tell,
    pause,
    isClosed: () => closed,
    close() {
      closed = true
      for (const wake of [...sleepers]) wake()
      listeners.clear()
    },
  }
}
