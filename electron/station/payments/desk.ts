import { defined } from '../../common/defined.ts'
import type { CashDrawer } from '../../../hardware/cash-drawer/port.ts'
import type { Clock } from '../../../hardware/ports.ts'
import type { Printer } from '../../../hardware/printer/port.ts'
import {
  MAX_AVOS,
  MOST_PAYMENTS,
  MOST_VEHICLES,
  phaseOf,
  refuse,
  STATE_PHASES,
  type BillQuery,
  type Bill,
  type Found,
  type Outcome,
  type Payment,
  type Quote,
  type RefusalCode,
  type Takings,
  type TaskEnding,
  type TenderKind,
  type Vehicle,
} from '../../contract/index.ts'
import type { Gateway } from '../../gateway/port.ts'
import type { GatewayBill, GatewayVehicle } from '../../gateway/money-contract.ts'
import type { Receipts } from '../receipts/index.ts'
import { createDeskPrintouts, type DeskPrintouts } from './desk-printouts.ts'
import { deskMemory, type Customer, type DeskState } from './desk-memory.ts'
import { describeBill, describeVehicle, quoteItemOf, searchOf, withRequired } from './bills.ts'
import type { Offers } from './offers.ts'
import { totalOf } from './intent.ts'
import type { Machine } from './machine.ts'
import type { KeptQuote } from './order.ts'
import { createTillDrawer } from './till-drawer.ts'

/**
 * The payment desk: what one session finds, quotes and pays. The machine moves the money; the gateway says what is
 * owed. Its refusals are those of the contract's procedures.
 */
export interface PaymentDesk extends DeskPrintouts {
  /** Keeps the payment code of a customer's wallet, for one payment of this session. */
  noteWalletCode(customer: Customer, code: string): void
  /** Gives a session the payment of a genuine pending slip again. Refuses with `payment-unknown`. */
  recall(customer: Customer, transaction: string): Outcome
  find(customer: Customer, query: BillQuery): Promise<Outcome<{ found: Found }>>
  quote(customer: Customer, billIds: readonly string[]): Promise<Outcome<{ quote: Quote }>>
  pay(
    customer: Customer,
    order: { quote: string; tender: TenderKind; givenAvos?: number | undefined },
  ): Promise<Outcome<{ payment: Payment }>>
  show(customer: Customer, transaction: string): Outcome<{ payment: Payment }>
  current(customer: Customer): { payment: Payment | null }
  /** What the person in front is paying or paid last, and the newest quote that nobody has begun to pay. */
  atHand(customer: Customer): {
    payment: Payment | undefined
    quote: Pick<Quote, 'items' | 'totalAvos'> | undefined
  }
  cancel(customer: Customer, transaction: string): Promise<Outcome<{ payment: Payment }>>
  openCash(customer: Customer): { payments: Payment[] }
  answerCash(customer: Customer, transaction: string, taken: boolean): Promise<Outcome<{ payment: Payment }>>
  refund(
    customer: Customer,
    order: { transaction: string; items: readonly string[]; reason: string },
  ): Promise<Outcome<{ payment: Payment }>>
  endTask(
    customer: Customer,
    end: { transaction: string; item?: string | undefined; how: TaskEnding; reason: string },
  ): Promise<Outcome<{ takings: Takings }>>
  /**
   * Waits until the journal's past was checked; rejects with an error that `storageRefusal` calls `data-damaged` where
   * it isn't as it was written.
   */
  takings(day: string | undefined): Promise<Takings>
  close(): void
}

/** How long a scanned wallet code may be used, in milliseconds. */
const WALLET_CODE_KEPT_MS = 120_000

/** What the payment desk needs of the station. */
export interface DeskDeps {
  machine: Machine
  gateway: Pick<Gateway, 'money'>
  offers: Offers
  printer: () => Printer | undefined
  drawer: () => CashDrawer | undefined
  receipts: Pick<Receipts, 'receipt' | 'pendingSlip'>
  /** The clock whose wall time is the gateway's as far as it is known; quotes expire by it. */
  clock: Clock
}

