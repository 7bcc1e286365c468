import { createHash } from 'node:crypto'
import { defined } from '../../common/defined.ts'
import { macaoDay } from '../../common/macao.ts'
import {
  canCancel,
  isOver,
  MAX_AVOS,
  refusalCode,
  refuse,
  type Outcome,
  type Payment,
  type RefusalCode,
  type TenderKind,
} from '../../contract/index.ts'
import type { Clock, Random } from '../../../hardware/ports.ts'
import type { Tender } from '../../../hardware/payment-terminal/port.ts'
import type { Gateway } from '../../gateway/port.ts'
import type { Journal } from '../journal/index.ts'
import { lockNamed } from '../storage/faults.ts'
import { askOfLost, becameOf } from './became.ts'
import { openBook } from './book.ts'
import { createCollection } from './collection.ts'
import { createFollows } from './follows.ts'
import { createGiven } from './given.ts'
import { createGuard } from './guard.ts'
import { intentOf, itemId, totalOf } from './intent.ts'
import { isBeforeLoss, isMoneyMoving, openOf, takingsOf, type Task } from './ledger.ts'
import { MOST_AT_HAND, MOST_UNPAID, RESERVED_MS, TENDER_DEADLINE_MS, UNPAID_COUNTED_MS } from './limits.ts'
import type { Machine, PaymentOrder } from './order.ts'
import { createOutbox } from './outbox.ts'
import { createPapers } from './papers.ts'
import { INTENDED, type IntentBody, type PaymentRecord } from './record.ts'
import { createRefunds } from './refunds.ts'
import { endTask } from './tasks.ts'
import { withTimeouts } from './tenders/with-timeouts.ts'
import { createTurnedAway } from './turned-away.ts'
import { createUndos } from './undos.ts'
import { uuidV7 } from './uuid.ts'

/** Under this much free space no new money is taken, while there is still room to record what was. Bytes. */
const DISK_FOR_MONEY = 200 * 1024 * 1024

export interface MachineDeps {
  journal: Journal
  gateway: Pick<Gateway, 'money'>
  tender(kind: TenderKind): Tender | undefined
  /** Its wall time is the one that people are told. */
  clock: Clock
  /** By which the journal orders its entries: a transaction's id begins with its time, and is found by it. */
  entryClock: Pick<Clock, 'now'>
  random: Random
  freeBytes(): number
  /**
   * Whether a head of this journal is known elsewhere that isn't in it: then nothing that it says of numbers and
   * payments can be relied on.
   */
  hasGoneBack(): boolean
  /**
   * Whether the date of what happens now is known, and this machine's clock isn't far from it: without that no new
   * money is taken.
   */
  isClockRight(): boolean
  /** Whether anybody outside the folder has said where this journal ends: until then nothing that it says is undone. */
  isJudged(): boolean
  station(): { id: string; site: string }
  training: boolean
  /** The code that a storage fault is refused with; undefined where it is none. */
  storageRefusal(error: unknown): RefusalCode | undefined
  /**
   * Hears of what broke beside a payment: a disk that doesn't take an entry, which is tried again, a driver, a
   * listener.
   */
  onFault(error: unknown): void
}

