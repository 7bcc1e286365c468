import { defined } from '../../common/defined.ts'
import type { Clock, Random } from '../../../hardware/ports.ts'
import { createListeners } from '../../common/listeners.ts'
import { createTries, type Again } from '../../common/tries.ts'
import { createKeyedTurns } from '../../common/turns.ts'
import { refuse, type Outcome } from '../../contract/index.ts'
import type { Entry, Journal, NewEntry } from '../journal/index.ts'
import { ledger, type Ledger } from './ledger.ts'
import { AGAIN_FIRST_MS, AGAIN_LONGEST_MS, MOST_CACHED } from './limits.ts'
import { fold, intentBody, isFrozen, isSettled, type IntentBody, type PaymentRecord } from './record.ts'
import { ITEM_TABLE, PAYMENT_TABLE, isForward, type ItemMove, type Move } from './states.ts'

/**
 * One entry of a payment without the fields that all its entries share. `actor` is given where it isn't the payment's
 * own.
 */
export type MoveEntry = Pick<NewEntry, 'kind' | 'facts' | 'body'> & { actor?: string }

type Holds = () => boolean | Promise<boolean>

/**
 * The payments under way, each built from its durable entries. A move is checked against the table and written before
 * anybody hears of it; moves of one payment happen one after the other.
 */
export interface Book {
  readonly ledger: Ledger
  get(transaction: string): PaymentRecord | undefined
  /** The personal data of a payment; undefined where its key was destroyed or lost. */
  details(transaction: string): IntentBody | undefined
  /** The bill of an item: from the payment's body, or where that can't be read, as the gateway said since the start. */
  refOf(transaction: string, item: string): string | undefined
  /** Remembers the bill of an item as the gateway said it, until the station stops. */
  noteRef(item: string, ref: string): void
  /**
   * Checks all entries since a payment began, before something rests on them (money.md, "The journal"), and drops a
   * settled payment from memory so that it is read anew. `rests` says whether the act at hand rests on the journal at
   * all. Refuses with `payment-unknown` and `data-damaged`.
   */
  check(transaction: string, rests?: (payment: PaymentRecord) => boolean): Promise<Outcome>
  /** Begins a payment. Rejects with the disk's error; then nothing of it is recorded. */
  begin(
    transaction: string,
    actor: string,
    entry: MoveEntry,
    alsoRecorded?: readonly NewEntry[],
  ): Promise<PaymentRecord>
  /**
   * Moves a payment; false where the table doesn't allow the move, or a supervisor is ending the payment. A write that
   * the disk refuses is repeated, since money is involved; callers only hear of durable moves, and a move that a crash
   * cuts off is found out again at the start. A move that undoes something waits until it may (`mayUndo`).
   */
  move(transaction: string, move: Move, facts: NewEntry['facts'], alsoRecorded?: readonly MoveEntry[]): Promise<boolean>
  /** The same before any money is involved: rejects with the disk's error, and then nothing is recorded. */
  moveOrReject(
    transaction: string,
    move: Move,
    facts: NewEntry['facts'],
    alsoRecorded?: readonly MoveEntry[],
  ): Promise<boolean>
  /**
   * Writes an entry that isn't a move; repeated until the disk takes it. False where `holds`, asked in the payment's
   * turn, says no, or the book was closed meanwhile.
   */
  note(transaction: string, entry: MoveEntry, holds?: Holds): Promise<boolean>
  /**
   * The same, but rejects with the disk's error. `alsoRecorded` answers the entries to write with it, in the same turn.
   */
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
  /** Whether a move may undo what the journal says of a payment now (`Guard`). */
  mayUndo(transaction: string): boolean
  /**
   * Does `work` in turn among the moves of this payment: after those asked for before, ahead of those asked for later.
   */
  inTurn<T>(transaction: string, work: () => Promise<T>): Promise<T>
  onChange(listener: (transaction: string) => void): () => void
  changed(transaction: string): void
  /** Waits, longer for a higher `count`; false where the book was closed meanwhile. */
  pause(count: number): Promise<boolean>
  /** A row of tries with these pauses. `counted` gives the `count` of the pause after the try of a number, from 0. */
  tries(counted?: (count: number) => number): Again
  isClosed(): boolean
  close(): void
}

