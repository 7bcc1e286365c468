import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accepted } from '../../../build/twins/accepted.ts'
import { createBindingTwin, digitsOf, type BindingTwin, type Person } from '../../../build/twins/binding.ts'
import { sandboxPerson, sandboxWorld } from '../../../build/twins/sandbox-people.ts'
import { REFUSAL_POLICY, type Act, type ActKind, type Outcome, type RefusalCode } from '../../contract/index.ts'
import { endSampleRegisters, HOUR } from '../../sandbox/identity/identity.fixture.ts'
import { RESIDENTS } from '../../sandbox/phones/residents.ts'
import { decodeBase45 } from '../codes/index.ts'

/*
 * All that people, papers and pages may bring that is no good, at a desk over the sandbox's register: each is refused by
 * its own code, in words of four languages, and the journal holds that it was, without anything of a person.
 */

let twin: BindingTwin
let sandbox: ReturnType<typeof sandboxWorld>
let page: ReturnType<BindingTwin['page']>

beforeEach(async () => {
  twin = await createBindingTwin((manual) => {
    sandbox = sandboxWorld(manual)
    return sandbox.world
  })
  page = twin.page('counter')
})
afterEach(async () => {
  await twin.close()
  endSampleRegisters()
})

const [DEFENDANT, ELDERLY, TWIN_ONE, TWIN_TWO, MOTHER, CHILD, WARD, GUARDIAN] = [
  'defendant',
  'elderly',
  'twin-one',
  'twin-two',
  'mother',
  'child-two',
  'ward',
  'guardian',
].map(sandboxPerson) as [Person, Person, Person, Person, Person, Person, Person, Person]

const shown = (): Act | null => page.shown()
const codeOf = (outcome: Outcome): RefusalCode | undefined => (outcome.ok ? undefined : outcome.refusal.code)
/** What the page says was refused. */
const told = (): RefusalCode | undefined => shown()?.refusal?.code

async function begin(kind: Exclude<ActKind, 'end-freeze'>, card?: Parameters<BindingTwin['insert']>[0]): Promise<void> {
  await twin.desk.leave(page.owner.session)
  await twin.remove()
  accepted(twin.desk.begin(page.owner, kind))
  if (card !== undefined) await twin.insert(card)
}
async function identify(kind: Exclude<ActKind, 'end-freeze'>, person: Person): Promise<void> {
  await begin(kind, person)
  await twin.touch(person)
}
const number = async (digits: string) => codeOf(await twin.desk.number(page.owner, digits))
const confirm = async () =>
  accepted(await twin.desk.confirm(page.owner, shown()?.confirmation ?? '', 'signed-form')).act

async function bind(person: Person, digits: string): Promise<void> {
  await identify('bind', person)
  await number(digits)
  expect(await confirm()).toMatchObject({ state: 'done' })
}
/** Freezes what somebody has, and answers the code that lifts it. */
async function freeze(person: Person): Promise<Uint8Array> {
  await identify('freeze', person)
  accepted(twin.desk.choose(page.owner, { bindings: ['1'], reason: 'lost' }))
  const { done } = await confirm()
  return accepted(decodeBase45((done?.undoCode ?? '').replace('MEU1:', ''))).bytes
}
async function lift(person: Person, undoCode: Uint8Array): Promise<void> {
  await identify('lift-freeze', person)
  expect(twin.desk.takeScanned(page.owner, { undoCode })).toBe(true)
  await twin.manual.pass(0)
}
async function placeCard(kind: 'bind' | 'freeze', card: Parameters<BindingTwin['insert']>[0]) {
  await begin(kind, card)
  return told()
}
const byId = (id: string) => sandboxPerson(id)

