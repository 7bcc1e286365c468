import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accepted } from '../../../build/twins/accepted.ts'
import {
  ADULT,
  CHILD,
  CHILD_TWO,
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
import { refuse, type Act } from '../../contract/index.ts'
import { actShown } from '../customer/view.ts'
import { MOST_WRONG_DIGITS } from './limits.ts'

/* People who are easily taken for one another are named once more before anything is confirmed. */

let twin: BindingTwin
let page: ReturnType<BindingTwin['page']>

beforeEach(async () => {
  twin = await createBindingTwin()
  page = twin.page('counter')
})
afterEach(() => twin.close())

const shown = (): Act => {
  const act = page.shown()
  if (!act) throw new Error('no act')
  return act
}
const story = () =>
  twin.entries.map(({ kind, facts }) => (typeof facts['why'] === 'string' ? `${kind} ${facts['why']}` : kind))
const type = (digits: string) => twin.desk.digits(page.owner, digits)

/** A binding up to what is asked after its number. */
async function giveNumber(person: Person): Promise<void> {
  accepted(twin.desk.begin(page.owner, 'bind'))
  await twin.insert(person)
  await twin.touch(person)
  accepted(await twin.desk.number(page.owner, numberOf(person)))
}

/** The mother's reset up to the choice among what is bound. */
async function resetBy(person: Person, ...bound: Person[]): Promise<void> {
  for (const each of bound) twin.bind(each)
  accepted(twin.desk.begin(page.owner, 'freeze'))
  await twin.insert(person)
  await twin.touch(person)
}
const choose = (...bindings: string[]) => accepted(twin.desk.choose(page.owner, { bindings, reason: 'lost' })).act

describe.each(['kiosk', 'counter'] as const)('at a %s', (place) => {
  beforeEach(() => {
    page = twin.page(place)
  })

  it('a twin is confirmed once the end of their ID number was typed, and nothing before', async () => {
    await giveNumber(TWIN_ONE)
    expect(shown()).toMatchObject({ step: 'digits', digits: {}, holder: { lastDigits: '' } })
    expect([shown().confirmation, shown().consent]).toEqual([undefined, undefined])
    expect(await twin.desk.confirm(page.owner, '', 'touch')).toEqual(refuse('act-changed'))
    accepted(await type(digitsOf(TWIN_ONE)))
    expect(shown()).toMatchObject({ step: 'confirm', holder: { lastDigits: digitsOf(TWIN_ONE) } })
    expect([shown().digits, shown().confirmation !== undefined]).toEqual([undefined, true])
  })
})

describe('the end of an ID number', () => {
  it('is on no screen before it was typed', async () => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    await twin.insert(TWIN_ONE)
    await twin.touch(TWIN_ONE)
    accepted(await twin.desk.number(page.owner, numberOf(TWIN_ONE)))
    await type(digitsOf(TWIN_TWO))
    const told = JSON.stringify([page.told, page.told.map((act) => act && actShown(act))])
    expect(told).toContain(TWIN_ONE.name)
    expect(told).not.toContain(digitsOf(TWIN_ONE))
  })

  it('of the other twin is refused, counted, and after the third the act is over', async () => {
    await giveNumber(TWIN_ONE)
    for (let left = MOST_WRONG_DIGITS - 1; left > 0; left -= 1) {
      expect(await type(digitsOf(TWIN_TWO))).toEqual(refuse('digits-wrong'))
      expect(shown()).toMatchObject({ step: 'digits', digits: { triesLeft: left }, refusal: { code: 'digits-wrong' } })
    }
    expect(await type(digitsOf(TWIN_TWO))).toEqual(refuse('digits-locked'))
    expect(shown()).toMatchObject({ step: 'over', state: 'refused', refusal: { code: 'digits-locked' } })
    expect(shown().holder).toBeUndefined()
    expect(story()).toEqual([
      'act-begun',
      'act-identified',
      'act-step-refused digits-wrong',
      'act-step-refused digits-wrong',
      'act-refused digits-locked',
    ])
    expect(await type(digitsOf(TWIN_ONE))).toEqual(refuse('act-changed'))
    expect(twin.register.acts.size).toBe(0)
    expect(JSON.stringify(twin.entries)).not.toContain(digitsOf(TWIN_ONE))
  })

  it('is counted over going back, and is not asked for again once it was right', async () => {
    await giveNumber(TWIN_ONE)
    await type(digitsOf(TWIN_TWO))
    accepted(await twin.desk.back(page.owner))
    expect(shown()).toMatchObject({ step: 'number' })
    accepted(await twin.desk.number(page.owner, numberOf(TWIN_ONE)))
    expect(shown().digits).toEqual({ triesLeft: MOST_WRONG_DIGITS - 1 })
    accepted(await type(digitsOf(TWIN_ONE)))
    accepted(await twin.desk.back(page.owner))
    accepted(await twin.desk.number(page.owner, numberOf(TWIN_ONE)))
    expect(shown()).toMatchObject({ step: 'confirm' })
  })

  it('is taken at its step alone, and from the session whose act it is', async () => {
    await giveNumber(ADULT)
    expect(shown()).toMatchObject({ step: 'confirm', holder: { lastDigits: digitsOf(ADULT) } })
    expect(await type(digitsOf(ADULT))).toEqual(refuse('act-changed'))
    await twin.desk.leave(page.owner.session)
    await twin.remove()
    await giveNumber(TWIN_ONE)
    expect(await twin.desk.digits(twin.page('counter').owner, digitsOf(TWIN_ONE))).toEqual(refuse('act-unknown'))
    expect(shown()).toMatchObject({ step: 'digits' })
  })

  it("is a minor's, whose guardian's card is in, and not the guardian's", async () => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    await twin.insert(CHILD_TWO)
    await twin.insert(MOTHER)
    await twin.touch(MOTHER)
    accepted(await twin.desk.number(page.owner, numberOf(CHILD_TWO)))
    expect(shown()).toMatchObject({ step: 'digits', holder: { lastDigits: '' }, guardian: { lastDigits: '0071' } })
    expect(await type(digitsOf(MOTHER))).toEqual(refuse('digits-wrong'))
    accepted(await type(digitsOf(CHILD_TWO)))
    expect(shown()).toMatchObject({ step: 'confirm', holder: { lastDigits: digitsOf(CHILD_TWO) } })
  })
})

