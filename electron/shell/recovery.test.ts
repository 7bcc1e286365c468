import { describe, expect, it } from 'vitest'
import { afterCrash, NO_CRASHES, shouldReopen, type Crashes } from './recovery.ts'

describe('recovery', () => {
  it('waits twice as long after each death, up to half a minute', () => {
    let crashes: Crashes = NO_CRASHES
    const waits = Array.from({ length: 9 }, () => {
      const next = afterCrash(crashes, 1_000)
      crashes = next.crashes
      return next.waitMs
    })
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  })

  it('keeps the count until something ran for a minute', () => {
    const third = afterCrash(afterCrash(NO_CRASHES, 0).crashes, 59_999)
    expect(third.waitMs).toBe(1_000)
    expect(afterCrash(third.crashes, 60_000)).toEqual({ waitMs: 500, crashes: { inARow: 1 } })
  })

  it('has a finite wait after a thousand deaths', () => {
    expect(afterCrash({ inARow: 5_000 }, 0).waitMs).toBe(30_000)
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
