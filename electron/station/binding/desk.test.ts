import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accepted } from '../../../build/twins/accepted.ts'
import { refuse, type Act } from '../../contract/index.ts'
import {
  ADULT,
  bindingOf,
  CHILD,
  createBindingTwin,
  digitsOf,
  MOTHER,
  numberOf,
  STRANGER,
  TWIN_ONE,
  TWIN_TWO,
  type BindingTwin,
  type Person,
} from '../../../build/twins/binding.ts'
import { ACT_KEPT_MS } from './limits.ts'

let twin: BindingTwin
let page: ReturnType<BindingTwin['page']>

beforeEach(async () => {
  twin = await createBindingTwin()
  page = twin.page()
})
afterEach(() => twin.close())

const story = () => twin.entries.map(({ kind }) => kind)
const live = ({ idNumber }: Person) =>
  twin.register.bindings.filter(
    ({ document, state }) => state === 'live' && Buffer.from(document, 'base64').toString().endsWith(idNumber),
  )
const shown = (): Act => {
  const act = page.shown()
  if (!act) throw new Error('no act')
  return act
}

/** Card and finger of somebody, at a desk where their act has begun. */
async function identify(person: Person): Promise<void> {
  await twin.insert(person)
  await twin.touch(person)
}

async function confirm(): Promise<Act> {
  const consent = page.owner.place === 'kiosk' ? 'touch' : 'signed-form'
  const confirmed = await twin.desk.confirm(page.owner, shown().confirmation ?? '', consent)
  return accepted(confirmed).act
}