/** Makes the payment desk of a station, for all of its sessions. */
export function createPaymentDesk(deps: DeskDeps): PaymentDesk {
  const { machine, gateway, offers, clock } = deps
  const memory = deskMemory()
  const told = tellPayments(deps, memory)
  const { seenBy, currentOf } = told

  /** A payment that this session may see: it began it, got it by its slip, or found it again. */
  function visiblePayment(state: DeskState, transaction: string): Outcome<{ payment: Payment }> {
    const payment = state.transactions.has(transaction) ? machine.show(transaction) : undefined
    return payment ? { ok: true, payment: seenBy(state, payment) } : refuse('payment-unknown')
  }

  async function takings(day: string | undefined): Promise<Takings> {
    await machine.whenHistoryChecked()
    return machine.takings(day)
  }

  /**
   * Lets the session see the payments of the bills found. At a kiosk every bill of a payment must be found, since the others may
   * be other people's.
   */
  function findAgain({ place }: Customer, state: DeskState): void {
    for (const transaction of new Set([...state.bills.values()].flatMap(({ heldBy, paidBy }) => [heldBy, paidBy]))) {
      const payment = transaction === undefined ? undefined : machine.show(transaction)
      if (payment && (place === 'counter' || payment.items.every(({ bill }) => state.bills.has(bill))))
        state.transactions.add(payment.transaction)
    }
  }

  const refuseOrder = ({ actor }: Customer, tender: TenderKind, quote: KeptQuote | undefined, code: RefusalCode) =>
    machine.refuseOrder({ tender, actor, totalAvos: quote ? totalOf(quote) : 0 }, code)

  async function begin(
    customer: Customer,
    state: DeskState,
    quote: KeptQuote,
    order: { tender: TenderKind; givenAvos?: number | undefined },
  ): Promise<Outcome<{ transaction: string }>> {
    const { tender, givenAvos } = order
    if (quote.expiresAt <= clock.now()) return refuseOrder(customer, tender, quote, 'quote-expired')
    const why = offers.of(customer.place, quote).find((offer) => offer.tender === tender)?.reason
    // A missing device would leave the outcome unknown; other reasons against a tender are left to the machine and the
    // provider.
    if (why === 'not-here' || why === 'device-lost') return refuseOrder(customer, tender, quote, 'tender-unavailable')
    const code = tender === 'wallet-scan' ? state.takeWalletCode(clock.monotonic() - WALLET_CODE_KEPT_MS) : undefined
    if (tender === 'wallet-scan' && code === undefined)
      return refuseOrder(customer, tender, quote, 'wallet-code-missing')
    return machine.begin({
      quote,
      tender,
      place: customer.place,
      actor: customer.actor,
      inspectionBy: inspectionsOf(state, quote),
      ...defined({ customerCode: code, givenAvos }),
    })
  }

  return {
    noteWalletCode(customer, code) {
      memory.of(customer).noteWalletCode(code, clock.monotonic())
    },
    recall(customer, transaction) {
      if (!machine.show(transaction)) return refuse('payment-unknown')
      const state = memory.of(customer)
      state.own.add(transaction)
      state.transactions.add(transaction)
      const current = currentOf(state)
      if (!current || phaseOf(current) !== 'under-way') state.current = transaction
      return { ok: true }
    },
    async find(customer, query) {
      const by = searchOf(query, customer.eid)
      if (by === undefined) return refuse('person-gone')
      const state = memory.of(customer)
      const answered = await gateway.money.findBills({ place: customer.place, by })
      if (!answered.ok) return answered
      const { answer } = answered
      if (!answer.ok)
        return refuse(answer.code, {
          ...defined({
            seconds: answer.waitMs === undefined ? undefined : Math.ceil(answer.waitMs / 1_000),
            left: answer.left,
          }),
        })
      // What was found for a visitor who left isn't kept, so that the next one doesn't get it.
      if (memory.of(customer) !== state) return refuse('person-gone')
      for (const vehicle of answer.vehicles) rememberBills(state, vehicle.bills, vehicle)
      rememberBills(state, answer.bills)
      findAgain(customer, state)
      const bills = [...answer.vehicles.flatMap((vehicle) => vehicle.bills), ...answer.bills]
      const found: Found = {
        vehicles: answer.vehicles.map((vehicle): Vehicle => describeVehicle(vehicle)),
        bills: answer.bills.map((bill): Bill => describeBill(bill)),
        payments: ownPayments(state, bills),
        ...defined({ classes: answer.classes, season: answer.season }),
      }
      return { ok: true, found }
    },
    async quote(customer, billIds) {
      const state = memory.of(customer)
      const chosen = withRequired(billIds, state.bills)
      if (!chosen.ok) return chosen
      // Its health then says, before anything is paid, whether a receipt can be printed.
      void deps.printer()?.status()
      const answered = await gateway.money.quote({ place: customer.place, bills: chosen.bills.map(({ ref }) => ref) })
      if (!answered.ok) return answered
      const { answer } = answered
      if (!answer.ok)
        return refuse(answer.code, {
          ...defined({ bar: answer.bar, most: answer.code === 'too-many-vehicles' ? MOST_VEHICLES : undefined }),
        })
      const order = new Map(chosen.bills.map(({ ref }, index) => [ref, index]))
      const items = answer.items.toSorted(
        (one, other) => (order.get(one.bill.ref) ?? 0) - (order.get(other.bill.ref) ?? 0),
      )
      const kept: KeptQuote = { id: answer.quote, expiresAt: answer.expiresAt, items }
      const quoted = new Set(items.map(({ bill }) => bill.ref))
      if (items.length !== order.size || chosen.bills.some(({ ref }) => !quoted.has(ref)))
        return refuse('gateway-refused')
      const totalAvos = totalOf(kept)
      if (items.some(({ amountAvos }) => amountAvos <= 0) || totalAvos > MAX_AVOS) return refuse('amount-invalid')
      state.quotes.set(kept.id, kept)
      return {
        ok: true,
        quote: {
          id: kept.id,
          items: items.map(quoteItemOf),
          totalAvos,
          expiresAt: new Date(kept.expiresAt).toISOString(),
          tenders: offers.of(customer.place, kept),
        },
      }
    },
    pay(customer, { quote: id, tender, givenAvos }) {
      const state = memory.of(customer)
      return state.inTurn(async () => {
        const quote = state.quotes.get(id)
        if (!quote) return refuseOrder(customer, tender, undefined, 'quote-expired')
        const last = state.paidBy.get(id)
        const lastPayment = last === undefined ? undefined : machine.show(last)
        if (lastPayment && STATE_PHASES[lastPayment.state] !== 'ended') return { ok: true, payment: lastPayment }
        const current = currentOf(state)
        if (current && phaseOf(current) === 'under-way') return refuse('payment-under-way')
        const begun = await begin(customer, state, quote, { tender, givenAvos })
        if (!begun.ok) return begun
        state.paidBy.set(id, begun.transaction)
        state.own.add(begun.transaction)
        state.transactions.add(begun.transaction)
        state.current = begun.transaction
        // A visitor who has left meanwhile pays nothing, if the payment can still be cancelled.
        // eslint-disable-next-line house/no-dropped-outcome -- One that can't be cancelled any more the machine brings to its end.
        if (memory.of(customer) !== state) await machine.cancel(begun.transaction)
        return visiblePayment(state, begun.transaction)
      })
    },
    show: (customer, transaction) => visiblePayment(memory.of(customer), transaction),
    current: (customer) => ({ payment: currentOf(memory.of(customer)) ?? null }),
    atHand: (customer) => told.atHand(memory.of(customer), clock.now()),
    async cancel(customer, transaction) {
      const state = memory.of(customer)
      const asked = visiblePayment(state, transaction)
      if (!asked.ok) return asked
      if (!state.own.has(transaction)) return refuse('cannot-cancel')
      const cancelled = await machine.cancel(transaction)
      return cancelled.ok ? visiblePayment(state, transaction) : cancelled
    },
    ...createDeskPrintouts({
      machine,
      receipts: deps.receipts,
      printer: () => deps.printer(),
      money: gateway.money,
      clock,
      visiblePayment: (customer, transaction) => visiblePayment(memory.of(customer), transaction),
    }),
    openCash(customer) {
      const open = machine.openCash()
      const state = memory.of(customer)
      for (const { transaction } of open) state.transactions.add(transaction)
      return { payments: open }
    },
    async answerCash(customer, transaction, taken) {
      const state = memory.of(customer)
      const answered = await machine.answerCash(transaction, taken)
      if (!answered.ok) return answered
      state.transactions.add(transaction)
      return visiblePayment(state, transaction)
    },
    async refund(customer, { transaction, items, reason }) {
      const refunded = await machine.refund({ transaction, items, reason, actor: customer.actor })
      if (!refunded.ok) return refunded
      const state = memory.of(customer)
      state.transactions.add(refunded.transaction)
      return visiblePayment(state, refunded.transaction)
    },
    async endTask(customer, end) {
      const ended = await machine.endTask({ ...end, actor: customer.actor })
      return ended.ok ? { ok: true, takings: await takings(undefined) } : ended
    },
    takings,
    close: told.close,
  }
}

