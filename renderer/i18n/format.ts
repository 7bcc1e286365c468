import { MACAO_ZONE } from '../../electron/common/macao.ts'
import { LOCALES, type Language } from './languages.ts'

/** An amount in avos (1 MOP = 100 avos) as `850.00`; the currency stands beside it in its own, smaller type. */
export function amount(avos: number): string {
  return new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(avos / 100)
}

/** An amount in avos as it is written within a sentence: `MOP 850.00`. */
export function money(avos: number): string {
  return `MOP ${amount(avos)}`
}

/** The time of day in Macao, `14:36`. */
export function clockTime(at: number): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: MACAO_ZONE,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at)
}

/** The time of day in Macao with seconds, `14:36:04`. */
export function exactTime(at: number): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: MACAO_ZONE,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(at)
}

/** Portuguese as Macao writes it has its months with a capital: 25 de Março. */
function written(format: Intl.DateTimeFormatOptions, at: number, language: Language): string {
  const parts = new Intl.DateTimeFormat(LOCALES[language], format).formatToParts(at)
  return parts
    .map(({ type, value }) =>
      language === 'pt' && type === 'month' ? value.charAt(0).toUpperCase() + value.slice(1) : value,
    )
    .join('')
}

/** The day in Macao with its weekday, as the language writes it. */
export function today(at: number, language: Language): string {
  return written({ timeZone: MACAO_ZONE, weekday: 'long', day: 'numeric', month: 'long' }, at, language)
}

/** A calendar date (`YYYY-MM-DD`) as the language writes it; anything else, a masked date among them, stays as it is. */
export function calendarDate(date: string, language: Language): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  if (!parts) return date
  const at = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]))
  return written({ timeZone: 'UTC', year: 'numeric', month: 'long', day: 'numeric' }, at, language)
}

/** An instant as day and time in Macao, as the language writes it. */
export function dayAndTime(at: number, language: Language): string {
  return `${written({ timeZone: MACAO_ZONE, day: 'numeric', month: 'long' }, at, language)} ${clockTime(at)}`
}

/** How many whole minutes lie between two instants, never less than none. */
export function minutesBetween(earlier: number, later: number): number {
  return Math.max(0, Math.floor((later - earlier) / 60_000))
}

/**
 * How long before `later` the instant `earlier` was, as the language writes it: in whole minutes up to an hour, one at
 * least, then in whole hours.
 */
export function ago(earlier: number, later: number, language: Language): string {
  const minutes = Math.max(1, minutesBetween(earlier, later))
  const words = new Intl.RelativeTimeFormat(LOCALES[language], { numeric: 'always' })
  return minutes < 60 ? words.format(-minutes, 'minute') : words.format(-Math.floor(minutes / 60), 'hour')
}

/** A resident ID number as documents print it, `1234567(8)`; a masked or unknown form stays as it is. */
export function idNumber(digits: string): string {
  return /^\d{8}$/.test(digits) ? `${digits.slice(0, 7)}(${digits.slice(7)})` : digits
}

/** The last four digits of a resident ID number as documents print its end, `456(7)`; anything else stays as it is. */
export function idNumberEnd(digits: string): string {
  return /^\d{4}$/.test(digits) ? `${digits.slice(0, 3)}(${digits.slice(3)})` : digits
}

/** The day in Macao in figures, `2026-11-21`. */
export function isoDay(at: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: MACAO_ZONE }).format(at)
}