describe('binding an eID', () => {
  it('goes from card to finger to number to the confirmation, and is done once', async () => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    expect(shown().step).toBe('card')
    await twin.insert(ADULT)
    expect(shown()).toMatchObject({ step: 'finger', holder: { lastDigits: '0011', isMinor: false } })
    expect(shown().holder?.fields).toEqual([
      { name: 'nameForeign', value: 'TESTE UM', masked: false },
      { name: 'idNumber', value: '9••••••(•)', masked: true },
    ])
    await twin.touch(ADULT)
    expect(shown().step).toBe('number')
    accepted(await twin.desk.number(page.owner, numberOf(ADULT)))
    expect(shown()).toMatchObject({ step: 'confirm', telephone: { lastDigits: '05' } })
    expect(await confirm()).toMatchObject({ step: 'over', state: 'done', done: { endedEarlier: false } })
    expect(live(ADULT)).toHaveLength(1)
    expect(story()).toEqual(['act-begun', 'act-identified', 'act-confirmed', 'act-asked', 'act-done'])
  })

  it("of a minor asks for the guardian's card, and for the guardian's finger", async () => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    await twin.insert(CHILD)
    expect(shown()).toMatchObject({ step: 'guardian-card', holder: { isMinor: true } })
    await twin.remove()
    expect(shown().step).toBe('guardian-card')
    await identify(MOTHER)
    expect(shown()).toMatchObject({ step: 'number', guardian: { lastDigits: '0071' } })
    accepted(await twin.desk.number(page.owner, numberOf(CHILD)))
    expect(await confirm()).toMatchObject({ state: 'done' })
    expect(live(CHILD)).toHaveLength(1)
    expect(live(MOTHER)).toHaveLength(0)
  })

  it("of a minor lists both cards, and the journal knows of the guardian's by an entry of its own", async () => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    await twin.insert(CHILD)
    await twin.insert(MOTHER)
    await twin.touch(MOTHER)
    expect(page.reads.list().map(({ from, matched, purpose }) => ({ from, matched, purpose }))).toEqual([
      { from: 'id-card', matched: undefined, purpose: 'bind' },
      { from: 'guardian-card', matched: 'finger', purpose: 'bind' },
    ])
    expect(twin.entries.filter(({ kind }) => kind === 'identity-checked')).toMatchObject([
      { transaction: shown().act, facts: { from: 'guardian-card', service: 'eid-binding', purpose: 'bind' } },
    ])
    await twin.desk.leave(page.owner.session)
    expect(page.reads.list()).toEqual([])
  })

  it('of one twin after the other lists the second alone', async () => {
    for (const person of [TWIN_ONE, TWIN_TWO]) {
      accepted(twin.desk.begin(page.owner, 'bind'))
      await twin.insert(person)
      expect(page.reads.list()).toMatchObject([
        { from: 'id-card', fields: expect.arrayContaining(['portrait']) as unknown },
      ])
      await twin.remove()
    }
  })

  it("refuses the guardian of another child, and a minor's own finger", async () => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    await twin.insert(CHILD)
    await twin.insert(STRANGER)
    expect(shown()).toMatchObject({ step: 'guardian-card', refusal: { code: 'guardian-wrong' } })
    await twin.insert(CHILD)
    expect(shown()).toMatchObject({ step: 'guardian-card', refusal: { code: 'guardian-wrong' } })
    await twin.touch(CHILD)
    expect(shown().step).toBe('guardian-card')
  })

  it("refuses a number of one twin with the other's card, and takes the right one after it", async () => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    await identify(TWIN_ONE)
    expect(await twin.desk.number(page.owner, numberOf(TWIN_TWO))).toEqual(refuse('number-of-another'))
    expect(shown()).toMatchObject({ step: 'number', refusal: { code: 'number-of-another' } })
    accepted(await twin.desk.number(page.owner, numberOf(TWIN_ONE)))
    expect(shown().refusal).toBeUndefined()
    expect(story()).toEqual(['act-begun', 'act-identified', 'act-step-refused'])
  })

  it('takes a number that was scanned, and only where it is asked for', async () => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    expect(twin.desk.takeScanned(page.owner, { number: numberOf(ADULT) })).toBe(false)
    await identify(ADULT)
    expect(twin.desk.takeScanned(page.owner, { number: numberOf(ADULT) })).toBe(true)
    await twin.manual.pass(0)
    expect(shown().step).toBe('confirm')
  })

  it('matches the finger on the card three times, and no more', async () => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    await twin.insert(ADULT)
    for (const left of [2, 1]) {
      await twin.touch(TWIN_TWO)
      expect(shown()).toMatchObject({ step: 'finger', triesLeft: left, refusal: { code: 'finger-no-match' } })
    }
    await twin.touch(TWIN_TWO)
    expect(shown()).toMatchObject({ step: 'over', state: 'refused', refusal: { code: 'finger-locked' } })
    await twin.touch(ADULT)
    expect(shown().step).toBe('over')
    expect(story().at(-1)).toBe('act-refused')
  })

  it('waits on for a finger that comes late', async () => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    await twin.insert(ADULT)
    await twin.manual.pass(60_000)
    await twin.touch(ADULT)
    expect(shown().step).toBe('number')
  })

  it("rests on a supervisor's look and a further document where no finger can be read, at a counter alone", async () => {
    for (const [place, isSupervisor] of [
      ['kiosk', false],
      ['counter', false],
      ['counter', true],
    ] as const) {
      await twin.desk.leave(page.owner.session)
      await twin.remove()
      page = twin.page(place, isSupervisor)
      accepted(twin.desk.begin(page.owner, 'bind'))
      await twin.insert(ADULT)
      expect(shown().needsFurtherDocument).toBe(false)
      twin.sensor.unplug()
      await twin.manual.pass(1_000)
      const mayCompareFace = place === 'counter' && isSupervisor
      expect(shown()).toMatchObject({ mayCompareFace, needsFurtherDocument: place === 'counter' })
      expect((await twin.desk.compareFace(page.owner, false)).ok).toBe(false)
      expect((await twin.desk.compareFace(page.owner, true)).ok).toBe(mayCompareFace)
      twin.sensor.replug()
    }
    accepted(await twin.desk.number(page.owner, numberOf(ADULT)))
    expect(await confirm()).toMatchObject({ state: 'done' })
    expect(twin.entries.findLast(({ kind }) => kind === 'act-identified')?.facts).toMatchObject({
      by: 'face-and-document',
    })
  })

  it("never rests on a clerk's look, not even at a counter", async () => {
    page = twin.page('counter')
    accepted(twin.desk.begin(page.owner, 'bind'))
    await twin.insert(ADULT)
    expect(shown().mayCompareFace).toBe(false)
    expect(await twin.desk.compareFace(page.owner, false)).toEqual(refuse('face-not-enough'))
  })
})

