import { join } from 'node:path'
import type { Payment, PaymentState, Status } from '../../electron/contract/index.ts'
import type { JournalReport } from '../../electron/station/journal/index.ts'
import type { Comparison } from './books.ts'
import { createMemory, notePayment, nextCustomer, refundOne, serve, type Customer } from './customers.ts'
import { rememberHeads, type RememberedHeads } from './heads.ts'
import { kindsAfter, openHeads, readPayments, UNDOING_KINDS } from './journal-book.ts'
import { StationGone } from './page.ts'
import { seeded, type Seeded } from './seeded.ts'
import { createLosses, WAYS_TO_KEEP, runTechnician } from './losses.ts'
import { headsOf, startAndKill, startStationProcess, type StationProcess, type StationOrder } from './station-orders.ts'
import {
  clerkOf,
  compare,
  JournalDistrusted,
  NOT_YET,
  openWindows,
  pause,
  untilReady,
  settle,
  SUPERVISOR,
  WENT_BACK,
  type RunContext,
  type Window,
} from './windows.ts'
import { openWorld } from './world.ts'
import { accepted } from '../twins/accepted.ts'

const SESSIONS = { kiosks: ['k1', 'k2', 'k3', 'k4', 'k5', 'k6'], counters: ['c1', 'c2'] }
/** How long a life under load lasts at most, in milliseconds. */
const LIFE_MS = 2_500
/** How long a station's process takes at most until it listens, in milliseconds. */
const BEGINNING_MS = 800
/** How long a station takes at most from listening to being ready, in milliseconds. */
const STARTING_MS = 400
/** How long after the awaited state a life ends, at most, in milliseconds: mostly soon, else somewhat later. */
const SOON_MS = 12
const LATER_MS = 300
/** How many payments at most must reach the awaited state; counting them leaves a slow machine the time it needs. */
const MOST_SEEN = 9
const BILLS_PER_LIFE = 16
/** How many bills at most are in one payment. */
const MOST_BILLS = 3
const REFUND_EVERY_MS = 1_500
/**
 * In every round of so many kills the data folder is kept after kill `KEPT_AT`, each time in another of the ways of
 * `WAYS_TO_KEEP`, and put back after kill `PUT_BACK_AT`.
 */
const LOSS_EVERY = 20
const KEPT_AT = 5
const PUT_BACK_AT = 12
/** How long a station whose journal went back is watched, in milliseconds. */
const WATCHED_MS = 1_500
const SEEN_WITHIN_MS = 20_000
const LOOK_MS = 50
/** The books have settled when they are the same in so many readings, so many milliseconds apart. */
const SETTLED = { readings: 4, everyMs: 250 }

/**
 * When a life ends: `ms` milliseconds after its process was started, after the station listens, or after `times`
 * payments reached a state.
 */
type Moment =
  | { after: 'beginning'; ms: number }
  | { after: 'listening'; ms: number }
  | { after: PaymentState; times: number; ms: number }

const SEEN_STATES = [
  'asked',
  'asked',
  'committed',
  'committed',
  'committed',
  'receipted',
] as const satisfies readonly PaymentState[]
/** Rare states: a life that waits for one ends when a first payment reaches it. */
const RARE_STATES = ['unknown', 'reversing', 'cancelled'] as const satisfies readonly PaymentState[]

function chooseMoment(chance: Seeded): Moment {
  const kind = chance.next()
  if (kind < 0.05) return { after: 'beginning', ms: chance.between(0, BEGINNING_MS) }
  if (kind < 0.12) return { after: 'listening', ms: chance.between(0, STARTING_MS) }
  if (kind < 0.25) return { after: chance.pick(RARE_STATES), times: 1, ms: chance.between(0, SOON_MS) }
  return {
    after: chance.pick(SEEN_STATES),
    times: chance.between(1, MOST_SEEN),
    ms: chance.between(0, chance.chance(0.5) ? SOON_MS : LATER_MS),
  }
}

export interface CrashRun {
  comparison: Comparison
  chain: JournalReport
  /** How many items wait for a supervisor, such as cash, which the station can't give back by itself. */
  tasks: number
  /** Whether every open payment ended. */
  isSettled: boolean
  endings: ReadonlyMap<string, number>
}

