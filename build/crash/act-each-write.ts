import { join } from 'node:path'
import type { Fault } from '../../electron/sandbox/serving/books-contract.ts'
import {
  beginActLife,
  compareAndNote,
  endAndVerify,
  openActScene,
  untilGone,
  untilSettled,
  type ActLife,
  type ActRun,
  type ActScene,
} from './act-lives.ts'
import { createVisit, doErrand, type Errand } from './act-people.ts'
import type { WriteKill } from './journal-writes.ts'

/** How many cases run side by side, since most of a case's time is spent on waiting. */
const LANES = 4
const SIDES = ['before', 'after'] as const
/** An act that writes its journal more often than this never ends by itself. */
const MOST_WRITES = 30
const HANG_MS = 400

const MOTHER = { resident: 'mother', reason: 'lost' } as const

/** What each act is: `before` is done without a kill, `errand` with one. */
const ACTS = {
  bind: { errand: { kind: 'bind', resident: 'twin-one' } },
  'bind-again': {
    before: { kind: 'bind', resident: 'twin-two' },
    errand: { kind: 'bind', resident: 'twin-two' },
  },
  'bind-minor': { errand: { kind: 'bind', resident: 'child-two', guardian: 'mother' } },
  freeze: { errand: { ...MOTHER, kind: 'freeze' } },
  'freeze-stolen': { errand: { ...MOTHER, kind: 'freeze', reason: 'stolen' } },
  'end-freeze': { errand: { ...MOTHER, kind: 'freeze', endsFreeze: true } },
  'lift-freeze': { before: { ...MOTHER, kind: 'freeze' }, errand: { kind: 'lift-freeze', resident: 'mother' } },
} as const satisfies Record<string, { before?: Errand; errand: Errand }>

/** What becomes of the call that does the act. */
const WAYS: Readonly<Record<string, readonly Fault[]>> = {
  done: [],
  lose: [
    { call: 'performAct', act: 'lose' },
    { call: 'settleAct', act: 'lose' },
  ],
  drop: [{ call: 'performAct', act: 'drop' }],
  hang: [{ call: 'performAct', act: 'hang', ms: HANG_MS }],
}

/** `alone`: the station alone is killed; else the gateway with it. */
interface ActCase {
  name: string
  before: Errand | undefined
  errand: Errand
  faults: readonly Fault[]
  alone: boolean
}

const CASES: readonly ActCase[] = Object.entries<{ before?: Errand; errand: Errand }>(ACTS).flatMap(
  ([act, { before, errand }]) =>
    Object.entries(WAYS).flatMap(([way, faults]) =>
      [true, false].map((alone) => ({ name: `${act}/${way}${alone ? '' : '/all'}`, before, errand, faults, alone })),
    ),
)

/** The cases whose names begin with `only`; an empty text gives all of them. */
export const actCasesOf = (only: string): ActCase[] => CASES.filter(({ name }) => name.startsWith(only))

/**
 * Does every act in every way again and again, killing the station right before, then right after, the first write of
 * its journal, the second and so on, until the act ends without a kill. After each kill everything settles, and journal
 * and register are compared.
 */
export async function runActsEachWrite(options: { folder: string; only: string; onCase: () => void }): Promise<ActRun> {
  const waiting = actCasesOf(options.only)
  const runs = await Promise.all(
    Array.from({ length: Math.min(LANES, waiting.length) }, async (_, index) => {
      const run: ActRun = { kills: 0, acts: 0, findings: [], chain: false }
      const scene = await openActScene(join(options.folder, String(index)))
      try {
        let life = await beginActLife(scene, run)
        for (let which = waiting.shift(); which; which = waiting.shift()) {
          for (const side of SIDES) life = await killAtEach(which, side, life, { scene, run })
          options.onCase()
        }
        run.chain = await endAndVerify(life, scene)
      } finally {
        await scene.world.close()
      }
      return run
    }),
  )
  return {
    kills: runs.reduce((sum, { kills }) => sum + kills, 0),
    acts: runs.reduce((sum, { acts }) => sum + acts, 0),
    findings: runs.flatMap(({ findings }) => findings),
    chain: runs.every(({ chain }) => chain),
  }
}

/** Kills at the first write, then at the second, and so on, until the act ends. Answers the station's last life. */
async function killAtEach(
  { name, before, errand, faults, alone }: ActCase,
  side: WriteKill['side'],
  first: ActLife,
  { scene, run }: { scene: ActScene; run: ActRun },
): Promise<ActLife> {
  const { world } = scene
  let life = first
  for (let write = 1; write <= MOST_WRITES; write++) {
    const { running, windows } = life
    // A code can be used at a counter alone.
    const window = windows.find(({ who }) => who.face === (errand.kind === 'lift-freeze' ? 'counter' : 'kiosk'))
    if (!window) throw new Error('no window')
    await world.clearFaults()
    await world.resetBooks()
    if (before) await doErrand(window, before, scene)
    const isKilled = await untilGone(running, async () => {
      const arm = async () => {
        await world.replaceOrders({ gateway: faults })
        await running.endAt({ write, side, also: alone ? [] : world.pids() })
      }
      const visit = createVisit(window, { ...errand, endsFreeze: false }, scene)
      if (errand.endsFreeze !== true) await arm()
      const refused = await visit.toConfirmation()
      if (refused !== undefined) throw new Error(`${name}: ${refused}`)
      await visit.confirm()
      if (errand.endsFreeze === true) {
        await arm()
        await visit.endFreeze()
      }
      // An act whose answer was lost settles by itself.
      await untilSettled(life, scene.folder, run)
      await running.endAt(null)
      await visit.leave()
    })
    if (isKilled) {
      run.kills += 1
      scene.heads.remember()
      ;[life] = await Promise.all([beginActLife(scene, run), alone ? undefined : world.restartGateway()])
    }
    await compareAndNote(`${name}, ${isKilled ? `${side} write ${String(write)}` : 'through'}`, scene, run)
    if (!isKilled) return life
  }
  throw new Error(`${name} has no end`)
}
