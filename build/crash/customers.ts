import {
  isOver,
  isPaid,
  type Bill,
  type Payment,
  type PaymentState,
  type TenderKind,
} from '../../electron/contract/index.ts'
import type { Told } from './books.ts'
import type { Page } from './page.ts'
import type { Seeded } from './seeded.ts'
import type { MintedBill, World } from './world.ts'

/** What one customer means to do. */
export interface Customer {
  /** One payment for all of them; after a first that came to nothing, or to a part, for what is left. */
  bills: readonly [MintedBill, ...MintedBill[]]
  tender: TenderKind
  /** Changes their mind so many milliseconds after the tender was asked. */
  cancelsAfterMs?: number
  takes: 'paper' | 'screen' | 'nothing'
}

/** What the customers and the clerk remember, whatever becomes of the station. */
export interface Memory {
  /** By transaction and receipt: a receipt that was told under two numbers was told twice. */
  told: Map<string, Told>
  /** Cash payments whose money the clerk put into the drawer. */
  drawer: Map<string, number>
  /** What a supervisor handed back out of the drawer, by the payment that it was for. */
  handedBack: Map<string, number>
  /** Cash that customers handed over and of which the station hasn't said yet that it is paid, by bill. */
  inHand: Map<string, number>
  /** Customers who don't know yet what became of their money, by their first bill. */
  cutOff: Map<string, Customer>
  /** Items that a supervisor could refund to the tender that they came from, with their transaction. */
  refundable: Map<string, string>
  /** How customers were served, by how it ended, and the codes of refusals. */
  endings: Map<string, number>
  /** What the clerk said, and says again, of cash that was open: whether it had been taken. */
  answered: Map<string, boolean>
}

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

/** A customer at the machine goes after so many milliseconds with a pending slip. */
const PATIENCE_MS = 2_500

/**
 * Remembers what a page was told of a payment: a committed one can't be lost any more, and its cash is in the drawer.
 */
export function hearPayment(memory: Memory, payment: Payment): void {
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

/** The clerk puts into the drawer what was handed over, whatever the station says later of how much that was. */
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
 * The clerk finds cash among the supervisor's tasks that no page said was paid: it is still in hand, and goes into the
 * drawer until the task is done. Of an amount that nobody handed over there is none.
 */
export function hearTask(
  memory: Memory,
  { transaction, amountAvos }: { transaction: string; amountAvos: number },
): void {
  if (memory.drawer.has(transaction)) return
  const number = [...memory.inHand].find(([, handed]) => handed === amountAvos)?.[0]
  if (number === undefined) return
  memory.inHand.delete(number)
  memory.drawer.set(transaction, amountAvos)
}

/** One more customer with bills that are their own. */
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
 * Finds the customer's bills, and what the station knows of their payments. Answers those that can be paid; whoever
 * finds that nothing is under way isn't cut off any more: a bill may be held for some minutes more, though its payment
 * is over. Rejects with `StationGone`.
 */
export async function lookUp(
  page: Page,
  { bills }: Customer,
  memory: Memory,
): Promise<{ owed: readonly [Bill, ...Bill[]] } | { ending: string }> {
  const all: Bill[] = []
  let isUnderWay = false
  for (const { number } of bills) {
    const found = await page.whileThere(page.client.bills.find({ by: 'slip', number }))
    if (!found.ok) return { ending: found.refusal.code }
    const isHeld = found.found.bills.some(({ bar }) => bar === 'payment-pending')
    const states: PaymentState[] = []
    for (const transaction of found.found.payments) {
      const shown = await page.whileThere(page.client.payments.show({ transaction }))
      if (!shown.ok) continue
      hearPayment(memory, shown.payment)
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
 * Serves one customer at a page, from finding the bill to the receipt. Rejects with `StationGone`; whoever's money was
 * near is then cut off.
 */
export async function serve(page: Page, customer: Customer, memory: Memory, world: World): Promise<void> {
  const ending = await pay(page, customer, memory, world)
  memory.endings.set(ending, (memory.endings.get(ending) ?? 0) + 1)
}

async function pay(page: Page, customer: Customer, memory: Memory, world: World): Promise<string> {
  const { bills, tender } = customer
  const key = bills[0].number
  const found = await lookUp(page, customer, memory)
  if ('ending' in found) return found.ending
  const { owed } = found
  const quoted = await page.whileThere(page.client.payments.quote({ bills: owed.map(({ id }) => id) }))
  if (!quoted.ok) return quoted.refusal.code
  const { quote } = quoted
  if (tender === 'wallet-scan') {
    const data = Buffer.from(await world.walletCode()).toString('base64')
    await page.whileThere(page.client.scan.submit({ data, source: 'camera', symbology: ']Q1' }))
  }
  memory.cutOff.set(key, customer)
  const handed = owed[0].number ?? key
  if (tender === 'cash') memory.inHand.set(handed, quote.totalAvos)
  const begun = await page.whileThere(
    page.client.payments.pay({
      quote: quote.id,
      tender,
      ...(tender === 'cash' ? { givenAvos: quote.totalAvos + 1_000 } : {}),
    }),
  )
  if (!begun.ok) {
    memory.cutOff.delete(key)
    // Whoever comes back with a card after cash that the station was cut off with has handed that over all the same.
    if (tender === 'cash') memory.inHand.delete(handed)
    return begun.refusal.code
  }
  hearPayment(memory, begun.payment)
  const ended = await seeThrough(page, customer, begun.payment)
  hearPayment(memory, ended)
  if (isOver(ended.state)) memory.cutOff.delete(key)
  if (isPaid(ended.state)) await takeReceipt(page, customer, ended, memory)
  return isPaid(ended.state) ? `paid-${tender}` : ended.state
}

async function seeThrough(page: Page, { cancelsAfterMs }: Customer, payment: Payment): Promise<Payment> {
  if (cancelsAfterMs === undefined) return page.until(payment, ({ state }) => isOver(state), PATIENCE_MS)
  const before = await page.until(payment, ({ state }) => isOver(state), cancelsAfterMs)
  if (!isOver(before.state)) await page.whileThere(page.client.payments.cancel({ transaction: payment.transaction }))
  return page.until(before, ({ state }) => isOver(state), PATIENCE_MS)
}

async function takeReceipt(page: Page, { takes }: Customer, { transaction }: Payment, memory: Memory): Promise<void> {
  if (takes === 'nothing') return
  if (takes === 'screen') {
    await page.whileThere(page.client.payments.receipt({ transaction }))
    return
  }
  const printed = await page.whileThere(page.client.payments.print({ transaction }))
  if (printed.ok) hearPayment(memory, printed.payment)
}

/** A supervisor gives back one item that was paid. What becomes of it is in the books. Rejects with `StationGone`. */
export async function refundOne(page: Page, memory: Memory): Promise<void> {
  const [next] = memory.refundable
  if (!next) return
  const [item, transaction] = next
  memory.refundable.delete(item)
  const refunded = await page.whileThere(
    page.client.payments.refund({ transaction, items: [item], reason: 'paid at another counter too' }),
  )
  const ending = refunded.ok ? 'refund' : `refund-${refunded.refusal.code}`
  memory.endings.set(ending, (memory.endings.get(ending) ?? 0) + 1)
}