export function createMachine(deps: MachineDeps): Machine {
  const { journal, clock, random } = deps
  /** What is recorded later this process knows by itself. */
  const startedAt = journal.head().seq
  const guard = createGuard({
    ledger: () => book.ledger,
    get: getIfReadable,
    hasGoneBack: () => deps.hasGoneBack(),
    isDamaged,
    isJudged: () => deps.isJudged() && !journal.checking(),
  })
  const gateway = { money: guard.money(deps.gateway.money) }
  const book = openBook({
    journal,
    clock,
    random,
    mayUndo: (transaction) => guard.mayUndo(transaction),
    onFault: (error) => deps.onFault(error),
  })
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
  const refunds = createRefunds({
    book,
    tender,
    gateway,
    training: deps.training,
    whyNot: (transaction) => whyNoRefund(transaction),
  })
  const follows = createFollows({ book, journal, inBackground })
  const papers = createPapers({
    book,
    journal,
    follows: (payment) => follows.follows(payment),
    isDoubted: (transaction) => book.ledger.doubted.has(transaction),
    isBeforeLoss: (payment) => isBeforeLoss(book.ledger, payment),
    isHeld: (transaction) => isDamaged() || guard.isHeld(transaction),
    clock,
    station: () => deps.station(),
    receiptNumber,
  })
  const given = createGiven({ book, journal, papers, ifDiskTakes, onFault: (error) => deps.onFault(error) })
  const turnedAway = createTurnedAway({ journal, clock, onFault: (error) => deps.onFault(error) })
  const openCash = new Set<string>()
  const usedCodes = new Set<string>()
  /** What was begun within a minute, by transaction, with when it was (monotonic milliseconds). */
  const begunLately = new Map<string, number>()
  const left: { open: string[]; held: [transaction: string, at: number][] } = { open: [], held: [] }
  let isSettling = true
  /** One receipt after the other: a long look lets others have their turn, many at once wouldn't. */
  let lookedUp: Promise<unknown> = Promise.resolve()
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
    for (const { tender: kind, state, transaction } of book.ledger.open.values())
      if (kind === 'cash' && (state === 'asked' || state === 'unknown') && !book.ledger.doubted.has(transaction))
        openCash.add(transaction)
    isSettling = left.open.length > 0
    book.changed('')
  }

  function tender(kind: TenderKind) {
    const found = deps.tender(kind)
    return found && guard.tender(withTimeouts(found, { clock, onFault: (error) => deps.onFault(error) }))
  }

  /** A disk that is broken keeps nobody from hearing how the station is. */
  function getIfReadable(transaction: string): PaymentRecord | undefined {
    try {
      return book.get(transaction)
    } catch (error) {
      deps.onFault(error)
      return undefined
    }
  }

  /**
   * Work that nobody waits for: what a fault in it leaves open stays open in the journal, and is settled at the next
   * start.
   */
  function inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => deps.onFault(error))
  }

  /**
   * Of what is paid the agencies hear, and that its head is known elsewhere is seen to: the first of these calls
   * carries it.
   */
  function deliver(transaction: string): void {
    inBackground(outbox.deliver(transaction))
    follows.watch(transaction)
  }

  /**
   * Part of the transaction stands in it: a journal that was put back counts on from where it was, and would give a
   * number twice.
   */
  function receiptNumber({ committed, transaction }: PaymentRecord): string {
    return `${deps.station().id}-${String(committed?.seq ?? 0)}-${transaction.slice(-4).toUpperCase()}`
  }

  /** Whether an entry isn't as it was written, or what is recorded now isn't kept. */
  function isDamaged(): boolean {
    return journal.fault() !== undefined || !journal.isHeld()
  }

  /** Why nothing may rest on what the journal says, if so. */
  function distrust(): RefusalCode | undefined {
    if (isDamaged()) return 'data-damaged'
    return deps.hasGoneBack() ? 'journal-went-back' : undefined
  }

  /** Why no task may be ended now, if so. */
  function whyNoEnd(): RefusalCode | undefined {
    const distrusted = distrust()
    if (distrusted !== undefined) return distrusted
    if (journal.checking()) return 'settling'
    return deps.isClockRight() ? undefined : 'clock-unsure'
  }

  /** Why nothing of a payment may be refunded now, if so. */
  function whyNoRefund(transaction: string): RefusalCode | undefined {
    const distrusted = distrust()
    if (distrusted !== undefined) return distrusted
    if (machine.readiness() === 'settling' || journal.checking()) return 'settling'
    if (!deps.isClockRight()) return 'clock-unsure'
    return guard.refusal(transaction) ?? (deps.freeBytes() < DISK_FOR_MONEY ? 'disk-full' : undefined)
  }

  /**
   * What a supervisor has to decide of what goes on: each once, and what isn't known here before what can't be read.
   */
  function liveTasks(): Task[] {
    const held = guard.tasks()
    const theirs = new Set(held.map(({ transaction }) => transaction))
    const isByEntry = (task: Task) =>
      book.ledger.tasks.some(({ transaction, item }) => transaction === task.transaction && item === task.item)
    return [...held, ...outbox.unreadable().filter(({ transaction }) => !theirs.has(transaction))].filter(
      (task) => !isByEntry(task),
    )
  }

  /** The open cash that a clerk may be asked about. */
  const askable = () => [...openCash].filter((transaction) => guard.mayUndo(transaction))

  /** What no order passes, before anything of it is written. */
  function objection({ quote, tender: kind, givenAvos = 0, customerCode }: PaymentOrder): RefusalCode | undefined {
    const distrusted = distrust()
    if (distrusted !== undefined) return distrusted
    if (follows.areReceiptsWaiting()) return 'head-unwitnessed'
    if (machine.readiness() !== 'ready') return 'settling'
    if (!deps.isClockRight()) return 'clock-unsure'
    if (deps.freeBytes() < DISK_FOR_MONEY) return 'disk-full'
    if (!deps.tender(kind)) return 'tender-unavailable'
    const totalAvos = totalOf(quote)
    if (
      quote.items.length === 0 ||
      !quote.items.every(({ amountAvos }) => isPayable(amountAvos)) ||
      !isPayable(totalAvos)
    )
      return 'amount-invalid'
    if (quote.expiresAt <= clock.now()) return 'quote-expired'
    if (kind === 'cash' && givenAvos !== 0 && !isPayable(givenAvos)) return 'amount-invalid'
    if (kind === 'cash' && givenAvos < totalAvos) return 'cash-short'
    if (customerCode !== undefined && usedCodes.has(codeHash(customerCode))) return 'wallet-code-used'
    if (unpaidLately() >= MOST_UNPAID) return 'too-often'
    const refs = new Set(quote.items.map(({ bill }) => bill.ref))
    return [...book.ledger.open.keys()].some((open) => holdsAny(open, refs)) ? 'bill-pending' : undefined
  }

  /** How many payments were begun within a minute that aren't paid. */
  function unpaidLately(): number {
    const since = clock.monotonic() - UNPAID_COUNTED_MS
    for (const [transaction, at] of begunLately)
      if (at <= since || book.get(transaction)?.committed) begunLately.delete(transaction)
    return begunLately.size
  }

  function holdsAny(transaction: string, refs: ReadonlySet<string>): boolean {
    const payment = book.get(transaction)
    // What became of one whose later entries are lost, the gateway knows: it reserves nothing that is held or paid.
    if (!payment || payment.refundOf !== undefined || payment.isKept === true || book.ledger.doubted.has(transaction))
      return false
    return payment.items.some(({ item }) => refs.has(book.refOf(transaction, item) ?? ''))
  }

  async function reserve(payment: PaymentRecord, order: PaymentOrder): Promise<Outcome> {
    const { transaction } = payment
    const refs = new Set(order.quote.items.map(({ bill }) => bill.ref))
    // Whoever was declined a moment ago tries another way to pay: their own release goes first.
    await Promise.all(
      [...collection.releasing()].flatMap(([released, trying]) => (holdsAny(released, refs) ? [trying] : [])),
    )
    const answered = await gateway.money.reserve({
      transaction,
      place: order.place,
      quote: order.quote.id,
      forMs: RESERVED_MS,
      items: order.quote.items.map(({ bill, amountAvos }, index) => ({
        item: itemId(transaction, index),
        ref: bill.ref,
        amountAvos,
      })),
    })
    if (answered.ok && answered.answer.ok) return { ok: true }
    const refusal =
      answered.ok && !answered.answer.ok
        ? refuse(answered.answer.code, answered.answer.bar === undefined ? undefined : { bar: answered.answer.bar })
        : answered
    if (refusal.ok) return refusal
    const ended = giveUp(transaction, refusal.refusal.code)
    inBackground(ended)
    // A disk that died meanwhile keeps nobody waiting: it is recorded when the disk takes it.
    await Promise.race([ended.catch(() => undefined), book.pause(2)])
    return refusal
  }

  /**
   * Ends a payment for which no tender was asked. Whether the gateway holds its items isn't known where it didn't
   * answer.
   */
  async function giveUp(transaction: string, why: RefusalCode): Promise<void> {
    if (await book.move(transaction, 'payment-refused', { why })) inBackground(collection.release(transaction))
  }

  /** Does what the disk has to take before any money is near; where it doesn't, nothing has begun. */
  async function ifDiskTakes<T>(writing: () => Promise<T>): Promise<Outcome<{ taken: T }>> {
    try {
      return { ok: true, taken: await writing() }
    } catch (error) {
      const code = deps.storageRefusal(error)
      if (code === undefined) throw error
      deps.onFault(error)
      if (isDamaged()) return refuse('data-damaged')
      return refuse(lockNamed(code))
    }
  }

  const machine: Machine = {
    async begin(order) {
      const code = objection(order)
      if (code !== undefined)
        return machine.turnAway({ tender: order.tender, actor: order.actor, totalAvos: totalOf(order.quote) }, code)
      const transaction = uuidV7(deps.entryClock, random)
      const { facts, body } = intentOf(transaction, order, deps.training)
      // No tender is asked for before the intent is durable.
      const intended = await ifDiskTakes(() => book.begin(transaction, order.actor, { kind: INTENDED, facts, body }))
      if (!intended.ok) return intended
      begunLately.set(transaction, clock.monotonic())
      turnedAway.passed()
      const reserved = await reserve(intended.taken, order)
      if (!reserved.ok) return reserved
      const { customerCode } = order
      // Of cash alone: nothing is handed over for a wallet or a card.
      const givenAvos = order.tender === 'cash' ? order.givenAvos : undefined
      const attempt = `${transaction}/1`
      const asked = await ifDiskTakes(() =>
        book.moveOrReject(transaction, 'payment-reserved', {}, [
          {
            kind: 'payment-asked',
            facts: {
              attempt,
              deadlineAt: clock.now() + TENDER_DEADLINE_MS,
              ...defined({ givenAvos }),
            },
          },
        ]),
      )
      if (!asked.ok) {
        // The customer isn't kept waiting for the disk: it is recorded when the disk takes it.
        inBackground(giveUp(transaction, asked.refusal.code))
        return asked
      }
      if (!asked.taken) return refuse('payment-interrupted')
      if (customerCode !== undefined) noteUsed(customerCode)
      inBackground(collection.ask(book.get(transaction) ?? intended.taken, customerCode))
      return { ok: true, transaction }
    },
    async turnAway(order, code) {
      await turnedAway.note(order, code)
      return refuse(code)
    },
    show(transaction) {
      const payment = book.get(transaction)
      return payment && describe(payment, book.details(transaction))
    },
    async cancel(transaction) {
      const payment = book.get(transaction)
      if (!payment) return refuse('payment-unknown')
      if (payment.tender === 'cash' || !guard.mayUndo(transaction) || !(await collection.cancel(transaction)))
        return refuse('cannot-cancel')
      return { ok: true }
    },
    async answerCash(transaction, taken) {
      const payment = book.get(transaction)
      if (!payment || !openCash.has(transaction)) return refuse('payment-unknown')
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
      openCash.delete(transaction)
      book.changed(transaction)
      if (taken) deliver(transaction)
      else inBackground(collection.release(transaction))
      return { ok: true }
    },
    async refund(order) {
      const code = whyNoRefund(order.transaction)
      if (code !== undefined) return refuse(code)
      const checked = await book.check(order.transaction)
      if (!checked.ok) return checked
      const begun = await ifDiskTakes(() => refunds.begin(uuidV7(deps.entryClock, random), order))
      if (!begun.ok) return begun
      if (!begun.taken.ok) return begun.taken
      const { begun: refund } = begun.taken
      inBackground(refunds.resume(refund))
      return { ok: true, transaction: refund.transaction }
    },
    ...given,
    mayGo: (transaction) => follows.mayGo(transaction),
    areReceiptsWaiting: () => follows.areReceiptsWaiting(),
    // Before that it isn't known whether entries after its payment are lost.
    checkReceipt: (transaction) =>
      journal
        .whenChecked()
        .then(() =>
          book.check(
            transaction,
            ({ committed, printed }) => committed !== undefined && (committed.seq <= startedAt || printed > 0),
          ),
        ),
    receiptFacts: (transaction) => papers.receiptFacts(transaction),
    becameOf(receipt) {
      const found = lookedUp.then(() => (deps.hasGoneBack() ? refuse('journal-went-back') : becameOf(journal, receipt)))
      lookedUp = found.catch(() => undefined)
      return found.then(async (became) => {
        const payment = became.ok && became.receipt.lost !== undefined ? book.get(receipt.transaction) : undefined
        return became.ok && payment
          ? { ok: true, receipt: await askOfLost(gateway.money, payment, became.receipt) }
          : became
      })
    },
    pendingFacts: (transaction) => papers.pendingFacts(transaction),
    takings: (day) =>
      takingsOf(book.ledger, day ?? macaoDay(clock.now()), clock.now(), liveTasks(), (transaction) =>
        guard.isHeld(transaction),
      ),
    async recover() {
      await stockTaken
      if (journal.checking() || journal.fault()) return
      // A release that was cut off is sent again; nobody waits for it, and heard twice it does the same.
      inBackground(undos.carryOutAll())
      inBackground(
        collection.releaseAll(
          left.held.flatMap(([transaction, at]) => (at + RESERVED_MS > clock.now() ? [transaction] : [])),
        ),
      )
      await Promise.all(
        left.open.map((transaction) => settle(transaction).catch((error: unknown) => deps.onFault(error))),
      )
      isSettling = false
      book.changed('')
    },
    readiness() {
      if (journal.checking()) return 'checking'
      if (isSettling) return 'settling'
      if (openCash.size === 0) return 'ready'
      return askable().length > 0 ? 'cash-open' : 'settling'
    },
    async endTask(end) {
      const code = whyNoEnd()
      if (code !== undefined) return refuse(code)
      const checked = await book.check(end.transaction)
      if (!checked.ok) return checked
      // What became known while it waited for its turn counts as well.
      const ended = await ifDiskTakes(() =>
        endTask(
          {
            book,
            money: deps.gateway.money,
            tasks: () => (whyNoEnd() === undefined ? [...book.ledger.tasks, ...liveTasks()] : []),
          },
          end,
        ),
      )
      if (!ended.ok || ended.taken.ok) return ended.ok ? ended.taken : ended
      const since = whyNoEnd()
      return since === undefined ? ended.taken : refuse(since)
    },
    isStuck: () =>
      !journal.checking() &&
      openOf(book.ledger, clock.now(), (transaction) => guard.isHeld(transaction)).some(({ isLate }) => isLate),
    isMoneyOpen: () =>
      journal.checking() !== undefined ||
      isMoneyMoving(book.ledger, clock.now(), (transaction) => guard.isHeld(transaction)),
    openCash: () => askable().flatMap((transaction) => machine.show(transaction) ?? []),
    onChange: (listener) => book.onChange(listener),
    async close() {
      book.close()
      await turnedAway.close()
    },
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

  /** A code is good for minutes and its provider knows for good: the newest are enough. */
  function noteUsed(code: string): void {
    usedCodes.add(codeHash(code))
    const [oldest] = usedCodes
    if (usedCodes.size > MOST_AT_HAND && oldest !== undefined) usedCodes.delete(oldest)
  }

  function describe(payment: PaymentRecord, details: IntentBody | undefined): Payment {
    const {
      transaction,
      state,
      tender: kind,
      totalAvos,
      startedAt,
      deadlineAt,
      givenAvos,
      changeAvos,
      provider,
      committed,
      printed,
    } = payment
    const code = collection.shown(transaction)
    const why = refusalCode.safeParse(payment.why).data
    return {
      transaction,
      state,
      tender: kind,
      totalAvos,
      startedAt: iso(startedAt),
      ...defined({ paidAt: committed && iso(committed.at) }),
      canCancel: kind !== 'cash' && canCancel(state) && guard.mayUndo(transaction),
      askCash: askable().includes(transaction),
      hasSlip: papers.outcomeOf(payment) !== undefined,
      ...(papers.needsStaff(payment) ? { needsStaff: true } : {}),
      items: payment.items.map((each) => {
        const { item, agency, kind: what, avos, season, state: itemState } = each
        const { ref = item, number, plate, class: vehicleClass } = details?.items[item] ?? {}
        return {
          item,
          state: itemState,
          ...(papers.needsStaff(payment, each) ? { needsStaff: true } : {}),
          bill: ref,
          agency,
          kind: what,
          amountAvos: avos,
          ...defined({ season, number }),
          ...(plate === undefined || vehicleClass === undefined ? {} : { vehicle: { plate, class: vehicleClass } }),
        }
      }),
      ...(deadlineAt === undefined || isOver(state) ? {} : { deadline: iso(deadlineAt) }),
      ...defined({ code: code && { text: code.text, expiresAt: iso(code.expiresAt) } }),
      // Of a reversal that was refused for good the reason says what isn't so: that it goes back by itself.
      ...(why === undefined || payment.isKept !== undefined ? {} : { refusal: { code: why } }),
      ...defined({
        givenAvos,
        changeAvos,
        provider,
        receipt: committed && {
          number: receiptNumber(payment),
          printed,
          ...(follows.follows(payment) ? { follows: true } : {}),
        },
      }),
    }
  }

  return machine
}

const isPayable = (avos: number): boolean => Number.isSafeInteger(avos) && avos > 0 && avos <= MAX_AVOS
const iso = (milliseconds: number) => new Date(milliseconds).toISOString()
/** A used code is known by its hash alone. */
const codeHash = (code: string) => createHash('sha256').update(code).digest('base64')
