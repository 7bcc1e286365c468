import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readCode } from '../../station/codes/index.ts'
import { base45 } from '../trust/eid.ts'
import type { Act } from './act.ts'
import {
  actId,
  endSampleRegisters,
  HOUR,
  openSampleRegister,
  STATION_A,
  STATION_B,
  TO_LIFT,
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
          lastDigits: '0012',
          relation: 'self',
          telephone: { model: 'Telefone de treino 12', lastDigits: '12' },
        },
        { nameForeign: 'TESTE OITO A', lastDigits: '0013', relation: 'guardian', telephone: { lastDigits: '12' } },
        { nameForeign: 'TESTE OITO B', lastDigits: '0014', relation: 'guardian', telephone: { lastDigits: '12' } },
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
    const { register, bindings, act, perform, bindingOf, stateOf, time, card } = openSampleRegister()
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
    expect(register.findFreeze({ reading: TO_LIFT, document: card('stolen-phone'), code: frozen.undo })).toMatchObject({
      ok: true,
      endsAt: frozen.endsAt,
      bindings: [{ relation: 'self' }, {}, {}],
    })
    expect(perform(act(4, 'stolen-phone', lifting, counter))).toMatchObject({ state: 'done' })
    expect(family.map(stateOf)).toEqual(['live', 'live', 'live'])
    expect(family.map(bindingOf)).toEqual(chosen)
    expect(bindings.deadBindings()).toHaveLength(before)
    expect(perform(act(5, 'stolen-phone', lifting, counter))).toEqual({ state: 'refused', code: 'undo-used' })
    const other = { kind: 'lift-freeze', code: Buffer.from('none').toString('base64') } as const
    expect(perform(act(6, 'stolen-phone', other, counter))).toEqual({ state: 'refused', code: 'undo-unknown' })
  })
})

