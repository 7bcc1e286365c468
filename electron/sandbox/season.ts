import type { Temporal } from 'temporal-polyfill'

/** The season moves with today, so that training works on any day of the year. */
const BEGAN_DAYS_AGO = 60
const ENDS_IN_DAYS = 30
const SATURDAY = 6
const DAYS_A_WEEK = 7

/** A last day that is no working day moves to the next one. FICTITIOUS: training knows weekends and no public holidays. */
export function lastWorkingDay(day: Temporal.PlainDate): Temporal.PlainDate {
  return day.dayOfWeek < SATURDAY ? day : day.add({ days: DAYS_A_WEEK + 1 - day.dayOfWeek })
}

/** The season of vehicle tax as the training has it on this day: it has begun and isn't over. */
export function seasonAt(today: Temporal.PlainDate): { year: number; from: Temporal.PlainDate; until: Temporal.PlainDate } {
  return { year: today.year, from: today.subtract({ days: BEGAN_DAYS_AGO }), until: lastWorkingDay(today.add({ days: ENDS_IN_DAYS })) }
}
