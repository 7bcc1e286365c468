import type { Act, ActKind } from '../../electron/contract/index.ts'
import type { TrainingOrder } from '../../electron/contract/training.ts'
import { accepted } from '../twins/accepted.ts'
import { digitsOfResident } from '../twins/digits.ts'
import type { KnownAct } from './act-compare.ts'
import type { Page } from './page.ts'
import type { Seeded } from './seeded.ts'
import type { PageCaller } from './station-orders.ts'
import type { Register, World } from './world.ts'

/** What the people remember of their acts while the station is killed and started again. */
export interface ActMemory {
  /** By the act's id. */
  known: Map<string, KnownAct>
  /** The printed codes that lift freezes, by the resident who has one. */
  undoCodes: Map<string, string>
  /** How many visits ended how: with a state, or with a refusal's code. */
  endings: Map<string, number>
}

/** Makes the empty memory of a run. */
export const createActMemory = (): ActMemory => ({ known: new Map(), undoCodes: new Map(), endings: new Map() })

/** What somebody comes for. `guardian`: whose card acts for a minor. */
export interface Errand {
  kind: Exclude<ActKind, 'end-freeze'>
  resident: string
  guardian?: string
  reason?: 'lost' | 'stolen'
  /** Whether they end for good what they have just frozen. */
  endsFreeze?: boolean
  /** Whether somebody else sets the register back while they read the confirmation, so that the act may be refused. */
  isSpoilt?: boolean
}

/** Whoever watches a visit: hears when the card is put in, and when its holder's name is there. */
interface Watch {
  onCard?: () => void
  onName?: () => void
}

/** The residents who come: grown up, with a valid card; among them twins, and parents with their children. */
const GROWN_UP = ['two-cars', 'four-cars', 'twin-one', 'twin-two', 'mother', 'guardian', 'elderly'] as const
const GUARDIAN_OF = { 'child-one': 'mother', 'child-two': 'mother', ward: 'guardian' } as const
const OVER: ReadonlySet<string> = new Set(['done', 'refused', 'ended'])

/** Chooses what the next person comes for, by what is bound now. A code can be used at a counter alone. */
export function nextErrand(
  { chance, memory, face }: { chance: Seeded; memory: ActMemory; face: PageCaller['face'] },
  register: Register,
): Errand {
  if (chance.chance(0.15)) {
    const child = chance.pick(['child-one', 'child-two', 'ward'])
    return { kind: 'bind', resident: child, guardian: GUARDIAN_OF[child] }
  }
  const resident = chance.pick(GROWN_UP)
  const state = register.bindings.findLast((binding) => binding.resident === resident)?.state ?? 'ended'
  if (state === 'ended' || chance.chance(0.2)) return { kind: 'bind', resident }
  if (state === 'frozen')
    return face === 'counter' && memory.undoCodes.has(resident)
      ? { kind: 'lift-freeze', resident }
      : { kind: 'bind', resident }
  return {
    kind: 'freeze',
    resident,
    reason: chance.chance(0.3) ? 'stolen' : 'lost',
    endsFreeze: chance.chance(0.4),
    isSpoilt: chance.chance(0.05),
  }
}

/** Remembers what a page says of an act: from then on it is a promise. */
export function noteAct({ known }: ActMemory, act: Act | null): void {
  if (act?.act !== undefined && OVER.has(act.state)) known.set(act.act, { ...known.get(act.act), state: act.state })
}

/**
 * Does somebody's errand at a window, from the choice of the service to taking the card out. Answers how it ended.
 * Rejects with `StationGone`.
 */
export async function doErrand(
  { page, who }: { page: Page; who: PageCaller },
  errand: Errand,
  { memory, world }: { memory: ActMemory; world: World },
): Promise<string> {
  const visit = createVisit({ page, who }, errand, { memory, world })
  const ending = (await visit.toConfirmation()) ?? (await visit.confirm())
  await visit.leave()
  memory.endings.set(ending, (memory.endings.get(ending) ?? 0) + 1)
  return ending
}