describe('in a reset', () => {
  it('whoever was chosen and is like somebody who was not is asked about, by the end of their own number', async () => {
    await resetBy(MOTHER, MOTHER, CHILD, CHILD_TWO)
    expect(shown().bindings?.map(({ lastDigits }) => lastDigits)).toEqual([digitsOf(MOTHER), '', ''])
    expect(choose('1', '2')).toMatchObject({ step: 'digits', digits: { binding: '2' } })
    expect(await type(digitsOf(CHILD_TWO))).toEqual(refuse('digits-wrong'))
    accepted(await type(digitsOf(CHILD)))
    expect(shown()).toMatchObject({ step: 'confirm', chosen: { bindings: ['1', '2'] } })
    expect(shown().bindings?.map(({ lastDigits }) => lastDigits)).toContain(digitsOf(CHILD))
    // Another choice asks about the other one.
    accepted(await twin.desk.back(page.owner))
    expect(choose('3')).toMatchObject({ step: 'digits', digits: { binding: '3' } })
  })

  it('nobody is asked about where all who are alike were chosen, or none', async () => {
    await resetBy(MOTHER, MOTHER, CHILD, CHILD_TWO)
    expect(choose('1', '2', '3')).toMatchObject({ step: 'confirm' })
    accepted(await twin.desk.back(page.owner))
    expect(choose('1')).toMatchObject({ step: 'confirm' })
  })

  it('a name that two share is as good a reason as a number', async () => {
    const [child] = twin.register.people.filter(({ lastDigits }) => lastDigits === digitsOf(CHILD))
    Object.assign(child ?? {}, { name: MOTHER.name.toLowerCase() })
    await resetBy(MOTHER, MOTHER, CHILD)
    expect(choose('2')).toMatchObject({ step: 'digits', digits: { binding: '2' } })
    accepted(await twin.desk.back(page.owner))
    expect(choose('1')).toMatchObject({ step: 'digits', digits: {} })
    accepted(await type(digitsOf(MOTHER)))
  })

  it('a parent whose own eID is not bound is told from a child of the same name', async () => {
    const [child] = twin.register.people.filter(({ lastDigits }) => lastDigits === digitsOf(CHILD))
    Object.assign(child ?? {}, { name: MOTHER.name })
    await resetBy(MOTHER, CHILD)
    expect(choose('1')).toMatchObject({ step: 'digits', digits: { binding: '1' } })
  })

  it('the holder of the card is asked first where the gateway says so, by a face that is compared too', async () => {
    twin.bind(TWIN_ONE)
    accepted(twin.desk.begin(page.owner, 'freeze'))
    await twin.insert(TWIN_ONE)
    accepted(await twin.desk.compareFace(page.owner, false))
    expect(choose('1')).toMatchObject({ step: 'digits', digits: {}, holder: { lastDigits: '' } })
    accepted(await type(digitsOf(TWIN_ONE)))
    accepted(await twin.desk.confirm(page.owner, shown().confirmation ?? '', 'signed-form'))
    accepted(await twin.desk.endFreeze(page.owner))
    // They were named in this visit.
    expect(shown()).toMatchObject({ kind: 'end-freeze', step: 'confirm' })
  })

  it('most people are asked nothing more', async () => {
    await resetBy(STRANGER, STRANGER)
    expect(choose('1')).toMatchObject({ step: 'confirm', holder: { lastDigits: digitsOf(STRANGER) } })
  })
})

it("a counter's customer is asked for consent once the digits were right", async () => {
  await giveNumber(TWIN_ONE)
  expect(actShown(shown())).toMatchObject({ step: 'digits', isConsented: false })
  expect(twin.desk.consent(page.owner.session, '')).toEqual(refuse('act-changed'))
  accepted(await type(digitsOf(TWIN_ONE)))
  const { confirmation = '' } = shown()
  expect(actShown(shown())).toMatchObject({ step: 'confirm', confirmation, holder: { lastDigits: '0051' } })
  accepted(twin.desk.consent(page.owner.session, confirmation))
  accepted(await twin.desk.confirm(page.owner, confirmation, 'touch'))
  expect(shown()).toMatchObject({ state: 'done' })
  const confirmed = twin.entries.find(({ kind }) => kind === 'act-confirmed')
  expect(confirmed?.facts).toEqual({ consent: 'touch', digits: true })
})
