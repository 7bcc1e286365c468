import { join } from 'node:path'
import type { Payment, PaymentState } from '../../electron/contract/index.ts'
import { compareBooks, type Comparison } from './books.ts'
import { createMemory, hearPayment, lookUp, nextCustomer, serve, type Memory } from './customers.ts'
import { readJournal } from './journal-book.ts'
import { openPage, StationGone, type Page } from './page.ts'
import { seeded, type Seeded } from './seeded.ts'
import { startLife, type Life, type PageCaller } from './station-orders.ts'
import { openWorld, type World } from './world.ts'

const KIOSKS = ['k1', 'k2', 'k3', 'k4', 'k5', 'k6']
const COUNTERS = ['c1', 'c2']
/** As long as a life under load lasts at most, in milliseconds. */
const LIFE_MS = 1_100
/** As long as a station takes, at most, from listening to being ready. */
const STARTING_MS = 400
/** A life that ends when something is seen ends so soon after it. */
const SOON_MS = 12
const BILLS_PER_LIFE = 16
const READY_WITHIN_MS = 30_000
const SETTLED_WITHIN_MS = 60_000
const LOOK_MS = 15
const CALM_MS = 400
/** The books have settled when they are the same so many times. */
const SAME_LOOKS = 4

/** When a life ends: so long after the station listens, or after the load began, or after a payment came into a state. */
type Moment = { after: 'listening' | 'load', ms: number } | { after: PaymentState, ms: number }

const SEEN_STATES = ['intended', 'reserved', 'asked', 'asked', 'unknown', 'committed', 'committed', 'receipted', 'reversing', 'cancelled'] as const satisfies readonly PaymentState[]

function chooseMoment(chance: Seeded): Moment {
  const kind = chance.next()
  if (kind < 0.12) return { after: 'listening', ms: chance.between(0, STARTING_MS) }
  if (kind < 0.65) return { after: 'load', ms: chance.between(0, LIFE_MS) }
  return { after: chance.pick(SEEN_STATES), ms: chance.between(0, SOON_MS) }
}

export interface CrashRun {
  comparison: Comparison
  chain: { ok: true } | { ok: false, why: string }
  endings: ReadonlyMap<string, number>
}

/** Pays, kills and starts again `kills` times on one folder, lets everything settle, and compares the books. */
export async function runCrashes(options: { folder: string, kills: number, seed: number, onKill: () => void, onPhase: (words: string) => void }): Promise<CrashRun> {
  const chance = seeded(options.seed)
  const memory = createMemory()
  const world = await openWorld(options.folder)
  const folder = join(options.folder, 'station')
  const start = () => startLife({ folder, ...world.order })
  try {
    for (let kill = 0; kill < options.kills; kill++) {
      await world.rough(chance)
      await oneLife(await start(), { chance, memory, world })
      options.onKill()
    }
    options.onPhase('settling')
    await world.calm()
    const last = await start()
    await settle(last, { chance, memory, world })
    await last.stop()
    options.onPhase('comparing')
    const { payments, chain } = await readJournal(folder)
    const { charges, agencies } = await world.books()
    const drawer = [...memory.drawer].map(([transaction, takenAvos]) => ({ attempt: transaction, transaction, takenAvos, givenBackAvos: 0 }))
    return { chain, endings: memory.endings, comparison: compareBooks({ journal: payments, charges: [...charges, ...drawer], agencies, told: [...memory.told.values()] }) }
  } finally {
    await world.close()
  }
}

interface Scene {
  chance: Seeded
  memory: Memory
  world: World
}

