import { describe, expect, it } from 'vitest'
import { compareActs, type JournalAct } from './act-compare.ts'
import type { Register } from './world.ts'

type RegisteredAct = Register['acts'][number]
type History = Register['bindings'][number]['history']

const done = (act: string, rest: Partial<JournalAct> = {}): JournalAct => ({
  act,
  kind: 'bind',
  isAsked: true,
  endings: [{ state: 'done', why: undefined, at: 5, endsAt: undefined }],
  ...rest,
})
const ended = (act: string, state: 'refused' | 'ended', why: string, isAsked: boolean): JournalAct => ({
  act,
  kind: 'bind',
  isAsked,
  endings: [{ state, why, at: undefined, endsAt: undefined }],
})
const did = (act: string, rest: Partial<RegisteredAct> = {}): RegisteredAct => ({
  act,
  station: 's',
  kind: 'bind',
  answer: { state: 'done', at: 5, endedEarlier: false },
  at: 5,
  arrivals: 1,
  ...rest,
})
const binding = (resident: string, history: History, id = resident): Register['bindings'][number] => ({
  binding: id,
  resident,
  phone: resident,
  state: history.at(-1)?.state ?? 'live',
  history,
})
const live = (act?: string) => ({ state: 'live' as const, at: 1, ...(act === undefined ? {} : { act }) })
const frozen = (act: string) => ({ state: 'frozen' as const, at: 2, act })
const over = (act: string) => ({ state: 'ended' as const, at: 3, act })

function findings(
  journal: readonly JournalAct[],
  acts: RegisteredAct[],
  bindings: Register['bindings'],
  known: Parameters<typeof compareActs>[0]['known'] = new Map(),
): string[] {
  return compareActs({ journal, register: { acts, bindings, entities: [] }, known }).findings.map(
    ({ what, why, subject }) => `${what} ${why} ${subject}`,
  )
}

const bound = binding('one', [live('a')])
const refused = { state: 'refused', code: 'act-withdrawn' } as const
const freeze = (act: string, rest: Partial<RegisteredAct> = {}) =>
  did(act, { kind: 'freeze', answer: { state: 'done', at: 5, endsAt: 9 }, ...rest })
const froze = (act: string) =>
  done(act, { kind: 'freeze', endings: [{ state: 'done', why: undefined, at: 5, endsAt: 9 }] })

describe('journal and register agree', () => {
  it('on what was done, refused, withdrawn and left', () => {
    expect(
      findings(
        [
          done('a'),
          ended('b', 'refused', 'act-withdrawn', true),
          ended('c', 'ended', 'left', false),
          froze('f'),
          done('e', { kind: 'end-freeze', of: 'f' }),
        ],
        [did('a'), did('b', { answer: refused, arrivals: 0 }), freeze('f'), did('e', { kind: 'end-freeze' })],
        [bound, binding('two', [live(), frozen('f'), over('e')])],
        new Map([
          ['a', { state: 'done' }],
          ['f', { state: 'done', chosen: 1 }],
        ]),
      ),
    ).toEqual([])
  })

  it('on an eID that is bound anew, which ends the earlier binding, and on a lifted freeze', () => {
    const again = did('a', { answer: { state: 'done', at: 5, endedEarlier: true } })
    expect(
      findings(
        [done('a'), froze('f'), done('l', { kind: 'lift-freeze' })],
        [again, freeze('f'), did('l', { kind: 'lift-freeze' })],
        [
          binding('one', [live(), over('a')], 'old'),
          bound,
          binding('two', [live(), frozen('f'), { ...live('l'), at: 4 }]),
        ],
      ),
    ).toEqual([])
  })
})

describe('finds', () => {
  it.each<[string, string[], Parameters<typeof findings>]>([
    ['an act that is open', ['lost left-open a'], [[done('a', { endings: [] })], [], []]],
    ['a binding that the journal has not', ['lost done-and-not-recorded a'], [[], [did('a')], [bound]]],
    [
      'a binding that the journal says was left',
      ['lost done-and-not-recorded a'],
      [[ended('a', 'ended', 'interrupted', false)], [did('a')], [bound]],
    ],
    ['a binding that nobody made', ['lost recorded-and-not-done a'], [[done('a')], [], []]],
    [
      'another time',
      ['lost answers-differ a'],
      [[done('a')], [did('a', { answer: { state: 'done', at: 6, endedEarlier: false } })], [bound]],
    ],
    [
      'another refusal',
      ['lost answers-differ a'],
      [[ended('a', 'refused', 'number-used', true)], [did('a', { answer: refused })], []],
    ],
    [
      'an act that was sent without its entry',
      ['lost answers-differ a'],
      [[ended('a', 'ended', 'left', false)], [did('a', { answer: refused })], []],
    ],
    [
      'what somebody was told',
      ['lost told-otherwise a'],
      [[ended('a', 'ended', 'left', false)], [], [], new Map([['a', { state: 'done' }]])],
    ],
    ['half a freeze', ['half other-changes f'], [[froze('f')], [freeze('f')], [], new Map([['f', { chosen: 2 }]])]],
    [
      'fewer bindings than were chosen',
      ['half other-changes f'],
      [[froze('f')], [freeze('f')], [binding('two', [live(), frozen('f')])], new Map([['f', { chosen: 2 }]])],
    ],
    [
      'a freeze of which one binding was left',
      ['half other-changes e'],
      [
        [froze('f'), done('e', { kind: 'end-freeze', of: 'f' })],
        [freeze('f'), did('e', { kind: 'end-freeze' })],
        [binding('two', [live(), frozen('f'), over('e')]), binding('three', [live(), frozen('f')])],
      ],
    ],
    [
      'a binding whose earlier one was not ended',
      ['half other-changes a', 'doubled two-bindings one'],
      [
        [done('a')],
        [did('a', { answer: { state: 'done', at: 5, endedEarlier: true } })],
        [binding('one', [live()], 'old'), bound],
      ],
    ],
    [
      'a change by an act that was refused',
      ['half change-without-act b'],
      [
        [ended('b', 'refused', 'act-withdrawn', true)],
        [did('b', { answer: refused })],
        [binding('one', [live(), over('b')])],
      ],
    ],
    [
      'an ended binding that lives again',
      ['half impossible-history one'],
      [[], [], [binding('one', [live(), { state: 'ended', at: 2 }, live()])]],
    ],
    ['an act that came twice', ['doubled asked-twice a'], [[done('a')], [did('a', { arrivals: 2 })], [bound]]],
    [
      'an act that ended twice',
      ['doubled ended-twice a'],
      [[done('a', { endings: [...done('a').endings, ...done('a').endings] })], [did('a')], [bound]],
    ],
  ])('%s', (_, expected, books) => {
    expect(findings(...books)).toEqual(expected)
  })
})
