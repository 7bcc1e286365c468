import {
  isOver,
  isPaid,
  type Bill,
  type Payment,
  type PaymentState,
  type TenderKind,
} from '../../electron/contract/index.ts'
import type { ReportedPayment } from './books.ts'
import type { Page } from './page.ts'
import type { Seeded } from './seeded.ts'
import type { MintedBill, World } from './world.ts'

/** What one customer intends to do. */
export interface Customer {
  /** All are paid in one payment; after one that failed in whole or in part, the next is for what is left. */
  bills: readonly [MintedBill, ...MintedBill[]]
  tender: TenderKind
  /** After how many milliseconds of the tender the customer cancels. */
  cancelsAfterMs?: number
  takes: 'paper' | 'screen' | 'nothing'
}

/** What the customers and the clerk remember while the station is killed and started again. Amounts in avos. */
export interface Memory {
  /** By transaction and receipt number, so that a payment that was told under two numbers is here twice. */
  told: Map<string, ReportedPayment>
  /** The cash that the clerk put into the drawer, by transaction. */
  drawer: Map<string, number>
  /** The cash that a supervisor handed back from the drawer, by the refunded payment's transaction. */
  handedBack: Map<string, number>
  /** The cash that customers handed over and that no page said is paid yet, by bill number. */
  inHand: Map<string, number>
  /** The customers who don't know yet whether they paid, by their first bill's number. */
  cutOff: Map<string, Customer>
  /** Items that weren't paid in cash and that a supervisor could refund, with their transaction. */
  refundable: Map<string, string>
  /** How many customers were served, by how that ended: a payment state or a refusal's code. */
  endings: Map<string, number>
  /** The clerk's answer whether open cash was taken, by transaction; the clerk always repeats it. */
  answered: Map<string, boolean>
}

/** Makes the empty memory of a run. */
export const createMemory = (): Memory => ({
  told: new Map(),
  drawer: new Map(),
  handedBack: new Map(),
  inHand: new Map(),
  cutOff: new Map(),
  refundable: new Map(),
  endings: new Map(),
  answered: new Map(),
})

/** How long a customer at the kiosk waits until they leave with a pending slip, in milliseconds. */
const PATIENCE_MS = 2_500

/** Remembers what a page was told: from then on a committed payment can't be lost, and its cash is in the drawer. */
export function notePayment(memory: Memory, payment: Payment): void {
  const { transaction, state, tender, totalAvos, receipt, items } = payment
  if (isPaid(state)) {
    memory.told.set(`${transaction} ${receipt?.number ?? ''}`, { transaction, totalAvos, receipt: receipt?.number })
    if (tender === 'cash') putInDrawer(memory, payment)
    else
      for (const { item, state: itemState } of items)
        if (itemState === 'acknowledged') memory.refundable.set(item, transaction)
  }
  if (tender === 'cash' && isOver(state)) takeFromHand(memory, payment)
}

/** Puts into the drawer the cash that was handed over, whatever amount the station says later. */
export function putInDrawer(memory: Memory, payment: Payment): void {
  const handed = takeFromHand(memory, payment)
  if (!memory.drawer.has(payment.transaction)) memory.drawer.set(payment.transaction, handed ?? payment.totalAvos)
}

function takeFromHand(memory: Memory, { items }: Payment): number | undefined {
  let handed: number | undefined
  for (const { number } of items) {
    if (number === undefined) continue
    handed ??= memory.inHand.get(number)
    memory.inHand.delete(number)
  }
  return handed
}

/**
 * Puts into the drawer the cash of a supervisor's task of which no page said that it was paid, until the task is done.
 * Does nothing where no customer handed over such an amount.
 */
export function noteTask(
  memory: Memory,
  { transaction, amountAvos }: { transaction: string; amountAvos: number },
): void {
  if (memory.drawer.has(transaction)) return
  const number = [...memory.inHand].find(([, handed]) => handed === amountAvos)?.[0]
  if (number === undefined) return
  memory.inHand.delete(number)
  memory.drawer.set(transaction, amountAvos)
}

/** Makes a customer with bills that nobody else has. */
export function nextCustomer(bills: Customer['bills'], place: 'kiosk' | 'counter', chance: Seeded): Customer {
  const tender =
    place === 'counter' && chance.chance(0.8) ? 'cash' : chance.pick(['wallet-scan', 'wallet-show', 'card'])
  return {
    bills,
    tender,
    takes: chance.pick(['paper', 'screen', 'nothing']),
    ...(tender !== 'cash' && chance.chance(0.15) ? { cancelsAfterMs: chance.between(0, 200) } : {}),
  }
}

/**
 * Finds the customer's bills and their payments, and answers the bills that can be paid. A customer none of whose
 * payments is under way isn't cut off any more, even where a bill stays held for some minutes after its payment ended.
 * Rejects with `StationGone`.
 */
