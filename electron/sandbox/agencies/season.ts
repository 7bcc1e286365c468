import type { Temporal } from 'temporal-polyfill'

/** First and last day in days from today, so that training works on any day of the year. */
export interface SeasonPlan {
  fromInDays: number
  untilInDays: number
}

const OPEN: SeasonPlan = { fromInDays: -60, untilInDays: 30 }
const SATURDAY = 6
const DAYS_A_WEEK = 7

/**
 * A last day that is no working day moves to the next one. FICTITIOUS: training knows weekends and no public holidays.
 */
export function lastWorkingDay(day: Temporal.PlainDate): Temporal.PlainDate {
  return day.dayOfWeek < SATURDAY ? day : day.add({ days: DAYS_A_WEEK + 1 - day.dayOfWeek })
}

/**
 * The season of vehicle tax as the training has it on this day: it has begun and isn't over, unless a plan says
 * otherwise.
 */
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