/** Makes somebody's visit at a window, in steps. Each answers how the visit has ended, or undefined where it goes on. */
export function createVisit(
  { page, who }: { page: Page; who: PageCaller },
  { kind, resident, guardian, reason, endsFreeze, isSpoilt }: Errand,
  { memory, world }: { memory: ActMemory; world: World },
) {
  const order = async (given: TrainingOrder) => accepted(await page.unlessGone(page.training.order(given)))
  const consent = who.face === 'kiosk' ? 'touch' : 'signed-form'

  /** Waits until the act is at this step, refused or over. */
  async function comesTo(step: Act['step']): Promise<string | undefined> {
    const act = await page.untilAct((now) => now?.step === step || now?.step === 'over' || now?.refusal !== undefined)
    return act?.step === step ? undefined : (act?.refusal?.code ?? act?.state)
  }

  async function identify({ onCard, onName }: Watch): Promise<string | undefined> {
    onCard?.()
    await order({ do: 'card-reader.resident', resident })
    if (guardian !== undefined) {
      const child = await comesTo('guardian-card')
      if (child !== undefined) return child
      await order({ do: 'card-reader.resident', resident: guardian })
    }
    const card = await comesTo('finger')
    if (card !== undefined) return card
    onName?.()
    await order({ do: 'fingerprint.finger', to: 'owner' })
    return comesTo(kind === 'bind' ? 'number' : kind === 'freeze' ? 'choose' : 'code')
  }

  async function choose(): Promise<string | undefined> {
    const { acts, scan } = page.client
    if (kind === 'lift-freeze') {
      const data = Buffer.from(memory.undoCodes.get(resident) ?? '').toString('base64')
      // Whatever becomes of it, the code is used once.
      memory.undoCodes.delete(resident)
      const scanned = await page.unlessGone(scan.submit({ data, source: 'camera', symbology: ']Q1' }))
      if (!scanned.ok) return scanned.refusal.code
      await page.untilAct((now) => now?.step !== 'code' || now.refusal !== undefined)
      return nameOnceMore()
    }
    const chosen = await page.unlessGone(
      kind === 'bind'
        ? acts.number({ number: await world.bindingNumber(resident) })
        : acts.choose({ bindings: bindings().map(({ id }) => id), reason: reason ?? 'lost' }),
    )
    return chosen.ok ? nameOnceMore() : chosen.refusal.code
  }

  /** Gives the end of their own ID number, or of the child's, where they are easily taken for another. */
  async function nameOnceMore(): Promise<string | undefined> {
    const act = await page.untilAct(() => true)
    if (act?.step !== 'digits') return comesTo('confirm')
    const named = await page.unlessGone(page.client.acts.digits({ digits: digitsOfResident(resident) }))
    return named.ok ? comesTo('confirm') : named.refusal.code
  }

  let shown: Act | null = null
  const bindings = () => shown?.bindings ?? []

  /** Ends for good what this visit froze, as an act of its own. */
  async function endFreeze(): Promise<string> {
    const begun = await page.unlessGone(page.client.acts.endFreeze())
    if (!begun.ok) return `end-freeze-${begun.refusal.code}`
    noteAct(memory, begun.act)
    const { confirmation = '' } = begun.act
    const ended = await page.unlessGone(page.client.acts.confirm({ confirmation, consent }))
    if (!ended.ok) return `end-freeze-${ended.refusal.code}`
    noteAct(memory, ended.act)
    if (ended.act.state === 'done') memory.undoCodes.delete(resident)
    return `end-freeze-${ended.act.state}`
  }

  return {
    /** Goes on until the confirmation stands there. */
    async toConfirmation(watch: Watch = {}): Promise<string | undefined> {
      const begun = await page.unlessGone(page.client.acts.begin({ kind }))
      if (!begun.ok) return begun.refusal.code
      const refused = await identify(watch)
      if (refused !== undefined) return refused
      shown = await page.untilAct(() => true)
      return choose()
    },
    /** Confirms what stands there. */
    async confirm(): Promise<string> {
      const act = await page.untilAct(() => true)
      if (isSpoilt === true) await world.resetBooks()
      if (act?.act !== undefined) {
        const chosen = kind === 'freeze' ? bindings().length : undefined
        memory.known.set(act.act, { ...memory.known.get(act.act), ...(chosen === undefined ? {} : { chosen }) })
      }
      const confirmed = await page.unlessGone(
        page.client.acts.confirm({ confirmation: act?.confirmation ?? '', consent }),
      )
      if (!confirmed.ok) return confirmed.refusal.code
      const { state, done } = confirmed.act
      noteAct(memory, confirmed.act)
      if (done?.undoCode !== undefined) memory.undoCodes.set(resident, done.undoCode)
      if (endsFreeze === true && done?.endsAt !== undefined) return endFreeze()
      return `${kind}-${state}`
    },
    endFreeze,
    /** Takes card and finger away and leaves the window to the next person. */
    async leave(): Promise<void> {
      await order({ do: 'fingerprint.finger', to: 'none' })
      await order({ do: 'card-reader.card', to: 'out' })
      await page.unlessGone(page.client.acts.cancel())
      await page.untilAct((act) => act === null)
    },
  }
}
