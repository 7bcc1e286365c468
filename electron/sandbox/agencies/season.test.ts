import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { lastWorkingDay, seasonAt } from './season.ts'

const day = (text: string) => Temporal.PlainDate.from(text)

describe("the training's season", () => {
  it('is under way on each day of the year, and never ends on a weekend', () => {
    for (let today = day('2026-01-01'); today.year < 2028; today = today.add({ days: 1 })) {
      const { year, from, until } = seasonAt(today)
      expect(year).toBe(today.year)
      expect(Temporal.PlainDate.compare(from, today)).toBe(-1)
      expect(Temporal.PlainDate.compare(today, until)).toBe(-1)
      expect(until.dayOfWeek).toBeLessThan(6)
    }
  })

  it('begins and ends as set', () => {
    expect(seasonAt(day('2026-03-01'), { fromInDays: 9, untilInDays: 30 }).from.toString()).toBe('2026-03-10')
    expect(seasonAt(day('2026-03-01'), { fromInDays: -60, untilInDays: -1 }).until.toString()).toBe('2026-03-02')
  })

  it.each([
    // The last days of March 2018, 2019, 2024 and 2025; where public holidays follow, DSAT's own last day is even
    // later.
    ['2018-03-31', '2018-04-02'],
    ['2019-03-31', '2019-04-01'],
    ['2024-03-31', '2024-04-01'],
    ['2025-03-31', '2025-03-31'],
  ])('moves a last day of %s to %s', (nominal, moved) => {
    expect(lastWorkingDay(day(nominal)).toString()).toBe(moved)
  })
})