/**
 * Tells each session of the payments that it knows whenever one changes, or the drawer was tried for it. `seenBy`: a
 * payment as a session sees it.
 */
function tellPayments(
  { machine, drawer }: Pick<DeskDeps, 'machine' | 'drawer'>,
  memory: ReturnType<typeof deskMemory>,
) {
  const stop = machine.onChange(publish)
  const till = createTillDrawer({ machine, drawer, onTried: publish })

  function publish(transaction: string): void {
    const payment = machine.show(transaction)
    if (payment)
      for (const customer of memory.knowing(transaction))
        customer.publish({ type: 'payment-changed', payment: seenBy(memory.of(customer), payment) })
  }

  /** A session that only found a payment can't cancel it, since its payer may be paying. */
  const seenBy = (state: DeskState, payment: Payment): Payment => ({
    ...payment,
    ...(state.own.has(payment.transaction) ? {} : { canCancel: false }),
    ...defined({ drawer: till.of(payment.transaction) }),
  })

  const currentOf = (state: DeskState): Payment | undefined =>
    state.current === undefined ? undefined : machine.show(state.current)

  return {
    seenBy,
    currentOf,
    atHand(state: DeskState, now: number) {
      const quote = [...state.quotes.values()].at(-1)
      const isOffered = quote && quote.expiresAt > now && !state.paidBy.has(quote.id)
      return {
        payment: currentOf(state),
        quote: isOffered ? { items: quote.items.map(quoteItemOf), totalAvos: totalOf(quote) } : undefined,
      }
    },
    close() {
      stop()
      till.close()
    },
  }
}

function inspectionsOf(state: DeskState, quote: KeptQuote): Readonly<Record<string, string>> {
  return Object.fromEntries(
    quote.items.flatMap(({ bill }) => {
      const by = state.inspections.get(bill.ref)
      return by === undefined ? [] : [[bill.ref, by]]
    }),
  )
}

/** Remembers what was found, so that it can be quoted. */
function rememberBills(state: DeskState, bills: readonly GatewayBill[], vehicle?: GatewayVehicle): void {
  for (const bill of bills) {
    state.bills.set(bill.ref, bill)
    if (vehicle?.inspectionBy !== undefined) state.inspections.set(bill.ref, vehicle.inspectionBy)
  }
}

/** The newest of this station's own transactions for these bills; a UUIDv7 sorts by its time. */
const ownPayments = (state: DeskState, bills: readonly GatewayBill[]): string[] =>
  [
    ...new Set(
      bills
        .flatMap(({ heldBy, paidBy }) => [heldBy, paidBy])
        .flatMap((transaction) =>
          transaction !== undefined && state.transactions.has(transaction) ? [transaction] : [],
        ),
    ),
  ]
    .toSorted()
    .slice(-MOST_PAYMENTS)
