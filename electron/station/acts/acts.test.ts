import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { accepted } from '../../../build/twins/accepted.ts'
import { createSampleJournal, type SampleJournal } from '../../../build/twins/journal.ts'
import { createTwinRegister, type IdentityFault, type TwinRegister } from '../../../build/twins/register.ts'
import { refuse } from '../../contract/index.ts'
import type { LineState } from '../../gateway/port.ts'
import { systemRandom } from '../../start/system.ts'
import type { Journal } from '../journal/index.ts'
import { storageRefusal } from '../storage/faults.ts'
import { createActs, type ActQuestion, type Acts } from './acts.ts'
import { MOST_BEGUN, MOST_STEPS_REFUSED } from './limits.ts'

const DOCUMENT = Buffer.from('document-of-adult').subarray(0, 16).toString('base64')
const NUMBER = '9900000015'
const READING = { service: 'eid-binding', purpose: 'bind' } as const
const ORDER = { kind: 'bind', ...READING, place: 'kiosk', actor: 'resident' } as const
const BIND: ActQuestion = {
  reading: READING,
  place: 'kiosk',
  person: { by: 'finger', document: DOCUMENT },
  what: { kind: 'bind', number: NUMBER },
}
const FREEZE: ActQuestion = {
  ...BIND,
  reading: { service: 'phone-reset', purpose: 'reset' },
  what: { kind: 'freeze', reason: 'lost', bindings: ['AAAAAAAAAAAAAAAAAAAACQ=='] },
}

let at: SampleJournal
let journal: Journal
let register: TwinRegister
let acts: Acts
let line: LineState['state']
let hasGoneBack: boolean
let isClockRight: boolean
let lineUp: () => void

beforeEach(async () => {
  at = await createSampleJournal()
  register = createTwinRegister(at.manual.clock)
  register.people.push({ document: DOCUMENT })
  register.numbers.set(NUMBER, { document: DOCUMENT })
  ;[line, hasGoneBack, isClockRight] = ['up', false, true]
  start()
})
afterEach(() => {
  acts.close()
  at.close()
})

