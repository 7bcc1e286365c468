import { describe, expect, it } from 'vitest'
import { COUNTDOWN, idleAt, SILENCE } from './idle.ts'

describe('idle', () => {
  it('is active when the last touch was less than 40 s ago', () => {
    expect(idleAt(1000, 1000)).toEqual({ state: 'active' })
    expect(idleAt(0, SILENCE - 1)).toEqual({ state: 'active' })
  })

  it('counts down from 20 when 40 s were silent', () => {
    expect(idleAt(0, SILENCE)).toEqual({ state: 'countdown', secondsLeft: 20 })
    expect(idleAt(0, SILENCE + 19_001)).toEqual({ state: 'countdown', secondsLeft: 1 })
  })

  it('is over when the countdown has run out', () => {
    expect(idleAt(0, SILENCE + COUNTDOWN)).toEqual({ state: 'over' })
  })
})
