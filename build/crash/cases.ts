import { TENDERS, type Payment, type TenderKind } from '../../electron/contract/index.ts'
import { notePayment, lookUp, serve, type Customer, type Memory } from './customers.ts'
import { readPayments } from './journal-book.ts'
import type { Page } from './page.ts'
import { clerkOf, settle, SUPERVISOR, type RunContext, type Window } from './windows.ts'
import type { MintedBill, WorldOrders } from './world.ts'

/**
 * How a payment goes. `refuse`: the agency refuses it after the money was taken; `cancel`: the customer cancels while
 * the tender is asked, and the clerk says of cash that was open at the kill that it wasn't taken; `lost-answer`: the
 * answers of the tender, of the next question to it, and of the agency are lost.
 */
const WAYS = ['pay', 'refuse', 'cancel', 'refund', 'lost-answer'] as const
type Way = (typeof WAYS)[number]

/** `alone`: the station alone is killed; else the gateway and the terminal are killed with it. */
export interface Case {
  tender: TenderKind
  way: Way
  alone: boolean
}

/** Every tender in every way, each with the station killed alone and with everybody else. */
export const CASES: readonly Case[] = TENDERS.flatMap((tender) =>
  WAYS.flatMap((way) => [true, false].map((alone) => ({ tender, way, alone }))),
)

/** The name of a case on the command line and in reports, such as `card/cancel` or `cash/pay/all`. */
export const nameOf = ({ tender, way, alone }: Case): string => `${tender}/${way}${alone ? '' : '/all'}`

/** The books of a case have settled when they are the same in so many readings, so many milliseconds apart. */
export const SOON_SETTLED = { readings: 2, everyMs: 40 }
/** How long the approval of a payment takes that the customer cancels, in milliseconds. */
const WAIT_MS = 2_000
const ITEM_REFUSED = { call: 'submitItem', act: 'refuse', reason: 'bill-barred' } as const
const ITEM_LOST = { call: 'submitItem', act: 'lose' } as const

/** What the gateway, the wallets and the card terminal do in this case. */
export function ordersOf({ way }: Case): WorldOrders {
  switch (way) {
    case 'pay':
    case 'refund':
      return {}
    case 'refuse':
      return { gateway: [ITEM_REFUSED] }
    // A customer who was cut off before cancelling pays in the end; one who cancelled may have approved all the same.
    case 'cancel':
      return {
        gateway: [{ call: 'chargeWallet', act: 'hang', ms: WAIT_MS }],
        shown: { walletShow: 'approve', afterMs: WAIT_MS },
        terminal: { behave: { do: 'approve', afterMs: WAIT_MS } },
      }
    case 'lost-answer':
      return {
        gateway: [
          { call: 'chargeWallet', act: 'lose' },
          { call: 'showWallet', act: 'lose' },
          { call: 'walletStatus', act: 'lose' },
          ITEM_LOST,
        ],
        terminal: {
          faults: [
            { call: 'pay', act: 'drop-after' },
            { call: 'status', act: 'drop-after' },
          ],
        },
      }
  }
}

/** The customer of a case. */
export function customerOf({ tender, way }: Case, bill: MintedBill): Customer {
  return { bills: [bill], tender, takes: 'paper', ...(way === 'cancel' ? { cancelsAfterMs: 0 } : {}) }
}

/** Does what must be done before the first kill: a refund needs a payment. */
export async function prepareCase(
  which: Case,
  customer: Customer,
  windows: readonly Window[],
  context: RunContext,
): Promise<void> {
  if (which.way !== 'refund') return
  await serve(pageFor(which, windows), customer, context.memory, context.world)
  await settle(windows, context, SOON_SETTLED)
}