/** Opens the journal as a station that starts does. */
function start(): void {
  journal = at.open()
  const listeners = new Set<(state: LineState) => void>()
  lineUp = () => {
    line = 'up'
    for (const listener of listeners) listener({ state: 'up', since: 0 })
  }
  acts = createActs({
    journal,
    gateway: {
      identity: register.identity,
      line: () => ({ state: line, since: 0 }),
      onLine(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    clock: at.manual.clock,
    entryClock: at.manual.clock,
    random: systemRandom,
    training: true,
    hasGoneBack: () => hasGoneBack,
    isClockRight: () => isClockRight,
    freeBytes: () => Infinity,
    storageRefusal,
    onFault: () => undefined,
  })
}

/** Ends the process without a word, and starts another on the same folder. */
function restart(): Promise<void> {
  acts.close()
  journal.close()
  start()
  return acts.recover()
}

async function identified(kind: 'bind' | 'freeze' = 'bind'): Promise<string> {
  const { act } = accepted(await acts.begin({ ...ORDER, kind }))
  accepted(await acts.identified(act.transaction, 'finger'))
  return act.transaction
}

const story = (transaction: string) => journal.entriesOf(transaction).map(({ kind }) => kind)
const bound = () => register.bindings.filter(({ state }) => state === 'live').length
const confirmed = { consent: 'touch' } as const

describe('an act', () => {
  it('is in the journal before the gateway hears of it, and nothing of a person is', async () => {
    const transaction = await identified()
    let before: string[] = []
    const { performAct } = register.identity
    register.identity.performAct = (question) => {
      before = story(transaction)
      return performAct(question)
    }
    const { act, answer } = accepted(await acts.perform(transaction, confirmed, BIND))
    expect(before).toEqual(['act-begun', 'act-identified', 'act-confirmed', 'act-asked'])
    expect([act.state, answer?.state, bound()]).toEqual(['done', 'done', 1])
    expect(journal.entriesOf(transaction).map(({ facts }) => facts)).toMatchObject([
      { act: 'bind', service: 'eid-binding', purpose: 'bind', place: 'kiosk', training: true },
      { by: 'finger' },
      { consent: 'touch' },
      {},
      { at: at.manual.clock.now() },
    ])
    for (const { seq, facts } of journal.entriesOf(transaction)) {
      expect(journal.bodyOf(seq)).toBeUndefined()
      expect(JSON.stringify(facts)).not.toContain(NUMBER)
    }
  })

  it('is refused with the code of the gateway, and nothing was bound', async () => {
    register.numbers.set(NUMBER, { document: DOCUMENT, isUsed: true })
    const transaction = await identified()
    const { act } = accepted(await acts.perform(transaction, confirmed, BIND))
    expect(act).toMatchObject({ state: 'refused', why: 'number-used' })
    expect(bound()).toBe(0)
  })

  it('is not sent unless it was identified, and not twice', async () => {
    const { act } = accepted(await acts.begin(ORDER))
    expect(await acts.perform(act.transaction, confirmed, BIND)).toEqual(refuse('act-changed'))
    accepted(await acts.identified(act.transaction, 'finger'))
    const both = await Promise.all([1, 2].map(() => acts.perform(act.transaction, confirmed, BIND)))
    expect(both.map(({ ok }) => ok)).toEqual([true, false])
    expect(register.acts.get(act.transaction)?.arrived).toBe(1)
  })

  it('is not sent where the disk refuses to record it', async () => {
    const transaction = await identified()
    at.fault = () => {
      throw Object.assign(new Error('disk'), { code: 'ENOSPC' })
    }
    expect(await acts.perform(transaction, confirmed, BIND)).toEqual(refuse('disk-full'))
    expect(register.acts.size).toBe(0)
  })

  it('whose answer the disk refuses is told only once it is recorded', async () => {
    const transaction = await identified()
    let resolve = () => {}
    const wait = new Promise<void>((end) => {
      resolve = end
    })
    register.planFaults('performAct', { wait })
    const told: string[] = []
    acts.onChange(({ state }) => told.push(state))
    const performing = acts.perform(transaction, confirmed, BIND)
    await vi.waitFor(() => expect(register.acts.size).toBe(1))
    at.fault = () => {
      throw Object.assign(new Error('disk'), { code: 'EIO' })
    }
    resolve()
    await at.manual.pass(1_000)
    expect(told).toEqual(['asked'])
    at.fault = undefined
    await at.manual.pass(60_000)
    expect(accepted(await performing).act.state).toBe('done')
  })
})

describe('an answer that is lost', () => {
  it.each([
    ['lose', 'done', 1],
    ['nonsense', 'done', 1],
    ['drop', 'refused', 0],
    [{ late: 60_000 }, 'refused', 0],
  ] as const satisfies [IdentityFault, string, number][])(
    'after %j is asked for, never the act again',
    async (fault, state, live) => {
      register.planFaults('performAct', fault)
      register.planFaults('settleAct', 'drop', 'drop')
      const transaction = await identified()
      const told: (string | undefined)[] = []
      acts.onChange((_, answer) => told.push(answer?.state))
      expect(accepted(await acts.perform(transaction, confirmed, BIND))).toMatchObject({ act: { state: 'unknown' } })
      expect(acts.isAnyOpen()).toBe(true)
      await at.manual.pass(30_000)
      expect(acts.get(transaction)?.state).toBe(state)
      expect(told.at(-1)).toBe(state)
      await at.manual.pass(60_000)
      expect([bound(), acts.isAnyOpen()]).toEqual([live, false])
    },
  )

  it('is asked for at once when the line is back', async () => {
    register.planFaults('performAct', 'lose')
    const transaction = await identified()
    register.planFaults('settleAct', ...Array.from({ length: 9 }, () => 'drop' as const))
    accepted(await acts.perform(transaction, confirmed, BIND))
    await at.manual.pass(60_000)
    expect(acts.get(transaction)?.state).toBe('unknown')
    await vi.waitFor(() => {
      lineUp()
      expect(acts.get(transaction)?.state).toBe('done')
    })
  })

  it('changes nothing where the call comes twice', async () => {
    register.planFaults('performAct', 'twice')
    const transaction = await identified()
    accepted(await acts.perform(transaction, confirmed, BIND))
    expect([bound(), register.acts.get(transaction)?.arrived]).toEqual([1, 2])
  })
})

describe('a start', () => {
  it('ends what was not sent and settles what was', async () => {
    const begun = accepted(await acts.begin(ORDER)).act.transaction
    const read = await identified()
    const asked = await identified()
    register.planFaults('performAct', 'lose')
    register.planFaults('settleAct', 'drop')
    accepted(await acts.perform(asked, confirmed, BIND))
    await restart()
    await vi.waitFor(() => expect(acts.get(read)?.state).toBe('ended'))
    expect(acts.get(begun)).toMatchObject({ state: 'ended', why: 'interrupted' })
    await at.manual.pass(30_000)
    expect(acts.get(asked)?.state).toBe('done')
    expect(bound()).toBe(1)
  })

  it('leaves alone what began since', async () => {
    acts.close()
    journal.close()
    start()
    const transaction = await identified()
    await acts.recover()
    expect(acts.get(transaction)?.state).toBe('identified')
  })
})

describe('what may begin', () => {
  it.each([
    ['the line is down', { line: 'down' }, 'gateway-unreachable', 'gateway-unreachable'],
    ['the journal went back', { hasGoneBack: true }, 'journal-went-back', undefined],
    ['the clock is wrong', { isClockRight: false }, 'clock-unsure', undefined],
  ] as const)('where %s: a freeze protects, a binding does not', async (_, broken, bind, freeze) => {
    const [binding, freezing] = [await identified('bind'), await identified('freeze')]
    if ('line' in broken) ({ line } = broken)
    hasGoneBack = 'hasGoneBack' in broken
    isClockRight = !('isClockRight' in broken)
    expect([acts.whyNot('bind'), acts.whyNot('freeze')]).toEqual([bind, freeze])
    expect(await acts.begin(ORDER)).toEqual(refuse(bind))
    expect(await acts.perform(binding, confirmed, BIND)).toEqual(refuse(bind))
    const frozen = await acts.perform(freezing, confirmed, FREEZE)
    expect(frozen.ok).toBe(freeze === undefined)
  })

  it('is bounded by the minute, and so is what one act writes', async () => {
    const { act } = accepted(await acts.begin(ORDER))
    for (let count = 0; count < MOST_STEPS_REFUSED + 5; count += 1)
      await acts.noteRefusedStep(act.transaction, 'finger-no-match')
    expect(story(act.transaction).length).toBe(1 + MOST_STEPS_REFUSED)
    for (let count = 1; count < MOST_BEGUN; count += 1) accepted(await acts.begin(ORDER))
    expect(await acts.begin(ORDER)).toEqual(refuse('too-often'))
    await at.manual.pass(60_000)
    expect((await acts.begin(ORDER)).ok).toBe(true)
  })
})

describe('any sequence of faults', () => {
  it('leaves register and journal in agreement, with one binding at most', async () => {
    const faults: fc.Arbitrary<IdentityFault | undefined> = fc.constantFrom<(IdentityFault | undefined)[]>(
      undefined,
      'drop',
      'lose',
      'twice',
      'nonsense',
      {
        late: 5_000,
      },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ perform: faults, settle: fc.array(faults, { maxLength: 3 }), restarts: fc.boolean() }), {
          minLength: 1,
          maxLength: 6,
        }),
        async (rounds) => {
          register.numbers.set(NUMBER, { document: DOCUMENT })
          const before = register.bindings.length
          const transactions: string[] = []
          for (const { perform, settle, restarts } of rounds) {
            const transaction = await identified()
            transactions.push(transaction)
            register.planFaults('performAct', perform)
            register.planFaults('settleAct', ...settle)
            accepted(await acts.perform(transaction, confirmed, BIND))
            if (restarts) await restart()
          }
          await at.manual.pass(600_000)
          for (const transaction of transactions)
            expect(acts.get(transaction)?.state).toBe(register.acts.get(transaction)?.answer.state)
          const done = transactions.filter((transaction) => acts.get(transaction)?.state === 'done')
          expect(register.bindings.length - before).toBe(done.length)
          expect(done.length).toBeLessThanOrEqual(1)
          expect(bound()).toBeLessThanOrEqual(1)
        },
      ),
      { numRuns: 25 },
    )
  })
})