/** What is no good, and what brings it about; each answers the code with which it was refused. */
const BAD: Readonly<Record<string, readonly [RefusalCode, () => Promise<RefusalCode | undefined>]>> = {
  'a number that was used': [
    'number-used',
    async () => {
      const digits = sandbox.numberOf('defendant')
      await bind(DEFENDANT, digits)
      await identify('bind', DEFENDANT)
      return number(digits)
    },
  ],
  'a number that is over': [
    'number-expired',
    async () => {
      const digits = sandbox.numberOf('defendant')
      twin.manual.setWall(twin.manual.clock.now() + 25 * HOUR)
      await identify('bind', DEFENDANT)
      return number(digits)
    },
  ],
  'a number that was mistyped': [
    'number-unknown',
    async () => {
      const digits = sandbox.numberOf('defendant')
      await identify('bind', DEFENDANT)
      return number(`${digits.slice(0, -1)}${String((Number(digits.slice(-1)) + 1) % 10)}`)
    },
  ],
  "a number of somebody else's": [
    'number-of-another',
    async () => {
      await identify('bind', DEFENDANT)
      return number(sandbox.numberOf('elderly'))
    },
  ],
  'the right number after five wrong ones with this card': [
    'number-locked',
    async () => {
      await identify('bind', DEFENDANT)
      for (let tries = 0; tries < 5; tries += 1) await number('1234567890')
      return number(sandbox.numberOf('defendant'))
    },
  ],
  'a card that has expired': ['card-expired', () => placeCard('bind', byId('expired-card'))],
  'a card that was cancelled': ['card-cancelled', () => placeCard('freeze', byId('cancelled-card'))],
  'a blue card, or a foreign one': ['card-foreign', () => placeCard('bind', 'wrong-card')],
  'a card that says nothing': ['card-unreadable', () => placeCard('bind', 'mute-card')],
  'a card that nobody issued': ['card-forged', () => placeCard('freeze', 'forged')],
  'a card that is pulled early': [
    'card-removed',
    async () => {
      await identify('bind', DEFENDANT)
      await number(sandbox.numberOf('defendant'))
      await twin.remove()
      return told()
    },
  ],
  "a finger that isn't the card's": [
    'finger-no-match',
    async () => {
      await begin('freeze', DEFENDANT)
      await twin.touch(ELDERLY)
      return told()
    },
  ],
  'such a finger three times': [
    'finger-locked',
    async () => {
      await begin('freeze', DEFENDANT)
      for (let tries = 0; tries < 3; tries += 1) await twin.touch(ELDERLY)
      return told()
    },
  ],
  'the guardian of another child': [
    'guardian-wrong',
    async () => {
      await begin('bind', CHILD)
      await twin.insert(GUARDIAN)
      return told()
    },
  ],
  'a minor alone': ['guardian-needed', () => placeCard('freeze', WARD)],
  "a clerk's look for a binding": [
    'face-not-enough',
    async () => {
      await begin('bind', DEFENDANT)
      return codeOf(await twin.desk.compareFace(page.owner, true))
    },
  ],
  'a reset by somebody with no binding': [
    'nothing-bound',
    async () => {
      await identify('freeze', TWIN_ONE)
      return told()
    },
  ],
  "a reset of somebody else's phone, by an id that wasn't offered": [
    'act-changed',
    async () => {
      await identify('freeze', DEFENDANT)
      return codeOf(twin.desk.choose(page.owner, { bindings: ['1', '2'], reason: 'lost' }))
    },
  ],
  'a reset of what was reset elsewhere meanwhile': [
    'binding-over',
    async () => {
      await identify('freeze', DEFENDANT)
      accepted(twin.desk.choose(page.owner, { bindings: ['1'], reason: 'lost' }))
      sandbox.perform(
        sandbox.act(7, 'defendant', { kind: 'freeze', reason: 'lost', bindings: [sandbox.bindingOf('defendant')] }),
      )
      await confirm()
      return told()
    },
  ],
  "a twin's digits for the other's": [
    'digits-wrong',
    async () => {
      await identify('bind', TWIN_ONE)
      await number(sandbox.numberOf('twin-one'))
      return codeOf(await twin.desk.digits(page.owner, digitsOf(TWIN_TWO)))
    },
  ],
  'wrong digits three times': [
    'digits-locked',
    async () => {
      await identify('bind', TWIN_ONE)
      await number(sandbox.numberOf('twin-one'))
      for (let tries = 0; tries < 3; tries += 1) await twin.desk.digits(page.owner, digitsOf(TWIN_TWO))
      return told()
    },
  ],
  'a lifting code that was used': [
    'undo-used',
    async () => {
      const code = await freeze(DEFENDANT)
      await lift(DEFENDANT, code)
      expect(await confirm()).toMatchObject({ state: 'done' })
      await lift(DEFENDANT, code)
      return told()
    },
  ],
  'a lifting code that comes too late': [
    'undo-late',
    async () => {
      const code = await freeze(DEFENDANT)
      twin.manual.setWall(twin.manual.clock.now() + 73 * HOUR)
      await lift(DEFENDANT, code)
      return told()
    },
  ],
  "a lifting code of somebody else's": [
    'undo-of-another',
    async () => {
      const code = await freeze(DEFENDANT)
      await lift(ELDERLY, code)
      return told()
    },
  ],
  'a lifting code that nobody gave': [
    'undo-unknown',
    async () => {
      await lift(DEFENDANT, Uint8Array.of(1, 2, 3))
      return told()
    },
  ],
  "a clerk's own record": [
    'own-record',
    async () => {
      twin.operateAs(DEFENDANT)
      return placeCard('freeze', DEFENDANT)
    },
  ],
  "a clerk's own child's": [
    'own-record',
    async () => {
      twin.operateAs(MOTHER)
      await begin('bind', CHILD)
      await twin.insert(MOTHER)
      return told()
    },
  ],
  'a page that skips a step': [
    'act-changed',
    async () => {
      await begin('bind', DEFENDANT)
      return number(sandbox.numberOf('defendant'))
    },
  ],
  'a page that confirms what stood there before': [
    'act-changed',
    async () => {
      await identify('freeze', DEFENDANT)
      accepted(twin.desk.choose(page.owner, { bindings: ['1'], reason: 'lost' }))
      const { confirmation = '' } = shown() ?? {}
      accepted(await twin.desk.back(page.owner))
      accepted(twin.desk.choose(page.owner, { bindings: ['1'], reason: 'stolen' }))
      return codeOf(await twin.desk.confirm(page.owner, confirmation, 'signed-form'))
    },
  ],
  'a page that answers for another session': [
    'act-unknown',
    async () => {
      await identify('freeze', DEFENDANT)
      accepted(twin.desk.choose(page.owner, { bindings: ['1'], reason: 'lost' }))
      const { owner } = twin.page('counter')
      return codeOf(await twin.desk.confirm(owner, shown()?.confirmation ?? '', 'signed-form'))
    },
  ],
  'a clerk who says that the customer touched their window': [
    'consent-missing',
    async () => {
      await identify('freeze', DEFENDANT)
      accepted(twin.desk.choose(page.owner, { bindings: ['1'], reason: 'lost' }))
      return codeOf(await twin.desk.confirm(page.owner, shown()?.confirmation ?? '', 'touch'))
    },
  ],
}

