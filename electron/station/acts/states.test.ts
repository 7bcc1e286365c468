import { describe, expect, it } from 'vitest'
import { ACT_STATES, type ActState } from '../../contract/index.ts'
import { ACT_MOVES, ACT_TABLE, awaitsAnswer, isActOver } from './states.ts'

/** All states that can follow a state, however many moves later. */
function reachable(from: ActState, found = new Set<ActState>()): Set<ActState> {
  for (const next of Object.values(ACT_TABLE[from]))
    if (next !== from && !found.has(next)) reachable(next, found.add(next))
  return found
}

describe('the states of an act', () => {
  it('are all in the table, and each but the first can be reached', () => {
    expect(Object.keys(ACT_TABLE).toSorted()).toEqual([...ACT_STATES].toSorted())
    expect([...reachable('begun')].toSorted()).toEqual(ACT_STATES.filter((state) => state !== 'begun').toSorted())
  })

  it('are changed by each kind of entry in the table and by no other', () => {
    const used = new Set(Object.values(ACT_TABLE).flatMap((moves) => Object.keys(moves)))
    expect([...used].toSorted()).toEqual([...ACT_MOVES].toSorted())
  })

  it('only move forward', () => {
    for (const state of ACT_STATES) expect(reachable(state).has(state), state).toBe(false)
  })

  it('let nothing be sent that was not identified and confirmed', () => {
    expect(ACT_STATES.filter((state) => ACT_TABLE[state]['act-asked'] !== undefined)).toEqual(['confirmed'])
    expect(ACT_STATES.filter((state) => ACT_TABLE[state]['act-confirmed'] !== undefined)).toEqual(['identified'])
  })

  it('end by the gateway alone once an act was sent', () => {
    const sent = ACT_STATES.filter(awaitsAnswer)
    expect(sent).toEqual(['asked', 'unknown'])
    for (const state of sent) expect(ACT_TABLE[state]['act-ended'], state).toBeUndefined()
    expect(ACT_STATES.filter((state) => ACT_TABLE[state]['act-done'] !== undefined)).toEqual(sent)
  })

  it('are over where no move leads on', () => {
    expect(ACT_STATES.filter(isActOver)).toEqual(['done', 'refused', 'ended'])
  })
})
