import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accepted } from '../../../build/twins/accepted.ts'
import type { ActState } from '../../contract/index.ts'
import { ACT_TABLE, type ActMove } from '../acts/index.ts'
import {
  ADULT,
  bindingOf,
  CHILD,
  CHILD_TWO,
  createBindingTwin,
  digitsOf,
  MOTHER,
  numberOf,
  STRANGER,
  TWIN_ONE,
  type BindingTwin,
  type Person,
} from '../../../build/twins/binding.ts'
import { ACT_KEPT_MS } from './limits.ts'

/*
 * Every flow in every way in which it can end. The ways are the machine's own: each edge of its table that ends an act
 * has at least one, which a test holds.
 */

let twin: BindingTwin
let page: ReturnType<BindingTwin['page']>

beforeEach(async () => {
  twin = await createBindingTwin()
  page = twin.page('counter')
})
afterEach(() => twin.close())

async function identify(person: Person): Promise<void> {
  await twin.insert(person)
  await twin.touch(person)
}
const shown = () => page.shown()
const confirm = () => twin.desk.confirm(page.owner, shown()?.confirmation ?? '', 'signed-form')
const stateOf = (person: Person) =>
  twin.register.bindings.filter(({ binding }) => binding === bindingOf(person)).at(-1)?.state
const countLive = (person: Person) =>
  twin.register.bindings.filter(
    ({ document, state }) => state === 'live' && Buffer.from(document, 'base64').toString().endsWith(person.idNumber),
  ).length

async function freezeStranger(): Promise<void> {
  twin.bind(STRANGER)
  accepted(twin.desk.begin(page.owner, 'freeze'))
  await identify(STRANGER)
  accepted(twin.desk.choose(page.owner, { bindings: ['1'], reason: 'lost' }))
  accepted(await confirm())
}

interface Flow {
  /** What has happened before. */
  before?(): Promise<void> | void
  /** Begins, and puts the first card in. */
  begin(): Promise<void>
  identify(): Promise<void>
  /** Goes on to the confirmation, or to the question for digits before it. */
  choose(): Promise<void> | void
  /** Of whom digits are asked for before the confirmation, since they are easily taken for another. */
  alike?: Person
  /** Whether what the act is for has happened in the register. */
  isDone(): boolean
  /** Somebody else makes the act impossible between confirmation and sending. */
  spoil(): void
  /** Whose finger the card doesn't match. */
  holder: Person
}

const FLOWS: Readonly<Record<string, Flow>> = {
  bind: {
    holder: ADULT,
    async begin() {
      accepted(twin.desk.begin(page.owner, 'bind'))
      await twin.insert(ADULT)
    },
    identify: () => twin.touch(ADULT),
    async choose() {
      accepted(await twin.desk.number(page.owner, numberOf(ADULT)))
    },
    isDone: () => countLive(ADULT) === 1,
    spoil: () =>
      void twin.register.numbers.set(numberOf(ADULT), {
        ...twin.register.numbers.get(numberOf(ADULT)),
        isUsed: true,
      } as never),
  },
  'bind a twin': {
    holder: TWIN_ONE,
    alike: TWIN_ONE,
    async begin() {
      accepted(twin.desk.begin(page.owner, 'bind'))
      await twin.insert(TWIN_ONE)
    },
    identify: () => twin.touch(TWIN_ONE),
    async choose() {
      accepted(await twin.desk.number(page.owner, numberOf(TWIN_ONE)))
    },
    isDone: () => countLive(TWIN_ONE) === 1,
    spoil: () => void twin.register.numbers.delete(numberOf(TWIN_ONE)),
  },
  'bind a minor': {
    holder: MOTHER,
    async begin() {
      accepted(twin.desk.begin(page.owner, 'bind'))
      await twin.insert(CHILD)
      await twin.insert(MOTHER)
    },
    identify: () => twin.touch(MOTHER),
    async choose() {
      accepted(await twin.desk.number(page.owner, numberOf(CHILD)))
    },
    isDone: () => countLive(CHILD) === 1,
    spoil: () => twin.register.numbers.delete(numberOf(CHILD)),
  },
  freeze: {
    holder: MOTHER,
    before() {
      twin.bind(MOTHER)
      twin.bind(CHILD)
    },
    async begin() {
      accepted(twin.desk.begin(page.owner, 'freeze'))
      await twin.insert(MOTHER)
    },
    identify: () => twin.touch(MOTHER),
    choose: () => void accepted(twin.desk.choose(page.owner, { bindings: ['1', '2'], reason: 'lost' })),
    isDone: () => stateOf(MOTHER) === 'frozen' && stateOf(CHILD) === 'frozen',
    spoil: () => void Object.assign(twin.register.bindings[1] ?? {}, { state: 'ended' }),
  },
  'freeze one of two twins': {
    holder: MOTHER,
    alike: CHILD_TWO,
    before() {
      twin.bind(CHILD)
      twin.bind(CHILD_TWO)
    },
    async begin() {
      accepted(twin.desk.begin(page.owner, 'freeze'))
      await twin.insert(MOTHER)
    },
    identify: () => twin.touch(MOTHER),
    choose: () => void accepted(twin.desk.choose(page.owner, { bindings: ['2'], reason: 'lost' })),
    isDone: () => stateOf(CHILD) === 'live' && stateOf(CHILD_TWO) === 'frozen',
    spoil: () => void Object.assign(twin.register.bindings[1] ?? {}, { state: 'ended' }),
  },
  'lift a freeze': {
    holder: STRANGER,
    async before() {
      await freezeStranger()
      await twin.desk.leave(page.owner.session)
      await twin.remove()
    },
    async begin() {
      accepted(twin.desk.begin(page.owner, 'lift-freeze'))
      await twin.insert(STRANGER)
    },
    identify: () => twin.touch(STRANGER),
    async choose() {
      const [undo = ''] = [...twin.register.acts.values()].flatMap(({ answer }) =>
        answer.state === 'done' ? [answer.undo ?? ''] : [],
      )
      expect(twin.desk.takeScanned(page.owner, { undoCode: Buffer.from(undo, 'base64') })).toBe(true)
      await twin.manual.pass(0)
    },
    isDone: () => stateOf(STRANGER) === 'live',
    spoil: () => void Object.assign(twin.register.bindings[0] ?? {}, { state: 'ended' }),
  },
}

