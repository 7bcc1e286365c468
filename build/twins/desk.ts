import { quoteItemOf } from '../../electron/station/payments/bills.ts'
import type { Customer } from '../../electron/station/payments/desk-memory.ts'
import { createPaymentDesk, type PaymentDesk } from '../../electron/station/payments/desk.ts'
import { totalOf } from '../../electron/station/payments/intent.ts'
import { createOffers } from '../../electron/station/payments/offers.ts'
import type { Machine } from '../../electron/station/payments/machine.ts'
import type { PaymentOrder } from '../../electron/station/payments/order.ts'
import {
  isPaid,
  refuse,
  type Outcome,
  type Payment,
  type PaymentState,
  type RefusalCode,
  type StationEvent,
  type TenderKind,
} from '../../electron/contract/index.ts'
import type { GatewayBill } from '../../electron/gateway/money-contract.ts'
import type { GatewayMoney } from '../../electron/gateway/port.ts'
import { createTrueClock } from '../../electron/station/trust/true-clock.ts'
import type { Clock, DeviceState } from '../../hardware/ports.ts'
import type { VirtualCashDrawer } from '../../hardware/cash-drawer/virtual.ts'
import type { Printer } from '../../hardware/printer/port.ts'
import { accepted } from './accepted.ts'

const NOW = Date.parse('2026-03-24T06:36:00Z')
const MINUTE = 60_000

/** A tax of DSAT on a light car whose plate is `ref`. */
export const twinBill = (ref: string, changes: Partial<GatewayBill> = {}): GatewayBill => ({
  ref,
  agency: 'DSAT',
  kind: 'tax',
  amountAvos: 85_000,
  requires: [],
  vehicle: { plate: ref, class: 'light' },
  ...changes,
})

/** A customer at a page. `leave` ends their visit, as the session's end does. */
export interface TwinCustomer {
  customer: Customer
  heard: StationEvent[]
  leave(): void
}

/** A payment desk whose machine, gateway, printer and clock the test controls. */
export interface TwinDesk {
  readonly desk: PaymentDesk
  /** The station's clock, in milliseconds since 1970. */
  now: number
  /** The gateway's clock minus the station's, in milliseconds; undefined while it isn't known. */
  offset: number | undefined
  /** The bills that the gateway finds. */
  owed: GatewayBill[]
  /** The gateway's calls, which a test may replace. */
  readonly money: Pick<GatewayMoney, 'findBills' | 'quote' | 'sendMessage'>
  /** The machine's answer to an order. */
  beginning: Outcome
  readonly orders: PaymentOrder[]
  readonly refusedOrders: { code: RefusalCode; tender: TenderKind; totalAvos: number }[]
  /** The payments that the machine shows, by transaction. */
  readonly payments: Map<string, Payment>
  /** Whether payments have pending slips. */
  hasSlips: boolean
  /** Whether paid payments have receipts. */
  hasReceipts: boolean
  isJournalWhole: boolean
  readonly printed: string[]
  /** Whether printing this markup fails. */
  trouble: (markup: string) => boolean
  /** Whether the printer is ready. */
  isReady: boolean
  /** Whether the printer prints, and is silent about it. */
  isSilent: boolean
  /** How often the printer was asked for its state. */
  looks: number
  drawer: VirtualCashDrawer | undefined
  /** The machine's answer to a receipt that is about to be printed. */
  printing: Outcome
  /** A receipt's entry waits for this promise, as for a slow disk. */
  disk: Promise<void>
  readonly messaged: { phone: string; text: string }[]
  terminal: DeviceState
  readonly waits: ReadonlySet<unknown>
  newCustomer(place?: 'kiosk' | 'counter'): TwinCustomer
  /** Asks for a quote of one bill for a customer who found it, and answers the quote's id. */
  quoteFor(customer: Customer): Promise<string>
  setPaymentState(transaction: string, state: PaymentState): void
  tellChange(transaction: string): void
  /** The machine tells that a payment's commit is durable. */
  tellPaid(transaction: string): void
  pass(ms: number): void
}

/** What a twin's receipt and slip both say. */
const printoutFacts = ({ transaction, tender, totalAvos }: Payment) => ({
  transaction,
  at: NOW + MINUTE,
  station: { id: 'T-1', site: 'test' },
  training: true,
  tender,
  items: [],
  totalAvos,
})

/** Whether a promise is settled after all promise callbacks have run. */
export async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  void promise.then(
    () => {
      settled = true
    },
    () => {
      settled = true
    },
  )
  await new Promise((resolve) => {
    setImmediate(resolve)
  })
  return settled
}

