import { TENDERS, type Payment, type TenderKind } from '../../electron/contract/index.ts'
import { hearPayment, lookUp, serve, type Customer, type Memory } from './customers.ts'
import { readPayments } from './journal-book.ts'
import type { Page } from './page.ts'
import { clerkOf, settle, SUPERVISOR, type Scene, type Window } from './windows.ts'
import type { MintedBill, Words } from './world.ts'

/**
 * What becomes of a payment. `refuse`: by the agency, after the tender; `cancel`: by the customer while the tender is
 * asked, and of cash that was open at the kill the clerk says that it wasn't taken; `lost-answer`: the tender's, that
 * of the next question, and the agency's.
 */
const WAYS = ['pay', 'refuse', 'cancel', 'refund', 'lost-answer'] as const
type Way = (typeof WAYS)[number]

/** `alone`: the gateway and the terminal live through the kill. */
export interface Case {
  tender: TenderKind
  way: Way
  alone: boolean
}

export const CASES: readonly Case[] = TENDERS.flatMap((tender) =>
  WAYS.flatMap((way) => [true, false].map((alone) => ({ tender, way, alone }))),
)

export const nameOf = ({ tender, way, alone }: Case): string => `${tender}/${way}${alone ? '' : '/all'}`

/** Nothing moves any more after so many looks. */
export const SOON_SETTLED = { looks: 2, everyMs: 40 }
/** So long the approval of a payment takes that is to be cancelled. */
const WAIT_MS = 2_000
const ITEM_REFUSED = { call: 'submitItem', act: 'refuse', reason: 'bill-barred' } as const
const ITEM_LOST = { call: 'submitItem', act: 'lose' } as const

/** What everybody outside does in this case. */
export function wordsOf({ way }: Case): Words {
  switch (way) {
    case 'pay':
    case 'refund':
      return {}
    case 'refuse':
      return { gateway: [ITEM_REFUSED] }
    // Whoever was cut off before they could cancel pays in the end; whoever cancelled may have approved all the same.
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

/** Who is in a case, whatever becomes of the station. */
export function customerOf({ tender, way }: Case, bill: MintedBill): Customer {
  return { bills: [bill], tender, takes: 'paper', ...(way === 'cancel' ? { cancelsAfterMs: 0 } : {}) }
}

/** What has to have happened before the first kill: only what is paid can be refunded. */
export async function prepare(
  which: Case,
  customer: Customer,
  windows: readonly Window[],
  scene: Scene,
): Promise<void> {
  if (which.way !== 'refund') return
  await serve(pageFor(which, windows), customer, scene.memory, scene.world)
  await settle(windows, scene, SOON_SETTLED)
}

/** The case itself, to its end. Rejects when the station goes. */
export async function perform(
  which: Case,
  customer: Customer,
  windows: readonly Window[],
  scene: Scene,
): Promise<void> {
  if (which.way !== 'refund') await serve(pageFor(which, windows), customer, scene.memory, scene.world)
  await settle(windows, scene, SOON_SETTLED)
  await handBack(which, customer, windows, scene)
}

/**
 * What the people do when the station is back: they look what became of it, whoever wanted to pay and didn't comes
 * again, with a card instead of cash, and the supervisor gives back what was to be.
 */
export async function comeBack(
  which: Case,
  customer: Customer,
  windows: readonly Window[],
  scene: Scene,
): Promise<void> {
  await lookUp(clerkOf(windows), customer, scene.memory)
  findHandedBack(scene)
  if (which.way === 'pay' || which.way === 'lost-answer') {
    const page = windows.find(({ who }) => who.face === 'kiosk')?.page
    if (page)
      await serve(
        page,
        { ...customer, tender: which.tender === 'cash' ? 'card' : which.tender },
        scene.memory,
        scene.world,
      )
    await settle(windows, scene, SOON_SETTLED)
  }
  await handBack(which, customer, windows, scene)
}

/**
 * A supervisor who was cut off in a refund of cash hands it over once the station has it: found by its slip it isn't,
 * for the bill is owed again.
 */
function findHandedBack({ folder, memory, losses }: Scene): void {
  for (const { transaction, tender, items } of readPayments(folder, '', losses.keyFolders())) {
    const avos = items.reduce(
      (sum, { state, amountAvos }) => sum + (state === 'reversing' || state === 'refunded' ? amountAvos : 0),
      0,
    )
    if (tender === 'cash' && avos > 0) memory.handedBack.set(transaction, avos)
  }
}

/** Refunds what was paid where that is the case, and what an agency refused after cash was taken. */
async function handBack(
  { tender, way }: Case,
  customer: Customer,
  windows: readonly Window[],
  scene: Scene,
): Promise<void> {
  const page = windows.find(({ who }) => who.session === SUPERVISOR)?.page
  if (!page || !(way === 'refund' || (way === 'refuse' && tender === 'cash'))) return
  const found = way === 'refund' ? await paymentOf(page, customer, scene.memory) : await taskOf(page)
  if (!found) return
  const { transaction, items } = found
  const refunded = await page.whileThere(
    page.client.payments.refund({ transaction, items, reason: 'paid at another counter too' }),
  )
  if (refunded.ok && tender === 'cash') scene.memory.handedBack.set(transaction, refunded.payment.totalAvos)
  await settle(windows, scene, SOON_SETTLED)
}

async function paymentOf(
  page: Page,
  { bills: [bill] }: Customer,
  memory: Memory,
): Promise<{ transaction: string; items: string[] } | undefined> {
  const found = await page.whileThere(page.client.bills.find({ by: 'slip', number: bill.number }))
  const payments: Payment[] = []
  for (const transaction of found.ok ? found.found.payments : []) {
    const shown = await page.whileThere(page.client.payments.show({ transaction }))
    if (shown.ok) payments.push(shown.payment)
  }
  for (const payment of payments) hearPayment(memory, payment)
  const paid = payments.find(({ items }) => items.some(({ state }) => state === 'acknowledged'))
  return paid && { transaction: paid.transaction, items: paid.items.map(({ item }) => item) }
}

/** Cash that an agency refused: in a case there is one such task at a time. */
async function taskOf(page: Page): Promise<{ transaction: string; items: string[] } | undefined> {
  const {
    tasks: [task],
  } = await page.whileThere(page.client.payments.takings({}))
  return task?.item === undefined ? undefined : { transaction: task.transaction, items: [task.item] }
}

function pageFor({ tender }: Case, windows: readonly Window[]): Page {
  return (tender === 'cash' ? undefined : windows.find(({ who }) => who.face === 'kiosk')?.page) ?? clerkOf(windows)
}