/** Opens the book of a journal's payments. `onFault` hears the errors of the disk and of listeners. */
export function openBook(deps: {
  journal: Journal
  clock: Clock
  random: Random
  mayUndo: (transaction: string) => boolean
  onFault: (error: unknown) => void
}): Book {
  const { journal, clock, random } = deps
  const state = journal.follow(ledger)
  const cached = new Map<string, PaymentRecord>(journal.checking() || journal.fault() ? [] : state.open)
  const bodies = new Map<string, IntentBody>()
  const notedRefs = new Map<string, string>()
  const inTurn = createKeyedTurns<string>()
  // A listener that throws doesn't undo the durable move that it heard of.
  const listeners = createListeners<[transaction: string]>(deps.onFault)
  const waiting = new Set<() => void>()
  let closed = false

  function apply(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.transaction === null) continue
      const after = fold(get(entry.transaction), entry)
      if (after) cache(after)
    }
    for (const transaction of new Set(entries.map((entry) => entry.transaction)))
      if (transaction !== null) listeners.tell(transaction)
  }

  function cache(payment: PaymentRecord): void {
    cached.delete(payment.transaction)
    cached.set(payment.transaction, payment)
    if (cached.size <= MOST_CACHED) return
    for (const [transaction, each] of cached) {
      if (!isSettled(each)) continue
      cached.delete(transaction)
      bodies.delete(transaction)
      return
    }
  }

  function get(transaction: string): PaymentRecord | undefined {
    const recent = cached.get(transaction)
    if (recent) return recent
    let found: PaymentRecord | undefined
    for (const entry of journal.entriesOf(transaction)) found = fold(found, entry)
    if (found) cache(found)
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
    // Half of the pause is random, so that many stations don't ask at once when the line is back.
    const jitter = (random.bytes(1)[0] ?? 0) / 255
    return new Promise((resolve) => {
      const wake = () => {
        waiting.delete(wake)
        cancel()
        resolve(!closed)
      }
      const cancel = clock.after(Math.round(longest * (0.5 + jitter / 2)), wake)
      waiting.add(wake)
    })
  }

  async function writeOnce(entries: readonly NewEntry[]): Promise<boolean> {
    if (closed) return false
    apply(await journal.append(entries))
    return true
  }

  /**
   * Writes entries, repeating only what the disk refused; an error of a listener after a durable write isn't repeated.
   * Undefined where `isAllowed` says no.
   */
  async function write(entries: readonly NewEntry[], isAllowed: () => boolean): Promise<boolean | undefined> {
    const again = createTries(pause)
    while ((await again()) && !closed) {
      if (!isAllowed()) return undefined
      const written = await journal.append(entries).catch((error: unknown) => {
        deps.onFault(error)
        return undefined
      })
      if (written) {
        apply(written)
        return true
      }
    }
    return false
  }

  /**
   * Does `work` in the payment's turn once the move may be made. Waiting happens outside the turn, so that forward
   * moves aren't held up meanwhile.
   */
  async function whenAllowed(
    transaction: string,
    move: Move | ItemMove,
    work: (isAllowed: () => boolean) => Promise<boolean | undefined>,
  ): Promise<boolean> {
    const isAllowed = () => isForward(move) || deps.mayUndo(transaction)
    const again = createTries(pause)
    while (await again()) {
      const done = await inTurn(transaction, async () => (isAllowed() ? work(isAllowed) : undefined))
      if (done !== undefined) return done
    }
    return false
  }

  const moveBy =
    (writing: typeof write): Book['move'] =>
    (transaction, move, facts, alsoRecorded = []) =>
      whenAllowed(transaction, move, async (isAllowed) => {
        const payment = get(transaction)
        if (!payment || isFrozen(payment) || PAYMENT_TABLE[payment.state][move] === undefined) return false
        return writing(
          [entryOf(payment, { kind: move, facts }), ...alsoRecorded.map((each) => entryOf(payment, each))],
          isAllowed,
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
    ...defined({ body }),
  })

  function details(transaction: string): IntentBody | undefined {
    const kept = bodies.get(transaction)
    const payment = get(transaction)
    if (kept || !payment) return kept
    const body = intentBody.safeParse(journal.bodyOf(payment.intent)).data
    if (body) bodies.set(transaction, body)
    return body
  }

  return {
    ledger: state,
    get,
    details,
    refOf: (transaction, item) => details(transaction)?.items[item]?.ref ?? notedRefs.get(item),
    noteRef: (item, ref) => void notedRefs.set(item, ref),
    check: (transaction, rests = () => true) =>
      inTurn(transaction, async () => {
        const payment = getUnlessDamaged(transaction)
        if (payment === 'damaged') return refuse('data-damaged')
        if (!payment) return refuse('payment-unknown')
        if (!rests(payment)) return { ok: true }
        if (!(await journal.check(payment.intent))) return refuse('data-damaged')
        if (isSettled(payment)) {
          cached.delete(transaction)
          bodies.delete(transaction)
        }
        return { ok: true }
      }),
    async begin(transaction, actor, entry, alsoRecorded = []) {
      apply(await journal.append([{ ...entry, actor, transaction }, ...alsoRecorded]))
      const begun = get(transaction)
      if (!begun) throw new Error('a payment that was not recorded')
      return begun
    },
    move: moveBy(write),
    moveOrReject: moveBy(writeOnce),
    note: noteBy(write),
    noteOrReject: noteBy(writeOnce),
    moveItem: (transaction, item, move, facts = {}, alsoRecorded = []) =>
      whenAllowed(transaction, move, async (isAllowed) => {
        const payment = get(transaction)
        const found = payment?.items.find((each) => each.item === item)
        if (!payment || !found || found.isTakingBack === true || ITEM_TABLE[found.state][move] === undefined)
          return false
        return write([entryOf(payment, { kind: move, facts: { ...facts, item } }), ...alsoRecorded], isAllowed)
      }),
    mayUndo: (transaction) => deps.mayUndo(transaction),
    inTurn,
    onChange: (listener) => listeners.add(listener),
    changed: listeners.tell,
    pause,
    tries: (counted = (count) => count) => createTries((count) => pause(counted(count))),
    isClosed: () => closed,
    close() {
      closed = true
      for (const wake of [...waiting]) wake()
      listeners.clear()
    },
  }
}
