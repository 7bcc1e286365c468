import { afterEach, describe, expect, it } from 'vitest'
import { withLuhn } from '../wallets/emvco.ts'
import type { Act } from './act.ts'
import {
  actBy,
  actId,
  endSampleRegisters,
  HOUR,
  openSampleRegister,
  STATION_B,
  TO_BIND,
  TO_RESET,
  type OtherWords,
} from './identity.fixture.ts'

afterEach(endSampleRegisters)

const DAY = 24 * HOUR
const refused = (code: string) => ({ state: 'refused', code })
const not = (code: string) => ({ ok: false, code })

/** A register, and what a station asks it about a binding. */
function open(options?: Parameters<typeof openSampleRegister>[0]) {
  const sample = openSampleRegister(options)
  const { register, card, act } = sample
  return {
    ...sample,
    find: (id: string, number: string, guardian?: string) =>
      register.findNumber({
        reading: TO_BIND,
        document: card(id),
        number,
        ...(guardian === undefined ? {} : { guardian: card(guardian) }),
      }),
    bind: (number: number, id: string, digits: string, guardian?: string, rest?: OtherWords) =>
      act(
        number,
        id,
        { kind: 'bind', number: digits },
        { ...rest, ...(guardian === undefined ? {} : { guardian: card(guardian) }) },
      ),
  }
}

describe('a binding', () => {
  it('puts the eID on the telephone that made the number, and ends the earlier one at once', () => {
    const { find, bind, numberOf, perform, bindings, stateOf, time } = open()
    const first = numberOf('twin-one')
    expect(find('twin-one', first)).toEqual({
      ok: true,
      telephone: { model: 'Telefone de treino 5', lastDigits: '05' },
      expiresAt: time.clock.now() + DAY,
    })
    expect(perform(bind(1, 'twin-one', first))).toEqual({ state: 'done', at: time.clock.now(), endedEarlier: false })
    const before = bindings.currentOf('twin-one')
    expect(before).toMatchObject({ state: 'live', phone: 'twin-one', boundAt: time.clock.now(), isByGuardian: false })
    const second = numberOf('twin-one')
    expect(find('twin-one', second)).toMatchObject({ ok: true, earlier: { lastDigits: '05' } })
    expect(perform(bind(2, 'twin-one', second))).toMatchObject({ endedEarlier: true })
    expect(stateOf('twin-one')).toBe('live')
    expect(bindings.byId(before!.bindingId)).toMatchObject({ state: 'ended', endedAt: time.clock.now() })
    expect(bindings.currentOf('twin-one')?.subject).toEqual(before?.subject)
  })

  it('of a frozen eID ends what is frozen, so that its code comes too late', () => {
    const { bind, act, numberOf, perform, bindingOf, stateOf } = open()
    const frozen = perform(act(1, 'elderly', { kind: 'freeze', reason: 'lost', bindings: [bindingOf('elderly')] }))
    if (frozen.state !== 'done' || frozen.undo === undefined) throw new Error(JSON.stringify(frozen))
    expect(perform(bind(2, 'elderly', numberOf('elderly')))).toMatchObject({ endedEarlier: true })
    expect(perform(act(3, 'elderly', { kind: 'lift-freeze', code: frozen.undo }, { place: 'counter' }))).toEqual(
      refused('undo-late'),
    )
    expect(
      perform(act(4, 'elderly', { kind: 'end-freeze', freeze: act(1, 'elderly', { kind: 'bind', number: '' }).act })),
    ).toEqual(refused('binding-over'))
    expect(stateOf('elderly')).toBe('live')
  })

  it("is refused by a clerk's look, at a counter too", () => {
    const { bind, numberOf, perform, stateOf } = open()
    const look = { by: 'face', place: 'counter' } as const
    expect(perform(bind(1, 'twin-one', numberOf('twin-one'), undefined, look))).toEqual(refused('face-not-enough'))
    expect(stateOf('twin-one')).toBeUndefined()
  })

  it("is done by a supervisor's look and a further document, at a counter alone", () => {
    const { bind, numberOf, perform } = open()
    const by = 'face-and-document'
    const at = (number: number, place: 'kiosk' | 'counter') =>
      bind(number, 'twin-one', numberOf('twin-one'), undefined, { by, place })
    expect(perform(at(1, 'kiosk'))).toEqual(refused('face-not-enough'))
    expect(perform(at(2, 'counter'))).toMatchObject({ state: 'done' })
  })

  it("is refused with a card that isn't in force", () => {
    const { bind, perform, register, card } = open()
    const number = withLuhn('123456789')
    expect(perform(bind(1, 'expired-card', number))).toEqual(refused('card-expired'))
    expect(perform(bind(2, 'cancelled-card', number))).toEqual(refused('card-cancelled'))
    const unknown = Buffer.alloc(16).toString('base64')
    expect(perform(actBy(unknown, actId(3), { kind: 'bind', number }))).toEqual(refused('card-unknown'))
    expect(register.checkCard({ reading: TO_BIND, document: card('expired-card') })).toEqual(not('card-expired'))
  })
})

