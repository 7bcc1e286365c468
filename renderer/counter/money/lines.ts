import type { Bar, Bill, Found, Vehicle } from '../../../electron/contract/index.ts'
import { MOST_VEHICLES } from '../../client/owed.ts'

/** One line of what was found: a tax, a fine or a slip, or a vehicle that owes nothing. */
export interface Line {
  key: string
  vehicle?: Vehicle
  bill?: Bill
  /** Lines that go into the same payment, before this one: the fines that block a tax. */
  before: readonly string[]
  /** Why it can't be taken here: its own bar, or that of a fine which has to be paid before it. */
  bar?: Bar
}

const vehicleKey = ({ plate, class: kind }: Pick<Vehicle, 'plate' | 'class'>): string => `${plate} ${kind}`

/** The lines of what was found: each vehicle's fines before its tax, then fines and slips of no vehicle. */
export function linesOf({ vehicles, bills }: Found): Line[] {
  const all = [...vehicles.flatMap((vehicle) => vehicle.bills), ...bills]
  const line = (bill: Bill, vehicle?: Vehicle): Line => {
    const bar =
      bill.bar ??
      all.find(({ id, bar: barred }) => bill.requires.includes(id) && barred !== undefined && barred !== 'paid')?.bar
    return {
      key: bill.id,
      bill,
      before: bill.requires,
      ...(vehicle ? { vehicle } : {}),
      ...(bar === undefined ? {} : { bar }),
    }
  }
  const ofVehicle = (vehicle: Vehicle): Line[] => {
    const lines = vehicle.bills
      .toSorted((one, other) => Number(one.kind === 'tax') - Number(other.kind === 'tax'))
      .map((bill) => line(bill, vehicle))
    if (lines.some(({ bill }) => bill?.kind === 'tax')) return lines
    return [
      ...lines,
      { key: vehicleKey(vehicle), vehicle, before: [], ...(vehicle.tax === 'paid' ? { bar: 'paid' as const } : {}) },
    ]
  }
  return [...vehicles.flatMap(ofVehicle), ...bills.map((bill) => line(bill))]
}

/** Whether a line can be taken into the payment. */
export const isPayable = ({ bill, bar }: Line): boolean =>
  bill !== undefined && bar === undefined && bill.amountAvos > 0

/** Lines that were found, with those that were found again in the place where they stood. */
export function merged(lines: readonly Line[], found: readonly Line[]): Line[] {
  const again = new Map(found.map((line) => [line.key, line]))
  const known = new Set(lines.map(({ key }) => key))
  return [...lines.map((line) => again.get(line.key) ?? line), ...found.filter(({ key }) => !known.has(key))]
}

/** How many vehicles' taxes are among the taken lines. */
export function vehiclesAmong(lines: readonly Line[], taken: ReadonlySet<string>): number {
  return new Set(
    lines.flatMap(({ key, bill }) =>
      taken.has(key) && bill?.kind === 'tax' ? [bill.vehicle ? vehicleKey(bill.vehicle) : key] : [],
    ),
  ).size
}

/**
 * What is taken once `key` is too, with all that has to be paid before it; null where it can't be, or would be an
 * eleventh vehicle.
 */
export function select(lines: readonly Line[], taken: ReadonlySet<string>, key: string): ReadonlySet<string> | null {
  const line = lines.find((one) => one.key === key)
  if (!line || !isPayable(line)) return null
  const before = line.before.filter((one) => lines.some((other) => other.key === one && isPayable(other)))
  const next = new Set([...taken, ...before, key])
  return vehiclesAmong(lines, next) > MOST_VEHICLES ? null : next
}

/** What is taken once `key` isn't any more, nor whatever must not be paid without it. */
export function deselect(lines: readonly Line[], taken: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const gone = new Set([key, ...lines.filter(({ before }) => before.includes(key)).map((line) => line.key)])
  return new Set([...taken].filter((one) => !gone.has(one)))
}
