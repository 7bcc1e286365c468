import { createListeners } from '../../common/listeners.ts'
import { macaoDay } from '../../common/macao.ts'
import {
  refuse,
  STATE_PHASES,
  type Outcome,
  type Payment,
  type ReceiptState,
  type RefusalCode,
  type Takings,
  type TenderKind,
} from '../../contract/index.ts'
import type { Clock, Random } from '../../../hardware/ports.ts'
import type { Tender } from '../../../hardware/payment-terminal/port.ts'
import type { Gateway } from '../../gateway/port.ts'
import { corruptEntryError, type Journal } from '../journal/index.ts'
import type { SignedReceipt } from '../receipts/index.ts'
import { createAdmission } from './admission.ts'
import { createReceiptLookup } from './receipt-status.ts'
import { createBeginning, type Beginning } from './beginning.ts'
import { openBook } from './book.ts'
import { createCollection } from './collection.ts'
import { createReceiptRelease, type ReceiptRelease } from './receipt-release.ts'
import { createReceiptDeliveries, type ReceiptDeliveries } from './receipt-deliveries.ts'
import { createGuard } from './guard.ts'
import { createWriteOrRefuse } from '../storage/write-or-refuse.ts'
import { isBeforeLoss, isMoneyMoving, openOf, takingsOf } from './ledger.ts'
import { createOpenCash } from './open-cash.ts'
import { createOutbox } from './outbox.ts'
import { createPrintouts, type Printouts } from './printouts.ts'
import type { PaymentRecord } from './record.ts'
import { createRecovery, type Recovery } from './recovery.ts'
import { createRefunds, type RefundOrder } from './refunds.ts'
import { createTaskEnds, liveTasks, type TaskEnd } from './tasks.ts'
import { withTimeouts } from './tenders/with-timeouts.ts'
import { createRefusedOrders } from './refused-orders.ts'
import { createUndos } from './undos.ts'
import { uuidV7 } from '../storage/uuid.ts'
import { createView, type View } from './view.ts'

/**
 * The payment machine (money.md), the only code that moves a payment from state to state; each step is in the journal
 * before it has effect. Its parts describe themselves: how a payment begins, what pages are told, what was given on
 * paper, when a receipt may leave.
 */
export interface Machine
  extends
    Pick<Beginning, 'begin' | 'refuseOrder'>,
    View,
    ReceiptDeliveries,
    Pick<ReceiptRelease, 'mayRelease' | 'areReceiptsWaiting'>,
    Pick<Printouts, 'receiptFacts' | 'pendingFacts'>,
    Pick<Recovery, 'recover'> {
  /** Cancels a payment by a person's wish. Refuses with `payment-unknown` and `cannot-cancel`. */
  cancel(transaction: string): Promise<Outcome>
  /**
   * Hears from a clerk whether cash that was open when the station stopped had been taken. Refuses with
   * `payment-unknown`, and with `data-damaged`, `journal-went-back`, `payment-doubted` and `settling` while it may not
   * be answered.
   */
  answerCash(transaction: string, taken: boolean): Promise<Outcome>
  /**
   * Refunds items of a payment; the refund is a transaction of its own. Refuses with `payment-unknown`, `not-paid`,
   * `already-refunded`, `tender-unavailable`, `settling`, `clock-unsure`, the disk's refusals, `journal-went-back` and
   * `payment-doubted`. For a payment older than an accepted loss the agencies are asked first, and it refuses as the
   * gateway's calls do.
   */
  refund(order: RefundOrder): Promise<Outcome<{ transaction: string }>>
  /**
   * Ends a task by a supervisor's decision; its money doesn't move by itself afterwards. Refuses with
   * `payment-unknown`, `tender-unavailable`, `not-paid`, `journal-went-back`, `settling`, the disk's refusals,
   * `clock-unsure`, `gateway-unreachable` and `gateway-refused`.
   */
  endTask(end: TaskEnd): Promise<Outcome>
  /**
   * Whether a receipt may be made. The first receipt of a payment that this process committed may; any other rests on
   * the journal, which is checked. Refuses with `data-damaged`.
   */
  checkReceipt(transaction: string): Promise<Outcome>
  /**
   * What became of the items of a receipt of this station. Refuses with `data-damaged` where the journal since then
   * isn't as it was written, and with `journal-went-back`.
   */
  receiptStatusOf(receipt: SignedReceipt): Promise<Outcome<{ receipt: ReceiptState }>>
  /**
   * Waits until the journal's past was checked; rejects with an error that `storageRefusal` calls `data-damaged` where
   * it isn't as it was written.
   */
  whenHistoryChecked(): Promise<void>
  /** The takings of a day (YYYY-MM-DD in Asia/Macau; today by default), from the journal alone. */
  takings(day: string | undefined): Takings
  /** Whether new money is taken. `checking`: the journal's past is being checked, so it isn't known what is open. */
  readiness(): 'checking' | 'settling' | 'cash-open' | 'ready'
  /** Whether anything open has waited too long (`LATE_MS`); this stops no new money. */
  isStuck(): boolean
  /**
   * Whether money is asked for, being paid or being returned, or that isn't known yet; the program isn't ended for an
   * update then.
   */
  isMoneyOpen(): boolean
  /** Whether somebody is paying now: a payment is being prepared, or its tender was asked and hasn't answered. */
  isPaying(): boolean
  /** The cash that was open when the station stopped and that a clerk may be asked about. */
  openCash(): Payment[]
  /** Hears of each change. Returns the function that stops it. */
  onChange(listener: (transaction: string) => void): () => void
  /** Hears of each payment of which the commit is durable. Returns the function that stops it. */
  onPaid(listener: (transaction: string) => void): () => void
  /** Stops all waiting; what is open stays open in the journal. */
  close(): Promise<void>
}