/** One life: customers pay at all windows until the moment comes. */
async function oneLife(life: Life, scene: Scene): Promise<void> {
  const moment = chooseMoment(scene.chance)
  const killed = { yet: false }
  let timer: NodeJS.Timeout | undefined
  const killIn = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      killed.yet = true
      void life.kill()
    }, ms)
  }
  let waitsFor: PaymentState | undefined
  const onPayment = (payment: Payment) => {
    hearPayment(scene.memory, payment)
    if (payment.state !== waitsFor) return
    waitsFor = undefined
    killIn(moment.ms)
  }
  if (moment.after === 'listening') killIn(moment.ms)
  try {
    const pages = await openPages(life, onPayment)
    await ready(pages, scene)
    if (moment.after === 'load') killIn(moment.ms)
    else if (moment.after !== 'listening') {
      waitsFor = moment.after
      killIn(LIFE_MS)
    }
    await load(pages, scene)
  } catch (error) {
    // Whatever a page meets after the kill is the kill.
    if (!killed.yet) throw error
  } finally {
    clearTimeout(timer)
    await life.kill()
  }
}

type Pages = readonly { page: Page, who: PageCaller }[]

function openPages(life: Life, onPayment: (payment: Payment) => void): Promise<Pages> {
  const callers: PageCaller[] = [...COUNTERS.map((session) => ({ face: 'counter' as const, session })), ...KIOSKS.map((session) => ({ face: 'kiosk' as const, session }))]
  return Promise.all(callers.map(async (who) => ({ who, page: await openPage(life.port, who, onPayment) })))
}

/** Signs the clerks in, answers what is asked of open cash, and waits until the station takes new money. */
async function ready(pages: Pages, { chance, memory }: Scene): Promise<void> {
  const counters = pages.filter(({ who }) => who.face === 'counter').map(({ page }) => page)
  await Promise.all(counters.map((page) => page.whileThere(page.client.operators.signInTraining())))
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
  for (const { transaction, totalAvos } of payments) {
    const taken = memory.drawer.has(transaction) || (memory.answered.get(transaction) ?? chance.chance(0.5))
    memory.answered.set(transaction, taken)
    if (taken) memory.drawer.set(transaction, totalAvos)
    const answered = await clerk.whileThere(clerk.client.payments.answerCash({ transaction, taken }))
    if (answered.ok) hearPayment(memory, answered.payment)
  }
}

/** Customers at every window, those first who were cut off, until the station goes. */
async function load(pages: Pages, { chance, memory, world }: Scene): Promise<void> {
  const returning = [...memory.cutOff.values()]
  const bills = await world.mintBills(BILLS_PER_LIFE)
  await Promise.all(pages.map(async ({ page, who }) => {
    while (page.isOpen()) {
      const back = who.face === 'counter' ? undefined : returning.pop()
      const bill = bills.pop()
      if (!back && !bill) bills.push(...await world.mintBills(BILLS_PER_LIFE))
      else if (back) await serve(page, { ...back, tender: back.tender === 'cash' ? 'card' : back.tender }, memory, world)
      else if (bill) await serve(page, nextCustomer(bill, who.face, chance), memory, world)
      if (who.face === 'kiosk') await page.whileThere(page.client.person.end())
    }
  }))
}

/** Nobody pays any more: those who were cut off look what became of their money, until nothing moves in anybody's books. */
async function settle(life: Life, scene: Scene): Promise<void> {
  const { memory, world } = scene
  const pages = await openPages(life, (payment) => hearPayment(memory, payment))
  await ready(pages, scene)
  const clerk = pages.find(({ who }) => who.face === 'counter')?.page
  if (!clerk) throw new StationGone()
  const until = performance.now() + SETTLED_WITHIN_MS
  let before = ''
  for (let same = 0; same < SAME_LOOKS && performance.now() < until;) {
    for (const customer of memory.cutOff.values()) await lookUp(clerk, customer, memory)
    const { pending } = await clerk.whileThere(clerk.client.payments.takings({}))
    const now = JSON.stringify(await world.books())
    same = now === before && pending.length === 0 && memory.cutOff.size === 0 ? same + 1 : 0
    before = now
    await pause(CALM_MS)
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => { setTimeout(resolve, ms) })
