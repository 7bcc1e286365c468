import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import type { ActAnswer } from '../../gateway/identity-contract.ts'
import type { Act } from './act.ts'
import { actId, endSampleRegisters, HOUR, openSampleRegister, STATION_A } from './identity.fixture.ts'

afterEach(endSampleRegisters)

const PEOPLE = ['mother', 'child-one', 'child-two', 'twin-one'] as const
const MOTHERS = ['mother', 'child-one', 'child-two']
const COOLING = 72 * HOUR

/** The register's rules once more, as small as they can be said. */
function createModel() {
  const state = new Map<string, { is: 'live' | 'frozen' | 'none'; freeze?: string }>(
    PEOPLE.map((id) => [id, { is: id === 'mother' || id === 'child-one' ? 'live' : 'none' }]),
  )
  const freezes = new Map<string, { by: string; endsAt: number; isLifted: boolean }>()
  const frozenBy = (freeze: string) => PEOPLE.filter((id) => state.get(id)?.freeze === freeze)
  return {
    is: (id: string) => state.get(id)?.is,
    pass(now: number) {
      for (const [freeze, { endsAt }] of freezes)
        if (endsAt <= now) for (const id of frozenBy(freeze)) state.set(id, { is: 'none' })
    },
    bind(id: string) {
      state.set(id, { is: 'live' })
    },
    freeze(act: string, by: string, whose: readonly string[], isStolen: boolean, now: number): string {
      const endable = by === 'mother' ? MOTHERS : [by]
      if (whose.some((id) => !endable.includes(id))) return 'binding-not-yours'
      if (whose.some((id) => state.get(id)?.is !== 'live')) return 'binding-over'
      for (const id of whose) state.set(id, isStolen ? { is: 'none' } : { is: 'frozen', freeze: act })
      if (!isStolen) freezes.set(act, { by, endsAt: now + COOLING, isLifted: false })
      return 'done'
    },
    end(by: string, freeze: string): string {
      if (freezes.get(freeze)?.by !== by) return 'binding-not-yours'
      const frozen = frozenBy(freeze)
      for (const id of frozen) state.set(id, { is: 'none' })
      return frozen.length > 0 ? 'done' : 'binding-over'
    },
    lift(by: string, freeze: string): string {
      const known = freezes.get(freeze)
      if (!known) return 'undo-unknown'
      if (known.by !== by) return 'undo-of-another'
      if (known.isLifted) return 'undo-used'
      const frozen = frozenBy(freeze)
      if (frozen.length === 0) return 'undo-late'
      known.isLifted = true
      for (const id of frozen) state.set(id, { is: 'live' })
      return 'done'
    },
  }
}

const person = fc.constantFrom(...PEOPLE)
const step = fc.oneof(
  fc.record({ what: fc.constant('bind' as const), who: person }),
  fc.record({
    what: fc.constant('freeze' as const),
    who: person,
    whose: fc.uniqueArray(person, { minLength: 1, maxLength: 3 }),
    isStolen: fc.boolean(),
  }),
  fc.record({ what: fc.constantFrom('end' as const, 'lift' as const), who: person, nth: fc.nat({ max: 30 }) }),
  fc.record({ what: fc.constantFrom('repeat' as const, 'withdraw' as const), nth: fc.nat({ max: 30 }) }),
  fc.record({ what: fc.constant('pass' as const), hours: fc.constantFrom(1, 20, 72) }),
)
const codeOf = (answer: ActAnswer) => (answer.state === 'done' ? 'done' : answer.code)

it('acts in any order leave one binding of a resident at most, and lose and change nothing of the past', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const sample = openSampleRegister()
      const { register, act, perform, numberOf, card, time, bindings } = sample
      const model = createModel()
      const asked: { question: Act; answer: ActAnswer }[] = []
      const withdrawn: string[] = []
      let past = register.all()
      const bindingIdOf = (id: string) =>
        Buffer.from(bindings.newestOf(id)?.bindingId ?? new Uint8Array(16)).toString('base64')
      const ask = (question: Act, expected: string) => {
        const answer = perform(question)
        expect([question.what.kind, codeOf(answer)]).toEqual([question.what.kind, expected])
        asked.push({ question, answer })
      }

      for (const [number, next] of steps.entries()) {
        model.pass(time.clock.now())
        switch (next.what) {
          case 'bind': {
            const guardian = next.who.startsWith('child') ? { guardian: card('mother') } : {}
            ask(act(number, next.who, { kind: 'bind', number: numberOf(next.who) }, guardian), 'done')
            model.bind(next.who)
            break
          }
          case 'freeze': {
            const { who, whose, isStolen } = next
            // Nobody has a binding that was never made, so the gateway can't know whose it is.
            const known = whose.filter((id) => bindings.newestOf(id))
            if (known.length === 0) break
            const ids = known.map(bindingIdOf)
            const expected = model.freeze(actId(number), who, known, isStolen, time.clock.now())
            ask(act(number, who, { kind: 'freeze', reason: isStolen ? 'stolen' : 'lost', bindings: ids }), expected)
            break
          }
          case 'end':
          case 'lift': {
            const earlier = asked[next.nth % Math.max(asked.length, 1)]
            if (!earlier) break
            const { question, answer } = earlier
            if (next.what === 'end') {
              ask(
                act(number, next.who, { kind: 'end-freeze', freeze: question.act }),
                model.end(next.who, question.act),
              )
              break
            }
            const code = answer.state === 'done' && answer.undo !== undefined ? answer.undo : 'bm9uZQ=='
            ask(
              act(number, next.who, { kind: 'lift-freeze', code }, { place: 'counter' }),
              model.lift(next.who, question.act),
            )
            break
          }
          case 'repeat': {
            const earlier = asked[next.nth % Math.max(asked.length, 1)]
            if (earlier) {
              expect(perform(earlier.question)).toEqual(earlier.answer)
              expect(register.acts.settle(STATION_A, earlier.question.act)).toEqual(earlier.answer)
            }
            break
          }
          case 'withdraw': {
            const question = act(number, 'mother', {
              kind: 'freeze',
              reason: 'lost',
              bindings: [bindingIdOf('mother')],
            })
            register.acts.settle(STATION_A, question.act)
            expect(codeOf(perform(question))).toBe('act-withdrawn')
            withdrawn.push(question.act)
            break
          }
          case 'pass':
            await time.pass(next.hours * HOUR)
            // Nobody looks at the register, so that the next act is the first to find what has ended meanwhile.
            continue
        }

        const now = register.all()
        for (const id of PEOPLE) {
          const current = now.bindings.filter(({ resident, state }) => resident === id && state !== 'ended')
          expect(current.map(({ state }) => state)).toEqual(model.is(id) === 'none' ? [] : [model.is(id)])
        }
        // What was there before is there still, and each binding's history only grows and ends as its state is.
        for (const [index, { binding, history }] of past.bindings.entries()) {
          expect(now.bindings[index]?.binding).toBe(binding)
          expect(now.bindings[index]?.history.slice(0, history.length)).toEqual(history)
        }
        for (const { state, history } of now.bindings) expect(history.at(-1)?.state).toBe(state)
        const dead = now.bindings.filter(({ state }) => state !== 'live').map(({ binding }) => binding)
        expect(
          bindings
            .deadBindings()
            .map((id) => Buffer.from(id).toString('base64'))
            .sort(),
        ).toEqual(dead.sort())
        past = now
      }
      expect(past.acts.map(({ act: id }) => id).sort()).toEqual(
        [...asked.map(({ question }) => question.act), ...withdrawn].sort(),
      )
      endSampleRegisters()
    }),
    { numRuns: 40 },
  )
})
