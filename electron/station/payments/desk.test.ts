import { beforeEach, describe, expect, it } from 'vitest'
import type { Clock } from '../../../hardware/ports.ts'
import type { Printer } from '../../../hardware/printer/port.ts'
import { refuse, type Outcome, type Payment, type PaymentState, type StationEvent } from '../../contract/index.ts'
import type { GatewayBill } from '../../gateway/money-contract.ts'
import type { Gateway } from '../../gateway/port.ts'
import type { Journal, NewEntry } from '../journal/index.ts'
import { quoteItemOf } from './bills.ts'
import type { Customer } from './desk-memory.ts'
import { createPaymentDesk, type PaymentDesk } from './desk.ts'
import { createOffers } from './offers.ts'
import type { Machine, PaymentOrder } from './order.ts'

const NOW = Date.parse('2026-03-24T06:36:00Z')
const MINUTE = 60_000

const bill = (ref: string, changes: Partial<GatewayBill> = {}): GatewayBill => (
  { ref, agency: 'DSAT', kind: 'tax', amountAvos: 85_000, requires: [], vehicle: { plate: ref, class: 'light' }, ...changes }
)

let desk: PaymentDesk
let now: number
let offset: number | undefined
let pending: boolean
let orders: PaymentOrder[]
let payments: Map<string, Payment>
let recorded: NewEntry[]
let owed: GatewayBill[]
let beginning: Outcome
let printed: string[]
let changed: (transaction: string) => void
let timers: Set<{ at: number, then: () => void }>
/** What the disk makes a receipt's entry wait for. */
let disk: Promise<void>
let trouble: (markup: string) => boolean
let messaged: string[]

function pass(ms: number): void {
  now += ms
  for (const timer of [...timers]) if (timer.at <= now && timers.delete(timer)) timer.then()
}

/** Whether a promise is settled once everything that waits for nothing but promises is done. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  void promise.then(() => { settled = true }, () => { settled = true })
  await new Promise((resolve) => { setImmediate(resolve) })
  return settled
}

/** Payments as a machine would show them; a test moves their state. */
function become(transaction: string, state: PaymentState): void {
  const payment = payments.get(transaction)
  if (!payment) throw new Error('no such payment')
  payments.set(transaction, { ...payment, state, ...(state === 'committed' ? { receipt: { number: 'T-1-7', printed: 0 } } : {}) })
  changed(transaction)
}

const machine: Machine = {
  begin(order) {
    if (!beginning.ok) return Promise.resolve(beginning)
    orders.push(order)
    const transaction = `01999999-0000-7000-8000-${String(orders.length).padStart(12, '0')}`
    payments.set(transaction, {
      transaction, state: 'asked', tender: order.tender, totalAvos: 85_000, startedAt: new Date(NOW).toISOString(), canCancel: true, askCash: false, hasSlip: false,
      items: order.quote.items.map((item, index) => ({ ...quoteItemOf(item), item: `${transaction}:${String(index)}`, state: 'waiting' }))
    })
    return Promise.resolve({ ok: true, transaction })
  },
  show: (transaction) => payments.get(transaction),
  cancel: (transaction) => Promise.resolve(payments.get(transaction)?.canCancel ? (become(transaction, 'cancelled'), { ok: true as const }) : refuse('cannot-cancel')),
  answerCash: () => Promise.resolve({ ok: true }),
  refund: () => Promise.resolve(refuse('not-paid')),
  receiptFacts: () => undefined,
  pendingFacts: () => undefined,
  takings: () => ({ day: '2026-03-24', payments: 0, totalAvos: 0, byTender: [], pending: [], tasks: [] }),
  receiptGiven: async (transaction, how) => {
    await disk
    const payment = payments.get(transaction)
    if (how === 'paper' && payment?.receipt) payments.set(transaction, { ...payment, receipt: { ...payment.receipt, printed: payment.receipt.printed + 1 } })
  },
  recover: () => Promise.resolve(),
  readiness: () => 'ready',
  openCash: () => [],
  onChange(listener) {
    changed = listener
    return () => undefined
  },
  close: () => Promise.resolve()
}