/** Performs the case to its end. Rejects with `StationGone` when the station is killed. */
export async function runCase(
  which: Case,
  customer: Customer,
  windows: readonly Window[],
  context: RunContext,
): Promise<void> {
  if (which.way !== 'refund') await serve(pageFor(which, windows), customer, context.memory, context.world)
  await settle(windows, context, SOON_SETTLED)
  await handBack(which, customer, windows, context)
}

/**
 * Does what the people do when the station is back: they look up the payment's state, a customer who hasn't paid yet
 * tries again (with a card instead of cash), and the supervisor makes the refund that the case is about.
 */
export async function resumeCase(
  which: Case,
  customer: Customer,
  windows: readonly Window[],
  context: RunContext,
): Promise<void> {
  await lookUp(clerkOf(windows), customer, context.memory)
  findHandedBack(context)
  if (which.way === 'pay' || which.way === 'lost-answer') {
    const page = windows.find(({ who }) => who.face === 'kiosk')?.page
    if (page)
      await serve(
        page,
        { ...customer, tender: which.tender === 'cash' ? 'card' : which.tender },
        context.memory,
        context.world,
      )
    await settle(windows, context, SOON_SETTLED)
  }
  await handBack(which, customer, windows, context)
}

/**
 * Notes as handed back every refund of cash in the journal: a supervisor who was cut off in it hands the cash over. The
 * journal is read, since the slip's number doesn't lead to the payment any more once its bill is owed again.
 */
function findHandedBack({ folder, memory, losses }: RunContext): void {
  for (const { transaction, tender, items } of readPayments(folder, '', losses.keyFolders())) {
    const avos = items.reduce(
      (sum, { state, amountAvos }) => sum + (state === 'reversing' || state === 'refunded' ? amountAvos : 0),
      0,
    )
    if (tender === 'cash' && avos > 0) memory.handedBack.set(transaction, avos)
  }
}

/** Makes the refund of a `refund` case, or of cash that the agency refused. */
async function handBack(
  { tender, way }: Case,
  customer: Customer,
  windows: readonly Window[],
  context: RunContext,
): Promise<void> {
  const page = windows.find(({ who }) => who.session === SUPERVISOR)?.page
  if (!page || !(way === 'refund' || (way === 'refuse' && tender === 'cash'))) return
  const found = way === 'refund' ? await paymentOf(page, customer, context.memory) : await taskOf(page)
  if (!found) return
  const { transaction, items } = found
  const refunded = await page.unlessGone(
    page.client.payments.refund({ transaction, items, reason: 'paid at another counter too' }),
  )
  if (refunded.ok && tender === 'cash') context.memory.handedBack.set(transaction, refunded.payment.totalAvos)
  await settle(windows, context, SOON_SETTLED)
}

async function paymentOf(
  page: Page,
  { bills: [bill] }: Customer,
  memory: Memory,
): Promise<{ transaction: string; items: string[] } | undefined> {
  const found = await page.unlessGone(page.client.bills.find({ by: 'slip', number: bill.number }))
  const payments: Payment[] = []
  for (const transaction of found.ok ? found.found.payments : []) {
    const shown = await page.unlessGone(page.client.payments.show({ transaction }))
    if (shown.ok) payments.push(shown.payment)
  }
  for (const payment of payments) notePayment(memory, payment)
  const paid = payments.find(({ items }) => items.some(({ state }) => state === 'acknowledged'))
  return paid && { transaction: paid.transaction, items: paid.items.map(({ item }) => item) }
}

/** The supervisor's task on cash that an agency refused: a case has one such task at a time. */
async function taskOf(page: Page): Promise<{ transaction: string; items: string[] } | undefined> {
  const {
    tasks: [task],
  } = await page.unlessGone(page.client.payments.takings({}))
  return task?.item === undefined ? undefined : { transaction: task.transaction, items: [task.item] }
}

function pageFor({ tender }: Case, windows: readonly Window[]): Page {
  return (tender === 'cash' ? undefined : windows.find(({ who }) => who.face === 'kiosk')?.page) ?? clerkOf(windows)
}