/** What a page calls out of turn is no step of the act, so the journal has nothing of it. */
const OUT_OF_TURN: ReadonlySet<RefusalCode> = new Set([
  'act-changed',
  'act-unknown',
  'consent-missing',
  'face-not-enough',
])

/** How the register's bindings stand, by resident. */
const bindings = () => sandbox.register.all().bindings.map(({ resident, state }) => `${resident} ${state}`)

describe.each(Object.entries(BAD))('%s', (_, [code, bring]) => {
  it(`is refused with ${code}, does nothing, and leaves nothing of a person in the journal`, async () => {
    expect(await bring()).toBe(code)
    const last = twin.entries.findLast(({ kind }) => kind === 'act-begun')?.transaction
    const kinds = twin.entries.filter(({ transaction }) => transaction === last).map(({ kind }) => kind)
    expect(kinds).not.toContain('act-done')
    const before = bindings()
    const refused = twin.entries.filter(({ facts }) => facts['why'] === code)
    expect(refused.length > 0).toBe(!OUT_OF_TURN.has(code))
    await twin.desk.leave(page.owner.session)
    await twin.manual.pass(HOUR)
    expect(bindings()).toEqual(before)
    const journal = JSON.stringify(twin.entries.map(({ facts, kind, actor }) => ({ facts, kind, actor })))
    const personal = RESIDENTS.flatMap(({ idNumber, nameChinese, nameForeign }) => [idNumber, nameChinese, nameForeign])
    for (const each of personal.filter((text) => text !== '')) expect(journal).not.toContain(each)
    for (const { seq } of twin.entries) expect(twin.journal.bodyOf(seq)).toBeUndefined()
    expect(twin.faults).toEqual([])
  })
})

it.each(['en', 'pt', 'zh-Hant', 'zh-Hans'])('each has its words in %s, for the person and the clerk', (language) => {
  const file = new URL(`../../../renderer/i18n/${language}/refusals.json`, import.meta.url)
  const { refusals, steps } = JSON.parse(readFileSync(file, 'utf8')) as {
    refusals: Record<string, Record<'resident' | 'clerk', { title: string; what: string }>>
    steps: Record<string, { do: string }>
  }
  for (const code of new Set(Object.values(BAD).map(([each]) => each)))
    for (const who of ['resident', 'clerk'] as const) {
      const words = refusals[code]?.[who]
      expect([code, words?.title, words?.what]).toEqual([
        code,
        expect.stringMatching(/\S/),
        expect.stringMatching(/\S/),
      ])
      for (const step of REFUSAL_POLICY[code][who]) expect(steps[step]?.do).toBeTruthy()
    }
})