const unreachable = () => Promise.resolve(refuse('gateway-unreachable'))
const money: Gateway['money'] = {
  findBills: ({ by }) => Promise.resolve({
    ok: true,
    answer: by.kind === 'slip'
      ? { ok: true, vehicles: [], bills: owed.filter(({ ref }) => ref === by.number) }
      : { ok: true, vehicles: [{ plate: 'MT-00-01', class: 'light', electric: false, tax: 'due', bills: owed, inspectionBy: '2027-02-01' }], bills: [] }
  }),
  quote: ({ bills }) => Promise.resolve({
    ok: true,
    answer: { ok: true, quote: `q${String(bills.length)}${bills.join()}`, expiresAt: now + 5 * MINUTE, items: bills.map((ref) => ({ bill: owed.find((each) => each.ref === ref) ?? bill(ref), amountAvos: 85_000 })) }
  }),
  reserve: unreachable, release: unreachable, submitItem: unreachable, reverseItem: unreachable,
  sendMessage: ({ phone }) => {
    messaged.push(phone)
    return Promise.resolve(phone.startsWith('6200000') ? { ok: true, answer: { ok: true } } : refuse('gateway-refused'))
  },
  chargeWallet: unreachable, showWallet: unreachable, walletStatus: unreachable, reverseWallet: unreachable
}

const journal: Pick<Journal, 'append'> = {
  append(entries) {
    recorded.push(...entries)
    return Promise.resolve([])
  }
}

const printer: Printer = {
  health: () => ({ id: 'p', kind: 'printer', virtual: true, state: 'ready', since: 0 }), onHealth: () => () => undefined,
  status: () => Promise.resolve({ ready: true, paperLow: false }),
  async print(markup) {
    // A printer takes its time: whoever asks meanwhile has to wait.
    await new Promise((resolve) => { setImmediate(resolve) })
    if (trouble(markup)) return { printed: false, trouble: 'paper-out' }
    printed.push(markup)
    return { printed: true }
  },
  close: () => Promise.resolve()
}

/** A person at a page; `leave` ends their time as the session's end does. */
function someone(place: 'kiosk' | 'counter' = 'kiosk') {
  const heard: StationEvent[] = []
  let epoch = 0
  const session = {}
  const customer: Customer = {
    session, get epoch() { return epoch }, place, actor: 'resident', training: true, eid: undefined, publish: (event) => void heard.push(event)
  }
  return { customer, heard, leave: () => void (epoch += 1) }
}

async function quoted(customer: Customer): Promise<string> {
  await desk.find(customer, { by: 'plate', plate: 'MT-00-01', proof: '0001' })
  const outcome = await desk.quote(customer, ['tax'])
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  return outcome.quote.id
}

beforeEach(() => {
  now = NOW
  offset = undefined
  pending = false
  orders = []
  payments = new Map()
  recorded = []
  printed = []
  owed = [bill('tax')]
  beginning = { ok: true }
  timers = new Set()
  disk = Promise.resolve()
  trouble = () => false
  messaged = []
  const clock: Clock = {
    now: () => now, monotonic: () => now,
    after(ms, then) {
      const timer = { at: now + ms, then }
      timers.add(timer)
      return () => void timers.delete(timer)
    }
  }
  const tender = { ...printer, ask: () => Promise.reject(new Error()), status: () => Promise.reject(new Error()), reverse: () => Promise.reject(new Error()) }
  desk = createPaymentDesk({
    machine, gateway: { money, clockOffset: () => offset }, clock, printer: () => printer, takings: machine.takings, journal: journal as Journal,
    offers: createOffers({ clock, tender: () => tender, isLineUp: () => true, isDiskLow: () => false, wallets: () => [] }),
    matter: { receipt: (transaction, _, reprint) => ({ code: 'MER1:X', markup: `${transaction}${reprint ? ' REPRINT' : ''}` }), pending: (transaction) => pending ? { code: 'MEP1:X', markup: `${transaction} SLIP` } : undefined }
  })
})