/** What the machine needs of the station and its surroundings. */
export interface MachineDeps {
  journal: Journal
  gateway: Pick<Gateway, 'money'>
  tender(kind: TenderKind): Tender | undefined
  /** The clock whose wall time people are told. */
  clock: Clock
  /**
   * The clock by which the journal orders its entries; a transaction's id begins with its time, by which its entries
   * are found.
   */
  entryClock: Pick<Clock, 'now'>
  random: Random
  freeBytes(): number
  /** Whether a known head isn't in this journal, so that its numbers and payments can't be relied on. */
  hasGoneBack(): boolean
  /** Whether the gateway's time is known and this machine's clock is close to it; otherwise no new money is taken. */
  isClockRight(): boolean
  /**
   * Whether the gateway, or a head outside the folder, has confirmed where this journal ends; before that nothing is
   * undone.
   */
  isEndConfirmed(): boolean
  station(): { id: string; site: string }
  training: boolean
  /** The refusal of a storage error; undefined for any other error. */
  storageRefusal(error: unknown): RefusalCode | undefined
  /**
   * Hears errors beside a payment: of a disk that refuses an entry, which is tried again, of a driver, or of a
   * listener.
   */
  onFault(error: unknown): void
}

/**
 * Makes the payment machine of a station over its journal; `recover` must be called once to settle what was left open.
 */
