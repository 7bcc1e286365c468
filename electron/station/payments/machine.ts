import { createHash } from 'node:crypto'
import { refusalCode, refuse, type Outcome, type Payment, type RefusalCode, type TenderKind } from '../../contract/index.ts'
import type { Clock, Random } from '../../../hardware/ports.ts'
import type { Tender } from '../../../hardware/payment-terminal/port.ts'
import type { Gateway } from '../../gateway/port.ts'
import type { Journal } from '../journal/index.ts'
import { openBook, type Book } from './book.ts'
import { createCollection } from './collection.ts'
import { dayOf, takingsOf } from './ledger.ts'
import { RESERVED_AFTER_MS, SLIP_GOOD_MS, TENDER_DEADLINE_MS } from './limits.ts'
import type { Machine, PaymentOrder } from './order.ts'
import { createOutbox } from './outbox.ts'
import { INTENDED, type IntentBody, type PaymentRecord } from './record.ts'
import { createRefunds, toFacts } from './refunds.ts'
import { canCancel, isOver, isPaid } from './states.ts'
import { uuidV7 } from './uuid.ts'

/** Under this much free space no new money is taken, while there is still room to record what was. Bytes. */
const DISK_FOR_MONEY = 200 * 1024 * 1024

export interface MachineDeps {
  journal: Journal
  gateway: Pick<Gateway, 'money'>
  tender(kind: TenderKind): Tender | undefined
  clock: Clock
  random: Random
  freeBytes(): number
  station(): { id: string, site: string }
  training: boolean
  /** The code that a storage fault is refused with; undefined where it is none. */
  storageRefusal(error: unknown): RefusalCode | undefined
  /** Hears of a disk that doesn't take an entry; it is tried again. */
  onFault(error: unknown): void
}

