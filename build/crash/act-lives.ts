import { join } from 'node:path'
import { accepted } from '../twins/accepted.ts'
import { readActs } from './act-book.ts'
import { compareActs, type ActFinding } from './act-compare.ts'
import { createActMemory, noteAct, type ActMemory } from './act-people.ts'
import { rememberHeads, type RememberedHeads } from './heads.ts'
import { openPage } from './page.ts'
import {
  headsOf,
  startStationProcess,
  type StationOrder,
  type StationProcess,
  type PageCaller,
} from './station-orders.ts'
import { NOT_YET, pause, type Window } from './windows.ts'
import { openWorld, type World } from './world.ts'

/** A kiosk and a counter, which share the station's one card reader, so that people come one after the other. */
const CALLERS: readonly PageCaller[] = [
  { face: 'kiosk', session: 'k1' },
  { face: 'counter', session: 'c1' },
]
const READY_WITHIN_MS = 30_000
const SETTLED_WITHIN_MS = 60_000
const LOOK_MS = 30
/** How long after its pages a killed station's process is seen to be gone, at most, in milliseconds. */
const GONE_WITHIN_MS = 5_000

/** What goes on when the station is killed: the people, the gateway, and the folders. */
export interface ActScene {
  folder: string
  order: StationOrder
  world: World
  memory: ActMemory
  heads: RememberedHeads
}

/** What a run of kills during acts came to. `at`: the kill after which a disagreement was seen first. */
export interface ActRun {
  kills: number
  /** How many acts were done. */
  acts: number
  findings: (ActFinding & { at: string })[]
  chain: boolean
}

/** One life of the station, with its windows. */
export interface ActLife {
  running: StationProcess
  windows: readonly [Window, ...Window[]]
}

/** Opens the gateway and prepares the folders. */
export async function openActScene(folder: string): Promise<ActScene> {
  const world = await openWorld(folder)
  const order = { folder: join(folder, 'station'), ...world.order }
  return {
    folder: order.folder,
    order,
    world,
    memory: createActMemory(),
    heads: rememberHeads({ folder: order.folder, heads: headsOf(order) }),
  }
}

/**
 * Starts the station and its windows, and waits until it is ready and has settled the acts that were open, for a minute
 * at most: comparing notes what wasn't settled, and is then waited for no more. Rejects with `StationGone`.
 */
export async function beginActLife({ order, memory, folder }: ActScene, run: ActRun): Promise<ActLife> {
  const running = await startStationProcess(order)
  const [first, ...others] = await Promise.all(
    CALLERS.map(async (who) => ({
      who,
      page: await openPage(
        running.port,
        who,
        () => undefined,
        (act) => noteAct(memory, act),
      ),
    })),
  )
  if (!first) throw new Error('no windows')
  for (const { page, who } of others)
    if (who.face === 'counter') accepted(await page.unlessGone(page.client.operators.signInTraining({ role: 'clerk' })))
  const { page } = first
  const ready = async () => (await page.unlessGone(page.client.station.status())).readiness.reasons
  for (const until = performance.now() + READY_WITHIN_MS; (await ready()).some((reason) => NOT_YET.has(reason));) {
    if (performance.now() > until) throw new Error(`the station isn't ready: ${(await ready()).join(', ')}`)
    await pause(LOOK_MS)
  }
  const life: ActLife = { running, windows: [first, ...others] }
  await untilSettled(life, folder, run)
  return life
}

/** Waits until the journal has no open act but those that were noted, for a minute at most. Rejects with `StationGone`. */
export async function untilSettled({ windows: [{ page }] }: ActLife, folder: string, run: ActRun): Promise<void> {
  const noted = new Set(run.findings.map(({ subject }) => subject))
  const isOpen = () => readActs(folder).some(({ act, endings }) => endings.length === 0 && !noted.has(act))
  for (const until = performance.now() + SETTLED_WITHIN_MS; isOpen() && performance.now() < until;)
    await page.unlessGone(pause(LOOK_MS))
}

/** Compares journal and register, and notes the disagreements that weren't noted before. */
export async function compareAndNote(at: string, { folder, world, memory }: ActScene, run: ActRun): Promise<void> {
  const { done, findings } = compareActs({
    journal: readActs(folder),
    register: await world.register(),
    known: memory.known,
  })
  const key = ({ why, subject }: ActFinding) => `${why} ${subject}`
  const noted = new Set(run.findings.map(key))
  run.findings.push(...findings.filter((finding) => !noted.has(key(finding))).map((finding) => ({ ...finding, at })))
  run.acts = done
}

/** Stops the station in an orderly way, and verifies its journal against every head that anybody has of it. */
export async function endAndVerify(life: ActLife, { world, heads }: ActScene): Promise<boolean> {
  const [{ page }] = life.windows
  const { station } = await page.client.station.status()
  await life.running.stop()
  return (await heads.verify(await world.heads(station.id))).ok
}

/**
 * Whether the station was killed during `work`; rejects with the failure of `work` where the station is still there.
 * A page or the gateway may fail a moment before the end of the process is heard of.
 */
export async function untilGone(running: StationProcess, work: () => Promise<void>): Promise<boolean> {
  try {
    await work()
    return false
  } catch (error) {
    const isGone = await Promise.race([running.gone.then(() => true), pause(GONE_WITHIN_MS).then(() => false)])
    if (!isGone) throw error
    return true
  }
}
