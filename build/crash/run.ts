import { join } from 'node:path'
import type { ItemState, Payment, PaymentState } from '../../electron/contract/index.ts'
import type { JournalReport } from '../../electron/station/journal/index.ts'
import { compareBooks, type Comparison } from './books.ts'
import { createMemory, hearPayment, hearTask, lookUp, nextCustomer, putInDrawer, refundOne, serve, type Customer, type Memory } from './customers.ts'
import { rememberEnds } from './ends.ts'
import { readPayments } from './journal-book.ts'
import { openPage, StationGone, type Page } from './page.ts'
import { seeded, type Seeded } from './seeded.ts'
import { headsOf, startAndKill, startLife, type Life, type PageCaller } from './station-orders.ts'
import { openWorld, type World } from './world.ts'

const KIOSKS = ['k1', 'k2', 'k3', 'k4', 'k5', 'k6']
const COUNTERS = ['c1', 'c2']
const SUPERVISOR = 's1'
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
const READY_WITHIN_MS = 30_000
const SETTLED_WITHIN_MS = 90_000
const LOOK_MS = 15
const CALM_MS = 250
/** The books have settled when they are the same so many times. */
const SAME_LOOKS = 4

/** When a life ends: so long after its process began, after the station listens, or after so many payments came into a state. */
type Moment = { after: 'beginning', ms: number } | { after: 'listening', ms: number } | { after: PaymentState, times: number, ms: number }

const SEEN_STATES = ['asked', 'asked', 'committed', 'committed', 'committed', 'receipted'] as const satisfies readonly PaymentState[]
/** What is rare is waited for once. */
const RARE_STATES = ['unknown', 'reversing', 'cancelled'] as const satisfies readonly PaymentState[]

function chooseMoment(chance: Seeded): Moment {
  const kind = chance.next()
  if (kind < 0.05) return { after: 'beginning', ms: chance.between(0, BEGINNING_MS) }
  if (kind < 0.12) return { after: 'listening', ms: chance.between(0, STARTING_MS) }
  if (kind < 0.25) return { after: chance.pick(RARE_STATES), times: 1, ms: chance.between(0, SOON_MS) }
  return { after: chance.pick(SEEN_STATES), times: chance.between(1, MOST_SEEN), ms: chance.between(0, chance.chance(0.5) ? SOON_MS : LATER_MS) }
}

export interface CrashRun {
  comparison: Comparison
  chain: JournalReport
  /** Items that wait for a supervisor: cash can't be given back by a machine. */
  tasks: number
  /** Whether everything that was open came to an end. */
  isCalm: boolean
  endings: ReadonlyMap<string, number>
}

/** Pays, kills and starts again `kills` times on one folder, lets everything settle, and compares the books. */
export async function runCrashes(options: { folder: string, kills: number, seed: number, onKill: () => void, onPhase: (words: string) => void }): Promise<CrashRun> {
  const chance = seeded(options.seed)
  const memory = createMemory()
  const world = await openWorld(options.folder)
  const folder = join(options.folder, 'station')
  const scene: Scene = { chance, memory, world, onPhase: options.onPhase }
  const order = { folder, ...world.order }
  const ends = rememberEnds({ folder, heads: headsOf(order) })
  try {
    for (let kill = 0; kill < options.kills; kill++) {
      await world.rough(chance)
      const moment = chooseMoment(chance)
      if (moment.after === 'beginning') await startAndKill(order, moment.ms)
      else await oneLife(await startLife(order), moment, scene)
      ends.remember()
      options.onKill()
    }
    options.onPhase('settling')
    await world.calm()
    const last = await startLife(order)
    const { station, isCalm } = await settle(last, folder, scene)
    await last.stop()
    options.onPhase('comparing')
    const chain = await ends.verify(await world.heads())
    const payments = readPayments(folder, station)
    const { charges, agencies } = await world.books()
    const drawer = [...memory.drawer].map(([transaction, takenAvos]) => ({ attempt: transaction, transaction, takenAvos, givenBackAvos: 0 }))
    const tasks = payments.flatMap(({ items }) => items).filter(({ state }) => state === 'task').length
    return { chain, tasks, isCalm, endings: memory.endings, comparison: compareBooks({ journal: payments, charges: [...charges, ...drawer], agencies, told: [...memory.told.values()] }) }
  } finally {
    await world.close()
  }
}

interface Scene {
  onPhase: (words: string) => void
  chance: Seeded
  memory: Memory
  world: World
}

/** One life: customers pay at all windows until the moment comes. */
async function oneLife(life: Life, moment: Exclude<Moment, { after: 'beginning' }>, scene: Scene): Promise<void> {
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
    const pages = await openPages(life, onPayment)
    await ready(pages, scene)
    if (moment.after !== 'listening' && seen.size < moment.times) killIn(LIFE_MS)
    await load(pages, scene)
  } catch (error) {
    // Whatever a page meets after the kill is the kill.
    if (!killed.yet) throw error instanceof StationGone ? new Error('the station ended by itself') : error
  } finally {
    clearTimeout(timer)
    await life.kill()
  }
}

type Pages = readonly { page: Page, who: PageCaller }[]

