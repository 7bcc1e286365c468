import { RESIDENTS } from '../../electron/sandbox/phones/residents.ts'

/** The end of a sandbox resident's ID number, as they say it who are easily taken for another. */
export function digitsOfResident(resident: string): string {
  const found = RESIDENTS.find(({ id }) => id === resident)
  if (!found) throw new Error(`There is no resident ${resident}.`)
  return found.idNumber.slice(-4)
}