/** Pays, kills and starts again `kills` times on one folder, lets everything settle, and compares the books. */
export async function runCrashes(options: {
  folder: string
  kills: number
  seed: number
  onKill: () => void
  onPhase: (words: string) => void
}): Promise<CrashRun> {
  const chance = seeded(options.seed)
  const memory = createMemory()
  const world = await openWorld(options.folder)
  const folder = join(options.folder, 'station')
  const context: RunContext & { chance: Seeded } = {
    chance,
    memory,
    world,
    folder,
    losses: createLosses(folder),
    wasTaken: () => chance.chance(0.5),
    onPhase: options.onPhase,
  }
  const order = { folder, ...world.order }
  const heads = rememberHeads({ folder, heads: headsOf(order) })
  async function runLives(): Promise<Awaited<ReturnType<typeof liveUntilSettled>>> {
    for (let kill = 0; kill < options.kills; kill++) {
      await world.injectFaults(chance)
      const moment = chooseMoment(chance)
      if (moment.after === 'beginning') await startAndKill(order, moment.ms)
      else await liveUntilKilled(await startStationProcess(order), moment, context)
      heads.remember()
      options.onKill()
      if (kill % LOSS_EVERY === KEPT_AT)
        await context.losses.keep(WAYS_TO_KEEP[Math.floor(kill / LOSS_EVERY) % WAYS_TO_KEEP.length] ?? 'copy')
      if (kill % LOSS_EVERY === PUT_BACK_AT) await putFolderBack(order, heads, context)
    }
    options.onPhase('settling')
    return liveUntilSettled(order, context)
  }
  try {
    const { station, isSettled } = await runLives().catch((error: unknown) => {
      if (!(error instanceof JournalDistrusted)) throw error
      // The run goes on: comparing the books shows what the fault did.
      options.onPhase(`the station distrusts its own journal: ${error.message}`)
      return { station: error.station, isSettled: false }
    })
    options.onPhase('comparing')
    const chain = await heads.verify(await world.heads(station.id))
    const tasks = readPayments(folder, station.id, context.losses.keyFolders())
      .flatMap(({ items }) => items)
      .filter(({ state }) => state === 'task').length
    return { chain, tasks, isSettled, endings: memory.endings, comparison: await compare(context, station.id) }
  } finally {
    await world.close()
  }
}

/** Lives one life without new payments, until the books have settled. */
async function liveUntilSettled(
  order: StationOrder,
  context: RunContext,
): Promise<{ station: Status['station']; isSettled: boolean }> {
  await context.world.clearFaults()
  const running = await startStationProcess(order)
  try {
    const windows = await openWindows(running, SESSIONS, (payment) => notePayment(context.memory, payment))
    await untilReady(windows, context)
    const { station } = await clerkOf(windows).client.station.status()
    const isSettled = await settle(windows, context, SETTLED)
    await running.stop()
    return { station, isSettled }
  } finally {
    await running.kill()
  }
}

/**
 * Puts the kept folder back, after a life in which everything settled, since nobody could settle payments whose entries
 * are lost. A journal that is known to have gone back must move no money, neither under its old enrolment nor under a
 * continued one, until a technician accepts the loss. A backup needs no watching first: `restore` records the loss.
 */
async function putFolderBack(order: StationOrder, heads: RememberedHeads, context: RunContext): Promise<void> {
  const { station } = await liveUntilSettled(order, context)
  heads.remember()
  const how = await context.losses.putBack(station.id)
  heads.forgetLost()
  context.onPhase(`put back: ${how ?? 'nothing'}`)
  if (how !== 'backup' && !(await saysWentBack(order, context)))
    throw new Error("the station doesn't say that its journal went back")
  order.sandbox.enrolmentCode = await context.world.continueCode(station.id)
  if (await saysWentBack(order, context)) await runTechnician(context.folder, ['journal', 'accept-loss', '--yes'])
}

/**
 * Lives one life of a station whose journal may have gone back, and answers whether it says so. Throws where such a
 * station takes an answer about cash, or gives back or ends any payment.
 */