describe('twins one after the other', () => {
  it('never mix: nothing of the first is there when the second begins', async () => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    await identify(TWIN_ONE)
    accepted(await twin.desk.number(page.owner, numberOf(TWIN_ONE)))
    accepted(await twin.desk.digits(page.owner, digitsOf(TWIN_ONE)))
    await confirm()
    await twin.desk.leave(page.owner.session)
    expect(page.told.at(-1)).toBeNull()
    expect(page.shown()).toBeNull()
    await twin.remove()
    const from = page.told.length
    accepted(twin.desk.begin(page.owner, 'bind'))
    await identify(TWIN_TWO)
    accepted(await twin.desk.number(page.owner, numberOf(TWIN_TWO)))
    accepted(await twin.desk.digits(page.owner, digitsOf(TWIN_TWO)))
    await confirm()
    const told = JSON.stringify(page.told.slice(from))
    expect(told).toContain('TESTE CINCO B')
    for (const first of ['TESTE CINCO A', '0051', numberOf(TWIN_ONE)]) expect(told).not.toContain(first)
    expect([live(TWIN_ONE).length, live(TWIN_TWO).length]).toEqual([1, 1])
  })

  it('who swap cards in the middle end the act, and nothing is bound', async () => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    await identify(TWIN_ONE)
    accepted(await twin.desk.number(page.owner, numberOf(TWIN_ONE)))
    accepted(await twin.desk.digits(page.owner, digitsOf(TWIN_ONE)))
    const { confirmation = '' } = shown()
    await twin.insert(TWIN_TWO)
    expect(shown()).toMatchObject({ step: 'over', state: 'ended', refusal: { code: 'card-removed' } })
    expect(await twin.desk.confirm(page.owner, confirmation, 'touch')).toEqual(refuse('act-changed'))
    expect(twin.register.bindings).toEqual([])
  })
})

