import { VEHICLES, LOOSE_FINES } from '../../electron/sandbox/agencies/register.ts'
import { RESIDENTS } from '../../electron/sandbox/phones/residents.ts'

/** What a code begins with: nothing of a code may be in a log. */
const CODES = ['ME1:', 'MEX1:', 'MEB1:', 'MER1:', 'MEP1:', '000201', 'hQVDUFYwMW']

/** What is said of people, of their vehicles and of what they owe, and is nobody's to log. */
const PERSONAL = [
  ...RESIDENTS.flatMap(({ idNumber, nameChinese, nameForeign, birthDate, slips }) => [
    idNumber,
    `${idNumber.slice(0, 7)}(${idNumber.slice(7)})`,
    nameChinese,
    nameForeign,
    birthDate,
    ...slips.map(({ billNumber }) => billNumber),
  ]),
  ...VEHICLES.flatMap(({ plate, chassis, notice, fines }) => [
    plate,
    plate.replaceAll('-', ''),
    chassis,
    notice,
    ...fines.map(({ number }) => number),
  ]),
  ...LOOSE_FINES.map(({ number }) => number),
]

/** A wallet's digits, and a mobile number of the training's. */
const NUMBERS = [/\b9900[12]\d{13}\b/, /\b6200\d{4}\b/]

/** What a line of a log says of itself: its digits come by chance. */
const OF_A_LINE = /"(?:time|pid|ms)":\d+(?=[,}])|"incident":"[0-9a-f]{8}"/g

/** The sandbox residents' data, and codes, that stand in a text such as a log; none may. */
export function personalDataIn(log: string): string[] {
  const text = log.replaceAll(OF_A_LINE, '')
  return [
    ...[...PERSONAL, ...CODES].filter((words) => words !== '' && text.includes(words)),
    ...NUMBERS.flatMap((number) => number.exec(text) ?? []),
  ]
}
