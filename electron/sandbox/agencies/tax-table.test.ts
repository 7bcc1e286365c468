import { describe, expect, it } from 'vitest'
import { lateBar, lateComposition, taxOf } from './tax-table.ts'

describe('the tax of a season', () => {
  it('is MOP 850.00 for a light car up to 1,500 cc, and more above', () => {
    expect(taxOf({ class: 'light', size: 660, electric: false })).toBe(85_000)
    expect(taxOf({ class: 'light', size: 1_500, electric: false })).toBe(85_000)
    expect(taxOf({ class: 'light', size: 1_501, electric: false })).toBeGreaterThan(85_000)
    expect(taxOf({ class: 'light', size: 9_999, electric: false })).toBeGreaterThan(0)
  })

  it.each(['light', 'motorcycle', 'moped'] as const)('is nothing for an electric %s', (kind) => {
    expect(taxOf({ class: kind, size: 0, electric: true })).toBe(0)
    expect(taxOf({ class: kind, size: 49, electric: false })).toBeGreaterThan(0)
  })

  it('goes by weight for heavy vehicles, electric or not', () => {
    for (const electric of [true, false]) {
      const [light, middle, heavy] = [8_000, 16_000, 16_001].map((size) => taxOf({ class: 'heavy', size, electric }))
      expect([light, middle, heavy].sort()).toEqual([light, middle, heavy])
      expect(new Set([light, middle, heavy]).size).toBe(3)
    }
    expect(taxOf({ class: 'industrial', size: 9_000, electric: false })).toBeGreaterThan(0)
  })
})

describe('a late tax', () => {
  it.each([
    [0, undefined, undefined],
    [1, 'late', undefined],
    [60, 'late', undefined],
    [61, 'coercive-collection', 'coercive-collection'],
  ])('of %i days is barred at a kiosk with %s and at a counter with %s', (daysLate, kiosk, counter) => {
    expect([lateBar(daysLate, 'kiosk'), lateBar(daysLate, 'counter')]).toEqual([kiosk, counter])
  })

  it('is tax, default interest, three per cent and a fine of twice the tax, or thrice if it was used', () => {
    const parts = (daysLate: number, wasUsed: boolean) =>
      Object.fromEntries(
        lateComposition(85_000, { daysLate, wasUsed }).map(({ part, amountAvos }) => [part, amountAvos]),
      )
    expect(parts(60, false)).toEqual({ tax: 85_000, 'default-interest': 510, surcharge: 2_550, fine: 170_000 })
    expect(parts(60, true)).toEqual({ tax: 85_000, 'default-interest': 510, surcharge: 2_550, fine: 255_000 })
    expect(parts(1, false)['default-interest']).toBe(9)
  })
})