export function createMachine(deps: MachineDeps): Machine {
  const { journal, clock } = deps
  /** The journal's end at the start: entries after it are this process's own. */
  const startedAt = journal.head().seq
  const parts = wireParts(deps)
  const { admission, book, guard, openCash, outbox, refunds, view, writeOrRefuse } = parts
  const tasks = () => liveTasks({ book, guard, outbox })
  const isHeld = (transaction: string) => guard.isHeld(transaction)

  return {
    begin: (order) => parts.beginning.begin(order),
    refuseOrder: (order, code) => parts.beginning.refuseOrder(order, code),
    ...view,
    async cancel(transaction) {
      const payment = book.get(transaction)
      if (!payment) return refuse('payment-unknown')
      if (payment.tender === 'cash' || !guard.mayUndo(transaction) || !(await parts.collection.cancel(transaction)))
        return refuse('cannot-cancel')
      return { ok: true }
    },
    answerCash: (transaction, taken) => openCash.answer(transaction, taken),
    async refund(order) {
      const code = admission.whyNoRefund(order.transaction)
      if (code !== undefined) return refuse(code)
      const checked = await book.check(order.transaction)
      if (!checked.ok) return checked
      const begun = await writeOrRefuse(() => refunds.begin(uuidV7(deps.entryClock, deps.random), order))
      if (!begun.ok) return begun
      if (!begun.result.ok) return begun.result
      const { begun: refund } = begun.result
      parts.inBackground(refunds.resume(refund))
      return { ok: true, transaction: refund.transaction }
    },
    ...parts.deliveries,
    mayRelease: (transaction) => parts.receiptRelease.mayRelease(transaction),
    areReceiptsWaiting: () => parts.receiptRelease.areReceiptsWaiting(),
    // Waits, since only the checked journal tells whether entries after the payment are lost.
    checkReceipt: (transaction) =>
      journal
        .whenChecked()
        .then(() =>
          book.check(
            transaction,
            ({ committed, printed }) => committed !== undefined && (committed.seq <= startedAt || printed > 0),
          ),
        ),
    receiptFacts: (transaction) => parts.printouts.receiptFacts(transaction),
    pendingFacts: (transaction) => parts.printouts.pendingFacts(transaction),
    receiptStatusOf: createReceiptLookup({
      journal,
      book,
      money: parts.gateway.money,
      hasGoneBack: () => deps.hasGoneBack(),
    }),
    async whenHistoryChecked() {
      await journal.whenChecked()
      if (journal.checking() || journal.fault()) throw corruptEntryError()
    },
    takings: (day) => takingsOf(book.ledger, day ?? macaoDay(clock.now()), clock.now(), tasks(), isHeld),
    recover: () => parts.recovery.recover(),
    readiness: parts.readiness,
    endTask: createTaskEnds({
      book,
      money: deps.gateway.money,
      whyNot: () => admission.whyNoEnd(),
      liveTasks: tasks,
      writeOrRefuse,
    }),
    isStuck: () => !journal.checking() && openOf(book.ledger, clock.now(), isHeld).some(({ isLate }) => isLate),
    isMoneyOpen: () => journal.checking() !== undefined || isMoneyMoving(book.ledger, clock.now(), isHeld),
    isPaying: () =>
      [...book.ledger.open.values()].some(
        ({ state, refundOf }) => refundOf === undefined && STATE_PHASES[state] === 'under-way',
      ),
    openCash: () => openCash.askable().flatMap((transaction) => view.show(transaction) ?? []),
    onChange: (listener) => book.onChange(listener),
    onPaid: (listener) => parts.paid.add(listener),
    async close() {
      book.close()
      await parts.refusedOrders.close()
    },
  }
}

/**
 * Wires the parts that move payments: the book that records, the guard of undoing, and those that ask tenders and
 * agencies.
 */
function wireMoves(deps: MachineDeps) {
  const { journal, clock, random } = deps
  const onFault = (error: unknown) => deps.onFault(error)
  const paid = createListeners<[string]>(onFault)
  const guard = createGuard({
    ledger: () => book.ledger,
    get: getIfReadable,
    hasGoneBack: () => deps.hasGoneBack(),
    isDamaged,
    isEndConfirmed: () => deps.isEndConfirmed() && !journal.checking(),
  })
  const gateway = { money: guard.money(deps.gateway.money) }
  const book = openBook({ journal, clock, random, mayUndo: (transaction) => guard.mayUndo(transaction), onFault })
  const outbox = createOutbox({ book, tender, gateway, receiptNumber })
  const undos = createUndos({ book, tender })
  const collection = createCollection({
    book,
    tender,
    gateway,
    undos,
    clock,
    inBackground,
    onPaid: ({ transaction }) => deliver(transaction),
  })
  const receiptRelease = createReceiptRelease({ book, journal, inBackground })

  function tender(kind: TenderKind) {
    const found = deps.tender(kind)
    return found && guard.tender(withTimeouts(found, { clock, onFault }))
  }

  /** Reads a payment, or undefined where the disk can't, so that the station's state can still be told. */
  function getIfReadable(transaction: string): PaymentRecord | undefined {
    try {
      return book.get(transaction)
    } catch (error) {
      onFault(error)
      return undefined
    }
  }

  /**
   * Runs work that nobody waits for. What an error in it leaves open stays open in the journal and is settled at the
   * next start.
   */
  function inBackground(work: Promise<unknown>): void {
    work.catch(onFault)
  }

  /**
   * Tells the agencies and whoever listens of a paid payment, and has its head known outside the folder; the first of
   * these calls carries it.
   */
  function deliver(transaction: string): void {
    inBackground(outbox.deliver(transaction))
    receiptRelease.startAnchoring(transaction)
    paid.tell(transaction)
  }

  /**
   * A receipt's number. It has a part of the transaction, since a journal that was put back would give the same entry
   * number twice.
   */
  function receiptNumber({ committed, transaction }: PaymentRecord): string {
    return `${deps.station().id}-${String(committed?.seq ?? 0)}-${transaction.slice(-4).toUpperCase()}`
  }

  /** Whether an entry isn't as it was written, or new entries aren't kept. */
  function isDamaged(): boolean {
    return journal.fault() !== undefined || !journal.isHeld()
  }

  return {
    onFault,
    paid,
    guard,
    gateway,
    book,
    outbox,
    undos,
    collection,
    receiptRelease,
    tender,
    inBackground,
    deliver,
    receiptNumber,
    isDamaged,
  }
}

