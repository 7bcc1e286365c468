import { Temporal } from 'temporal-polyfill'

/** Macao's time zone by its name in the IANA database: UTC+8 all year. */
export const MACAO_ZONE = 'Asia/Macau'

/** Date and time in Macao at an instant (milliseconds since 1970). */
export function macaoTime(at: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(MACAO_ZONE)
}

/** The calendar day in Macao at an instant (milliseconds since 1970), YYYY-MM-DD. */
export function macaoDay(at: number): string {
  return macaoTime(at).toPlainDate().toString()
}

/** The time of day in Macao at an instant (milliseconds since 1970), HH:MM. */
export function macaoClock(at: number): string {
  return macaoTime(at).toPlainTime().toString({ smallestUnit: 'minute' })
}