async function saysWentBack(order: StationOrder, { world, folder }: RunContext): Promise<boolean> {
  const before = await world.books()
  const head = openHeads(folder)
  head?.close()
  const running = await startStationProcess(order)
  const clerk = clerkOf(await openWindows(running, SESSIONS, () => undefined))
  accepted(await clerk.client.operators.signInTraining({ role: 'clerk' }))
  const reasons = async () => (await clerk.client.station.status()).readiness.reasons
  let now = await reasons()
  for (
    const until = performance.now() + SEEN_WITHIN_MS;
    performance.now() < until && !now.includes(WENT_BACK) && now.some((reason) => NOT_YET.has(reason));
    now = await reasons()
  )
    await pause(LOOK_MS)
  const wentBack = now.includes(WENT_BACK)
  if (!wentBack) {
    await running.stop()
    return false
  }
  const { payments } = await clerk.client.payments.openCash()
  const answers = await Promise.all(
    payments.map(({ transaction }) => clerk.client.payments.answerCash({ transaction, taken: false })),
  )
  await pause(WATCHED_MS)
  await running.kill()
  if (answers.some(({ ok }) => ok)) throw new Error('the station took an answer about cash')
  const after = await world.books()
  const undone = [
    ...after.charges
      .filter(
        ({ attempt, givenBackAvos }) =>
          givenBackAvos !== before.charges.find((each) => each.attempt === attempt)?.givenBackAvos,
      )
      .map(({ attempt }) => attempt),
    ...after.agencies
      .filter(({ item, reversed }) => reversed !== before.agencies.find((each) => each.item === item)?.reversed)
      .map(({ item }) => item),
    ...kindsAfter(folder, head?.last?.seq ?? 0).filter((kind) => UNDOING_KINDS.test(kind)),
  ]
  if (undone.length > 0) throw new Error(`a journal that went back moved money: ${undone.join(', ')}`)
  return true
}

/** Lives one life: customers pay at all windows until the station is killed at `moment`. */
async function liveUntilKilled(
  running: StationProcess,
  moment: Exclude<Moment, { after: 'beginning' }>,
  context: RunContext & { chance: Seeded },
): Promise<void> {
  const killed = { yet: false }
  let timer: NodeJS.Timeout | undefined
  const killIn = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      killed.yet = true
      void running.kill()
    }, ms)
  }
  const seen = new Set<string>()
  const onPayment = (payment: Payment) => {
    notePayment(context.memory, payment)
    if (moment.after === 'listening' || payment.state !== moment.after || seen.size >= moment.times) return
    seen.add(payment.transaction)
    if (seen.size === moment.times) killIn(moment.ms)
  }
  if (moment.after === 'listening') killIn(moment.ms)
  try {
    const windows = await openWindows(running, SESSIONS, onPayment)
    await untilReady(windows, context)
    if (moment.after !== 'listening' && seen.size < moment.times) killIn(LIFE_MS)
    await serveCustomers(windows, context)
  } catch (error) {
    // After the kill any failure of a page is a consequence of it.
    if (!killed.yet) throw error instanceof StationGone ? new Error('the station ended by itself') : error
  } finally {
    clearTimeout(timer)
    await running.kill()
  }
}

/** Serves customers at every window, those who were cut off first, until the station is gone. */
async function serveCustomers(
  windows: readonly Window[],
  { chance, memory, world }: RunContext & { chance: Seeded },
): Promise<void> {
  const returning = [...memory.cutOff.values()]
  const bills = await world.mintBills(BILLS_PER_LIFE)
  async function nextBills(): Promise<Customer['bills']> {
    if (bills.length < MOST_BILLS) bills.push(...(await world.mintBills(BILLS_PER_LIFE)))
    const [first, ...others] = bills.splice(0, chance.chance(0.7) ? 1 : chance.between(2, MOST_BILLS))
    if (!first) throw new Error('no bills')
    return [first, ...others]
  }

  await Promise.all(
    windows.map(async ({ page, who }) => {
      while (page.isOpen()) {
        if (who.session === SUPERVISOR) {
          await page.unlessGone(pause(chance.between(0, REFUND_EVERY_MS)))
          await refundOne(page, memory)
          continue
        }
        const back = who.face === 'counter' ? undefined : returning.pop()
        if (back) await serve(page, { ...back, tender: back.tender === 'cash' ? 'card' : back.tender }, memory, world)
        else await serve(page, nextCustomer(await nextBills(), who.face, chance), memory, world)
        if (who.face === 'kiosk') await page.unlessGone(page.client.person.end())
      }
    }),
  )
}
