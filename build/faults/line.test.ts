import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TENDERS, type ItemState, type Payment } from '../../electron/contract/index.ts'
import { moneyContract } from '../../electron/gateway/money-contract.ts'
import { compareBooks, type Comparison } from '../crash/books.ts'
import { createMemory, notePayment, noteTask, lookUp, serve, type Customer, type Memory } from '../crash/customers.ts'
import { readPayments } from '../crash/journal-book.ts'
import { openPage, type Page } from '../crash/page.ts'
import { startStationProcess, type StationProcess, type PageCaller } from '../crash/station-orders.ts'
import { openWorld, type World } from '../crash/world.ts'
import { openFaultProxy, type FaultProxy, type LineFault } from './proxy.ts'

const RUNS = process.env['BALCAO_FULL'] === '1' ? 40 : 3
const SETTLED_WITHIN_MS = 90_000
const LOOK_MS = 250
/** The books have settled when they are unchanged in so many looks. */
const SAME_LOOKS = 3
const WINDOWS: readonly PageCaller[] = [
  { face: 'counter', session: 'c1' },
  { face: 'kiosk', session: 'k1' },
  { face: 'kiosk', session: 'k2' },
  { face: 'kiosk', session: 'k3' },
]

let folder: string
let world: World
let proxy: FaultProxy
const memory: Memory = createMemory()

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'balcao-line-'))
  world = await openWorld(folder)
  await world.clearFaults()
  proxy = await openFaultProxy(world.order.sandbox.url)
})
afterAll(async () => {
  await proxy.close()
  await world.close()
  rmSync(folder, { recursive: true, force: true })
})

const pathOf = (call: keyof typeof moneyContract) => moneyContract[call]['~orpc'].route.path ?? ''
const ms = (most: number) => fc.integer({ min: 1, max: most })

const fault = fc.oneof(
  { weight: 2, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delay' as const), ms: ms(900) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('drop' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('cut' as const),
      at: fc.constantFrom('answer' as const, 'middle' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('duplicate' as const), afterMs: ms(1_500) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reorder' as const), ms: ms(1_500) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('garbage' as const),
      as: fc.constantFrom('bytes' as const, 'page' as const, 'half' as const, 'other' as const),
      arrives: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('trickle' as const),
      side: fc.constantFrom('question' as const, 'answer' as const),
      ms: fc.constantFrom(1, 3, 400),
    }),
  },
)
const faults = fc.array(fault, { maxLength: 6 })
/** Finding and quoting have no faults: no money moves there, and a customer whose bill isn't found doesn't pay. */
const line = fc.record({
  reserve: faults,
  release: faults,
  submitItem: faults,
  reverseItem: faults,
  chargeWallet: faults,
  showWallet: faults,
  walletStatus: faults,
  reverseWallet: faults,
})

const customer = fc.record({
  tender: fc.constantFrom(...TENDERS),
  takes: fc.constantFrom('paper' as const, 'screen' as const, 'nothing' as const),
  cancelsAfterMs: fc.option(fc.integer({ min: 0, max: 400 }), { nil: undefined, freq: 4 }),
})

async function openWindows(running: StationProcess): Promise<Page[]> {
  const pages = await Promise.all(
    WINDOWS.map((who) => openPage(running.port, who, (payment: Payment) => notePayment(memory, payment))),
  )
  await clerkOf(pages).client.operators.signInTraining()
  await expect
    .poll(
      async () =>
        (await clerkOf(pages).client.station.status()).readiness.reasons.filter((reason) => NOT_YET.has(reason)),
      { timeout: 120_000 },
    )
    .toEqual([])
  return pages
}

const NOT_YET: ReadonlySet<string> = new Set([
  'line-down',
  'line-starting',
  'trust-missing',
  'clock-unknown',
  'journal-checking',
  'settling',
])

function clerkOf(pages: readonly Page[]): Page {
  const [clerk] = pages
  if (!clerk) throw new Error('no window')
  return clerk
}

