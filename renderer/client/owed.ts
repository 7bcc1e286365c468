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

/** What somebody came to pay: vehicle tax (with the fines that block it), or fines and slips. */
export type BillCategory = 'tax' | 'slip'

/** One line of what is owed: a tax, a fine or a slip, or a vehicle that owes nothing now. */
export interface OwedLine {
  /** The bill's id; of a vehicle that owes nothing now its plate and class. */
  key: string
  vehicle?: Vehicle
  /** None where a vehicle owes nothing now: nothing at all, or nothing outside the season. */
  bill?: Bill
  /** Keys of what goes into the same payment, before this line: the fines that block a tax. */
  requires: readonly string[]
  /** Why it can't be paid here: its own bar, or that of a fine which has to be paid before it. */
  bar?: Bar
}

/** A line together with the fines that go before it, as a kiosk shows it. */
export interface OwedGroup extends OwedLine {
  fines: readonly Bill[]
  /** What the group puts into the payment, in the order of paying. */
  bills: readonly string[]
  amountAvos: number
}

/** The keys of the lines that go into the payment. */
export type Selection = ReadonlySet<string>

const NOTHING: Selection = new Set()
const vehicleKey = ({ plate, class: kind }: Pick<Vehicle, 'plate' | 'class'>): string => `${plate} ${kind}`
const isTax = ({ bill }: OwedLine): boolean => bill?.kind === 'tax'
const sumOf = (bills: readonly Pick<Bill, 'amountAvos'>[]): number =>
  bills.reduce((sum, { amountAvos }) => sum + amountAvos, 0)
const unique = (lines: readonly OwedLine[]): OwedLine[] => [...new Map(lines.map((line) => [line.key, line])).values()]

/** The lines of what was found, each bill once: each vehicle's fines before its tax, then fines and slips of no vehicle. */
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

/** Lines that were found, with those that were found again in the place where they stood. */
export function merged(lines: readonly OwedLine[], found: readonly OwedLine[]): OwedLine[] {
  return unique([...lines, ...found])
}

/** Whether a line can be selected. */
export const isPayable = ({ bill, bar }: OwedLine): boolean =>
  bill !== undefined && bar === undefined && bill.amountAvos > 0

/** Whether a vehicle's tax is due and can't be paid yet: its season hasn't come. */
export const isLater = ({ bill, vehicle }: OwedLine): boolean => !bill && vehicle?.tax === 'due'

/** Whether its bar sends the owner of a vehicle to DSAT (domain.md, "Vehicle tax"). */
export const isForDsat = ({ vehicle, bar }: OwedLine): boolean =>
  vehicle !== undefined && bar !== undefined && bar !== 'paid' && bar !== 'payment-pending'

/** How a line stands: in the payment or out of it, or why it can't be selected. `free`: nothing is due. */
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

/** How many vehicles these lines show. */
export function vehiclesIn(lines: readonly OwedLine[]): number {
  return new Set(lines.flatMap(({ vehicle }) => (vehicle ? [vehicleKey(vehicle)] : []))).size
}

/** How many vehicles' taxes are among these lines, as the station counts them; a tax of no vehicle counts as one. */
export function taxedVehiclesIn(lines: readonly OwedLine[]): number {
  return new Set(lines.filter(isTax).map(({ key, bill }) => (bill?.vehicle ? vehicleKey(bill.vehicle) : key))).size
}

/** The selected lines, in their order. */
export const selectedOf = (lines: readonly OwedLine[], selection: Selection): OwedLine[] =>
  lines.filter(({ key }) => selection.has(key))

/**
 * What is selected once `key` is too, with all that has to be paid before it; null where it can't be, or would be an
 * eleventh vehicle.
 */
export function select(lines: readonly OwedLine[], selection: Selection, key: string): Selection | null {
  const line = lines.find((one) => one.key === key)
  if (!line || !isPayable(line)) return null
  const before = line.requires.filter((one) => lines.some((other) => other.key === one && isPayable(other)))
  const next = new Set([...selection, ...before, key])
  return taxedVehiclesIn(selectedOf(lines, next)) > MOST_VEHICLES ? null : next
}

