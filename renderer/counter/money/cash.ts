import { MAX_AVOS } from '../../../electron/contract/index.ts'
import { isAmountBegun, readPatacas } from '../typed.ts'

/** Change above this, in avos, has to be confirmed: MOP 1,000.00, the value of the largest banknote. */
const MUCH_CHANGE = 100_000
/** Change of at least this many times the total has to be confirmed too: `550` typed for 5.50 is such an error. */
const MANY_TIMES = 10

/** The cash that was handed over, compared with the total; all amounts in avos. */
type Handed =
  | { is: 'nothing' | 'begun' | 'no-amount' | 'too-much' }
  | { is: 'short'; givenAvos: number; missingAvos: number }
  | { is: 'enough'; givenAvos: number; changeAvos: number; isMuch: boolean }

/**
 * Compares the cash handed over, typed in patacas, with the total in avos. `begun`: not an amount yet, but the start of
 * one; `too-much`: above the largest amount that can be booked (`MAX_AVOS`); `isMuch`: the change has to be confirmed.
 */
export function compareCash(typed: string, totalAvos: number): Handed {
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
