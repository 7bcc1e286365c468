import { describe, expect, it } from 'vitest'
import { macaoClock, macaoDay, macaoTime } from './macao.ts'

describe('the time in Macao', () => {
  it.each([
    ['2026-03-24T15:59:59.999Z', '2026-03-24', '23:59'],
    ['2026-03-24T16:00:00.000Z', '2026-03-25', '00:00'],
    ['2025-12-31T16:00:30.000Z', '2026-01-01', '00:00'],
    ['2024-02-28T16:05:00.000Z', '2024-02-29', '00:05'],
  ])('at %s is %s, %s', (instant, day, clock) => {
    const at = Date.parse(instant)
    expect([macaoDay(at), macaoClock(at), macaoTime(at).epochMilliseconds]).toEqual([day, clock, at])
  })
})
