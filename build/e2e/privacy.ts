import { RESIDENTS } from '../../electron/sandbox/residents.ts'

/** What a code begins with: nothing of a code may be in a log. */
const CODES = ['ME1:', 'MEX1:', 'MEB1:', '000201', 'hQVDUFYwMW']

/** The sandbox residents' data, and codes, that stand in a text such as a log; none may. */
export function personalDataIn(text: string): string[] {
  const personal = RESIDENTS.flatMap(({ idNumber, nameChinese, nameForeign, birthDate }) => [idNumber, `${idNumber.slice(0, 7)}(${idNumber.slice(7)})`, nameChinese, nameForeign, birthDate])
  return [...personal, ...CODES].filter((words) => words !== '' && text.includes(words))
}
