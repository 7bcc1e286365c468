import type { Season, Vehicle } from '../../electron/contract/index.ts'
import { calendarDate, language, t } from '../i18n/index.ts'

/** Says by when a vehicle must next be inspected; undefined where that isn't known. */
export const inspectionWords = (vehicle: Vehicle | undefined): string | undefined =>
  vehicle?.inspectionBy === undefined
    ? undefined
    : t('vehicle.inspection', { date: calendarDate(vehicle.inspectionBy, language.value) })

/** Says when a tax can be paid whose season hasn't come; undefined where the season's dates aren't known. */
export const seasonWords = (season: Season | null | undefined): string | undefined =>
  season
    ? t('vehicle.season', {
        from: calendarDate(season.from, language.value),
        until: calendarDate(season.until, language.value),
      })
    : undefined