function openPages(life: Life, onPayment: (payment: Payment) => void): Promise<Pages> {
  const callers: PageCaller[] = [...[...COUNTERS, SUPERVISOR].map((session) => ({ face: 'counter' as const, session })), ...KIOSKS.map((session) => ({ face: 'kiosk' as const, session }))]
  return Promise.all(callers.map(async (who) => ({ who, page: await openPage(life.port, who, onPayment) })))
}

/** Signs the clerks in, answers what is asked of open cash, and waits until the station takes new money. */
async function ready(pages: Pages, { chance, memory }: Scene): Promise<void> {
  const counters = pages.filter(({ who }) => who.face === 'counter').map(({ page }) => page)
  await Promise.all(pages.filter(({ who }) => who.face === 'counter').map(({ page, who }) => page.whileThere(page.client.operators.signInTraining({ role: who.session === SUPERVISOR ? 'supervisor' : 'clerk' }))))
  const [clerk] = counters
  if (!clerk) return
  const until = performance.now() + READY_WITHIN_MS
  for (;;) {
    const { readiness: { reasons } } = await clerk.whileThere(clerk.client.station.status())
    if (reasons.includes('cash-open')) await answerOpenCash(clerk, chance, memory)
    else if (!reasons.some((reason) => NOT_YET.has(reason))) return
    if (performance.now() > until) throw new Error(`the station isn't ready: ${reasons.join(', ')}`)
    await pause(LOOK_MS)
  }
}

const NOT_YET: ReadonlySet<string> = new Set(['line-down', 'line-starting', 'trust-missing', 'settling'])

/** The clerk knows whether the money lies in the drawer; until a page said *paid* it was in nobody's, so that either answer is true once and then for good. */
async function answerOpenCash(clerk: Page, chance: Seeded, memory: Memory): Promise<void> {
  const { payments } = await clerk.whileThere(clerk.client.payments.openCash())
  for (const payment of payments) {
    const { transaction } = payment
    const taken = memory.drawer.has(transaction) || (memory.answered.get(transaction) ?? chance.chance(0.5))
    memory.answered.set(transaction, taken)
    if (taken) putInDrawer(memory, payment)
    const answered = await clerk.whileThere(clerk.client.payments.answerCash({ transaction, taken }))
    if (answered.ok) hearPayment(memory, answered.payment)
  }
}

/** Customers at every window, those first who were cut off, until the station goes. */
async function load(pages: Pages, { chance, memory, world }: Scene): Promise<void> {
  const returning = [...memory.cutOff.values()]
  const bills = await world.mintBills(BILLS_PER_LIFE)
  async function nextBills(): Promise<Customer['bills']> {
    if (bills.length < MOST_BILLS) bills.push(...await world.mintBills(BILLS_PER_LIFE))
    const [first, ...others] = bills.splice(0, chance.chance(0.7) ? 1 : chance.between(2, MOST_BILLS))
    if (!first) throw new Error('no bills')
    return [first, ...others]
  }

  await Promise.all(pages.map(async ({ page, who }) => {
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
  }))
}

/** Nobody pays any more: those who were cut off look what became of their money, until nothing moves in anybody's books. Answers the station's id. */
async function settle(life: Life, folder: string, scene: Scene): Promise<{ station: string, isCalm: boolean }> {
  const { memory, world } = scene
  const pages = await openPages(life, (payment) => hearPayment(memory, payment))
  await ready(pages, scene)
  const clerk = pages.find(({ who }) => who.face === 'counter')?.page
  if (!clerk) throw new StationGone()
  const { station } = await clerk.whileThere(clerk.client.station.status())
  const until = performance.now() + SETTLED_WITHIN_MS
  const calm = { yet: false, why: '' }
  let before = ''
  for (let same = 0; !calm.yet && performance.now() < until;) {
    for (const customer of memory.cutOff.values()) await lookUp(clerk, customer, memory)
    const { open, tasks } = await clerk.whileThere(clerk.client.payments.takings({}))
    for (const [transaction, parts] of Map.groupBy(tasks, (task) => task.transaction)) {
      hearTask(memory, { transaction, amountAvos: parts.reduce((sum, { amountAvos }) => sum + amountAvos, 0) })
    }
    const journal = readPayments(folder, station.id)
    const moving = journal.filter(({ committed, items }) => committed && items.some(({ state }) => MOVING.has(state)))
    calm.why = `${String(open.length)} payments open, ${String(moving.length)} with items under way, ${String(memory.cutOff.size)} customers who don't know`
    const isMoving = open.length + moving.length + memory.cutOff.size > 0
    const now = JSON.stringify([journal, await world.books()])
    same = now === before && !isMoving ? same + 1 : 0
    calm.yet = same === SAME_LOOKS
    before = now
    await pause(CALM_MS)
  }
  if (!calm.yet) scene.onPhase(`not settled: ${calm.why}`)
  return { station: station.id, isCalm: calm.yet }
}

/** An item in one of these goes on by itself. */
const MOVING: ReadonlySet<ItemState> = new Set(['waiting', 'submitted', 'refused', 'reversing'])

const pause = (ms: number) => new Promise<void>((resolve) => { setTimeout(resolve, ms) })