/** A printer that does as the twin says. */
const playPrinter = (twin: () => TwinDesk): Printer => ({
  health: () => ({ id: 'p', kind: 'printer', virtual: true, state: 'ready', since: 0 }),
  onHealth: () => () => undefined,
  status: () => (
    (twin().looks += 1),
    Promise.resolve(twin().isReady ? { ready: true, paperLow: false } : { ready: false, trouble: 'paper-out' })
  ),
  async print(markup) {
    // Printing takes a turn of the event loop, so that a second print has to wait.
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    if (twin().trouble(markup)) return { result: 'trouble', trouble: 'paper-out' }
    twin().printed.push(markup)
    return { result: twin().isSilent ? 'not-known' : 'printed' }
  },
  close: () => Promise.resolve(),
})

/** Makes a payment desk on a machine of the test, with the line up, a ready printer and nothing owed. */
export function createTwinDesk(): TwinDesk {
  const payments = new Map<string, Payment>()
  const phones = new Map<string, Set<string>>()
  const orders: PaymentOrder[] = []
  const timers = new Set<{ at: number; then: () => void }>()
  let changed: (transaction: string) => void = () => undefined
  let paid: (transaction: string) => void = () => undefined
  const clock: Clock = createTrueClock(
    {
      now: () => twin.now,
      monotonic: () => twin.now,
      after(ms, then) {
        const timer = { at: twin.now + ms, then }
        timers.add(timer)
        return () => void timers.delete(timer)
      },
    },
    { clockOffset: () => twin.offset },
  )

  const machine: Machine = {
    isMoneyOpen: () => false,
    isPaying: () => false,
    begin(order) {
      if (!twin.beginning.ok) return Promise.resolve(twin.beginning)
      orders.push(order)
      const transaction = `01999999-0000-7000-8000-${String(orders.length).padStart(12, '0')}`
      payments.set(transaction, {
        transaction,
        state: 'asked',
        tender: order.tender,
        totalAvos: totalOf(order.quote),
        startedAt: new Date(NOW).toISOString(),
        canCancel: true,
        askCash: false,
        hasSlip: false,
        items: order.quote.items.map((item, index) => ({
          ...quoteItemOf(item),
          item: `${transaction}:${String(index)}`,
          state: 'waiting',
        })),
      })
      return Promise.resolve({ ok: true, transaction })
    },
    refuseOrder({ tender, totalAvos }, code) {
      twin.refusedOrders.push({ code, tender, totalAvos })
      return Promise.resolve(refuse(code))
    },
    show: (transaction) => payments.get(transaction),
    cancel: (transaction) =>
      Promise.resolve(
        payments.get(transaction)?.canCancel
          ? (twin.setPaymentState(transaction, 'cancelled'), { ok: true as const })
          : refuse('cannot-cancel'),
      ),
    answerCash: () => Promise.resolve({ ok: true }),
    refund: () => Promise.resolve(refuse('not-paid')),
    checkReceipt: () => Promise.resolve(twin.isJournalWhole ? { ok: true } : refuse('data-damaged')),
    receiptFacts(transaction) {
      const payment = payments.get(transaction)
      if (!payment || !isPaid(payment.state) || !twin.hasReceipts) return undefined
      return { ...printoutFacts(payment), number: 'T-1-7', position: { seq: 7, hash: new Uint8Array(32) } }
    },
    mayRelease: () => Promise.resolve(twin.hasReceipts),
    areReceiptsWaiting: () => false,
    receiptStatusOf: () => Promise.resolve({ ok: true, receipt: { isKnown: true, gone: [] } }),
    pendingFacts(transaction) {
      const payment = payments.get(transaction)
      return payment && twin.hasSlips
        ? { ...printoutFacts(payment), outcome: 'reversing', expiresAt: NOW + 60 * MINUTE }
        : undefined
    },
    whenHistoryChecked: () => Promise.resolve(),
    takings: () => ({ day: '2026-03-24', payments: 0, totalAvos: 0, byTender: [], open: [], tasks: [] }),
    receiptPrinting(transaction) {
      const payment = payments.get(transaction)
      if (payment?.receipt)
        payments.set(transaction, { ...payment, receipt: { ...payment.receipt, printed: payment.receipt.printed + 1 } })
      return Promise.resolve(twin.printing)
    },
    receiptGiven: () => twin.disk,
    noteMessage(transaction, phone) {
      const noted = phones.get(transaction) ?? new Set()
      if (noted.size >= 3 && !noted.has(phone)) return Promise.resolve(refuse('too-many-numbers', { most: 3 }))
      phones.set(transaction, noted.add(phone))
      return Promise.resolve({ ok: true })
    },
    recover: () => Promise.resolve(),
    endTask: () => Promise.resolve(refuse('payment-unknown')),
    readiness: () => 'ready',
    isStuck: () => false,
    openCash: () => [],
    onChange(listener) {
      changed = listener
      return () => undefined
    },
    onPaid(listener) {
      paid = listener
      return () => undefined
    },
    close: () => Promise.resolve(),
  }

  const money: TwinDesk['money'] = {
    findBills: ({ by }) =>
      Promise.resolve({
        ok: true,
        answer:
          by.kind === 'slip'
            ? { ok: true, vehicles: [], bills: twin.owed.filter(({ ref }) => ref === by.number) }
            : {
                ok: true,
                vehicles: [
                  {
                    plate: 'MT-00-01',
                    class: 'light',
                    electric: false,
                    tax: 'due',
                    bills: twin.owed,
                    inspectionBy: '2027-02-01',
                  },
                ],
                bills: [],
              },
      }),
    quote: ({ bills }) =>
      Promise.resolve({
        ok: true,
        answer: {
          ok: true,
          quote: `q${String(bills.length)}${bills.join()}`,
          expiresAt: twin.now + 5 * MINUTE,
          items: bills.map((ref) => ({
            bill: twin.owed.find((each) => each.ref === ref) ?? twinBill(ref),
            amountAvos: 85_000,
          })),
        },
      }),
    sendMessage({ phone, text }) {
      twin.messaged.push({ phone, text })
      return Promise.resolve({ ok: true, answer: { ok: true } })
    },
  }
  const unreachable = () => Promise.resolve(refuse('gateway-unreachable'))
  const others = {
    reserve: unreachable,
    release: unreachable,
    submitItem: unreachable,
    reverseItem: unreachable,
    itemStates: unreachable,
    chargeWallet: unreachable,
    showWallet: unreachable,
    walletStatus: unreachable,
    reverseWallet: unreachable,
  }

  const printer = playPrinter(() => twin)
  const nobody = () => Promise.reject(new Error('no tender is asked here'))
  const tender = {
    health: () => ({ ...printer.health(), state: twin.terminal }),
    onHealth: printer.onHealth,
    close: printer.close,
    ask: nobody,
    status: nobody,
    reverse: nobody,
  }

  const twin: TwinDesk = {
    now: NOW,
    offset: undefined,
    owed: [twinBill('tax')],
    money,
    beginning: { ok: true },
    orders,
    refusedOrders: [],
    payments,
    hasSlips: false,
    hasReceipts: true,
    isJournalWhole: true,
    printed: [],
    trouble: () => false,
    isReady: true,
    isSilent: false,
    looks: 0,
    drawer: undefined,
    printing: { ok: true },
    disk: Promise.resolve(),
    messaged: [],
    terminal: 'ready',
    waits: timers,
    desk: createPaymentDesk({
      machine,
      gateway: {
        money: {
          ...others,
          findBills: (question) => money.findBills(question),
          quote: (question) => money.quote(question),
          sendMessage: (question) => money.sendMessage(question),
        },
      },
      clock,
      printer: () => printer,
      drawer: () => twin.drawer,
      offers: createOffers({
        clock,
        tender: () => tender,
        isLineUp: () => true,
        isDiskLow: () => false,
        wallets: () => [],
      }),
      receipts: {
        receipt: ({ transaction, reprint }) => ({
          code: 'MER1:X',
          markup: `${transaction}${reprint ? ' REPRINT' : ''}`,
        }),
        pendingSlip: ({ transaction }) => ({ code: 'MEP1:X', markup: `${transaction} SLIP` }),
      },
    }),
    newCustomer(place = 'kiosk') {
      const heard: StationEvent[] = []
      let visit = 0
      const customer: Customer = {
        session: {},
        get visit() {
          return visit
        },
        place,
        actor: 'resident',
        eid: undefined,
        publish: (event) => void heard.push(event),
      }
      return { customer, heard, leave: () => void (visit += 1) }
    },
    async quoteFor(customer) {
      accepted(await twin.desk.find(customer, { by: 'plate', plate: 'MT-00-01', proof: '0001' }))
      return accepted(await twin.desk.quote(customer, ['tax'])).quote.id
    },
    setPaymentState(transaction, state) {
      const payment = payments.get(transaction)
      if (!payment) throw new Error('no such payment')
      payments.set(transaction, {
        ...payment,
        state,
        ...(state === 'committed' ? { receipt: { number: 'T-1-7', printed: 0 } } : {}),
      })
      changed(transaction)
    },
    tellPaid: (transaction) => paid(transaction),
    tellChange: (transaction) => changed(transaction),
    pass(ms) {
      twin.now += ms
      for (const timer of [...timers]) if (timer.at <= twin.now && timers.delete(timer)) timer.then()
    },
  }
  return twin
}