/** Serves each customer at a window that takes their tender: cash at the counter, all else at the kiosks. */
async function serveAll(pages: readonly Page[], customers: readonly Customer[]): Promise<void> {
  await Promise.all(
    pages.map(async (page, window) => {
      for (const [at, each] of customers.entries()) {
        const where = each.tender === 'cash' ? 0 : 1 + (at % (pages.length - 1))
        if (where !== window) continue
        await serve(page, each, memory, world)
        if (window > 0) await page.client.person.end()
      }
    }),
  )
}

/** Has the customers who were cut off look up their payments until the books have settled, and compares the books. */
async function settled(clerk: Page): Promise<Comparison> {
  const { station } = await clerk.client.station.status()
  const until = performance.now() + SETTLED_WITHIN_MS
  let before = ''
  let comparison: Comparison | undefined
  for (let same = 0; same < SAME_LOOKS;) {
    for (const each of memory.cutOff.values()) await lookUp(clerk, each, memory)
    const { open, tasks } = await clerk.client.payments.takings({})
    for (const task of tasks) noteTask(memory, task)
    const journal = readPayments(join(folder, 'station'), station.id)
    const { charges, agencies } = await world.books()
    const isMoving =
      open.length > 0 ||
      memory.cutOff.size > 0 ||
      journal.some(({ committed, items }) => committed && items.some(({ state }) => MOVING.has(state)))
    const now = JSON.stringify([journal, charges, agencies])
    same = now === before && !isMoving ? same + 1 : 0
    before = now
    const drawer = [...memory.drawer].map(([transaction, takenAvos]) => ({
      attempt: transaction,
      transaction,
      takenAvos,
      givenBackAvos: 0,
    }))
    comparison = compareBooks({ journal, charges: [...charges, ...drawer], agencies, told: [...memory.told.values()] })
    if (performance.now() > until)
      throw new Error(`not settled: ${JSON.stringify({ open, cutOff: memory.cutOff.size, comparison })}`)
    await new Promise<void>((resolve) => {
      setTimeout(resolve, LOOK_MS)
    })
  }
  if (!comparison) throw new Error('nothing was compared')
  return comparison
}

/** The states that an item leaves by itself. */
const MOVING: ReadonlySet<ItemState> = new Set(['waiting', 'submitted', 'refused', 'reversing'])

it('the books agree once a bad line is good again, whatever it did', { timeout: 120_000 + RUNS * 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(line, fc.array(customer, { minLength: 6, maxLength: 14 }), async (planned, wishes) => {
      proxy.clearFaults()
      const { sandbox, terminal } = world.order
      const running = await startStationProcess({
        folder: join(folder, 'station'),
        sandbox: { ...sandbox, url: proxy.url },
        terminal,
      })
      try {
        const pages = await openWindows(running)
        const bills = await world.mintBills(wishes.length)
        const customers = wishes.flatMap(({ tender, takes, cancelsAfterMs }, at): Customer[] => {
          const bill = bills[at]
          return bill
            ? [
                {
                  bills: [bill],
                  tender,
                  takes,
                  ...(cancelsAfterMs === undefined || tender === 'cash' ? {} : { cancelsAfterMs }),
                },
              ]
            : []
        })
        const perCall: [keyof typeof planned, readonly (LineFault | undefined)[]][] = [
          ['reserve', planned.reserve],
          ['release', planned.release],
          ['submitItem', planned.submitItem],
          ['reverseItem', planned.reverseItem],
          ['chargeWallet', planned.chargeWallet],
          ['showWallet', planned.showWallet],
          ['walletStatus', planned.walletStatus],
          ['reverseWallet', planned.reverseWallet],
        ]
        for (const [call, each] of perCall) proxy.plan(pathOf(call), each)
        await serveAll(pages, customers)
        proxy.clearFaults()
        const { findings } = await settled(clerkOf(pages))
        expect(findings).toEqual([])
        for (const page of pages) page.close()
      } finally {
        await running.stop()
      }
    }),
    { numRuns: RUNS, endOnFailure: true },
  )
  expect(Object.values(proxy.counts()).reduce((sum, times) => sum + times, 0)).toBeGreaterThan(0)
  expect(memory.told.size).toBeGreaterThan(0)
})
