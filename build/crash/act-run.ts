import type { Fault } from '../../electron/sandbox/serving/books-contract.ts'
import {
  beginActLife,
  compareAndNote,
  endAndVerify,
  openActScene,
  untilGone,
  type ActLife,
  type ActRun,
  type ActScene,
} from './act-lives.ts'
import { doErrand, nextErrand } from './act-people.ts'
import type { WriteKill } from './journal-writes.ts'
import { seeded, type Seeded } from './seeded.ts'
import { startAndKill } from './station-orders.ts'
import { pause } from './windows.ts'

/** How long a station's process takes at most until it listens, in milliseconds. */
const BEGINNING_MS = 800
/** How long people act before a kill by the clock, and how long at most until one at a write comes, in milliseconds. */
const SOON_MS = 700
const LATEST_MS = 1_500
const AGAIN_MS = 50

/** A life's end: while it begins, by the clock, or right before or after an entry of an act. */
type Moment = { at: 'beginning' | 'clock'; ms: number } | { at: 'write'; kill: WriteKill }

/** The entries of an act; `act-asked` is in one commit with what was confirmed. */
const KINDS = ['act-begun', 'act-identified', 'act-asked', 'act-done', 'act-unknown', 'act-refused'] as const

function chooseMoment(chance: Seeded): Moment {
  const kind = chance.next()
  if (kind < 0.08) return { at: 'beginning', ms: chance.between(0, BEGINNING_MS) }
  if (kind < 0.5) return { at: 'clock', ms: chance.between(0, SOON_MS) }
  const side = chance.pick(['before', 'after'])
  return { at: 'write', kill: { kind: chance.pick(KINDS), write: chance.between(1, 3), side } }
}

/** Chooses what goes wrong on the line in one life: nothing, some or much of it, each a few times. */
function chooseFaults(chance: Seeded): Fault[] {
  const share = chance.pick([0, 0.5, 1])
  const ms = () => chance.between(50, 600)
  const maybe = (part: number, fault: Fault): Fault[] =>
    chance.chance(part * share) ? [{ ...fault, times: chance.between(1, 2) }] : []
  return [
    ...maybe(0.4, { call: 'performAct', act: 'lose' }),
    ...maybe(0.3, { call: 'performAct', act: 'drop' }),
    ...maybe(0.4, { call: 'performAct', act: 'late', ms: ms() }),
    ...maybe(0.4, { call: 'performAct', act: 'hang', ms: ms() }),
    ...maybe(0.3, { call: 'settleAct', act: 'lose' }),
    ...maybe(0.2, { call: 'settleAct', act: 'drop' }),
    ...maybe(0.3, { call: 'settleAct', act: 'late', ms: ms() }),
    ...maybe(0.2, { call: 'settleAct', act: 'hang', ms: ms() }),
    ...maybe(0.1, { call: 'checkCard', act: 'lose' }),
    ...maybe(0.1, { call: 'findNumber', act: 'drop' }),
    ...maybe(0.1, { call: 'findBindings', act: 'late', ms: ms() }),
  ]
}

/**
 * Does acts on identity at the real station, kills it and starts it again `kills` times on one folder, sometimes with
 * the gateway. After each start everything settles, and journal and register are compared.
 */
export async function runActCrashes(options: {
  folder: string
  kills: number
  seed: number
  onKill: () => void
}): Promise<ActRun & { endings: ReadonlyMap<string, number> }> {
  const chance = seeded(options.seed)
  const scene = await openActScene(options.folder)
  const run: ActRun = { kills: 0, acts: 0, findings: [], chain: false }
  const begin = async () => {
    await scene.world.clearFaults()
    const life = await beginActLife(scene, run)
    await compareAndNote(`after kill ${String(run.kills)}`, scene, run)
    return life
  }
  try {
    while (run.kills < options.kills) {
      const moment = chooseMoment(chance)
      const withGateway = chance.chance(0.25)
      if (moment.at === 'beginning') await startAndKill(scene.order, moment.ms)
      else await liveUntilKilled(await begin(), moment, { scene, chance, withGateway })
      if (moment.at !== 'beginning' && withGateway) await scene.world.restartGateway()
      run.kills += 1
      scene.heads.remember()
      options.onKill()
    }
    run.chain = await endAndVerify(await begin(), scene)
    return { ...run, endings: scene.memory.endings }
  } finally {
    await scene.world.close()
  }
}

/** Has people come, one after the other, until the station is killed, and the gateway with it where that is wanted. */
async function liveUntilKilled(
  { running, windows }: ActLife,
  moment: Exclude<Moment, { at: 'beginning' }>,
  { scene, chance, withGateway }: { scene: ActScene; chance: Seeded; withGateway: boolean },
): Promise<void> {
  const { world, memory } = scene
  await world.replaceOrders({ gateway: chooseFaults(chance) })
  const also = withGateway ? world.pids() : []
  if (moment.at === 'write') await running.endAt({ ...moment.kill, also })
  const killed = { yet: false }
  const timer = setTimeout(
    () => {
      killed.yet = true
      for (const pid of also) process.kill(pid, 'SIGKILL')
      void running.kill()
    },
    moment.at === 'clock' ? moment.ms : LATEST_MS,
  )
  try {
    const end = async (): Promise<never> => {
      for (;;) {
        const window = chance.pick(windows)
        const errand = nextErrand({ chance, memory, face: window.who.face }, await world.register())
        await doErrand(window, errand, scene)
        await window.page.unlessGone(pause(chance.between(0, AGAIN_MS)))
      }
    }
    await untilGone(running, end)
    if (moment.at === 'clock' && !killed.yet) throw new Error('the station ended by itself')
  } finally {
    clearTimeout(timer)
    await running.kill()
  }
}
