import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accepted } from '../../../build/twins/accepted.ts'
import { createBindingTwin, digitsOf, type BindingTwin, type Person } from '../../../build/twins/binding.ts'
import { sandboxPerson, sandboxWorld } from '../../../build/twins/sandbox-people.ts'
import { refuse, type Act } from '../../contract/index.ts'
import { decodeBase45 } from '../codes/index.ts'
import { endSampleRegisters } from '../../sandbox/identity/identity.fixture.ts'

/*
 * A guardian and a minor at the station, over the sandbox's register, on the day on which the minor turns eighteen. The
 * ward was born on 2013-10-21: midnight in Macao is 16:00 UTC of the day before.
 */
const BIRTHDAY = Date.UTC(2031, 9, 20, 16)
const [GUARDIAN, WARD, MOTHER, TWO_CARS] = ['guardian', 'ward', 'mother', 'two-cars'].map(sandboxPerson) as [
  Person,
  Person,
  Person,
  Person,
]

let twin: BindingTwin
let sandbox: ReturnType<typeof sandboxWorld>
let page: ReturnType<BindingTwin['page']>

beforeEach(async () => {
  twin = await createBindingTwin((manual) => {
    manual.setWall(BIRTHDAY - 1_000 * 3_600)
    sandbox = sandboxWorld(manual)
    return sandbox.world
  })
  page = twin.page('counter')
})
afterEach(async () => {
  await twin.close()
  endSampleRegisters()
})

const lastSecond = () => twin.manual.setWall(BIRTHDAY - 1)
const midnight = () => twin.manual.setWall(BIRTHDAY)
const shown = (): Act => {
  const act = page.shown()
  if (!act) throw new Error('no act')
  return act
}
const offered = () => shown().bindings?.map(({ nameForeign, relation }) => `${relation} ${nameForeign}`)

async function identify(person: Person): Promise<void> {
  await twin.insert(person)
  await twin.touch(person)
}
/** A reset up to the choice, or to its refusal. */
async function reset(person: Person): Promise<void> {
  await twin.desk.leave(page.owner.session)
  await twin.remove()
  accepted(twin.desk.begin(page.owner, 'freeze'))
  await identify(person)
}
/** Names whoever is asked about, until the confirmation stands there. */
async function nameAll(people: readonly Person[]): Promise<void> {
  for (const person of people) {
    if (shown().step !== 'digits') return
    accepted(await twin.desk.digits(page.owner, digitsOf(person)))
  }
}
async function confirm(): Promise<Act> {
  return accepted(await twin.desk.confirm(page.owner, shown().confirmation ?? '', 'signed-form')).act
}
/** A binding of the ward by the guardian, up to the confirmation. */
async function bindByGuardian(): Promise<void> {
  accepted(twin.desk.begin(page.owner, 'bind'))
  await twin.insert(WARD)
  await identify(GUARDIAN)
  accepted(await twin.desk.number(page.owner, sandbox.numberOf('ward')))
  await nameAll([WARD])
}

describe('a guardian', () => {
  it('is offered the binding of their ward until the last moment before the birthday, not later', async () => {
    lastSecond()
    await reset(GUARDIAN)
    expect(offered()).toEqual(['self TESTE SETE', 'guardian TESTE SETE A'])
    midnight()
    const told = page.told.length
    await reset(GUARDIAN)
    expect(offered()).toEqual(['self TESTE SETE'])
    expect(JSON.stringify(page.told.slice(told))).not.toContain(WARD.name)
  })

  it('is not asked for any more where the card is that of somebody of age', async () => {
    lastSecond()
    accepted(twin.desk.begin(page.owner, 'bind'))
    await twin.insert(WARD)
    expect(shown()).toMatchObject({ step: 'guardian-card', holder: { isMinor: true } })
    await twin.desk.leave(page.owner.session)
    await twin.remove()
    midnight()
    accepted(twin.desk.begin(page.owner, 'bind'))
    await identify(WARD)
    expect(shown()).toMatchObject({ step: 'number', holder: { isMinor: false } })
  })

  it('whose card comes after midnight is refused, though it was asked for before', async () => {
    lastSecond()
    accepted(twin.desk.begin(page.owner, 'bind'))
    await twin.insert(WARD)
    midnight()
    await twin.insert(GUARDIAN)
    expect(shown()).toMatchObject({ step: 'guardian-card', refusal: { code: 'guardian-wrong' } })
    expect(shown().guardian).toBeUndefined()
  })

  it('whose number for the ward comes after midnight is refused', async () => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    await twin.insert(WARD)
    await identify(GUARDIAN)
    expect(shown().step).toBe('number')
    midnight()
    expect(await twin.desk.number(page.owner, sandbox.numberOf('ward'))).toEqual(refuse('guardian-wrong'))
    expect(shown()).toMatchObject({ step: 'number' })
  })
})

