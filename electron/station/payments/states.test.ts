import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ITEM_STATES,
  PAYMENT_STATES,
  awaitsTender,
  isBeforeTender,
  isOver,
  isPaid,
  type ItemState,
  type PaymentState,
} from '../../contract/index.ts'
import { ITEM_MOVES, ITEM_TABLE, MOVES, PAYMENT_TABLE, isItemOver } from './states.ts'

/** All states that can follow a state, however many moves later. */
function reachable<State extends string>(
  table: Readonly<Record<State, Readonly<Partial<Record<string, State>>>>>,
  from: State,
): Set<State> {
  const found = new Set<State>()
  const look = (state: State) => {
    for (const next of Object.values(table[state])) {
      if (next === undefined || found.has(next)) continue
      found.add(next)
      look(next)
    }
  }
  look(from)
  return found
}

describe('the states of a payment', () => {
  it('are all in the table, and each but the first can be reached', () => {
    expect(Object.keys(PAYMENT_TABLE).toSorted()).toEqual([...PAYMENT_STATES].toSorted())
    expect([...reachable(PAYMENT_TABLE, 'intended')].toSorted()).toEqual(
      PAYMENT_STATES.filter((state) => state !== 'intended').toSorted(),
    )
  })

  it('are changed by each kind of entry in the table and by no other', () => {
    const used = new Set(Object.values(PAYMENT_TABLE).flatMap((moves) => Object.keys(moves)))
    expect([...used].toSorted()).toEqual([...MOVES].toSorted())
  })

  it('only move forward, except for a reprint', () => {
    for (const state of PAYMENT_STATES)
      expect(reachable(PAYMENT_TABLE, state).has(state), state).toBe(state === 'receipted')
  })

  it("reach committed only after the tender was asked, and don't leave it but for receipted", () => {
    const before = PAYMENT_STATES.filter((state) => PAYMENT_TABLE[state]['payment-committed'] !== undefined)
    expect(before).toEqual(['asked', 'unknown'])
    expect([...reachable(PAYMENT_TABLE, 'committed')]).toEqual(['receipted'])
  })

  it('let a tender be asked only after the reservation', () => {
    expect(PAYMENT_STATES.filter((state) => PAYMENT_TABLE[state]['payment-asked'] !== undefined)).toEqual(['reserved'])
    expect(PAYMENT_STATES.filter((state) => PAYMENT_TABLE[state]['payment-reserved'] !== undefined)).toEqual([
      'intended',
    ])
  })

  it('end a reversal that has begun as cancelled or reversed only', () => {
    expect([...reachable(PAYMENT_TABLE, 'reversing')].toSorted()).toEqual(['cancelled', 'reversed'])
  })

  it.each<[PaymentState, boolean, boolean, boolean, boolean]>([
    ['intended', false, false, true, false],
    ['reserved', false, false, true, false],
    ['asked', false, false, false, true],
    ['unknown', false, false, false, true],
    ['reversing', false, false, false, false],
    ['refused', true, false, false, false],
    ['declined', true, false, false, false],
    ['cancelled', true, false, false, false],
    ['reversed', true, false, false, false],
    ['committed', true, true, false, false],
    ['receipted', true, true, false, false],
  ])('%s: over %s, paid %s, before its tender %s, awaits its tender %s', (state, over, paid, before, awaiting) => {
    expect([isOver(state), isPaid(state), isBeforeTender(state), awaitsTender(state)]).toEqual([
      over,
      paid,
      before,
      awaiting,
    ])
  })
})

describe('the states of an item', () => {
  it('are all in the table, changed by each kind of entry, and never reached again', () => {
    expect(Object.keys(ITEM_TABLE).toSorted()).toEqual([...ITEM_STATES].toSorted())
    expect([...new Set(Object.values(ITEM_TABLE).flatMap((moves) => Object.keys(moves)))].toSorted()).toEqual(
      [...ITEM_MOVES].toSorted(),
    )
    for (const state of ITEM_STATES) expect(reachable(ITEM_TABLE, state).has(state), state).toBe(false)
  })

  it.each<[ItemState, boolean]>([
    ['waiting', false],
    ['submitted', false],
    ['refused', false],
    ['reversing', false],
    ['acknowledged', true],
    ['reversed', true],
    ['refunded', true],
    ['task', true],
  ])('%s: over %s', (state, over) => {
    expect(isItemOver(state)).toBe(over)
  })
})

describe('any order of entries', () => {
  it('leaves a payment that is over as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...MOVES), { maxLength: 12 }), (moves) => {
        let state: PaymentState = 'intended'
        let ended: PaymentState | undefined
        for (const move of moves) {
          state = PAYMENT_TABLE[state][move] ?? state
          if (ended !== undefined) expect(state === ended || (isPaid(ended) && isPaid(state))).toBe(true)
          if (isOver(state)) ended = state
        }
      }),
    )
  })
})
