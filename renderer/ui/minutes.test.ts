import { describe, expect, it } from 'vitest'
import { minutesAndSeconds } from './minutes.ts'

describe('minutes and seconds', () => {
  it.each([
    [180_000, '3:00'],
    [180_900, '3:00'],
    [179_999, '2:59'],
    [60_000, '1:00'],
    [59_999, '0:59'],
    [999, '0:00'],
    [0, '0:00'],
    [-5000, '0:00'],
  ])('of %i ms are %s, never rounded up', (milliseconds, shown) => {
    expect(minutesAndSeconds(milliseconds)).toBe(shown)
  })
})