export function createMachine(deps: MachineDeps): Machine {
  const { journal, gateway, clock, random, tender } = deps
  const book = openBook({ journal, clock, random, onFault: (error) => deps.onFault(error) })
  const outbox = createOutbox({ book, tender, gateway, receiptNumber })
  const collection = createCollection({ book, tender, gateway, clock, onPaid: ({ transaction }) => void outbox.deliver(transaction) })
  const refunds = createRefunds({ book, tender, gateway, training: deps.training })
  const openCash = new Set([...book.ledger.open.values()].filter(({ tender: kind, state }) => kind === 'cash' && (state === 'asked' || state === 'unknown')).map(({ transaction }) => transaction))
  const usedCodes = new Set<string>()
  let isSettling = book.ledger.open.size > 0

  function receiptNumber({ committed }: PaymentRecord): string {
    return `${deps.station().id}-${String(committed?.seq ?? 0)}`
  }

  /** What no order passes, before anything of it is written. */
  function objection({ quote, tender: kind, givenAvos, customerCode }: PaymentOrder): RefusalCode | undefined {
    if (machine.readiness() !== 'ready') return 'settling'
    if (deps.freeBytes() < DISK_FOR_MONEY) return 'disk-full'
    if (!tender(kind)) return 'tender-unavailable'
    const totalAvos = totalOf(quote)
    if (quote.items.length === 0 || quote.items.some(({ amountAvos }) => !Number.isSafeInteger(amountAvos) || amountAvos <= 0) || totalAvos > MOST_AVOS) return 'amount-invalid'
    if (quote.expiresAt <= clock.now()) return 'quote-expired'
    if (kind === 'cash' && (givenAvos === undefined || givenAvos < totalAvos)) return 'cash-short'
    if (customerCode !== undefined && usedCodes.has(codeHash(customerCode))) return 'wallet-code-used'
    const refs = new Set(quote.items.map(({ bill }) => bill.ref))
    return [...book.ledger.open.keys()].some((open) => holdsAny(book, open, refs)) ? 'bill-pending' : undefined
  }

  async function reserve(payment: PaymentRecord, order: PaymentOrder): Promise<Outcome> {
    const { transaction } = payment
    const answered = await gateway.money.reserve({
      transaction, place: order.place, quote: order.quote.id, forMs: TENDER_DEADLINE_MS + RESERVED_AFTER_MS,
      items: order.quote.items.map(({ bill, amountAvos }, index) => ({ item: itemId(transaction, index), ref: bill.ref, amountAvos }))
    })
    if (answered.ok && answered.answer.ok) return { ok: true }
    const refusal = answered.ok && !answered.answer.ok
      ? refuse(answered.answer.code, answered.answer.bar === undefined ? undefined : { bar: answered.answer.bar })
      : answered
    if (refusal.ok) return refusal
    await book.move(transaction, 'payment-refused', { why: refusal.refusal.code })
    // Whether the gateway holds them isn't known where it didn't answer.
    void collection.release(transaction)
    return refusal
  }

  const machine: Machine = {
    async begin(order) {
      const code = objection(order)
      if (code !== undefined) return refused(order, code)
      const transaction = uuidV7(clock, random)
      const { facts, body } = intentOf(transaction, order, deps.training)
      let payment: PaymentRecord
      try {
        // No tender is asked for before the intent is durable.
        payment = await book.begin(transaction, order.actor, { kind: INTENDED, facts, body })
      } catch (error) {
        const storage = deps.storageRefusal(error)
        if (storage === undefined) throw error
        deps.onFault(error)
        return refuse('disk-full')
      }
      const reserved = await reserve(payment, order)
      if (!reserved.ok) return reserved
      const { customerCode, givenAvos } = order
      const attempt = `${transaction}/1`
      if (!await book.move(transaction, 'payment-reserved', {}, [{
        kind: 'payment-asked', facts: { attempt, deadlineAt: clock.now() + TENDER_DEADLINE_MS, ...(givenAvos === undefined ? {} : { givenAvos }) }
      }])) return refuse('payment-interrupted')
      if (customerCode !== undefined) usedCodes.add(codeHash(customerCode))
      void collection.ask(book.get(transaction) ?? payment, customerCode)
      return { ok: true, transaction }
    },
    show(transaction) {
      const payment = book.get(transaction)
      return payment && describe(payment, book.details(transaction))
    },
    async cancel(transaction) {
      const payment = book.get(transaction)
      if (!payment) return refuse('payment-unknown')
      if (payment.tender === 'cash' || !await collection.cancel(transaction)) return refuse('cannot-cancel')
      return { ok: true }
    },
    async answerCash(transaction, taken) {
      const payment = book.get(transaction)
      if (!payment || !openCash.has(transaction)) return refuse('payment-unknown')
      const { attempt = '', totalAvos, givenAvos = totalAvos } = payment
      const moved = taken
        ? await book.move(transaction, 'payment-committed', { attempt, tender: 'cash', avos: totalAvos, provider: 'cash', givenAvos, changeAvos: givenAvos - totalAvos })
        : await book.move(transaction, 'payment-cancelled', { attempt })
      if (!moved) return refuse('payment-unknown')
      openCash.delete(transaction)
      book.changed(transaction)
      void (taken ? outbox.deliver(transaction) : collection.release(transaction))
      return { ok: true }
    },
    async refund(order) {
      if (machine.readiness() === 'settling') return refuse('settling')
      if (deps.freeBytes() < DISK_FOR_MONEY) return refuse('disk-full')
      return refunds.begin(uuidV7(clock, random), order)
    },
    async receiptGiven(transaction, how) {
      const payment = book.get(transaction)
      if (!payment) return
      if (isPaid(payment.state)) {
        if (how === 'paper' || payment.state === 'committed') await book.move(transaction, 'payment-receipted', { how })
      } else {
        await journal.append([{ kind: 'slip-given', actor: payment.actor, transaction, facts: { how } }])
      }
    },
    receiptFacts(transaction) {
      const payment = book.get(transaction)
      if (!payment?.committed || payment.refundOf !== undefined) return undefined
      const { committed: { seq, hash, at }, givenAvos, changeAvos } = payment
      return {
        ...mattersOf(payment), number: receiptNumber(payment), at, position: { seq, hash },
        ...(givenAvos === undefined ? {} : { givenAvos }), ...(changeAvos === undefined ? {} : { changeAvos })
      }
    },
    pendingFacts(transaction) {
      const payment = book.get(transaction)
      if (!payment || !isPending(payment)) return undefined
      const at = clock.now()
      return { ...mattersOf(payment), at, outcome: payment.state === 'unknown' ? 'unknown' : 'reversing', expiresAt: at + SLIP_GOOD_MS }
    },
    takings: (day) => takingsOf(book.ledger, day ?? dayOf(clock.now())),
    async recover() {
      await Promise.all([...book.ledger.open.values()].map((payment) => settle(payment)))
      isSettling = false
      book.changed('')
    },
    readiness() {
      if (isSettling) return 'settling'
      return openCash.size > 0 ? 'cash-open' : 'ready'
    },
    openCash: () => [...openCash].flatMap((transaction) => machine.show(transaction) ?? []),
    onChange: (listener) => book.onChange(listener),
    close() {
      book.close()
      return Promise.resolve()
    }
  }

  /** Goes on with one payment that was open when the station stopped; resolves once somebody was asked about it. */
  async function settle(payment: PaymentRecord): Promise<void> {
    const { transaction, state } = payment
    if (openCash.has(transaction)) return
    if (payment.refundOf !== undefined) return void refunds.resume(payment)
    if (payment.committed) return void outbox.deliver(transaction)
    if (state === 'intended' || state === 'reserved') {
      await book.move(transaction, 'payment-refused', { why: 'payment-interrupted' })
      return void collection.release(transaction)
    }
    await new Promise<void>((resolve) => { void collection.resume(payment, resolve).finally(resolve) })
  }

  /** What was refused while money was near leaves a trace, as far as the disk takes it. */
  async function refused({ tender: kind, quote, actor }: PaymentOrder, code: RefusalCode): Promise<Outcome<never>> {
    await journal.append([{ kind: 'order-refused', actor, transaction: null, facts: { code, tender: kind, totalAvos: totalOf(quote) } }]).catch((error: unknown) => deps.onFault(error))
    return refuse(code)
  }

  function mattersOf(payment: PaymentRecord) {
    const { transaction, training, tender: kind, provider, totalAvos } = payment
    const details = book.details(transaction)
    return {
      transaction, station: deps.station(), training, tender: kind, totalAvos, ...(provider === undefined || kind === 'cash' ? {} : { provider }),
      items: payment.items.map(({ item, agency, kind: what, avos, season }) => {
        const { plate, number, inspectionBy } = details?.items[item] ?? {}
        return {
          agency, kind: what, amountAvos: avos, subject: plate ?? number ?? '', ...(season === undefined ? {} : { season }), ...(inspectionBy === undefined ? {} : { inspectionBy })
        }
      })
    }
  }

  function describe(payment: PaymentRecord, details: IntentBody | undefined): Payment {
    const { transaction, state, tender: kind, totalAvos, startedAt, deadlineAt, givenAvos, changeAvos, provider, committed, printed } = payment
    const code = collection.shown(transaction)
    const why = refusalCode.safeParse(payment.why).data
    return {
      transaction, state, tender: kind, totalAvos, startedAt: iso(startedAt), canCancel: kind !== 'cash' && canCancel(state), askCash: openCash.has(transaction), hasSlip: isPending(payment),
      items: payment.items.map(({ item, agency, kind: what, avos, season, state: itemState }) => {
        const { ref = item, number, plate, class: vehicleClass } = details?.items[item] ?? {}
        return {
          item, state: itemState, bill: ref, agency, kind: what, amountAvos: avos, ...(season === undefined ? {} : { season }), ...(number === undefined ? {} : { number }),
          ...(plate === undefined || vehicleClass === undefined ? {} : { vehicle: { plate, class: vehicleClass } })
        }
      }),
      ...(deadlineAt === undefined || isOver(state) ? {} : { deadline: iso(deadlineAt) }),
      ...(code === undefined ? {} : { code: { text: code.text, expiresAt: iso(code.expiresAt) } }),
      ...(why === undefined ? {} : { refusal: { code: why } }),
      ...(givenAvos === undefined ? {} : { givenAvos }), ...(changeAvos === undefined ? {} : { changeAvos }),
      ...(provider === undefined ? {} : { provider }),
      ...(committed === undefined ? {} : { receipt: { number: receiptNumber(payment), printed } })
    }
  }

  return machine
}

