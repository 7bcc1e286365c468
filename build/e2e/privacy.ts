import { VEHICLES, OTHER_FINES } from '../../electron/sandbox/agencies/register.ts'
import { ENTITIES } from '../../electron/sandbox/identity/entity-plans.ts'
import { RESIDENTS } from '../../electron/sandbox/phones/residents.ts'

/** How codes begin: no part of a code may be in a log. */
const CODES = ['ME1:', 'MEX1:', 'MEB1:', 'MER1:', 'MEP1:', 'MEU1:', 'MES1:', '000201', 'hQVDUFYwMW']

/** The sandbox residents' and entities' data, plates and bills, which no log may hold. */
const PERSONAL = [
  ...ENTITIES.flatMap(({ number, nameChinese, nameForeign, logins }) => [
    number,
    nameChinese,
    nameForeign,
    ...logins.map(({ euid }) => euid),
  ]),
  ...RESIDENTS.flatMap(({ idNumber, nameChinese, nameForeign, birthDate, slips, papers }) => [
    idNumber,
    `${idNumber.slice(0, 7)}(${idNumber.slice(7)})`,
    nameChinese,
    nameForeign,
    birthDate,
    papers?.number ?? '',
    ...slips.map(({ billNumber }) => billNumber),
  ]),
  ...VEHICLES.flatMap(({ plate, chassis, notice, fines }) => [
    plate,
    plate.replaceAll('-', ''),
    chassis,
    notice,
    ...fines.map(({ number }) => number),
  ]),
  ...OTHER_FINES.map(({ number }) => number),
]

/** A wallet's payment code in digits, and training's mobile numbers. */
const NUMBERS = [/\b9900[12]\d{13}\b/, /\b6200\d{4}\b/]

/** The fields of a log line whose digits may look like such a number by chance. */
const OF_A_LINE = /"(?:time|pid|ms)":\d+(?=[,}])|"incident":"[0-9a-f]{8}"/g

/** Lists the sandbox residents' data and the codes that a log holds; it must hold none. */
export function personalDataIn(log: string): string[] {
  const text = log.replaceAll(OF_A_LINE, '')
  return [
    ...[...PERSONAL, ...CODES].filter((words) => words !== '' && text.includes(words)),
    ...NUMBERS.flatMap((number) => number.exec(text) ?? []),
  ]
}