describe('a phone reset', () => {
  beforeEach(() => {
    twin.bind(MOTHER)
    twin.bind(CHILD)
    twin.bind(STRANGER)
  })

  it('offers by name all that the person may end, and nothing of others', async () => {
    accepted(twin.desk.begin(page.owner, 'freeze'))
    await identify(MOTHER)
    expect(shown()).toMatchObject({
      step: 'choose',
      bindings: [
        { id: '1', relation: 'self' },
        { id: '2', relation: 'guardian' },
      ],
    })
    expect(JSON.stringify(shown())).not.toContain(bindingOf(STRANGER))
  })

  it('freezes what was chosen together, at once, and gives the code that lifts it', async () => {
    accepted(twin.desk.begin(page.owner, 'freeze'))
    await identify(MOTHER)
    accepted(twin.desk.choose(page.owner, { bindings: ['1', '2'], reason: 'lost' }))
    const act = await confirm()
    expect(act).toMatchObject({ state: 'done', canEnd: true })
    expect(act.done?.undoCode).toMatch(/^MEU1:/)
    expect(twin.register.bindings.map(({ state }) => state)).toEqual(['frozen', 'frozen', 'live'])
    expect(twin.entries.find(({ kind }) => kind === 'act-confirmed')?.facts).toMatchObject({ reason: 'lost' })
  })

  it('ends at once what was on a stolen telephone, and gives no code', async () => {
    accepted(twin.desk.begin(page.owner, 'freeze'))
    await identify(STRANGER)
    accepted(twin.desk.choose(page.owner, { bindings: ['1'], reason: 'stolen' }))
    const act = await confirm()
    expect(act).toMatchObject({ state: 'done', canEnd: false })
    expect(act.done?.undoCode).toBeUndefined()
    expect(live(STRANGER)).toEqual([])
  })

  it('is ended for good when the person says so, as an act of its own', async () => {
    accepted(twin.desk.begin(page.owner, 'freeze'))
    await identify(STRANGER)
    accepted(twin.desk.choose(page.owner, { bindings: ['1'], reason: 'changed' }))
    const frozen = await confirm()
    expect(accepted(await twin.desk.endFreeze(page.owner)).act).toMatchObject({ kind: 'end-freeze', step: 'confirm' })
    expect(twin.register.bindings.at(-1)?.state).toBe('frozen')
    const ended = await confirm()
    expect(ended).toMatchObject({ kind: 'end-freeze', state: 'done', canEnd: false })
    expect(ended.act).not.toBe(frozen.act)
    expect(twin.register.bindings.at(-1)?.state).toBe('ended')
    expect(await twin.desk.endFreeze(page.owner)).toEqual(refuse('act-changed'))
  })

  it('goes on when its end for good is left, or the card is pulled before that is confirmed', async () => {
    accepted(twin.desk.begin(page.owner, 'freeze'))
    await identify(STRANGER)
    accepted(twin.desk.choose(page.owner, { bindings: ['1'], reason: 'changed' }))
    const { act, done } = await confirm()
    accepted(await twin.desk.endFreeze(page.owner))
    const { confirmation = '' } = shown()
    accepted(await twin.desk.back(page.owner))
    expect(shown()).toMatchObject({ kind: 'freeze', act, state: 'done', step: 'over', canEnd: true, done })
    expect(await twin.desk.confirm(page.owner, confirmation, 'touch')).toEqual(refuse('act-changed'))
    accepted(await twin.desk.endFreeze(page.owner))
    await twin.remove()
    expect(shown()).toMatchObject({ kind: 'freeze', act, done, refusal: { code: 'card-removed' } })
    expect(await twin.desk.endFreeze(page.owner)).toEqual(refuse('card-removed'))
    expect(twin.register.bindings.at(-1)?.state).toBe('frozen')
    expect(story().filter((kind) => kind === 'act-ended')).toHaveLength(2)
  })

  it('asks anew once another choice stands there', async () => {
    accepted(twin.desk.begin(page.owner, 'freeze'))
    await identify(MOTHER)
    accepted(twin.desk.choose(page.owner, { bindings: ['1'], reason: 'lost' }))
    const { confirmation = '' } = shown()
    accepted(await twin.desk.back(page.owner))
    accepted(twin.desk.choose(page.owner, { bindings: ['1', '2'], reason: 'lost' }))
    expect(await twin.desk.confirm(page.owner, confirmation, 'touch')).toEqual(refuse('act-changed'))
    expect(twin.register.bindings.every(({ state }) => state === 'live')).toBe(true)
    expect(await confirm()).toMatchObject({ state: 'done' })
  })

  it('may rest on card and face at a counter alone', async () => {
    accepted(twin.desk.begin(page.owner, 'freeze'))
    await twin.insert(STRANGER)
    expect(await twin.desk.compareFace(page.owner, false)).toEqual(refuse('face-not-enough'))
    await twin.desk.leave(page.owner.session)
    page = twin.page('counter')
    accepted(twin.desk.begin(page.owner, 'freeze'))
    await twin.remove()
    await twin.insert(STRANGER)
    expect(shown().mayCompareFace).toBe(true)
    accepted(await twin.desk.compareFace(page.owner, false))
    expect(shown().step).toBe('choose')
    expect(twin.entries.find(({ kind }) => kind === 'act-identified')?.facts).toMatchObject({ by: 'face' })
  })

  it("isn't a minor's own to do, and says who may", async () => {
    accepted(twin.desk.begin(page.owner, 'freeze'))
    await twin.insert(CHILD)
    expect(shown()).toMatchObject({ step: 'card', refusal: { code: 'guardian-needed' } })
  })

  it('of somebody without a binding says that there is none', async () => {
    accepted(twin.desk.begin(page.owner, 'freeze'))
    await identify(ADULT)
    expect(shown()).toMatchObject({ step: 'over', refusal: { code: 'nothing-bound' } })
  })

  it('is lifted at a counter by its code, once, and by the same person alone', async () => {
    page = twin.page('counter')
    accepted(twin.desk.begin(page.owner, 'freeze'))
    await identify(STRANGER)
    accepted(twin.desk.choose(page.owner, { bindings: ['1'], reason: 'lost' }))
    const frozen = await confirm()
    const message = Buffer.from(
      [...twin.register.acts.values()].flatMap(({ answer }) =>
        answer.state === 'done' ? [answer.undo ?? ''] : [],
      )[0] ?? '',
      'base64',
    )
    expect(frozen.done?.undoCode).toBeDefined()
    for (const [person, code] of [
      [MOTHER, 'undo-of-another'],
      [STRANGER, undefined],
      [STRANGER, 'undo-used'],
    ] as const) {
      await twin.desk.leave(page.owner.session)
      await twin.remove()
      accepted(twin.desk.begin(page.owner, 'lift-freeze'))
      await identify(person)
      expect(shown().step).toBe('code')
      expect(twin.desk.takeScanned(page.owner, { undoCode: message })).toBe(true)
      await twin.manual.pass(0)
      expect(shown().refusal?.code).toBe(code)
      if (code === undefined) expect(await confirm()).toMatchObject({ state: 'done' })
    }
    expect(live(STRANGER)).toHaveLength(1)
  })
})

