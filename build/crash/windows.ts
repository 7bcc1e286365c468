import type { ItemState, Payment, Status } from '../../electron/contract/index.ts'
import type { Comparison } from './books.ts'
import { compareBooks } from './books.ts'
import { notePayment, noteTask, lookUp, putInDrawer, type Memory } from './customers.ts'
import { readPayments } from './journal-book.ts'
import type { Losses } from './losses.ts'
import { openPage, StationGone, type Page } from './page.ts'
import type { StationProcess, PageCaller } from './station-orders.ts'
import type { World } from './world.ts'
import { accepted } from '../twins/accepted.ts'

/** What goes on when the station is killed: the people and everybody's books. */
export interface RunContext {
  /** The station's data folder. */
  folder: string
  memory: Memory
  world: World
  losses: Losses
  /**
   * Decides whether cash was taken that was open when the station stopped and that no page said was paid. The clerk
   * keeps to the first decision.
   */
  wasTaken(): boolean
  onPhase(words: string): void
}

/** A page, with its face and session. */
export interface Window {
  page: Page
  who: PageCaller
}

export const SUPERVISOR = 's1'
const READY_WITHIN_MS = 30_000
const SETTLED_WITHIN_MS = 90_000
const LOOK_MS = 15
export const WENT_BACK = 'journal-went-back'
/** Reasons of readiness that end by themselves. */
export const NOT_YET: ReadonlySet<string> = new Set([
  'line-down',
  'line-starting',
  'trust-missing',
  'clock-unknown',
  'journal-checking',
  'settling',
])
/** The states that an item leaves by itself. */
const MOVING: ReadonlySet<ItemState> = new Set(['waiting', 'submitted', 'refused', 'reversing'])

/** Opens a window for each session. Rejects where no station listens. */
export function openWindows(
  running: StationProcess,
  sessions: { kiosks: readonly string[]; counters: readonly string[] },
  onPayment: (payment: Payment) => void,
): Promise<readonly Window[]> {
  const callers: PageCaller[] = [
    ...[...sessions.counters, SUPERVISOR].map((session) => ({ face: 'counter' as const, session })),
    ...sessions.kiosks.map((session) => ({ face: 'kiosk' as const, session })),
  ]
  return Promise.all(callers.map(async (who) => ({ who, page: await openPage(running.port, who, onPayment) })))
}

/** The station says that its journal lost or changed entries, although the harness took none. */
export class JournalDistrusted extends Error {
  readonly station: Status['station']
  constructor({ station, readiness }: Status) {
    super(readiness.reasons.join(', '))
    this.station = station
  }
}
const DISTRUSTED: readonly string[] = [WENT_BACK, 'journal-damaged']

/**
 * Signs the clerks in, answers the questions about open cash, and waits until the station takes new payments. Rejects
 * with `StationGone` and `JournalDistrusted`.
 */
export async function untilReady(windows: readonly Window[], context: RunContext): Promise<void> {
  const counters = windows.filter(({ who }) => who.face === 'counter')
  await Promise.all(
    counters.map(async ({ page, who }) => {
      const role = who.session === SUPERVISOR ? 'supervisor' : 'clerk'
      accepted(await page.unlessGone(page.client.operators.signInTraining({ role })))
    }),
  )
  const clerk = clerkOf(windows)
  const until = performance.now() + READY_WITHIN_MS
  for (;;) {
    const status = await clerk.unlessGone(clerk.client.station.status())
    const { reasons } = status.readiness
    if (reasons.includes('cash-open')) await answerOpenCash(clerk, context)
    else if (reasons.some((reason) => DISTRUSTED.includes(reason))) throw new JournalDistrusted(status)
    else if (!reasons.some((reason) => NOT_YET.has(reason))) return
    if (performance.now() > until) throw new Error(`the station isn't ready: ${reasons.join(', ')}`)
    await pause(LOOK_MS)
  }
}

