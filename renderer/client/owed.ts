import { defined } from '../../electron/common/defined.ts'
import {
  MOST_VEHICLES,
  type Bar,
  type Bill,
  type BillQuery,
  type Found,
  type Slip,
  type Vehicle,
} from '../../electron/contract/index.ts'

/** What a person came to pay: vehicle tax (with the fines that block it), or fines and slips. */
export type BillCategory = 'tax' | 'slip'

/** A line of the list of bills: a tax, a fine or a slip, or a vehicle that owes nothing now. */
export interface OwedLine {
  /** The bill's id; for a vehicle that owes nothing now its plate and class. */
  key: string
  vehicle?: Vehicle
  /** Missing where a vehicle owes nothing now, at all or until the season. */
  bill?: Bill
  /** The keys of lines that must be paid in the same payment before this one: the fines that block a tax. */
  requires: readonly string[]
  /** Why it can't be paid here: its own bar, or that of a fine that must be paid before it. */
  bar?: Bar
}

/** A line together with the fines that go before it, as a kiosk shows it. */
export interface OwedGroup extends OwedLine {
  fines: readonly Bill[]
  /** The ids of the group's bills, in the order of paying. */
  bills: readonly string[]
  amountAvos: number
}

/** The keys of the selected lines, which are to be paid. */
export type Selection = ReadonlySet<string>

const NOTHING: Selection = new Set()
const vehicleKey = ({ plate, class: kind }: Pick<Vehicle, 'plate' | 'class'>): string => `${plate} ${kind}`
const isTax = ({ bill }: OwedLine): boolean => bill?.kind === 'tax'
const sumOf = (bills: readonly Pick<Bill, 'amountAvos'>[]): number =>
  bills.reduce((sum, { amountAvos }) => sum + amountAvos, 0)
const unique = (lines: readonly OwedLine[]): OwedLine[] => [...new Map(lines.map((line) => [line.key, line])).values()]

/** Lists each found bill once: each vehicle's fines before its tax, then fines and slips without a vehicle. */
export function linesOf({ vehicles, bills }: Pick<Found, 'vehicles' | 'bills'>): OwedLine[] {
  const all = [...vehicles.flatMap((vehicle) => vehicle.bills), ...bills]
  const line = (bill: Bill, vehicle?: Vehicle): OwedLine => {
    const bar =
      bill.bar ??
      all.find(({ id, bar: barred }) => bill.requires.includes(id) && barred !== undefined && barred !== 'paid')?.bar
    return {
      key: bill.id,
      bill,
      requires: bill.requires,
      ...defined({ vehicle, bar }),
    }
  }
  const ofVehicle = (vehicle: Vehicle): OwedLine[] => {
    const lines = vehicle.bills
      .toSorted((one, other) => Number(one.kind === 'tax') - Number(other.kind === 'tax'))
      .map((bill) => line(bill, vehicle))
    if (lines.some(isTax)) return lines
    const bar = vehicle.tax === 'paid' ? { bar: 'paid' as const } : {}
    return [...lines, { key: vehicleKey(vehicle), vehicle, requires: [], ...bar }]
  }
  return unique([...vehicles.flatMap(ofVehicle), ...bills.map((bill) => line(bill))])
}

/** Adds found lines; a line that was there already is updated in its place. */
export function merged(lines: readonly OwedLine[], found: readonly OwedLine[]): OwedLine[] {
  return unique([...lines, ...found])
}

/** Whether a line can be selected. */
export const isPayable = ({ bill, bar }: OwedLine): boolean =>
  bill !== undefined && bar === undefined && bill.amountAvos > 0

/** Whether a vehicle's tax is due and can't be paid yet: its season hasn't come. */
export const isLater = ({ bill, vehicle }: OwedLine): boolean => !bill && vehicle?.tax === 'due'

/** Whether a line's bar sends the vehicle's owner to DSAT (domain.md, "Vehicle tax"). */
export const isForDsat = ({ vehicle, bar }: OwedLine): boolean =>
  vehicle !== undefined && bar !== undefined && bar !== 'paid' && bar !== 'payment-pending'

/** A line's state: selected (`in`) or not (`out`), or why it can't be selected. `free`: nothing is due. */
export function stateOf(
  line: OwedLine,
  selection: Selection,
): 'in' | 'out' | 'paid' | 'pending' | 'barred' | 'later' | 'free' {
  if (isPayable(line)) return selection.has(line.key) ? 'in' : 'out'
  if (line.bar === 'paid') return 'paid'
  if (line.bar === 'payment-pending') return 'pending'
  if (line.bar) return 'barred'
  return isLater(line) ? 'later' : 'free'
}

/** The number of vehicles in these lines. */
export function vehiclesIn(lines: readonly OwedLine[]): number {
  return new Set(lines.flatMap(({ vehicle }) => (vehicle ? [vehicleKey(vehicle)] : []))).size
}

/** The number of vehicles whose tax is in these lines, counted as the station does; a tax without a vehicle counts. */
export function taxedVehiclesIn(lines: readonly OwedLine[]): number {
  return new Set(lines.filter(isTax).map(({ key, bill }) => (bill?.vehicle ? vehicleKey(bill.vehicle) : key))).size
}

/** The selected lines, in their order. */
export const selectedOf = (lines: readonly OwedLine[], selection: Selection): OwedLine[] =>
  lines.filter(({ key }) => selection.has(key))

/**
 * Selects the line `key` and the lines that must be paid before it. Null where it can't be selected, or would be the
 * tax of an eleventh vehicle.
 */
export const select = (lines: readonly OwedLine[], selection: Selection, key: string): Selection | null =>
  selectWithin(lines, selection, key, taxedVehiclesIn)