describe('a card', () => {
  it.each([
    ['wrong-card', 'card-foreign'],
    ['mute-card', 'card-unreadable'],
    ['forged', 'card-forged'],
  ] as const)('that is no good (%s) is refused, and another may follow', async (card, code) => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    await twin.insert(card)
    expect(shown()).toMatchObject({ step: 'card', refusal: { code } })
    await twin.insert(ADULT)
    expect(shown()).toMatchObject({ step: 'finger' })
    expect(story()).toEqual(['act-begun', 'act-step-refused'])
  })

  it.each([
    ['cancelled', 'card-cancelled'],
    ['expired', 'card-expired'],
  ] as const)('that the gateway says is %s is refused', async (state, code) => {
    for (const person of twin.register.people) person.state = state
    accepted(twin.desk.begin(page.owner, 'bind'))
    await twin.insert(ADULT)
    expect(shown()).toMatchObject({ step: 'card', refusal: { code } })
    expect(shown().holder).toBeUndefined()
  })

  it('that somebody left before is not taken', async () => {
    await twin.insert(ADULT)
    twin.leaveCard()
    accepted(twin.desk.begin(page.owner, 'bind'))
    await twin.touch(ADULT)
    expect(shown().step).toBe('card')
  })

  it('that was read for the person before is not read again, until it is out', async () => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    await identify(ADULT)
    await twin.desk.leave(page.owner.session)
    const next = { ...page.owner, visit: 2 }
    accepted(twin.desk.begin(next, 'bind'))
    await twin.touch(ADULT)
    expect(shown()).toMatchObject({ step: 'card', refusal: { code: 'card-left' } })
    expect(JSON.stringify(shown())).not.toContain(ADULT.name)
    await identify(STRANGER)
    expect(shown()).toMatchObject({ step: 'number', holder: { lastDigits: '0101' } })
    // Whoever goes on in the same visit needs no card anew.
    await twin.desk.leave(page.owner.session)
    accepted(twin.desk.begin(next, 'bind'))
    await twin.manual.pass(0)
    expect(shown().step).toBe('finger')
  })

  it('of the clerk who acts is refused', async () => {
    page = twin.page('counter')
    twin.operateAs(STRANGER)
    accepted(twin.desk.begin(page.owner, 'freeze'))
    await twin.insert(STRANGER)
    expect(shown()).toMatchObject({ step: 'card', refusal: { code: 'own-record' } })
  })

  it('that goes with its reader says that no reader is there, and nothing that was read is kept', async () => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    await identify(ADULT)
    twin.reader.unplug()
    await twin.manual.pass(0)
    expect(shown()).toMatchObject({ step: 'over', state: 'ended', refusal: { code: 'reader-missing' } })
    expect(shown().holder).toBeUndefined()
  })

  it('that is pulled before the confirmation ends the act', async () => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    await identify(ADULT)
    await twin.remove()
    expect(shown()).toMatchObject({ step: 'over', state: 'ended', refusal: { code: 'card-removed' } })
    expect(story().at(-1)).toBe('act-ended')
  })
})

