import { join } from 'node:path'
import type { Payment, PaymentState, Status } from '../../electron/contract/index.ts'
import type { JournalReport } from '../../electron/station/journal/index.ts'
import type { Comparison } from './books.ts'
import { createMemory, hearPayment, nextCustomer, refundOne, serve, type Customer } from './customers.ts'
import { rememberEnds, type EndMemory } from './ends.ts'
import { kindsAfter, readEnds, readPayments, UNDOES } from './journal-book.ts'
import { StationGone } from './page.ts'
import { seeded, type Seeded } from './seeded.ts'
import { createLosses, KEPT, technician } from './losses.ts'
import { headsOf, startAndKill, startLife, type Life, type StationOrder } from './station-orders.ts'
import {
  clerkOf,
  compare,
  JournalDistrusted,
  NOT_YET,
  openWindows,
  pause,
  ready,
  settle,
  SUPERVISOR,
  WENT_BACK,
  type Scene,
  type Window,
} from './windows.ts'
import { openWorld } from './world.ts'

const SESSIONS = { kiosks: ['k1', 'k2', 'k3', 'k4', 'k5', 'k6'], counters: ['c1', 'c2'] }
/** As long as a life under load lasts at most, in milliseconds. */
const LIFE_MS = 2_500
/** As long as a station's process takes, at most, until it listens. */
const BEGINNING_MS = 800
/** As long as a station takes, at most, from listening to being ready. */
const STARTING_MS = 400
/** A life that ends when something is seen ends so soon after it, or somewhat later. */
const SOON_MS = 12
const LATER_MS = 300
/** So many payments at most are seen before the end is near: a slow machine gets the time that it needs. */
const MOST_SEEN = 9
const BILLS_PER_LIFE = 16
/** In one payment. */
const MOST_BILLS = 3
const REFUND_EVERY_MS = 1_500
/**
 * Every so many kills the data folder is kept, in turn as what losses there are, and later put in the place of what it
 * has become.
 */
const LOSS_EVERY = 20
const KEPT_AT = 5
const PUT_BACK_AT = 12
/** So long a station that went back is watched. */
const WATCHED_MS = 1_500
const SEEN_WITHIN_MS = 20_000
const LOOK_MS = 50
/** The books have settled when they are the same so many times, so long apart. */
const SETTLED = { looks: 4, everyMs: 250 }

/**
 * When a life ends: so long after its process began, after the station listens, or after so many payments came into a
 * state.
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
/** What is rare is waited for once. */
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
  /** Items that wait for a supervisor: cash can't be given back by a machine. */
  tasks: number
  /** Whether everything that was open came to an end. */
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
  const scene: Scene & { chance: Seeded } = {
    chance,
    memory,
    world,
    folder,
    losses: createLosses(folder),
    wasTaken: () => chance.chance(0.5),
    onPhase: options.onPhase,
  }
  const order = { folder, ...world.order }
  const ends = rememberEnds({ folder, heads: headsOf(order) })
  async function live(): Promise<Awaited<ReturnType<typeof lastLife>>> {
    for (let kill = 0; kill < options.kills; kill++) {
      await world.injectFaults(chance)
      const moment = chooseMoment(chance)
      if (moment.after === 'beginning') await startAndKill(order, moment.ms)
      else await oneLife(await startLife(order), moment, scene)
      ends.remember()
      options.onKill()
      if (kill % LOSS_EVERY === KEPT_AT)
        await scene.losses.keep(KEPT[Math.floor(kill / LOSS_EVERY) % KEPT.length] ?? 'copy')
      if (kill % LOSS_EVERY === PUT_BACK_AT) await goBack(order, ends, scene)
    }
    options.onPhase('settling')
    return lastLife(order, scene)
  }
  try {
    const { station, isSettled } = await live().catch((error: unknown) => {
      if (!(error instanceof JournalDistrusted)) throw error
      // The books say what came of it.
      options.onPhase(`the station distrusts its own journal: ${error.message}`)
      return { station: error.station, isSettled: false }
    })
    options.onPhase('comparing')
    const chain = await ends.verify(await world.heads(station.id))
    const tasks = readPayments(folder, station.id, scene.losses.keyFolders())
      .flatMap(({ items }) => items)
      .filter(({ state }) => state === 'task').length
    return { chain, tasks, isSettled, endings: memory.endings, comparison: await compare(scene, station.id) }
  } finally {
    await world.close()
  }
}