/**
 * Does the same, and also selects no fine of an eleventh vehicle: a kiosk, which shows groups, says that one payment
 * holds ten vehicles at most.
 */
export const selectGroup = (lines: readonly OwedLine[], selection: Selection, key: string): Selection | null =>
  selectWithin(lines, selection, key, vehiclesIn)

function selectWithin(
  lines: readonly OwedLine[],
  selection: Selection,
  key: string,
  vehiclesOf: (selected: readonly OwedLine[]) => number,
): Selection | null {
  const line = lines.find((one) => one.key === key)
  if (!line || !isPayable(line)) return null
  const before = line.requires.filter((one) => lines.some((other) => other.key === one && isPayable(other)))
  const next = new Set([...selection, ...before, key])
  return vehiclesOf(selectedOf(lines, next)) > MOST_VEHICLES ? null : next
}

/** Selects all of `keys` that can be selected. */
export const selectEach = (lines: readonly OwedLine[], selection: Selection, keys: readonly string[]): Selection =>
  keys.reduce((sofar, key) => select(lines, sofar, key) ?? sofar, selection)

/** Deselects the line `key` and the lines that can't be paid without it. */
export function deselect(lines: readonly OwedLine[], selection: Selection, key: string): Selection {
  const gone = new Set([key, ...lines.filter(({ requires }) => requires.includes(key)).map((line) => line.key)])
  return new Set([...selection].filter((one) => !gone.has(one)))
}

/** Does the same, and deselects the fines before the line too, unless another selected line needs them. */
export function deselectGroup(lines: readonly OwedLine[], selection: Selection, key: string): Selection {
  const left = deselect(lines, selection, key)
  const requires = lines.find((line) => line.key === key)?.requires ?? []
  const needed = new Set(selectedOf(lines, left).flatMap((line) => line.requires))
  return new Set([...left].filter((one) => needed.has(one) || !requires.includes(one)))
}

/** Drops from a selection the keys whose lines can't be paid any more after a new search. */
export function stillSelected(lines: readonly OwedLine[], selection: Selection): Selection {
  const payable = new Set(lines.filter(isPayable).map(({ key }) => key))
  return new Set([...selection].filter((key) => payable.has(key)))
}

/** The ids of the bills to quote, each once, required ones first. */
export function billsOf(selected: readonly OwedLine[]): string[] {
  const keys = new Set(selected.map(({ key }) => key))
  return [
    ...new Set(selected.flatMap(({ key, requires }) => [...requires.filter((required) => keys.has(required)), key])),
  ]
}

/** The total of the lines, in avos. */
export const totalOf = (selected: readonly OwedLine[]): number =>
  sumOf(selected.flatMap(({ bill }) => (bill ? [bill] : [])))

/**
 * The totals, in avos, of selected fines that must be paid before a tax, and of those taxes; null without such fines.
 */
export function finesFirst(selected: readonly OwedLine[]): { fineAvos: number; taxAvos: number } | null {
  const fines = selected.filter(({ key }) => selected.some(({ requires }) => requires.includes(key)))
  const taxes = selected.filter(({ requires }) => fines.some(({ key }) => requires.includes(key)))
  return fines.length === 0 ? null : { fineAvos: totalOf(fines), taxAvos: totalOf(taxes) }
}

/**
 * Groups the lines for a person who came to pay `category`: fines that block a tax are in that tax's group, and taxes
 * are left out where fines and slips are paid.
 */
export function groupsOf(lines: readonly OwedLine[], category: BillCategory): OwedGroup[] {
  const blocking = new Set(category === 'tax' ? lines.flatMap(({ requires }) => requires) : [])
  const isShown = (line: OwedLine): boolean =>
    category === 'slip'
      ? line.bill !== undefined && !(line.vehicle && isTax(line))
      : // For the tax, a vehicle's paid fines don't matter any more.
        !blocking.has(line.key) && !(line.vehicle && line.bill && !isTax(line) && line.bill.bar === 'paid')
  const byVehicle = Map.groupBy(lines.filter(isShown), ({ key, vehicle }) => (vehicle ? vehicleKey(vehicle) : key))
  return [...byVehicle.values()]
    .flatMap((each) => each.toSorted((one, other) => Number(one.bill !== undefined) - Number(other.bill !== undefined)))
    .map((line) => groupOf(lines, line))
}

function groupOf(lines: readonly OwedLine[], line: OwedLine): OwedGroup {
  const fines = line.requires
    .flatMap((required) => lines.find(({ key }) => key === required)?.bill ?? [])
    .filter(({ bar }) => bar !== 'paid')
  const bills = line.bill ? [...fines, line.bill] : []
  return { ...line, fines, bills: bills.map(({ id }) => id), amountAvos: sumOf(bills) }
}

/** The first selection: the taxes, or the fines and slips, that can be paid here, of the first ten groups at most. */
export function preselected(lines: readonly OwedLine[], category: BillCategory): Selection {
  const able = groupsOf(lines, category).filter((group) => isPayable(group) && (category === 'slip' || isTax(group)))
  return selectEach(
    lines,
    NOTHING,
    able.slice(0, MOST_VEHICLES).map(({ key }) => key),
  )
}

/** The query for the bill of a scanned slip or notice. */
export const slipQuery = ({ agency, slipKind, billNumber }: Slip): BillQuery => ({
  by: 'code',
  agency,
  kind: slipKind,
  number: billNumber,
})

/** The category that a person with this slip came to pay. */
export const categoryOf = ({ agency, slipKind }: Slip): BillCategory =>
  slipKind === 'tax' && agency === 'DSAT' ? 'tax' : 'slip'