describe('the desk', () => {
  it('gives a payment back to whoever holds its slip, and lets nobody else see it', async () => {
    const [payer, later, other] = [someone(), someone(), someone()]
    await desk.pay(payer.customer, { quote: await quoted(payer.customer), tender: 'card' })
    const [transaction = ''] = payments.keys()
    become(transaction, 'unknown')
    expect(desk.recall(later.customer, transaction)).toEqual({ ok: true })
    expect(desk.current(later.customer)).toMatchObject({ payment: { transaction, state: 'unknown' } })
    expect(desk.show(later.customer, transaction)).toMatchObject({ ok: true })
    become(transaction, 'committed')
    expect(later.heard).toMatchObject([{ type: 'payment-changed', payment: { state: 'committed' } }])
    expect(desk.show(other.customer, transaction)).toEqual(refuse('payment-unknown'))
    expect(desk.recall(other.customer, '01999999-0000-7000-8000-999999999999')).toEqual(refuse('payment-unknown'))
  })

  it('never puts a slip\'s payment in the place of one that is under way', async () => {
    const [payer, { customer }] = [someone(), someone()]
    await desk.pay(payer.customer, { quote: await quoted(payer.customer), tender: 'card' })
    const [first = ''] = payments.keys()
    become(first, 'unknown')
    await desk.pay(customer, { quote: await quoted(customer), tender: 'card' })
    const [, second = ''] = payments.keys()
    desk.recall(customer, first)
    expect(desk.current(customer)).toMatchObject({ payment: { transaction: second } })
    expect(desk.show(customer, first)).toMatchObject({ ok: true })
  })

  it('quotes only what this person was shown', async () => {
    const { customer } = someone()
    expect(await desk.quote(customer, ['tax'])).toMatchObject({ ok: false, refusal: { code: 'bill-unknown' } })
    await desk.find(customer, { by: 'plate', plate: 'MT-00-01', proof: '0001' })
    expect(await desk.quote(customer, ['tax'])).toMatchObject({ ok: true, quote: { totalAvos: 85_000 } })
  })

  it('pays a quote once, however often it is asked', async () => {
    const { customer } = someone()
    const quote = await quoted(customer)
    const [one, other] = await Promise.all([desk.pay(customer, { quote, tender: 'card' }), desk.pay(customer, { quote, tender: 'card' })])
    expect(one).toEqual(other)
    expect(orders).toHaveLength(1)
    become(orders.length === 1 ? [...payments.keys()][0] ?? '' : '', 'committed')
    expect(await desk.pay(customer, { quote, tender: 'wallet-show' })).toMatchObject({ ok: true, payment: { state: 'committed' } })
    expect(orders).toHaveLength(1)
  })

  it('takes another tender for the same quote after one that came to nothing', async () => {
    const { customer } = someone()
    const quote = await quoted(customer)
    await desk.pay(customer, { quote, tender: 'card' })
    become([...payments.keys()][0] ?? '', 'declined')
    expect(await desk.pay(customer, { quote, tender: 'wallet-show' })).toMatchObject({ ok: true, payment: { tender: 'wallet-show' } })
    expect(orders).toHaveLength(2)
  })

  it('begins no second payment while one is under way', async () => {
    owed = [bill('tax'), bill('other')]
    const { customer } = someone()
    const quote = await quoted(customer)
    await desk.pay(customer, { quote, tender: 'card' })
    const second = await desk.quote(customer, ['other'])
    expect(await desk.pay(customer, { quote: second.ok ? second.quote.id : '', tender: 'card' })).toMatchObject({ ok: false, refusal: { code: 'payment-under-way' } })
  })

  it('uses the code that this person scanned, soon and once, and never gives it to a page', async () => {
    const { customer } = someone()
    const quote = await quoted(customer)
    expect(await desk.pay(customer, { quote, tender: 'wallet-scan' })).toMatchObject({ ok: false, refusal: { code: 'wallet-code-missing' } })
    desk.noteWalletCode(customer, '990010123456789012')
    const paid = await desk.pay(customer, { quote, tender: 'wallet-scan' })
    expect(paid.ok).toBe(true)
    expect(JSON.stringify(paid)).not.toContain('990010123456789012')
    expect(orders[0]?.customerCode).toBe('990010123456789012')
    become([...payments.keys()][0] ?? '', 'declined')
    expect(await desk.pay(customer, { quote, tender: 'wallet-scan' })).toMatchObject({ ok: false, refusal: { code: 'wallet-code-missing' } })
    desk.noteWalletCode(customer, '990010123456789012')
    now += 2 * MINUTE + 1
    expect(await desk.pay(customer, { quote, tender: 'wallet-scan' })).toMatchObject({ ok: false, refusal: { code: 'wallet-code-missing' } })
  })

  it('refuses a quote that has run out, and records that it did', async () => {
    const { customer } = someone()
    const quote = await quoted(customer)
    now += 5 * MINUTE
    expect(await desk.pay(customer, { quote, tender: 'card' })).toMatchObject({ ok: false, refusal: { code: 'quote-expired' } })
    expect(recorded).toMatchObject([{ kind: 'order-refused', facts: { code: 'quote-expired', tender: 'card', totalAvos: 85_000 } }])
    expect(orders).toHaveLength(0)
  })

  it('takes no cash at a kiosk', async () => {
    const { customer } = someone('kiosk')
    const quote = await quoted(customer)
    expect(await desk.pay(customer, { quote, tender: 'cash', givenAvos: 100_000 })).toMatchObject({ ok: false, refusal: { code: 'tender-unavailable' } })
  })

  it.each([0, -1, 1_000_000_001])('refuses an amount of %i avos, whoever says it', async (amountAvos) => {
    const { customer } = someone()
    await desk.find(customer, { by: 'plate', plate: 'MT-00-01', proof: '0001' })
    const { quote } = money
    money.quote = ({ bills }) => Promise.resolve({ ok: true, answer: { ok: true, quote: 'q', expiresAt: now + MINUTE, items: bills.map((ref) => ({ bill: bill(ref), amountAvos })) } })
    expect(await desk.quote(customer, ['tax'])).toMatchObject({ ok: false, refusal: { code: 'amount-invalid' } })
    money.quote = quote
  })

  it('tells the person in front of a payment\'s progress, and nobody after them', async () => {
    const { customer, heard, leave } = someone()
    await desk.pay(customer, { quote: await quoted(customer), tender: 'card' })
    const transaction = [...payments.keys()][0] ?? ''
    become(transaction, 'unknown')
    expect(heard).toMatchObject([{ type: 'payment-changed', payment: { state: 'unknown' } }])
    leave()
    become(transaction, 'committed')
    expect(heard).toHaveLength(1)
    expect(desk.current(customer)).toEqual({ payment: null })
    expect(desk.show(customer, transaction)).toMatchObject({ ok: false, refusal: { code: 'payment-unknown' } })
  })

  it('shows a payment again to whoever finds its bill, and to nobody else', async () => {
    const first = someone()
    await desk.pay(first.customer, { quote: await quoted(first.customer), tender: 'card' })
    const transaction = [...payments.keys()][0] ?? ''
    const second = someone()
    expect(desk.show(second.customer, transaction).ok).toBe(false)
    owed = [bill('tax', { bar: 'payment-pending', heldBy: transaction })]
    expect(await desk.find(second.customer, { by: 'plate', plate: 'MT-00-01', proof: '0001' })).toMatchObject({ ok: true, found: { payments: [transaction] } })
    expect(desk.show(second.customer, transaction)).toMatchObject({ ok: true, payment: { transaction } })
  })

  /** Somebody pays two people's slips in one go; their bills say so from then on. */
  async function basket(): Promise<{ payer: ReturnType<typeof someone>, transaction: string }> {
    owed = [bill('one'), bill('other')]
    const payer = someone()
    await desk.find(payer.customer, { by: 'plate', plate: 'MT-00-01', proof: '0001' })
    const quote = await desk.quote(payer.customer, ['one', 'other'])
    await desk.pay(payer.customer, { quote: quote.ok ? quote.quote.id : '', tender: 'card' })
    const [transaction = ''] = payments.keys()
    owed = [bill('one', { bar: 'payment-pending', heldBy: transaction }), bill('other', { bar: 'payment-pending', heldBy: transaction })]
    return { payer, transaction }
  }

  it('opens a basket at a kiosk only to whoever found every bill in it', async () => {
    const { transaction } = await basket()
    const { customer, heard } = someone('kiosk')
    expect(await desk.find(customer, { by: 'slip', number: 'one' })).toMatchObject({ ok: true, found: { bills: [{ id: 'one' }], payments: [] } })
    become(transaction, 'committed')
    expect(heard).toEqual([])
    expect(desk.show(customer, transaction)).toEqual(refuse('payment-unknown'))
    expect(await desk.receipt(customer, transaction, 'pt')).toEqual(refuse('payment-unknown'))
    expect(await desk.print(customer, transaction, 'pt')).toEqual(refuse('payment-unknown'))
    expect(await desk.message(customer, transaction, '62000001')).toEqual(refuse('payment-unknown'))
    expect(await desk.cancel(customer, transaction)).toEqual(refuse('payment-unknown'))
    expect([printed, messaged]).toEqual([[], []])
    expect(await desk.find(customer, { by: 'slip', number: 'other' })).toMatchObject({ ok: true, found: { payments: [transaction] } })
    expect(desk.show(customer, transaction)).toMatchObject({ ok: true, payment: { transaction } })
  })

  it('forgets what was found with the person who found it', async () => {
    const { transaction } = await basket()
    const { customer, leave } = someone('kiosk')
    await desk.find(customer, { by: 'slip', number: 'one' })
    leave()
    expect(await desk.find(customer, { by: 'slip', number: 'other' })).toMatchObject({ ok: true, found: { payments: [] } })
    expect(desk.show(customer, transaction)).toEqual(refuse('payment-unknown'))
  })

  it('opens a basket to a clerk who finds one bill of it', async () => {
    const { transaction } = await basket()
    const { customer } = someone('counter')
    expect(await desk.find(customer, { by: 'slip', number: 'one' })).toMatchObject({ ok: true, found: { payments: [transaction] } })
    expect(desk.show(customer, transaction)).toMatchObject({ ok: true, payment: { transaction } })
  })

  it.each(['kiosk', 'counter'] as const)('lets nobody at a %s cancel what they only found again', async (place) => {
    const { payer, transaction } = await basket()
    const finder = someone(place)
    await desk.find(finder.customer, { by: 'plate', plate: 'MT-00-01', proof: '0001' })
    expect(desk.show(finder.customer, transaction)).toMatchObject({ ok: true, payment: { state: 'asked', canCancel: false } })
    expect(await desk.cancel(finder.customer, transaction)).toEqual(refuse('cannot-cancel'))
    changed(transaction)
    expect(finder.heard).toMatchObject([{ type: 'payment-changed', payment: { canCancel: false } }])
    expect(payer.heard).toMatchObject([{ type: 'payment-changed', payment: { canCancel: true } }])
    expect(await desk.cancel(payer.customer, transaction)).toMatchObject({ ok: true, payment: { state: 'cancelled' } })
  })

  it('lets whoever holds the pending slip cancel', async () => {
    const { transaction } = await basket()
    const { customer } = someone()
    desk.recall(customer, transaction)
    expect(await desk.cancel(customer, transaction)).toMatchObject({ ok: true, payment: { state: 'cancelled' } })
  })

  /** Somebody whose payment is through. */
  async function paid(): Promise<{ customer: Customer, transaction: string, leave: () => void }> {
    const { customer, leave } = someone()
    await desk.pay(customer, { quote: await quoted(customer), tender: 'card' })
    const [transaction = ''] = payments.keys()
    become(transaction, 'committed')
    return { customer, transaction, leave }
  }

  it('says REPRINT on all papers but one, however many are asked for at once and by whom', async () => {
    const { customer, transaction } = await paid()
    const other = someone().customer
    desk.recall(other, transaction)
    await Promise.all([desk.print(customer, transaction, 'pt'), desk.print(other, transaction, 'pt'), desk.print(customer, transaction, 'en')])
    expect(printed).toEqual([transaction, `${transaction} REPRINT`, `${transaction} REPRINT`])
  })

  it('prints nothing for somebody who left while another paper came out', async () => {
    const { customer, transaction, leave } = await paid()
    trouble = () => {
      leave()
      return false
    }
    const [, second] = await Promise.all([desk.print(customer, transaction, 'pt'), desk.print(customer, transaction, 'pt')])
    expect(second).toEqual(refuse('payment-unknown'))
    expect(printed).toEqual([transaction])
  })

  it('answers for a paper that is out though the disk takes nothing, and lets no other one out before it does', async () => {
    const { customer, transaction } = await paid()
    const dead = Promise.withResolvers<undefined>()
    disk = dead.promise.then(() => undefined)
    const first = desk.print(customer, transaction, 'pt')
    expect(await isSettled(first)).toBe(false)
    await isSettled(first)
    expect(printed).toEqual([transaction])
    const second = desk.print(customer, transaction, 'pt')
    pass(1_999)
    expect(await isSettled(first)).toBe(false)
    pass(1)
    expect(await isSettled(first)).toBe(true)
    expect(await first).toMatchObject({ ok: true, payment: { transaction } })
    const shown = desk.receipt(customer, transaction, 'pt')
    expect(await isSettled(shown)).toBe(false)
    pass(2_000)
    expect(await shown).toMatchObject({ ok: true, receipt: { code: 'MER1:X' } })
    expect(await isSettled(second)).toBe(false)
    expect(printed).toHaveLength(1)
    dead.resolve(undefined)
    expect(await second).toMatchObject({ ok: true })
    expect(printed).toEqual([transaction, `${transaction} REPRINT`])
    expect(timers.size).toBe(0)
  })

  it('says REPRINT after a receipt that came out before the paper ran out for its slip', async () => {
    const { customer, transaction } = await paid()
    const payment = payments.get(transaction)
    if (payment) payments.set(transaction, { ...payment, hasSlip: true })
    pending = true
    trouble = (markup) => markup.endsWith('SLIP')
    expect(await desk.print(customer, transaction, 'pt')).toMatchObject({ ok: false, refusal: { code: 'printer-out' } })
    trouble = () => false
    await desk.print(customer, transaction, 'pt')
    expect(printed).toEqual([transaction, `${transaction} REPRINT`, `${transaction} SLIP`])
  })

  it('prints for the first time after a printer that gave nothing', async () => {
    const { customer, transaction } = await paid()
    trouble = () => true
    expect(await desk.print(customer, transaction, 'pt')).toMatchObject({ ok: false, refusal: { code: 'printer-out', params: { trouble: 'paper-out' } } })
    trouble = () => false
    await desk.print(customer, transaction, 'pt')
    expect(printed).toEqual([transaction])
  })

  it('sends a payment\'s message to three numbers at most, and to each as often as it is asked', async () => {
    const { customer, transaction } = await paid()
    for (const phone of ['62000001', '62000002', '62000003', '62000001']) expect(await desk.message(customer, transaction, phone)).toEqual({ ok: true, sent: true })
    expect(await desk.message(customer, transaction, '62000004')).toEqual(refuse('phone-invalid'))
    expect(await desk.message(customer, transaction, '62000003')).toEqual({ ok: true, sent: true })
    expect(messaged).not.toContain('62000004')
  })

  it('prints a receipt, and says REPRINT from the second time on', async () => {
    const { customer } = someone()
    await desk.pay(customer, { quote: await quoted(customer), tender: 'card' })
    const transaction = [...payments.keys()][0] ?? ''
    expect(await desk.print(customer, transaction, 'pt')).toMatchObject({ ok: false, refusal: { code: 'not-paid' } })
    become(transaction, 'committed')
    await desk.print(customer, transaction, 'pt')
    await desk.print(customer, transaction, 'pt')
    expect(printed).toEqual([transaction, `${transaction} REPRINT`])
  })

  it('prints the slip beside the receipt where a part goes back', async () => {
    const { customer } = someone()
    await desk.pay(customer, { quote: await quoted(customer), tender: 'card' })
    const transaction = [...payments.keys()][0] ?? ''
    become(transaction, 'committed')
    pending = true
    const payment = payments.get(transaction)
    if (payment) payments.set(transaction, { ...payment, hasSlip: true })
    await desk.print(customer, transaction, 'pt')
    expect(printed).toEqual([transaction, `${transaction} SLIP`])
  })

  it.each([[-10 * MINUTE, 'behind'], [10 * MINUTE, 'ahead of']])('keeps a quote for as long as the gateway does, whose clock is %i ms %s', async (gatewayAhead) => {
    offset = gatewayAhead
    const { customer } = someone()
    const { quote } = money
    money.quote = ({ bills }) => Promise.resolve({ ok: true, answer: { ok: true, quote: 'q', expiresAt: now + gatewayAhead + 5 * MINUTE, items: bills.map((ref) => ({ bill: bill(ref), amountAvos: 85_000 })) } })
    const id = await quoted(customer)
    money.quote = quote
    now += 5 * MINUTE - 1
    expect(await desk.pay(customer, { quote: id, tender: 'card' })).toMatchObject({ ok: true })
    const other = someone().customer
    money.quote = ({ bills }) => Promise.resolve({ ok: true, answer: { ok: true, quote: 'r', expiresAt: now + gatewayAhead + 5 * MINUTE, items: bills.map((ref) => ({ bill: bill(ref), amountAvos: 85_000 })) } })
    const again = await quoted(other)
    money.quote = quote
    now += 5 * MINUTE
    expect(await desk.pay(other, { quote: again, tender: 'card' })).toMatchObject({ ok: false, refusal: { code: 'quote-expired' } })
  })

  it('sends a message to a local number only, however it is written', async () => {
    const { customer } = someone()
    await desk.pay(customer, { quote: await quoted(customer), tender: 'card' })
    const transaction = [...payments.keys()][0] ?? ''
    expect(await desk.message(customer, transaction, '62000001')).toMatchObject({ ok: false, refusal: { code: 'not-paid' } })
    become(transaction, 'committed')
    for (const phone of ['62000001', '+853 6200 0001', '6200-0001']) expect(await desk.message(customer, transaction, phone)).toEqual({ ok: true, sent: true })
    for (const phone of ['28370777', '620000', '+86 13800000000', '']) expect(await desk.message(customer, transaction, phone)).toMatchObject({ ok: false, refusal: { code: 'phone-invalid' } })
  })
})