export async function lookUp(
  page: Page,
  { bills }: Customer,
  memory: Memory,
): Promise<{ owed: readonly [Bill, ...Bill[]] } | { ending: string }> {
  const all: Bill[] = []
  let isUnderWay = false
  for (const { number } of bills) {
    const found = await page.unlessGone(page.client.bills.find({ by: 'slip', number }))
    if (!found.ok) return { ending: found.refusal.code }
    const isHeld = found.found.bills.some(({ bar }) => bar === 'payment-pending')
    const states: PaymentState[] = []
    for (const transaction of found.found.payments) {
      const shown = await page.unlessGone(page.client.payments.show({ transaction }))
      if (!shown.ok) continue
      notePayment(memory, shown.payment)
      states.push(shown.payment.state)
    }
    if (isHeld && (states.length === 0 || states.some((state) => !isOver(state)))) isUnderWay = true
    all.push(...found.found.bills)
  }
  if (!isUnderWay) memory.cutOff.delete(bills[0].number)
  const [first, ...others] = all.filter(({ bar }) => bar === undefined)
  return first && !isUnderWay
    ? { owed: [first, ...others] }
    : { ending: `found-${isUnderWay ? 'payment-pending' : (all[0]?.bar ?? 'nothing')}` }
}

/**
 * Serves one customer at a page, from finding the bill to the receipt. Rejects with `StationGone`; if money may have
 * been taken by then, the customer is noted as cut off.
 */
export async function serve(page: Page, customer: Customer, memory: Memory, world: World): Promise<void> {
  const ending = await pay(page, customer, memory, world)
  countEnding(memory, ending)
}

function countEnding({ endings }: Memory, ending: string): void {
  endings.set(ending, (endings.get(ending) ?? 0) + 1)
}

async function pay(page: Page, customer: Customer, memory: Memory, world: World): Promise<string> {
  const { bills, tender } = customer
  const key = bills[0].number
  const found = await lookUp(page, customer, memory)
  if ('ending' in found) return found.ending
  const { owed } = found
  const quoted = await page.unlessGone(page.client.payments.quote({ bills: owed.map(({ id }) => id) }))
  if (!quoted.ok) return quoted.refusal.code
  const { quote } = quoted
  if (tender === 'wallet-scan') {
    const data = Buffer.from(await world.walletCode()).toString('base64')
    const scanned = await page.unlessGone(page.client.scan.submit({ data, source: 'camera', symbology: ']Q1' }))
    if (!scanned.ok) return `scan-${scanned.refusal.code}`
  }
  memory.cutOff.set(key, customer)
  const handed = owed[0].number ?? key
  if (tender === 'cash') memory.inHand.set(handed, quote.totalAvos)
  const begun = await page.unlessGone(
    page.client.payments.pay({
      quote: quote.id,
      tender,
      ...(tender === 'cash' ? { givenAvos: quote.totalAvos + 1_000 } : {}),
    }),
  )
  if (!begun.ok) {
    memory.cutOff.delete(key)
    // Only cash of this payment wasn't handed over. Cash of an earlier, cut-off one was, even if now a card is used.
    if (tender === 'cash') memory.inHand.delete(handed)
    return begun.refusal.code
  }
  notePayment(memory, begun.payment)
  const ended = await untilOver(page, customer, begun.payment, memory)
  notePayment(memory, ended)
  if (isOver(ended.state)) memory.cutOff.delete(key)
  if (isPaid(ended.state)) await takeReceipt(page, customer, ended, memory)
  return isPaid(ended.state) ? `paid-${tender}` : ended.state
}

async function untilOver(page: Page, { cancelsAfterMs }: Customer, payment: Payment, memory: Memory): Promise<Payment> {
  if (cancelsAfterMs === undefined) return page.until(payment, ({ state }) => isOver(state), PATIENCE_MS)
  const before = await page.until(payment, ({ state }) => isOver(state), cancelsAfterMs)
  if (!isOver(before.state)) {
    const cancelled = await page.unlessGone(page.client.payments.cancel({ transaction: payment.transaction }))
    // The payment may have ended meanwhile; its state says how.
    if (!cancelled.ok) countEnding(memory, `cancel-${cancelled.refusal.code}`)
  }
  return page.until(before, ({ state }) => isOver(state), PATIENCE_MS)
}

async function takeReceipt(page: Page, { takes }: Customer, { transaction }: Payment, memory: Memory): Promise<void> {
  if (takes === 'nothing') return
  if (takes === 'screen') {
    const shown = await page.unlessGone(page.client.payments.receipt({ transaction }))
    if (!shown.ok) countEnding(memory, `receipt-${shown.refusal.code}`)
    return
  }
  const printed = await page.unlessGone(page.client.payments.print({ transaction }))
  if (printed.ok) notePayment(memory, printed.payment)
}

/** Has a supervisor refund one paid item, if there is one; the books say what it led to. Rejects with `StationGone`. */
export async function refundOne(page: Page, memory: Memory): Promise<void> {
  const [next] = memory.refundable
  if (!next) return
  const [item, transaction] = next
  memory.refundable.delete(item)
  const refunded = await page.unlessGone(
    page.client.payments.refund({ transaction, items: [item], reason: 'paid at another counter too' }),
  )
  const ending = refunded.ok ? 'refund' : `refund-${refunded.refusal.code}`
  countEnding(memory, ending)
}
