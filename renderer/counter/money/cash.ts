import { MAX_AVOS } from '../../../electron/contract/index.ts'
import { readPatacas } from '../typed.ts'

/** More change than this, in avos, is asked about before it is given: MOP 1,000.00, the largest banknote there is. */
export const MUCH_CHANGE = 100_000

/** What the cash that was handed over comes to, all amounts in avos. */
type Handed =
  | { is: 'nothing' | 'no-amount' | 'too-much' }
  | { is: 'short'; missingAvos: number }
  | { is: 'enough'; givenAvos: number; changeAvos: number }

/** What was handed over, as typed in patacas, against the total in avos. `too-much`: beyond any amount that can be booked (`MAX_AVOS`). */
export function handedOver(typed: string, totalAvos: number): Handed {
  if (typed.trim() === '') return { is: 'nothing' }
  const givenAvos = readPatacas(typed)
  if (givenAvos === undefined) return { is: 'no-amount' }
  if (givenAvos > MAX_AVOS) return { is: 'too-much' }
  return givenAvos < totalAvos ? { is: 'short', missingAvos: totalAvos - givenAvos } : { is: 'enough', givenAvos, changeAvos: givenAvos - totalAvos }
}