/** Answers for each open cash payment whether it was taken: cash in the drawer was, else `wasTaken` decides. */
async function answerOpenCash(clerk: Page, { memory, wasTaken }: RunContext): Promise<void> {
  const { payments } = await clerk.unlessGone(clerk.client.payments.openCash())
  for (const payment of payments) {
    const { transaction } = payment
    const taken = memory.drawer.has(transaction) || (memory.answered.get(transaction) ?? wasTaken())
    memory.answered.set(transaction, taken)
    if (taken) putInDrawer(memory, payment)
    const answered = await clerk.unlessGone(clerk.client.payments.answerCash({ transaction, taken }))
    if (answered.ok) notePayment(memory, answered.payment)
  }
}

/** The first clerk's page. Throws `StationGone` where there is none. */
export function clerkOf(windows: readonly Window[]): Page {
  const clerk = windows.find(({ who }) => who.face === 'counter' && who.session !== SUPERVISOR)?.page
  if (!clerk) throw new StationGone()
  return clerk
}

/**
 * Has the customers who were cut off look up their payments until everybody's books are the same in `readings` readings,
 * `everyMs` milliseconds apart, and nothing is open. Answers whether that happened in time. Rejects with `StationGone`.
 */
export async function settle(
  windows: readonly Window[],
  context: RunContext,
  { readings, everyMs }: { readings: number; everyMs: number },
): Promise<boolean> {
  const { memory, world, folder, losses } = context
  const clerk = clerkOf(windows)
  const until = performance.now() + SETTLED_WITHIN_MS
  let before = ''
  let why = ''
  for (let same = 0; performance.now() < until;) {
    for (const customer of memory.cutOff.values()) await lookUp(clerk, customer, memory)
    const { open: all, tasks } = await clerk.unlessGone(clerk.client.payments.takings({}))
    // A payment that was open when a loss was accepted may have ended in the lost entries, so it stays a supervisor's
    // task. For a refund the task names the refunded payment.
    const hasLossTasks = tasks.some(
      ({ transaction, why: reason }) => reason === 'journal-went-back' && losses.has(transaction),
    )
    const staysTask = (transaction: string) => hasLossTasks && losses.has(transaction)
    const open = all.filter(({ transaction }) => !staysTask(transaction))
    for (const [transaction, parts] of Map.groupBy(
      tasks.filter(({ why: reason }) => reason === 'cash-refused'),
      (task) => task.transaction,
    )) {
      noteTask(memory, { transaction, amountAvos: parts.reduce((sum, { amountAvos }) => sum + amountAvos, 0) })
    }
    const journal = readPayments(folder, '', losses.keyFolders())
    const moving = journal.filter(
      ({ transaction, committed, items }) =>
        committed && !staysTask(transaction) && items.some(({ state }) => MOVING.has(state)),
    )
    why =
      `${String(open.length)} payments open, ${String(moving.length)} with items under way, ` +
      `${String(memory.cutOff.size)} customers who don't know`
    const isMoving = open.length + moving.length + memory.cutOff.size > 0
    const now = JSON.stringify([journal, await world.books()])
    same = now === before && !isMoving ? same + 1 : 0
    if (same === readings) return true
    before = now
    await pause(everyMs)
  }
  context.onPhase(`not settled: ${why}`)
  return false
}

/** Compares everybody's present books. `station`: the station's id. */
export async function compare({ folder, memory, world, losses }: RunContext, station: string): Promise<Comparison> {
  const { charges, agencies } = await world.books()
  const drawer = [...memory.drawer].map(([transaction, takenAvos]) => ({
    attempt: transaction,
    transaction,
    takenAvos,
    givenBackAvos: memory.handedBack.get(transaction) ?? 0,
  }))
  const journal = losses.withLost(readPayments(folder, station, losses.keyFolders()))
  return compareBooks({
    journal,
    charges: [...charges, ...drawer],
    agencies,
    told: losses.withoutLostReceipts([...memory.told.values()]),
  })
}

/** Resolves after `ms` milliseconds. */
export const pause = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms)
  })
