import { afterEach, describe, expect, it } from 'vitest'
import { STATION_A, STATION_B, endSampleMoney, openSampleMoney } from '../agencies/money.fixture.ts'

afterEach(endSampleMoney)

const entry = (seq: number, history = 1) => ({ seq, hash: new Uint8Array(32).fill(seq + 100 * history) })

const hex = ({ hash }: ReturnType<typeof entry>) => Buffer.from(hash).toString('hex')

function open() {
  const { money } = openSampleMoney()
  return {
    money,
    hear: (
      head?: ReturnType<typeof entry>,
      known?: { seq: number; hash?: Uint8Array },
      { told, station = STATION_A }: { told?: ReturnType<typeof entry>; station?: string } = {},
    ) => money.heads.hear(station, { head, known, told }),
  }
}

describe("the journal's head at the gateway", () => {
  it('is told at the next heartbeat, to each station its own', () => {
    const { hear } = open()
    expect(hear(entry(5))).toEqual({ before: undefined, earlier: undefined, why: undefined })
    expect(hear(entry(7), entry(5))).toMatchObject({ before: { seq: 5 }, why: undefined })
    expect(hear(entry(7), entry(7))).toMatchObject({ before: { seq: 7 }, why: undefined })
    expect(hear(entry(2, 2), undefined, { station: STATION_B })).toEqual({
      before: undefined,
      earlier: undefined,
      why: undefined,
    })
    expect(hear()).toMatchObject({ before: { seq: 7 }, why: undefined })
  })

  it("isn't confused by heartbeats that come late, twice or in another order", () => {
    const { hear, money } = open()
    for (const [head, known] of [[5], [9, 5], [7, 5], [9, 5], [5], [12, 9], [9, 5]])
      expect(hear(entry(head ?? 0), known === undefined ? undefined : entry(known)).why).toBeUndefined()
    expect(hear(entry(12)).before).toMatchObject(entry(12))
    expect(money.heads.isSuspect(STATION_A)).toBe(false)
  })

  it('shows that a journal went back once its station lacks the named head', () => {
    const { hear, money } = open()
    hear(entry(9))
    expect(hear(entry(6))).toMatchObject({ before: { seq: 9 }, why: undefined })
    expect(hear(entry(6), { seq: 9 })).toMatchObject({ why: 'went-back' })
    expect(money.heads.isSuspect(STATION_A)).toBe(true)
    expect(money.heads.isSuspect(STATION_B)).toBe(false)
  })

  it.each<[string, ReturnType<typeof entry>, { seq: number; hash?: Uint8Array } | undefined]>([
    ['at its head', entry(9, 2), undefined],
    ['further back, though it went on', entry(20, 2), entry(9, 2)],
    ['further back and says so', entry(20, 2), { seq: 9 }],
  ])('shows that a journal forked %s', (_, head, known) => {
    const { hear } = open()
    hear(entry(9))
    expect(hear(head, known)).toMatchObject({ before: { seq: 9 }, why: 'forked' })
    // The station stays suspect, and its heads replace none that was heard before.
    expect(hear(entry(30))).toMatchObject({ before: { seq: 9 }, why: 'forked' })
    expect(hear(entry(9), entry(9))).toMatchObject({ before: { seq: 9 }, why: 'forked' })
  })

  it('begins anew for a station that a code continues, and for no other', () => {
    const { hear, money } = open()
    for (const station of [STATION_A, STATION_B]) {
      hear(entry(9), undefined, { station })
      hear(entry(9, 2), undefined, { station })
    }
    expect(money.heads.all()).toEqual(
      [STATION_A, STATION_B].map((station) => ({ station, seq: 9, hash: hex(entry(9)), suspect: 'forked' })),
    )
    money.heads.continueWith(STATION_A)
    expect(hear(entry(3, 2))).toEqual({ before: undefined, earlier: entry(9), why: undefined })
    expect(money.heads.all()).toEqual([
      { station: STATION_A, seq: 3, hash: hex(entry(3, 2)) },
      { station: STATION_B, seq: 9, hash: hex(entry(9)), suspect: 'forked' },
    ])
  })

  it('of before a continuation is told beside the new one until the station confirms it', () => {
    const { hear, money } = open()
    hear(entry(9))
    hear(entry(6), { seq: 9 })
    money.heads.continueWith(STATION_A)
    expect(hear(entry(6))).toMatchObject({ before: undefined, earlier: entry(9), why: undefined })
    // The head is told again until the station confirms it, since an answer may be lost; confirming another head
    // changes nothing.
    for (let times = 0; times < 2; times++)
      expect(hear(entry(6), entry(6))).toMatchObject({ before: entry(6), earlier: entry(9), why: undefined })
    expect(hear(entry(6), entry(6), { told: entry(9, 2) })).toMatchObject({ earlier: entry(9) })
    expect(hear(entry(7, 2), entry(6), { told: entry(9) })).toMatchObject({
      before: entry(6),
      earlier: undefined,
      why: undefined,
    })
    // The confirmation comes again and late, when the continued journal holds another entry at that number.
    for (let times = 0; times < 2; times++)
      expect(hear(entry(12, 2), entry(7, 2), { told: entry(9) })).toMatchObject({ earlier: undefined, why: undefined })
    // The station is continued again before it was told, so that the latest head of all is told.
    money.heads.continueWith(STATION_A)
    hear(entry(3, 3))
    money.heads.continueWith(STATION_A)
    expect(hear(entry(3, 3))).toMatchObject({ before: undefined, earlier: entry(12, 2), why: undefined })
  })

  it.each([
    ['shorter', 6, 'went-back'],
    ['longer, as it ran on alone', 15, 'forked'],
  ])('shows an older copy before a continued station confirmed the earlier head (%s)', (_, seq, why) => {
    const { hear, money } = open()
    hear(entry(9))
    money.heads.continueWith(STATION_A)
    hear(entry(4, 2))
    hear(entry(12, 2))
    expect(hear(entry(seq, 3))).toMatchObject({ before: entry(12, 2), earlier: entry(9) })
    expect(hear(entry(seq, 3), { seq: 12 })).toMatchObject({ why })
  })

  it('is forgotten when the training is reset', () => {
    const { hear, money } = open()
    hear(entry(9))
    hear(entry(9, 2))
    money.reset()
    expect(hear(entry(3, 2))).toEqual({ before: undefined, earlier: undefined, why: undefined })
  })
})