/** Wires all parts of the machine. */
function wireParts(deps: MachineDeps) {
  const { journal, clock, entryClock, random, training } = deps
  const moves = wireMoves(deps)
  const { onFault, guard, gateway, book, outbox, undos, collection, receiptRelease } = moves
  const { tender, inBackground, deliver, receiptNumber, isDamaged } = moves
  const openCash = createOpenCash({
    book,
    guard,
    onPaid: deliver,
    onCancelled: (transaction) => inBackground(collection.release(transaction)),
  })
  const admission = createAdmission({
    book,
    journal,
    guard,
    clock,
    isDamaged,
    hasGoneBack: () => deps.hasGoneBack(),
    isClockRight: () => deps.isClockRight(),
    areReceiptsWaiting: () => receiptRelease.areReceiptsWaiting(),
    readiness,
    freeBytes: () => deps.freeBytes(),
    hasTender: (kind) => deps.tender(kind) !== undefined,
  })
  const whyNot = (transaction: string) => admission.whyNoRefund(transaction)
  const refunds = createRefunds({ book, tender, gateway, training, whyNot })
  const printouts = createPrintouts({
    book,
    journal,
    followsLater: (payment) => receiptRelease.followsLater(payment),
    isDoubted: (transaction) => book.ledger.doubted.has(transaction),
    isBeforeLoss: (payment) => isBeforeLoss(book.ledger, payment),
    isHeld: (transaction) => isDamaged() || guard.isHeld(transaction),
    clock,
    station: () => deps.station(),
    receiptNumber,
  })
  const writeOrRefuse = createWriteOrRefuse({
    isDamaged,
    storageRefusal: (error) => deps.storageRefusal(error),
    onFault,
  })
  const deliveries = createReceiptDeliveries({ book, journal, printouts, writeOrRefuse, onFault })
  const refusedOrders = createRefusedOrders({ journal, clock, onFault })
  const beginning = createBeginning({
    admission,
    book,
    money: gateway.money,
    collection,
    refusedOrders,
    clock,
    entryClock,
    random,
    training,
    writeOrRefuse,
    inBackground,
  })
  const view = createView({ book, guard, openCash, printouts, receiptRelease, collection, receiptNumber })
  const recovery = createRecovery({
    journal,
    book,
    guard,
    collection,
    outbox,
    undos,
    refunds,
    openCash,
    giveUp: (transaction, why) => beginning.giveUp(transaction, why),
    clock,
    inBackground,
    onFault,
  })

  function readiness() {
    if (journal.checking()) return 'checking'
    if (recovery.isSettling()) return 'settling'
    if (!openCash.isThere()) return 'ready'
    return openCash.askable().length > 0 ? 'cash-open' : 'settling'
  }

  return {
    ...moves,
    admission,
    beginning,
    deliveries,
    writeOrRefuse,
    openCash,
    printouts,
    readiness,
    recovery,
    refunds,
    refusedOrders,
    view,
  }
}
