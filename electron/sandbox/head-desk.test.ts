import { afterEach, describe, expect, it } from 'vitest'
import { A, B, endSampleMoney, openSampleMoney } from './sample-money.ts'

afterEach(endSampleMoney)

const entry = (seq: number, history = 1) => ({ seq, hash: new Uint8Array(32).fill(seq + 100 * history) })

const hex = ({ hash }: ReturnType<typeof entry>) => Buffer.from(hash).toString('hex')

function open() {
  const { money } = openSampleMoney()
  return { money, hear: (head?: ReturnType<typeof entry>, known?: { seq: number; hash?: Uint8Array; again?: boolean }, station = A) => money.heads.hear(station, head, known) }
}

describe('what the gateway remembers of a journal', () => {
  it('is its head, told again at the next heartbeat, each station\'s for itself', () => {
    const { hear } = open()
    expect(hear(entry(5))).toEqual({ before: undefined, why: undefined })
    expect(hear(entry(7), entry(5))).toMatchObject({ before: { seq: 5 }, why: undefined })
    expect(hear(entry(7), entry(7))).toMatchObject({ before: { seq: 7 }, why: undefined })
    expect(hear(entry(2, 2), undefined, B)).toEqual({ before: undefined, why: undefined })
    expect(hear()).toMatchObject({ before: { seq: 7 }, why: undefined })
  })

  it('isn\'t shaken by heartbeats that come late, twice or in another order', () => {
    const { hear, money } = open()
    for (const [head, known] of [[5], [9, 5], [7, 5], [9, 5], [5], [12, 9], [9, 5]]) expect(hear(entry(head ?? 0), known === undefined ? undefined : entry(known)).why).toBeUndefined()
    expect(hear(entry(12)).before).toMatchObject(entry(12))
    expect(money.heads.isSuspect(A)).toBe(false)
  })

  it('shows a journal that went back as soon as it says that it hasn\'t what was named to it', () => {
    const { hear, money } = open()
    hear(entry(9))
    expect(hear(entry(6))).toMatchObject({ before: { seq: 9 }, why: undefined })
    expect(hear(entry(6), { seq: 9 })).toMatchObject({ why: 'went-back' })
    expect(money.heads.isSuspect(A)).toBe(true)
    expect(money.heads.isSuspect(B)).toBe(false)
  })

  it.each<[string, ReturnType<typeof entry>, { seq: number, hash?: Uint8Array } | undefined]>([
    ['at its head', entry(9, 2), undefined], ['further back, though it went on', entry(20, 2), entry(9, 2)], ['further back and says so', entry(20, 2), { seq: 9 }]
  ])('shows a journal that forked %s', (_, head, known) => {
    const { hear } = open()
    hear(entry(9))
    expect(hear(head, known)).toMatchObject({ before: { seq: 9 }, why: 'forked' })
    // For good, and what it says replaces nothing.
    expect(hear(entry(30))).toMatchObject({ before: { seq: 9 }, why: 'forked' })
    expect(hear(entry(9), entry(9))).toMatchObject({ before: { seq: 9 }, why: 'forked' })
  })

  it('begins anew for a station that a code continues, and for no other', () => {
    const { hear, money } = open()
    for (const station of [A, B]) {
      hear(entry(9), undefined, station)
      hear(entry(9, 2), undefined, station)
    }
    expect(money.heads.all()).toEqual([A, B].map(station => ({ station, seq: 9, hash: hex(entry(9)), suspect: 'forked' })))
    money.heads.continueWith(A)
    expect(hear(entry(3, 2))).toEqual({ before: entry(9), why: undefined })
    expect(money.heads.all()).toEqual([{ station: A, seq: 3, hash: hex(entry(3, 2)) }, { station: B, seq: 9, hash: hex(entry(9)), suspect: 'forked' }])
  })

  it('is told once more to a station that a code continues, until it says what it holds there, and isn\'t held against it', () => {
    const { hear, money } = open()
    hear(entry(9))
    hear(entry(6), { seq: 9 })
    money.heads.continueWith(A)
    expect(hear(entry(6))).toMatchObject({ before: entry(9), why: undefined })
    // Its answer was lost.
    expect(hear(entry(6))).toMatchObject({ before: entry(9), why: undefined })
    // It couldn't keep what it was told.
    for (let times = 0; times < 2; times++) expect(hear(entry(6), { seq: 9, again: true })).toMatchObject({ before: entry(9), why: undefined })
    expect(hear(entry(7, 2), { seq: 9 })).toMatchObject({ before: entry(6), why: undefined })
    expect(hear(entry(9, 2), entry(7, 2))).toMatchObject({ before: entry(7, 2), why: undefined })
    // From then on its new journal is the one that counts.
    expect(hear(entry(8, 2), { seq: 9 })).toMatchObject({ why: 'went-back' })
    // Continued before it was told: the last head of all stays to be told.
    money.heads.continueWith(A)
    hear(entry(3, 3))
    money.heads.continueWith(A)
    expect(hear(entry(3, 3))).toMatchObject({ before: entry(9, 2), why: undefined })
  })

  it('names what the continued journal said since, where an older one was put in its place before the earlier head was told', () => {
    const { hear, money } = open()
    hear(entry(9))
    money.heads.continueWith(A)
    expect(hear(entry(4, 2)).before).toMatchObject(entry(9))
    expect(hear(entry(12, 2)).before).toMatchObject(entry(9))
    expect(hear(entry(6, 2)).before).toMatchObject(entry(12, 2))
    expect(hear(entry(6, 2), { seq: 12 })).toMatchObject({ why: 'went-back' })
  })

  it('is no statement about the journal that a code continues, which may have passed its number, however late or often it is said', () => {
    const { hear, money } = open()
    hear(entry(9))
    money.heads.continueWith(A)
    expect(hear(entry(6, 2))).toMatchObject({ before: entry(9) })
    // Heads that money calls carry: it grew before its next heartbeat.
    hear(entry(9, 2))
    hear(entry(12, 2))
    for (let times = 0; times < 3; times++) expect(hear(entry(12, 2), entry(9))).toMatchObject({ before: entry(12, 2), why: undefined })
    expect(hear(entry(12, 2), { seq: 9 })).toMatchObject({ why: 'forked' })
  })

  it('is forgotten when the training is opened again', () => {
    const { hear, money } = open()
    hear(entry(9))
    hear(entry(9, 2))
    money.reset()
    expect(hear(entry(3, 2))).toEqual({ before: undefined, why: undefined })
  })
})