describe('a page', () => {
  it('that skips a step, or answers for another session, is refused and changes nothing', async () => {
    const other = twin.page()
    expect(await twin.desk.number(page.owner, numberOf(ADULT))).toEqual(refuse('act-unknown'))
    accepted(twin.desk.begin(page.owner, 'bind'))
    expect(await twin.desk.number(page.owner, numberOf(ADULT))).toEqual(refuse('act-changed'))
    expect(twin.desk.choose(page.owner, { bindings: ['1'], reason: 'lost' })).toEqual(refuse('act-changed'))
    expect(await twin.desk.confirm(page.owner, '', 'touch')).toEqual(refuse('act-changed'))
    expect(await twin.desk.endFreeze(page.owner)).toEqual(refuse('act-changed'))
    await identify(ADULT)
    accepted(await twin.desk.number(page.owner, numberOf(ADULT)))
    const { confirmation = '' } = shown()
    expect(await twin.desk.confirm(other.owner, confirmation, 'touch')).toEqual(refuse('act-unknown'))
    expect(await twin.desk.confirm(page.owner, 'another', 'touch')).toEqual(refuse('act-changed'))
    expect(await twin.desk.confirm(page.owner, confirmation, 'signed-form')).toEqual(refuse('act-changed'))
    expect(twin.desk.begin(other.owner, 'bind')).toEqual(refuse('act-under-way'))
    expect(other.told).toEqual([])
    expect(twin.register.acts.size).toBe(0)
    expect(await confirm()).toMatchObject({ state: 'done' })
  })

  it('that confirms twice at once has it done once', async () => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    await identify(ADULT)
    accepted(await twin.desk.number(page.owner, numberOf(ADULT)))
    const { confirmation = '' } = shown()
    const both = await Promise.all([1, 2].map(() => twin.desk.confirm(page.owner, confirmation, 'touch')))
    expect(both.map(({ ok }) => ok)).toEqual([true, false])
    expect(twin.register.bindings).toHaveLength(1)
  })

  it('that does nothing for long is forgotten', async () => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    await identify(ADULT)
    await twin.manual.pass(ACT_KEPT_MS)
    expect([page.shown(), page.told.at(-1)]).toEqual([null, null])
    expect(twin.entries.at(-1)).toMatchObject({ kind: 'act-ended', facts: { why: 'timed-out' } })
  })

  it('gets no field that was not approved, and begins nothing where the service is not', async () => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    await twin.insert(ADULT)
    twin.withdrawApproval()
    expect(shown().holder?.fields).toEqual([])
    await twin.desk.leave(page.owner.session)
    expect(twin.desk.begin(page.owner, 'bind')).toEqual(refuse('service-not-approved'))
  })
})

it('nothing of a person is in the journal, whatever was refused', async () => {
  accepted(twin.desk.begin(page.owner, 'bind'))
  await twin.insert('forged')
  await identify(ADULT)
  await twin.desk.number(page.owner, numberOf(TWIN_TWO))
  accepted(await twin.desk.number(page.owner, numberOf(ADULT)))
  await confirm()
  expect(twin.entries.length).toBeGreaterThan(5)
  const facts = JSON.stringify(twin.entries.map(({ facts: each }) => each))
  for (const told of ['TESTE', '9900', numberOf(ADULT), numberOf(TWIN_TWO)]) expect(facts).not.toContain(told)
  for (const { seq } of twin.entries) expect(twin.journal.bodyOf(seq)).toBeUndefined()
  expect(twin.faults).toEqual([])
})
