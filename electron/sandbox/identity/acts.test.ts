import { afterEach, describe, expect, it } from 'vitest'
import { readCode } from '../../station/codes/index.ts'
import { base45 } from '../trust/eid.ts'
import {
  actId,
  endSampleRegisters,
  HOUR,
  openSampleRegister,
  STATION_A,
  STATION_B,
  TO_RESET,
} from './identity.fixture.ts'

afterEach(endSampleRegisters)

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))

describe('findBindings', () => {
  it("names a person's own binding and those of their minor children", () => {
    const { register, card } = openSampleRegister()
    const found = register.findBindings({ reading: TO_RESET, document: card('stolen-phone') })
    expect(found).toMatchObject({
      ok: true,
      bindings: [
        {
          nameForeign: 'TESTE OITO',
          relation: 'self',
          telephone: { model: 'Telefone de treino 12', lastDigits: '12' },
        },
        { nameForeign: 'TESTE OITO A', relation: 'guardian', telephone: { lastDigits: '12' } },
        { nameForeign: 'TESTE OITO B', relation: 'guardian', telephone: { lastDigits: '12' } },
      ],
    })
    expect(register.findBindings({ reading: TO_RESET, document: card('cancelled-card') })).toEqual({
      ok: false,
      code: 'card-cancelled',
    })
    expect(register.findBindings({ reading: TO_RESET, document: card('expired-card') })).toEqual({
      ok: false,
      code: 'card-expired',
    })
    expect(register.findBindings({ reading: TO_RESET, document: Buffer.alloc(16).toString('base64') })).toEqual({
      ok: false,
      code: 'card-unknown',
    })
  })
})

describe('a freeze', () => {
  it('stops all the bindings at once, and its printed code makes them live again, once, at a counter', () => {
    const { register, bindings, act, perform, bindingOf, stateOf, time } = openSampleRegister()
    const family = ['stolen-phone', 'stolen-child-one', 'stolen-child-two']
    const chosen = family.map(bindingOf)
    const before = bindings.deadBindings().length
    const frozen = perform(act(1, 'stolen-phone', { kind: 'freeze', reason: 'lost', bindings: chosen }))
    if (frozen.state !== 'done' || frozen.undo === undefined) throw new Error(JSON.stringify(frozen))
    expect(frozen).toMatchObject({ at: time.clock.now(), endsAt: time.clock.now() + 72 * HOUR })
    expect(family.map(stateOf)).toEqual(['frozen', 'frozen', 'frozen'])
    expect(bindings.deadBindings()).toHaveLength(before + 3)
    const text = `MEU1:${base45(bytes(frozen.undo))}`
    expect(
      readCode({ bytes: new TextEncoder().encode(text), source: 'camera', symbology: ']Q1' }, { walletPrefixes: [] }),
    ).toMatchObject({ ok: true, code: { kind: 'undo-code' } })

    const lifting = { kind: 'lift-freeze', code: frozen.undo } as const
    const counter = { place: 'counter' } as const
    expect(perform(act(2, 'mother', lifting, counter))).toEqual({ state: 'refused', code: 'undo-of-another' })
    expect(() => perform(act(3, 'stolen-phone', lifting))).toThrow('Bad Request')
    expect(
      register.findFreeze({ reading: TO_RESET, document: act(4, 'stolen-phone', lifting).document, code: frozen.undo }),
    ).toMatchObject({ ok: true, endsAt: frozen.endsAt, bindings: [{ relation: 'self' }, {}, {}] })
    expect(perform(act(4, 'stolen-phone', lifting, counter))).toMatchObject({ state: 'done' })
    expect(family.map(stateOf)).toEqual(['live', 'live', 'live'])
    expect(family.map(bindingOf)).toEqual(chosen)
    expect(bindings.deadBindings()).toHaveLength(before)
    expect(perform(act(5, 'stolen-phone', lifting, counter))).toEqual({ state: 'refused', code: 'undo-used' })
    const other = { kind: 'lift-freeze', code: Buffer.from('none').toString('base64') } as const
    expect(perform(act(6, 'stolen-phone', other, counter))).toEqual({ state: 'refused', code: 'undo-unknown' })
  })
})

describe('an act', () => {
  it('is done once, and answered the same however often it is asked for', () => {
    const { register, act, perform, bindingOf } = openSampleRegister()
    const question = act(1, 'two-cars', { kind: 'freeze', reason: 'other', bindings: [bindingOf('two-cars')] })
    const answer = perform(question)
    expect(perform(question)).toEqual(answer)
    expect(register.acts.settle(STATION_A, actId(1))).toEqual(answer)
    expect(register.acts.all()).toMatchObject([
      { act: actId(1), station: STATION_A, kind: 'freeze', answer, arrivals: 2 },
    ])
    expect(() => perform({ ...question, identifiedBy: 'face', place: 'counter' })).toThrow('Conflict')
    const refused = act(2, 'mother', { kind: 'freeze', reason: 'other', bindings: [bindingOf('two-cars')] })
    expect(perform(refused)).toEqual({ state: 'refused', code: 'binding-not-yours' })
    expect(perform(refused)).toEqual({ state: 'refused', code: 'binding-not-yours' })
  })

  it('that was settled before it came is never done', () => {
    const { register, act, perform, bindingOf, stateOf } = openSampleRegister()
    const withdrawn = { state: 'refused', code: 'act-withdrawn' }
    expect(register.acts.settle(STATION_B, actId(1))).toEqual(withdrawn)
    const question = act(1, 'two-cars', { kind: 'freeze', reason: 'lost', bindings: [bindingOf('two-cars')] })
    for (let round = 0; round < 2; round++) expect(perform(question, STATION_B)).toEqual(withdrawn)
    expect(stateOf('two-cars')).toBe('live')
    expect(register.acts.ownerOf(actId(1))).toBe(STATION_B)
    expect(register.acts.all()).toMatchObject([{ station: STATION_B, arrivals: 2 }])
  })
})