/** What is selected once all of `keys` are too, but those that can't be. */
export const selectEach = (lines: readonly OwedLine[], selection: Selection, keys: readonly string[]): Selection =>
  keys.reduce((sofar, key) => select(lines, sofar, key) ?? sofar, selection)

/** What is selected once `key` isn't any more, nor whatever must not be paid without it. */
export function deselect(lines: readonly OwedLine[], selection: Selection, key: string): Selection {
  const gone = new Set([key, ...lines.filter(({ requires }) => requires.includes(key)).map((line) => line.key)])
  return new Set([...selection].filter((one) => !gone.has(one)))
}

/** The same, without the fines that go before it either, but for those that another selected line needs. */
export function deselectGroup(lines: readonly OwedLine[], selection: Selection, key: string): Selection {
  const left = deselect(lines, selection, key)
  const requires = lines.find((line) => line.key === key)?.requires ?? []
  const needed = new Set(selectedOf(lines, left).flatMap((line) => line.requires))
  return new Set([...left].filter((one) => needed.has(one) || !requires.includes(one)))
}

/** What is still selected where lines were found again: what was barred meanwhile isn't. */
export function stillSelected(lines: readonly OwedLine[], selection: Selection): Selection {
  const payable = new Set(lines.filter(isPayable).map(({ key }) => key))
  return new Set([...selection].filter((key) => payable.has(key)))
}

/** The bills to quote, those that go before others first, each once. */
export function billsOf(selected: readonly OwedLine[]): string[] {
  const keys = new Set(selected.map(({ key }) => key))
  return [
    ...new Set(selected.flatMap(({ key, requires }) => [...requires.filter((required) => keys.has(required)), key])),
  ]
}

/** What the selected lines come to, in avos. */
export const totalOf = (selected: readonly OwedLine[]): number =>
  sumOf(selected.flatMap(({ bill }) => (bill ? [bill] : [])))

/** Where fines are selected that have to be paid before a tax: what they and those taxes come to, in avos. */
export function finesFirst(selected: readonly OwedLine[]): { fineAvos: number; taxAvos: number } | null {
  const fines = selected.filter(({ key }) => selected.some(({ requires }) => requires.includes(key)))
  const taxes = selected.filter(({ requires }) => fines.some(({ key }) => requires.includes(key)))
  return fines.length === 0 ? null : { fineAvos: totalOf(fines), taxAvos: totalOf(taxes) }
}

/**
 * The lines as somebody sees them who came to pay `category`: fines that block a tax are in the group of that tax, and
 * taxes are left out where fines and slips are paid.
 */
export function groupsOf(lines: readonly OwedLine[], category: BillCategory): OwedGroup[] {
  const blocking = new Set(category === 'tax' ? lines.flatMap(({ requires }) => requires) : [])
  const isShown = (line: OwedLine): boolean =>
    category === 'slip'
      ? line.bill !== undefined && !(line.vehicle && isTax(line))
      : // Whoever pays tax has no more to do with a vehicle's fine that is paid.
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

/**
 * What is selected before anybody touches anything: all taxes, or all fines and slips, that can be paid here; of no more
 * than ten groups.
 */
export function preselected(lines: readonly OwedLine[], category: BillCategory): Selection {
  const able = groupsOf(lines, category).filter((group) => isPayable(group) && (category === 'slip' || isTax(group)))
  return selectEach(
    lines,
    NOTHING,
    able.slice(0, MOST_VEHICLES).map(({ key }) => key),
  )
}

/** How the bill of a slip or notice whose code was scanned is searched for. */
export const slipQuery = ({ agency, slipKind, billNumber }: Slip): BillQuery => ({
  by: 'code',
  agency,
  kind: slipKind,
  number: billNumber,
})

/** What whoever brings this slip came to pay. */
export const categoryOf = ({ agency, slipKind }: Slip): BillCategory =>
  slipKind === 'tax' && agency === 'DSAT' ? 'tax' : 'slip'
