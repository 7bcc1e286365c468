import { describe, expect, it } from 'vitest'
import { afterDeath, NO_DEATHS, shouldReopen, type Deaths } from './recovery.ts'

describe('recovery', () => {
  it('waits twice as long after each death, up to half a minute', () => {
    let deaths: Deaths = NO_DEATHS
    const waits = Array.from({ length: 9 }, () => {
      const next = afterDeath(deaths, 1_000)
      deaths = next.deaths
      return next.waitMs
    })
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  })

  it('keeps the count until something ran for a minute', () => {
    const third = afterDeath(afterDeath(NO_DEATHS, 0).deaths, 59_999)
    expect(third.waitMs).toBe(1_000)
    expect(afterDeath(third.deaths, 60_000)).toEqual({ waitMs: 500, deaths: { inARow: 1 } })
  })

  it('has a finite wait after a thousand deaths', () => {
    expect(afterDeath({ inARow: 5_000 }, 0).waitMs).toBe(30_000)
  })

  it('reopens a page when its process ended in any way but on request', () => {
    for (const reason of [
      'crashed',
      'oom',
      'killed',
      'abnormal-exit',
      'launch-failed',
      'integrity-failure',
      'something new',
    ])
      expect(shouldReopen(reason), reason).toBe(true)
    expect(shouldReopen('clean-exit')).toBe(false)
  })
})