describe('what is frozen', () => {
  const open = () => {
    const sample = openSampleRegister()
    const { act, perform, bindingOf } = sample
    return {
      ...sample,
      freeze(number: number, by: string, whose: readonly string[], reason: 'lost' | 'stolen' = 'lost') {
        return perform(act(number, by, { kind: 'freeze', reason, bindings: whose.map(bindingOf) }))
      },
      lift: (number: number, by: string, code: string) =>
        perform(act(number, by, { kind: 'lift-freeze', code }, { place: 'counter' })),
    }
  }
  const undoOf = (answer: object) => ('undo' in answer ? String(answer.undo) : '')

  it('ends by itself after the cooling time, as of then, and its code comes too late', async () => {
    const { freeze, lift, time, stateOf, bindings, register, card } = open()
    const frozen = freeze(1, 'mother', ['mother', 'child-one'])
    await time.pass(72 * HOUR - 1)
    expect(register.findFreeze({ reading: TO_LIFT, document: card('mother'), code: undoOf(frozen) })).toMatchObject({
      ok: true,
      bindings: [{ relation: 'self' }, { relation: 'guardian' }],
    })
    await time.pass(HOUR)
    expect(register.findFreeze({ reading: TO_LIFT, document: card('mother'), code: undoOf(frozen) })).toEqual({
      ok: false,
      code: 'undo-late',
    })
    expect(lift(2, 'mother', undoOf(frozen))).toEqual({ state: 'refused', code: 'undo-late' })
    expect(stateOf('mother')).toBe('ended')
    expect(bindings.newestOf('child-one')).toMatchObject({
      state: 'ended',
      endedAt: time.clock.now() - HOUR + 1,
      act: actId(1),
    })
  })

  it('has ended at that time for the first act that comes after it', async () => {
    const { freeze, lift, time, stateOf } = open()
    const frozen = freeze(1, 'mother', ['mother'])
    await time.pass(72 * HOUR)
    expect(lift(2, 'mother', undoOf(frozen))).toEqual({ state: 'refused', code: 'undo-late' })
    expect(stateOf('mother')).toBe('ended')
  })

  it('ends at once when whoever froze it confirms, once', () => {
    const { freeze, lift, act, perform, stateOf } = open()
    const frozen = freeze(1, 'mother', ['mother', 'child-one'])
    const ending = { kind: 'end-freeze', freeze: actId(1) } as const
    expect(perform(act(2, 'child-one', ending))).toEqual({ state: 'refused', code: 'binding-not-yours' })
    expect(perform(act(3, 'mother', { ...ending, freeze: actId(9) }))).toEqual({
      state: 'refused',
      code: 'binding-not-yours',
    })
    expect(perform(act(4, 'mother', ending))).toMatchObject({ state: 'done' })
    expect([stateOf('mother'), stateOf('child-one')]).toEqual(['ended', 'ended'])
    expect(perform(act(5, 'mother', ending))).toEqual({ state: 'refused', code: 'binding-over' })
    expect(lift(6, 'mother', undoOf(frozen))).toEqual({ state: 'refused', code: 'undo-late' })
  })

  it('of a stolen telephone ends at once, without a code', () => {
    const { freeze, stateOf, time, act, perform } = open()
    expect(freeze(1, 'stolen-phone', ['stolen-phone', 'stolen-child-one'], 'stolen')).toEqual({
      state: 'done',
      at: time.clock.now(),
    })
    expect(['stolen-phone', 'stolen-child-one', 'stolen-child-two'].map(stateOf)).toEqual(['ended', 'ended', 'live'])
    expect(perform(act(2, 'stolen-phone', { kind: 'end-freeze', freeze: actId(1) }))).toEqual({
      state: 'refused',
      code: 'binding-not-yours',
    })
  })

  it("is all or nothing: with somebody else's or an ended binding among them all stay as they were", () => {
    const { act, perform, bindingOf, stateOf, freeze } = open()
    const unknown = Buffer.alloc(16, 7).toString('base64')
    const mine = bindingOf('mother')
    const asked = (number: number, others: string[]) =>
      perform(act(number, 'mother', { kind: 'freeze', reason: 'lost', bindings: [mine, ...others] }))
    expect(asked(1, [bindingOf('ward')])).toEqual({ state: 'refused', code: 'binding-not-yours' })
    expect(asked(2, [unknown])).toEqual({ state: 'refused', code: 'binding-not-yours' })
    expect(stateOf('mother')).toBe('live')
    const child = bindingOf('child-one')
    freeze(3, 'mother', ['child-one'])
    expect(asked(4, [child])).toEqual({ state: 'refused', code: 'binding-over' })
    expect(asked(5, [mine])).toMatchObject({ state: 'done' })
    expect([stateOf('mother'), stateOf('child-one')]).toEqual(['frozen', 'frozen'])
  })

  it('can be frozen by the look of a clerk, but nobody looks at a kiosk', () => {
    const { act, perform, bindingOf } = open()
    const what: Act['what'] = { kind: 'freeze', reason: 'changed', bindings: [bindingOf('fleet')] }
    expect(perform(act(1, 'fleet', what, { by: 'face' }))).toEqual({
      state: 'refused',
      code: 'face-not-enough',
    })
    expect(perform(act(2, 'fleet', what, { by: 'face', place: 'counter' }))).toMatchObject({ state: 'done' })
  })

  it('follows a due time that is moved, to now at the earliest, and after it was opened again', () => {
    const folder = mkdtempSync(join(tmpdir(), 'balcao-register-'))
    const first = openSampleRegister({ folder })
    const { act, perform, bindingOf, register, time, close } = first
    const what: Act['what'] = { kind: 'freeze', reason: 'lost', bindings: [bindingOf('fleet')] }
    const frozen = perform(act(1, 'fleet', what))
    expect(register.freezes.move(actId(2), 0)).toBe(false)
    expect(register.freezes.move(actId(1), time.clock.now() + 5)).toBe(true)
    close()
    const again = openSampleRegister({ folder, now: time.clock.now() + 5 })
    expect(again.perform(again.act(1, 'fleet', what))).toEqual(frozen)
    expect(again.register.all().bindings.find(({ resident }) => resident === 'fleet')).toMatchObject({
      state: 'ended',
      history: [{ state: 'live' }, { state: 'frozen', act: actId(1) }, { state: 'ended', act: actId(1) }],
    })
  })
})

describe('a reset of the training', () => {
  it('binds the eIDs as at the beginning, keeps what happened, and leaves the others alone', () => {
    const { register, act, perform, bindingOf, numberOf, stateOf } = openSampleRegister()
    const fleet = bindingOf('fleet')
    perform(act(1, 'mother', { kind: 'freeze', reason: 'lost', bindings: [bindingOf('mother')] }))
    perform(act(2, 'stolen-phone', { kind: 'freeze', reason: 'stolen', bindings: [bindingOf('stolen-phone')] }))
    perform(act(3, 'twin-one', { kind: 'bind', number: numberOf('twin-one') }))
    const before = register.all()
    register.reset()
    expect(['mother', 'stolen-phone', 'twin-one', 'cancelled-card'].map(stateOf)).toEqual([
      'live',
      'live',
      'ended',
      'ended',
    ])
    expect(bindingOf('fleet')).toBe(fleet)
    const after = register.all()
    expect(after.acts).toEqual(before.acts)
    for (const [index, { binding, history }] of before.bindings.entries()) {
      expect(after.bindings[index]).toMatchObject({ binding })
      expect(after.bindings[index]?.history.slice(0, history.length)).toEqual(history)
    }
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
    expect(() => perform({ ...question, place: 'counter' })).toThrow('Conflict')
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
