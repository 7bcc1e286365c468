import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accepted } from '../../../build/twins/accepted.ts'
import { createBindingTwin, MOTHER, numberOf, ADULT, type BindingTwin } from '../../../build/twins/binding.ts'
import { refuse, type Act } from '../../contract/index.ts'

let twin: BindingTwin
let page: ReturnType<BindingTwin['page']>

beforeEach(async () => {
  twin = await createBindingTwin()
  page = twin.page('counter')
  twin.bind(MOTHER)
})
afterEach(() => twin.close())

const shown = (): Act => {
  const act = page.shown()
  if (!act) throw new Error('no act')
  return act
}
const confirmation = (): string => shown().confirmation ?? ''
const consentsTo = (which: string) => twin.desk.consent(page.owner.session, which)
const confirmedWith = () => twin.entries.find(({ kind }) => kind === 'act-confirmed')?.facts

/** A reset at the counter up to its confirmation. */
async function chooseReset(): Promise<void> {
  accepted(twin.desk.begin(page.owner, 'freeze'))
  await twin.insert(MOTHER)
  await twin.touch(MOTHER)
  accepted(twin.desk.choose(page.owner, { bindings: ['1'], reason: 'lost' }))
}

describe("consent in a counter's customer window", () => {
  it('is asked for, and the clerk may not say that it was given', async () => {
    await chooseReset()
    expect(shown().consent).toBe('wanted')
    expect(await twin.desk.confirm(page.owner, confirmation(), 'touch')).toEqual(refuse('consent-missing'))
    expect(shown()).toMatchObject({ step: 'confirm', state: 'identified' })
  })

  it('lets the clerk have done exactly what stood there, and the journal says how it was given', async () => {
    await chooseReset()
    accepted(consentsTo(confirmation()))
    expect(page.told.at(-1)?.consent).toBe('given')
    accepted(await twin.desk.confirm(page.owner, confirmation(), 'touch'))
    expect(shown()).toMatchObject({ state: 'done' })
    expect(confirmedWith()).toMatchObject({ consent: 'touch' })
  })

  it("isn't needed where the clerk has a signed form, which the journal says", async () => {
    await chooseReset()
    accepted(await twin.desk.confirm(page.owner, confirmation(), 'signed-form'))
    expect(confirmedWith()).toMatchObject({ consent: 'signed-form' })
  })

  it('counts no more once another choice stands there', async () => {
    await chooseReset()
    const first = confirmation()
    accepted(consentsTo(first))
    accepted(await twin.desk.back(page.owner))
    expect(shown().consent).toBeUndefined()
    accepted(twin.desk.choose(page.owner, { bindings: ['1'], reason: 'stolen' }))
    expect(shown().consent).toBe('wanted')
    expect(consentsTo(first)).toEqual(refuse('act-changed'))
    expect(await twin.desk.confirm(page.owner, confirmation(), 'touch')).toEqual(refuse('consent-missing'))
  })

  it('is forgotten with the act', async () => {
    await chooseReset()
    const first = confirmation()
    accepted(consentsTo(first))
    await twin.desk.leave(page.owner.session)
    expect(consentsTo(first)).toEqual(refuse('act-unknown'))
    await chooseReset()
    expect(shown().consent).toBe('wanted')
  })

  it('that is refused takes the act a step back, and the clerk is told', async () => {
    accepted(twin.desk.begin(page.owner, 'bind'))
    await twin.insert(ADULT)
    await twin.touch(ADULT)
    accepted(await twin.desk.number(page.owner, numberOf(ADULT)))
    const first = confirmation()
    expect(await twin.desk.decline(page.owner.session, 'another')).toEqual(refuse('act-changed'))
    accepted(await twin.desk.decline(page.owner.session, first))
    expect(shown()).toMatchObject({ step: 'number', refusal: { code: 'consent-declined' } })
    expect(await twin.desk.confirm(page.owner, first, 'signed-form')).toEqual(refuse('act-changed'))
    expect(twin.register.bindings.filter(({ state }) => state === 'live')).toHaveLength(1)
    accepted(await twin.desk.number(page.owner, numberOf(ADULT)))
    expect(shown()).toMatchObject({ step: 'confirm', consent: 'wanted' })
  })

  it('is asked for anew before a freeze is ended for good, and a no leaves it frozen', async () => {
    await chooseReset()
    const frozen = confirmation()
    accepted(consentsTo(frozen))
    accepted(await twin.desk.confirm(page.owner, frozen, 'touch'))
    accepted(await twin.desk.endFreeze(page.owner))
    expect(shown()).toMatchObject({ kind: 'end-freeze', step: 'confirm', consent: 'wanted' })
    expect(await twin.desk.confirm(page.owner, confirmation(), 'touch')).toEqual(refuse('consent-missing'))
    accepted(await twin.desk.decline(page.owner.session, confirmation()))
    expect(shown()).toMatchObject({ kind: 'freeze', state: 'done', refusal: { code: 'consent-declined' } })
    accepted(await twin.desk.endFreeze(page.owner))
    accepted(consentsTo(confirmation()))
    accepted(await twin.desk.confirm(page.owner, confirmation(), 'touch'))
    expect(shown()).toMatchObject({ kind: 'end-freeze', state: 'done' })
    const confirmed = twin.entries.filter(({ kind }) => kind === 'act-confirmed').map(({ facts }) => facts)
    expect(confirmed).toMatchObject([{ consent: 'touch' }, { consent: 'touch' }])
  })

  it("isn't asked for at a kiosk, whose person touches the screen, and can't be given there", async () => {
    page = twin.page('kiosk')
    await chooseReset()
    expect(shown().consent).toBeUndefined()
    expect(consentsTo(confirmation())).toEqual(refuse('act-unknown'))
    expect(await twin.desk.confirm(page.owner, confirmation(), 'signed-form')).toEqual(refuse('act-changed'))
  })

  it('is asked for before anything was read by no one', () => {
    expect(consentsTo('c')).toEqual(refuse('act-unknown'))
    accepted(twin.desk.begin(page.owner, 'bind'))
    expect(consentsTo('c')).toEqual(refuse('act-changed'))
  })
})