describe('what was confirmed in the last second and is done at midnight', () => {
  it('binds nothing by the guardian, and the number is left to the one who is of age', async () => {
    const before = sandbox.bindingOf('ward')
    await bindByGuardian()
    lastSecond()
    sandbox.world.onTheWay = midnight
    expect(await confirm()).toMatchObject({ state: 'refused', refusal: { code: 'guardian-wrong' } })
    expect([sandbox.bindingOf('ward'), sandbox.stateOf('ward')]).toEqual([before, 'live'])
    await twin.desk.leave(page.owner.session)
    await twin.remove()
    accepted(twin.desk.begin(page.owner, 'bind'))
    await identify(WARD)
    accepted(await twin.desk.number(page.owner, sandbox.numberOf('ward')))
    await nameAll([WARD])
    expect(await confirm()).toMatchObject({ state: 'done' })
  })

  it('freezes nothing of the ward, nor of the guardian together with it', async () => {
    await reset(GUARDIAN)
    accepted(twin.desk.choose(page.owner, { bindings: ['1', '2'], reason: 'lost' }))
    lastSecond()
    sandbox.world.onTheWay = midnight
    expect(await confirm()).toMatchObject({ state: 'refused', refusal: { code: 'binding-not-yours' } })
    expect(['guardian', 'ward'].map(sandbox.stateOf)).toEqual(['live', 'live'])
  })

  it('is done where it arrives in that second, and stays bound at midnight', async () => {
    await bindByGuardian()
    lastSecond()
    expect(await confirm()).toMatchObject({ state: 'done' })
    midnight()
    expect(sandbox.stateOf('ward')).toBe('live')
    await reset(WARD)
    expect(offered()).toEqual(['self TESTE SETE A'])
  })
})

it('a freeze of the ward by the guardian is no longer theirs to end or to lift once the ward is of age', async () => {
  await reset(GUARDIAN)
  accepted(twin.desk.choose(page.owner, { bindings: ['2'], reason: 'lost' }))
  await nameAll([WARD])
  lastSecond()
  const { done } = await confirm()
  midnight()
  accepted(await twin.desk.endFreeze(page.owner))
  expect(await confirm()).toMatchObject({ state: 'refused', refusal: { code: 'binding-not-yours' } })
  const { bytes: undoCode } = accepted(decodeBase45((done?.undoCode ?? '').replace('MEU1:', '')))
  // The code goes with the card of whoever froze, so it isn't the ward's either.
  for (const person of [GUARDIAN, WARD]) {
    await twin.desk.leave(page.owner.session)
    await twin.remove()
    accepted(twin.desk.begin(page.owner, 'lift-freeze'))
    await identify(person)
    expect(twin.desk.takeScanned(page.owner, { undoCode })).toBe(true)
    await twin.manual.pass(0)
    expect(shown()).toMatchObject({ step: 'code', refusal: { code: 'undo-of-another' } })
    expect(shown().bindings).toBeUndefined()
  }
  expect(sandbox.stateOf('ward')).toBe('frozen')
})

describe("a minor's record", () => {
  it('is shown to nobody but their guardian, whoever puts their own card in', async () => {
    for (const other of [MOTHER, TWO_CARS]) {
      const told = page.told.length
      await reset(other)
      expect(shown().step).toBe('choose')
      expect(JSON.stringify(page.told.slice(told))).not.toContain(WARD.name)
    }
  })

  it("is not shown with the minor's own card, nor with another adult's beside it", async () => {
    const number = sandbox.numberOf('ward')
    await reset(WARD)
    expect(shown()).toMatchObject({ step: 'card', refusal: { code: 'guardian-needed' } })
    expect(shown().bindings).toBeUndefined()
    await twin.desk.leave(page.owner.session)
    await twin.remove()
    accepted(twin.desk.begin(page.owner, 'bind'))
    await twin.insert(WARD)
    for (const other of [MOTHER, TWO_CARS]) {
      await identify(other)
      expect(shown()).toMatchObject({ step: 'guardian-card', refusal: { code: 'guardian-wrong' } })
      expect(await twin.desk.number(page.owner, number)).toEqual(refuse('act-changed'))
    }
    expect([shown().telephone, shown().bindings, shown().guardian]).toEqual([undefined, undefined, undefined])
  })
})