/** How the act at hand ended, by the journal of the station that runs now. */
const outcomeOf = (transaction: string) => twin.acts.get(transaction)

interface Way {
  ends: ActState
  /** The move by which it ends. */
  by: ActMove
  from: ActState
  /** How far the flow goes before. */
  after: 'begun' | 'digits' | 'confirmation'
  end(flow: Flow): Promise<unknown>
  /** Whether the act is done all the same. */
  isDone: boolean
  /** Where it ends so, if not at a counter. */
  place?: 'kiosk'
}

const leaving = (end: () => Promise<unknown>) =>
  (['begun', 'digits', 'confirmation'] as const).map((after) => ({
    from: after === 'begun' ? ('begun' as const) : ('identified' as const),
    after,
    by: 'act-ended' as const,
    ends: 'ended' as const,
    end,
    isDone: false,
  }))
const sent = (from: 'asked' | 'unknown', isDone: boolean, end: Way['end']) => ({
  from,
  after: 'confirmation' as const,
  by: isDone ? ('act-done' as const) : ('act-refused' as const),
  ends: isDone ? ('done' as const) : ('refused' as const),
  end,
  isDone,
})
/** The station ends without a word while it waits for the gateway, and starts again. */
async function killWhileAsking(): Promise<void> {
  twin.register.planFaults('settleAct', 'drop')
  void confirm().catch(() => undefined)
  await Promise.resolve()
  await twin.restart()
  await twin.manual.pass(60_000)
}
/** No answer comes, and the gateway is asked what became of the act once it can be. */
async function loseAnswer(how: 'lose' | 'drop'): Promise<void> {
  twin.register.planFaults('performAct', how)
  twin.register.planFaults('settleAct', 'drop')
  accepted(await confirm())
  expect(shown()).toMatchObject({ step: 'over', state: 'unknown' })
  await twin.manual.pass(60_000)
}