describe('a number', () => {
  it('is good once, for 24 hours, and only for whom it was made', async () => {
    const { find, bind, numberOf, perform, time } = open()
    expect(find('twin-one', withLuhn('123456789'))).toEqual(not('number-unknown'))
    const number = numberOf('twin-one')
    expect(numberOf('twin-one')).toBe(number)
    expect(perform(bind(1, 'twin-one', number))).toMatchObject({ state: 'done' })
    expect(find('twin-one', number)).toEqual(not('number-used'))
    expect(perform(bind(2, 'twin-one', number))).toEqual(refused('number-used'))
    const late = numberOf('twin-two')
    await time.pass(DAY - 1)
    expect(find('twin-two', late)).toMatchObject({ ok: true })
    await time.pass(1)
    expect(perform(bind(3, 'twin-two', late))).toEqual(refused('number-expired'))
    expect(numberOf('twin-two')).not.toBe(late)
  })

  it("of one twin is refused with the other's card, both ways, and binds nothing", () => {
    const { find, bind, numberOf, perform, stateOf } = open()
    const [one, two] = [numberOf('twin-one'), numberOf('twin-two')]
    expect(find('twin-two', one)).toEqual(not('number-of-another'))
    expect(perform(bind(1, 'twin-one', two))).toEqual(refused('number-of-another'))
    expect(perform(bind(2, 'twin-two', one))).toEqual(refused('number-of-another'))
    expect([stateOf('twin-one'), stateOf('twin-two')]).toEqual([undefined, undefined])
    expect(perform(bind(3, 'twin-one', one))).toMatchObject({ state: 'done' })
    expect(perform(bind(4, 'twin-two', two))).toMatchObject({ state: 'done' })
    // What another's number was used for isn't told.
    expect(find('twin-two', one)).toEqual(not('number-of-another'))
  })

  it('is used by one of two stations that ask for it at the same time', () => {
    const { bind, numberOf, perform, bindings } = open()
    const number = numberOf('twin-one')
    const answers = [perform(bind(1, 'twin-one', number)), perform(bind(2, 'twin-one', number), STATION_B)]
    expect(answers).toMatchObject([{ state: 'done' }, refused('number-used')])
    expect(perform(bind(2, 'twin-one', number), STATION_B)).toEqual(refused('number-used'))
    expect(bindings.all().filter(({ resident }) => resident === 'twin-one')).toHaveLength(1)
  })

  it('is locked after five wrong ones with one card, for the rest of the hour', async () => {
    const { find, bind, numberOf, perform, time } = open()
    const right = numberOf('twin-one')
    const wrong = (last: number) => withLuhn(`00000000${String(last)}`)
    for (let tried = 1; tried <= 3; tried++) {
      expect(find('twin-one', wrong(tried))).toEqual(not('number-unknown'))
      await time.pass(60_000)
    }
    // An act that comes again is no further try.
    const crossed = bind(1, 'twin-one', numberOf('twin-two'))
    for (let came = 1; came <= 3; came++) expect(perform(crossed)).toEqual(refused('number-of-another'))
    await time.pass(60_000)
    expect(find('twin-one', right)).toMatchObject({ ok: true })
    expect(find('twin-one', wrong(4))).toEqual(not('number-unknown'))
    expect(find('twin-one', right)).toEqual(not('number-locked'))
    expect(perform(bind(2, 'twin-one', right))).toEqual(refused('number-locked'))
    expect(find('twin-two', numberOf('twin-two'))).toMatchObject({ ok: true })
    await time.pass(HOUR - 4 * 60_000 - 1)
    expect(find('twin-one', right)).toEqual(not('number-locked'))
    await time.pass(1)
    expect(find('twin-one', right)).toMatchObject({ ok: true })
    expect(perform(bind(2, 'twin-one', right))).toEqual(refused('number-locked'))
    expect(perform(bind(3, 'twin-one', right))).toMatchObject({ state: 'done' })
  })
})