const MOST_AVOS = 1_000_000_000
const iso = (milliseconds: number) => new Date(milliseconds).toISOString()
const itemId = (transaction: string, index: number) => `${transaction}:${String(index + 1)}`
const totalOf = (quote: PaymentOrder['quote']) => quote.items.reduce((sum, { amountAvos }) => sum + amountAvos, 0)
/** A used code is known by its hash alone. */
const codeHash = (code: string) => createHash('sha256').update(code).digest('base64')

/** Whether the outcome isn't known, or money is on its way back. */
function isPending({ state, items }: PaymentRecord): boolean {
  return state === 'unknown' || state === 'reversing' || items.some((item) => item.state === 'reversing')
}

function holdsAny(book: Book, transaction: string, refs: ReadonlySet<string>): boolean {
  const payment = book.get(transaction)
  if (!payment || payment.refundOf !== undefined) return false
  return Object.values(book.details(transaction)?.items ?? {}).some(({ ref }) => refs.has(ref))
}

/** What an intent says in the open, and what it seals. */
function intentOf(transaction: string, { quote, tender, place, inspectionBy }: PaymentOrder, training: boolean) {
  const ids = new Map(quote.items.map(({ bill }, index) => [bill.ref, itemId(transaction, index)]))
  const facts = toFacts({
    tender, place, training, totalAvos: totalOf(quote),
    items: quote.items.map(({ bill: { agency, kind, season, ref, requires }, amountAvos }) => ({
      item: ids.get(ref) ?? '', agency, kind, avos: amountAvos, season, requires: requires.flatMap((required) => ids.get(required) ?? [])
    }))
  })
  const body = {
    quote: quote.id,
    items: Object.fromEntries(quote.items.map(({ bill: { ref, number, vehicle } }) => [ids.get(ref) ?? '', {
      ref, ...(number === undefined ? {} : { number }), ...(vehicle === undefined ? {} : { plate: vehicle.plate, class: vehicle.class }),
      ...(inspectionBy?.[ref] === undefined ? {} : { inspectionBy: inspectionBy[ref] })
    }]))
  }
  return { facts, body }
}
