import type { Temporal } from 'temporal-polyfill'

/** The season's first and last day, in days from today, so that training works on any day of the year. */
export interface SeasonPlan {
  fromInDays: number
  untilInDays: number
}

const OPEN: SeasonPlan = { fromInDays: -60, untilInDays: 30 }
const SATURDAY = 6
const DAYS_A_WEEK = 7

/**
 * Moves a last day that isn't a working day to the next one. FICTITIOUS: training knows weekends but no public
 * holidays.
 */
export function lastWorkingDay(day: Temporal.PlainDate): Temporal.PlainDate {
  return day.dayOfWeek < SATURDAY ? day : day.add({ days: DAYS_A_WEEK + 1 - day.dayOfWeek })
}

/** The season of vehicle tax on this day: open, unless a plan says otherwise. */
export function seasonAt(
  today: Temporal.PlainDate,
  { fromInDays, untilInDays } = OPEN,
): { year: number; from: Temporal.PlainDate; until: Temporal.PlainDate } {
  return {
    year: today.year,
    from: today.add({ days: fromInDays }),
    until: lastWorkingDay(today.add({ days: untilInDays })),
  }
}
