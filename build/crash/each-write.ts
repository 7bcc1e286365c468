import { join } from 'node:path'
import type { Finding } from './books.ts'
import {
  CASES,
  resumeCase,
  customerOf,
  nameOf,
  runCase,
  prepareCase,
  SOON_SETTLED,
  ordersOf,
  type Case,
} from './cases.ts'
import { createMemory, notePayment } from './customers.ts'
import { rememberHeads, type RememberedHeads } from './heads.ts'
import type { WriteKill } from './journal-writes.ts'
import { createLosses } from './losses.ts'
import { headsOf, startStationProcess, type StationProcess } from './station-orders.ts'
import { clerkOf, compare, openWindows, pause, untilReady, settle, type RunContext, type Window } from './windows.ts'
import { openWorld } from './world.ts'

/**
 * How many cases run side by side, each with its own station, gateway and terminal, since most of a case's time is
 * spent on waiting.
 */
const LANES = 4
const SIDES = ['before', 'after'] as const
/** A case that writes its journal more often than this never ends by itself. */
const MOST_WRITES = 60
const SESSIONS = { kiosks: ['k1'], counters: ['c1'] }
/** How long after its pages a killed station's process is seen to be gone, at most, in milliseconds. */
const GONE_WITHIN_MS = 2_000

export interface EachWriteRun {
  kills: number
  payments: number
  pending: number
  /** The disagreements of the books; `at`: the case and the kill after which one was seen first. */
  findings: (Finding & { at: string })[]
  /** The cases and kills after which the journal's chain was broken or the books didn't settle. */
  broken: string[]
}

interface Lane extends RunContext {
  order: Parameters<typeof startStationProcess>[0]
  heads: RememberedHeads
  /** The case that is being run. */
  current: Case | undefined
}

interface RunningStation {
  running: StationProcess
  windows: readonly Window[]
}

/**
 * Runs every case again and again, killing the station right before, then right after, the first write of its journal,
 * the second and so on, until the case ends without a kill. After each kill the books settle and are compared. `only`:
 * runs the cases whose names begin with this text.
 */
export async function runEachWrite(options: {
  folder: string
  only: string
  onCase: () => void
  onPhase: (words: string) => void
}): Promise<EachWriteRun> {
  const waiting = casesOf(options.only)
  const runs = await Promise.all(
    Array.from({ length: Math.min(LANES, waiting.length) }, async (_, index) => {
      const run: EachWriteRun = { kills: 0, payments: 0, pending: 0, findings: [], broken: [] }
      const lane = await openLane(join(options.folder, String(index)), options.onPhase)
      try {
        let there = await begin(lane)
        for (let which = waiting.shift(); which; which = waiting.shift()) {
          lane.current = which
          for (const side of SIDES) there = await killAtEach(which, side, there, lane, run)
          options.onCase()
        }
        const { station } = await clerkOf(there.windows).client.station.status()
        await there.running.stop()
        const chain = await lane.heads.verify(await lane.world.heads(station.id))
        if (!chain.ok)
          run.broken.push(
            `the chain of lane ${String(index)}: ${chain.why ?? 'no reason'} at entry ${String(chain.firstBad)}`,
          )
      } finally {
        await lane.world.close()
      }
      return run
    }),
  )
  const sum = (of: (run: EachWriteRun) => number) => runs.reduce((total, run) => total + of(run), 0)
  return {
    kills: sum(({ kills }) => kills),
    payments: sum(({ payments }) => payments),
    pending: sum(({ pending }) => pending),
    findings: runs.flatMap(({ findings }) => findings),
    broken: runs.flatMap(({ broken }) => broken),
  }
}

/** The cases whose names begin with `only`; an empty text gives all of them. */
export const casesOf = (only: string): Case[] => CASES.filter((which) => nameOf(which).startsWith(only))

async function openLane(folder: string, onPhase: (words: string) => void): Promise<Lane> {
  const world = await openWorld(folder)
  const order = { folder: join(folder, 'station'), ...world.order }
  const lane: Lane = {
    folder: order.folder,
    order,
    world,
    memory: createMemory(),
    losses: createLosses(order.folder),
    heads: rememberHeads({ folder: order.folder, heads: headsOf(order) }),
    current: undefined,
    wasTaken: () => lane.current?.way !== 'cancel',
    onPhase: (words) => onPhase(`${lane.current ? nameOf(lane.current) : 'start'}: ${words}`),
  }
  return lane
}

async function begin(lane: Lane): Promise<RunningStation> {
  const running = await startStationProcess(lane.order)
  const windows = await openWindows(running, SESSIONS, (payment) => notePayment(lane.memory, payment))
  await untilReady(windows, lane)
  return { running, windows }
}

/** Kills at the first write, then at the second, and so on, until the case ends. Answers the station's last life. */
async function killAtEach(
  which: Case,
  side: WriteKill['side'],
  first: RunningStation,
  lane: Lane,
  run: EachWriteRun,
): Promise<RunningStation> {
  let there = first
  for (let write = 1; write <= MOST_WRITES; write++) {
    const [bill] = await lane.world.mintBills(1)
    if (!bill) throw new Error('no bill')
    const customer = customerOf(which, bill)
    await lane.world.clearFaults()
    await prepareCase(which, customer, there.windows, lane)
    await lane.world.replaceOrders(ordersOf(which))
    await there.running.endAt({ write, side, ...(which.alone ? {} : { also: lane.world.pids() }) })
    const isThrough = await endsBeforeKill(there.running, async () => {
      await runCase(which, customer, there.windows, lane)
      await there.running.endAt(null)
      await clerkOf(there.windows).unlessGone(clerkOf(there.windows).client.station.status())
    })
    if (!isThrough) {
      run.kills += 1
      lane.heads.remember()
      if (which.alone) there = await begin(lane)
      else [there] = await Promise.all([begin(lane), lane.world.restartGateway()])
      if (!(await settle(there.windows, lane, SOON_SETTLED)))
        run.broken.push(`${nameOf(which)}, ${side} write ${String(write)}: not settled`)
      await lane.world.clearFaults()
      await resumeCase(which, customer, there.windows, lane)
    }
    await compareAndNote(
      `${nameOf(which)}, ${isThrough ? 'through' : `${side} write ${String(write)}`}`,
      there,
      lane,
      run,
    )
    if (isThrough) return there
  }
  throw new Error(`${nameOf(which)} has no end`)
}

/** Whether the work ended before the station was killed. */
async function endsBeforeKill(running: StationProcess, work: () => Promise<void>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    const isGone = await Promise.race([running.gone.then(() => true), pause(GONE_WITHIN_MS).then(() => false)])
    if (!isGone) throw error
    return false
  }
}

/** Compares the books, and notes the disagreements that weren't noted before. */
async function compareAndNote(at: string, { windows }: RunningStation, lane: Lane, run: EachWriteRun): Promise<void> {
  const { station } = await clerkOf(windows).client.station.status()
  const { findings, payments, pending } = await compare(lane, station.id)
  const key = ({ why, transaction, subject = '' }: Finding) => `${why} ${transaction} ${subject}`
  const reported = new Set(run.findings.map(key))
  run.findings.push(...findings.filter((finding) => !reported.has(key(finding))).map((finding) => ({ ...finding, at })))
  run.payments = payments
  run.pending = pending
}
