import { MAX_AVOS } from '../../../electron/contract/index.ts'
import { isAmountBegun, readPatacas } from '../typed.ts'

/** More change than this, in avos, is asked about before it is given: MOP 1,000.00, the largest banknote there is. */
const MUCH_CHANGE = 100_000
/** And so is change of this many times the total: who hands over 5.50 for 5.00 doesn't get 545.00 back. */
const MANY_TIMES = 10

/** What the cash that was handed over comes to, all amounts in avos. */
type Handed =
  | { is: 'nothing' | 'begun' | 'no-amount' | 'too-much' }
  | { is: 'short'; givenAvos: number; missingAvos: number }
  | { is: 'enough'; givenAvos: number; changeAvos: number; isMuch: boolean }

/**
 * What was handed over, as typed in patacas, against the total in avos. `begun`: none yet; `too-much`: beyond any
 * amount that can be booked (`MAX_AVOS`); `isMuch`: the change has to be asked about.
 */
export function handedOver(typed: string, totalAvos: number): Handed {
  if (typed.trim() === '') return { is: 'nothing' }
  const givenAvos = readPatacas(typed)
  if (givenAvos === undefined) return { is: isAmountBegun(typed) ? 'begun' : 'no-amount' }
  if (givenAvos > MAX_AVOS) return { is: 'too-much' }
  if (givenAvos < totalAvos) return { is: 'short', givenAvos, missingAvos: totalAvos - givenAvos }
  const changeAvos = givenAvos - totalAvos
  return {
    is: 'enough',
    givenAvos,
    changeAvos,
    isMuch: changeAvos > MUCH_CHANGE || (changeAvos > 0 && changeAvos >= MANY_TIMES * totalAvos),
  }
}
