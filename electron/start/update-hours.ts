import { macaoClock } from '../common/macao.ts'
import { z } from 'zod'

const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of day, such as 02:00')

/**
 * The hours of Macao's day in which the program may be ended to put an update in place: `HH:MM`, across midnight where
 * `until` is before `from`.
 */
export const updateHours = z
  .strictObject({ from: time, until: time })
  .refine(({ from, until }) => from !== until, { path: ['until'], error: 'another time than from' })
export type UpdateHours = z.infer<typeof updateHours>

/** The hours where the settings name none: when Macao's services and their offices are closed. */
export const DEFAULT_UPDATE_HOURS: UpdateHours = { from: '02:00', until: '05:00' }

/** Whether `at` (milliseconds since 1970) lies in these hours, by Macao's time (Asia/Macau). */
export function isUpdateHour(at: number, { from, until }: UpdateHours = DEFAULT_UPDATE_HOURS): boolean {
  const now = macaoClock(at)
  return from < until ? from <= now && now < until : from <= now || now < until
}