describe('a card', () => {
  it('says whether its holder is easily taken for another, as twins are, and nothing of that other', () => {
    const { register, card } = open()
    const ask = (id: string) => register.checkCard({ reading: TO_BIND, document: card(id) })
    for (const twin of ['twin-one', 'twin-two']) expect(ask(twin)).toEqual({ ok: true, isMinor: false, isAlike: true })
    for (const twin of ['child-one', 'child-two']) expect(ask(twin)).toEqual({ ok: true, isMinor: true, isAlike: true })
    for (const other of ['mother', 'ward', 'two-cars', 'administrator-one'])
      expect(ask(other)).toMatchObject({ isAlike: false })
  })
})

describe('a minor', () => {
  it("is bound with a parent's or guardian's card alone, on the telephone that made the number", () => {
    const { register, find, bind, numberOf, perform, bindings, card } = open()
    const number = numberOf('child-two')
    const check = (guardian: string, document = 'child-two') =>
      register.checkGuardian({ reading: TO_BIND, document: card(document), guardian: card(guardian) })
    expect(register.checkCard({ reading: TO_BIND, document: card('child-two') })).toEqual({
      ok: true,
      isMinor: true,
      isAlike: true,
    })
    expect(check('mother')).toEqual({ ok: true })
    expect(check('guardian')).toEqual(not('guardian-wrong'))
    expect(check('expired-card')).toEqual(not('card-expired'))
    expect(check('mother', 'twin-one')).toEqual(not('guardian-wrong'))
    expect(find('child-two', number)).toEqual(not('guardian-needed'))
    expect(find('child-two', number, 'guardian')).toEqual(not('guardian-wrong'))
    expect(find('child-two', number, 'child-one')).toEqual(not('guardian-wrong'))
    expect(find('child-two', number, 'mother')).toMatchObject({ ok: true, telephone: { lastDigits: '07' } })
    expect(perform(bind(1, 'child-two', number))).toEqual(refused('guardian-needed'))
    expect(perform(bind(2, 'child-two', number, 'guardian'))).toEqual(refused('guardian-wrong'))
    expect(perform(bind(3, 'child-two', number, 'cancelled-card'))).toEqual(refused('card-cancelled'))
    expect(perform(bind(4, 'child-two', number, 'mother'))).toMatchObject({ state: 'done' })
    expect(bindings.currentOf('child-two')).toMatchObject({ phone: 'mother', isByGuardian: true })
  })

  it('is never named to anybody but their parent or guardian', () => {
    const { register, card } = open()
    const seen = (id: string) => {
      const found = register.findBindings({ reading: TO_RESET, document: card(id) })
      return found.ok ? found.bindings.map(({ nameForeign }) => nameForeign) : found.code
    }
    expect(seen('mother')).toEqual(['TESTE SEIS', 'TESTE SEIS A'])
    expect(seen('guardian')).toEqual(['TESTE SETE', 'TESTE SETE A'])
    expect(seen('child-one')).toEqual(['TESTE SEIS A'])
    expect(seen('two-cars')).toEqual(['TESTE UM'])
  })

  it("who turns eighteen, at midnight in Macao, is out of the guardian's hands and stays bound", () => {
    // The ward was born on 2013-10-21; midnight in Macao is 16:00 UTC.
    const birthday = Date.UTC(2031, 9, 20, 16)
    const { register, time, card, act, bindingOf, perform, stateOf, find, numberOf, bind } = open({ now: birthday - 1 })
    const freeze: Act['what'] = { kind: 'freeze', reason: 'lost', bindings: [bindingOf('ward')] }
    const isMinor = () => register.checkCard({ reading: TO_BIND, document: card('ward') })
    const check = () => register.checkGuardian({ reading: TO_BIND, document: card('ward'), guardian: card('guardian') })
    const number = numberOf('ward')
    expect([isMinor(), check(), find('ward', number)]).toEqual([
      { ok: true, isMinor: true, isAlike: false },
      { ok: true },
      not('guardian-needed'),
    ])
    time.setWall(birthday)
    expect([isMinor(), check()]).toEqual([{ ok: true, isMinor: false, isAlike: false }, not('guardian-wrong')])
    expect(perform(act(1, 'guardian', freeze))).toEqual(refused('binding-not-yours'))
    expect(stateOf('ward')).toBe('live')
    expect(register.findBindings({ reading: TO_RESET, document: card('ward') })).toMatchObject({
      bindings: [{ relation: 'self' }],
    })
    expect(perform(bind(2, 'ward', number))).toMatchObject({ state: 'done', endedEarlier: true })
  })
})
