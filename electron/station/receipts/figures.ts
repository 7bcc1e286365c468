import { macaoTime } from '../../common/macao.ts'

const PATACAS = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** An amount in avos (1 MOP = 100 avos) as `MOP 850.00`. */
export function money(avos: number): string {
  return `MOP ${PATACAS.format(avos / 100)}`
}

/** An instant (milliseconds since 1970) as day and time in Macao, `2026-03-02 14:05:09`, the same in every language. */
export function dayAndTime(at: number): string {
  const { year, month, day, hour, minute, second } = macaoTime(at)
  const two = (figure: number) => String(figure).padStart(2, '0')
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`
}