/** One life in which nobody pays any more, until everything has settled. */
async function lastLife(
  order: StationOrder,
  scene: Scene,
): Promise<{ station: Status['station']; isSettled: boolean }> {
  await scene.world.clearFaults()
  const life = await startLife(order)
  try {
    const windows = await openWindows(life, SESSIONS, (payment) => hearPayment(scene.memory, payment))
    await ready(windows, scene)
    const { station } = await clerkOf(windows).client.station.status()
    const isSettled = await settle(windows, scene, SETTLED)
    await life.stop()
    return { station, isSettled }
  } finally {
    await life.kill()
  }
}

/**
 * Puts what was kept of the folder in its place, after a life in which all of it settled: what a journal lost of
 * payments that were under way nobody can settle. One that is known to have gone back moves no money, with its old
 * enrolment and with one that the operator's code continues, until a technician accepts the loss; a restored one has
 * told what it lost.
 */
async function goBack(order: StationOrder, ends: EndMemory, scene: Scene): Promise<void> {
  const { station } = await lastLife(order, scene)
  ends.remember()
  const how = await scene.losses.putBack(station.id)
  ends.forgetLost()
  scene.onPhase(`put back: ${how ?? 'nothing'}`)
  if (how !== 'backup' && !(await watch(order, scene)))
    throw new Error("the station doesn't say that its journal went back")
  order.sandbox.enrolmentCode = await scene.world.continueCode(station.id)
  if (await watch(order, scene)) await technician(scene.folder, ['journal', 'accept-loss', '--yes'])
}

/**
 * One life of a station whose journal may have gone back, and whether it says so: then no money may move but what goes
 * forward.
 */
async function watch(order: StationOrder, { world, folder }: Scene): Promise<boolean> {
  const before = await world.books()
  const end = readEnds(folder)
  end?.close()
  const life = await startLife(order)
  const clerk = clerkOf(await openWindows(life, SESSIONS, () => undefined))
  await clerk.client.operators.signInTraining({ role: 'clerk' })
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
    await life.stop()
    return false
  }
  const { payments } = await clerk.client.payments.openCash()
  const answers = await Promise.all(
    payments.map(({ transaction }) => clerk.client.payments.answerCash({ transaction, taken: false })),
  )
  await pause(WATCHED_MS)
  await life.kill()
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
    ...kindsAfter(folder, end?.last?.seq ?? 0).filter((kind) => UNDOES.test(kind)),
  ]
  if (undone.length > 0) throw new Error(`a journal that went back moved money: ${undone.join(', ')}`)
  return true
}

/** One life: customers pay at all windows until the moment comes. */
async function oneLife(
  life: Life,
  moment: Exclude<Moment, { after: 'beginning' }>,
  scene: Scene & { chance: Seeded },
): Promise<void> {
  const killed = { yet: false }
  let timer: NodeJS.Timeout | undefined
  const killIn = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      killed.yet = true
      void life.kill()
    }, ms)
  }
  const seen = new Set<string>()
  const onPayment = (payment: Payment) => {
    hearPayment(scene.memory, payment)
    if (moment.after === 'listening' || payment.state !== moment.after || seen.size >= moment.times) return
    seen.add(payment.transaction)
    if (seen.size === moment.times) killIn(moment.ms)
  }
  if (moment.after === 'listening') killIn(moment.ms)
  try {
    const windows = await openWindows(life, SESSIONS, onPayment)
    await ready(windows, scene)
    if (moment.after !== 'listening' && seen.size < moment.times) killIn(LIFE_MS)
    await load(windows, scene)
  } catch (error) {
    // Whatever a page meets after the kill is the kill.
    if (!killed.yet) throw error instanceof StationGone ? new Error('the station ended by itself') : error
  } finally {
    clearTimeout(timer)
    await life.kill()
  }
}

/** Customers at every window, those first who were cut off, until the station goes. */
async function load(windows: readonly Window[], { chance, memory, world }: Scene & { chance: Seeded }): Promise<void> {
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
          await page.whileThere(pause(chance.between(0, REFUND_EVERY_MS)))
          await refundOne(page, memory)
          continue
        }
        const back = who.face === 'counter' ? undefined : returning.pop()
        if (back) await serve(page, { ...back, tender: back.tender === 'cash' ? 'card' : back.tender }, memory, world)
        else await serve(page, nextCustomer(await nextBills(), who.face, chance), memory, world)
        if (who.face === 'kiosk') await page.whileThere(page.client.person.end())
      }
    }),
  )
}