const WAYS: Readonly<Record<string, readonly Way[]>> = {
  done: [sent('asked', true, async () => void accepted(await confirm()))],
  'answered twice': [
    sent('asked', true, async () => {
      twin.register.planFaults('performAct', 'twice')
      accepted(await confirm())
    }),
  ],
  'refused by the gateway': [
    sent('asked', false, async (flow) => {
      flow.spoil()
      accepted(await confirm())
    }),
  ],
  'no finger matched': [
    {
      from: 'begun',
      after: 'begun',
      by: 'act-refused',
      ends: 'refused',
      isDone: false,
      place: 'kiosk',
      async end({ holder }) {
        const other = holder === ADULT ? STRANGER : ADULT
        for (let tries = 0; tries < 3; tries += 1) await twin.touch(other)
      },
    },
  ],
  'wrong digits three times': [
    {
      from: 'identified',
      after: 'digits',
      by: 'act-refused',
      ends: 'refused',
      isDone: false,
      async end() {
        for (let tries = 0; tries < 3; tries += 1) await twin.desk.digits(page.owner, digitsOf(STRANGER))
      },
    },
  ],
  'nothing to end': [
    {
      from: 'identified',
      after: 'begun',
      by: 'act-refused',
      ends: 'refused',
      isDone: false,
      async end({ holder }) {
        twin.register.bindings.length = 0
        await twin.touch(holder)
      },
    },
  ],
  cancelled: leaving(() => twin.desk.leave(page.owner.session)),
  'timed out': leaving(() => twin.manual.pass(ACT_KEPT_MS)),
  'card pulled': leaving(() => twin.remove()),
  'reader pulled': leaving(async () => {
    twin.reader.unplug()
    await twin.manual.pass(0)
  }),
  'station killed before it was sent': leaving(() => twin.restart()),
  'answer lost': [sent('unknown', true, () => loseAnswer('lose'))],
  'line lost before it arrived': [sent('unknown', false, () => loseAnswer('drop'))],
  'station killed after it arrived': [
    sent('asked', true, () => {
      twin.register.planFaults('performAct', { wait: new Promise(() => {}) })
      return killWhileAsking()
    }),
  ],
  'station killed before it arrived': [
    sent('asked', false, () => {
      twin.register.planFaults('performAct', { late: 30_000 })
      twin.register.setLine(true)
      return killWhileAsking()
    }),
  ],
}

/** The ways that some flows don't have. */
const NOT_OF: Readonly<Record<string, readonly string[]>> = {
  'nothing to end': ['bind', 'bind a twin', 'bind a minor', 'lift a freeze'],
  // A freeze is lifted at a counter alone, where somebody may compare the face instead.
  'no finger matched': ['lift a freeze'],
}

describe.each(Object.entries(FLOWS))('%s', (name, flow) => {
  const cells = Object.entries(WAYS)
    .filter(([way]) => NOT_OF[way]?.includes(name) !== true)
    .flatMap(([way, each]) => each.map((one) => [`${way}, ${one.from}, after ${one.after}`, one] as const))
    .filter(([, { after }]) => after !== 'digits' || flow.alike !== undefined)

  it.each(cells)('%s', async (_, way) => {
    await flow.before?.()
    if (way.place) page = twin.page(way.place)
    await flow.begin()
    if (way.after !== 'begun') {
      await flow.identify()
      await flow.choose()
    }
    if (flow.alike) expect(shown()?.confirmation).toBeUndefined()
    if (flow.alike && way.after === 'confirmation') accepted(await twin.desk.digits(page.owner, digitsOf(flow.alike)))
    const transaction = shown()?.act ?? ''
    expect(twin.acts.get(transaction)?.state).toBe(
      way.from === 'begun' || way.after === 'begun' ? 'begun' : 'identified',
    )
    await way.end(flow)
    await twin.manual.pass(0)
    const entries = twin.journal.entriesOf(transaction).map(({ kind }) => kind)
    expect([outcomeOf(transaction)?.state, entries.at(-1)]).toEqual([way.ends, way.by])
    expect(flow.isDone()).toBe(way.isDone)
    expect(twin.acts.isAnyOpen()).toBe(false)
    // What was asked for late, or again, has no effect any more.
    await twin.manual.pass(120_000)
    expect(flow.isDone()).toBe(way.isDone)
    // The next person finds the desk free.
    await twin.desk.leave(page.owner.session)
    expect(shown()).toBeNull()
    twin.reader.replug()
    await twin.remove()
    expect(accepted(twin.desk.begin(page.owner, 'bind')).act).toMatchObject({ step: 'card' })
    expect(twin.faults).toEqual([])
  })
})

it('holds every edge of the table that ends an act', () => {
  const ending: readonly ActState[] = ['done', 'refused', 'ended']
  const edges = Object.entries(ACT_TABLE).flatMap(([from, moves]) =>
    Object.entries(moves).flatMap(([move, to]) => (ending.includes(to) ? [`${from} ${move}`] : [])),
  )
  const covered = new Set(Object.values(WAYS).flatMap((ways) => ways.map(({ from, by }) => `${from} ${by}`)))
  expect(edges.filter((edge) => !covered.has(edge))).toEqual([])
})
