import type { Bar, Bill, Found, Vehicle } from '../../electron/contract/index.ts'

/** What somebody came to pay: vehicle tax (with the fines that block it), or fines and slips. */
export type BillCategory = 'tax' | 'slip'

/**
 * A line of what can be chosen: a vehicle's tax with the fines that go before it, a fine or a slip, or a vehicle that
 * owes nothing now.
 */
export interface OwedRow {
  key: string
  vehicle?: Vehicle
  /** What the line is about; none where a vehicle owes nothing now: nothing at all, or nothing outside the season. */
  main?: Bill
  /** Fines that have to be paid before the tax, in the same payment. */
  fines: readonly Bill[]
  /** What choosing the line puts into the payment, in the order of paying. */
  bills: readonly string[]
  amountAvos: number
  /** Why the line can't be chosen here. */
  bar?: Bar
}

/** The most vehicles that one payment holds. */
export const MOST_VEHICLES = 10

/** The lines of what was found, for what somebody came to pay. */
export function rowsOf(found: Found, category: BillCategory): OwedRow[] {
  const all = [...found.vehicles.flatMap(({ bills }) => bills), ...found.bills]
  const line = (main: Bill, vehicle: Vehicle | undefined): OwedRow => {
    const fines = main.requires.flatMap((id) => all.filter((bill) => bill.id === id))
    const bar = main.bar ?? fines.find((fine) => fine.bar !== undefined)?.bar
    return {
      key: main.id,
      main,
      fines,
      bills: [...fines.map(({ id }) => id), main.id],
      amountAvos: [...fines, main].reduce((sum, bill) => sum + bill.amountAvos, 0),
      ...(vehicle ? { vehicle } : {}),
      ...(bar === undefined ? {} : { bar }),
    }
  }
  if (category === 'slip')
    return [
      ...found.vehicles.flatMap((vehicle) =>
        vehicle.bills.filter(({ kind }) => kind !== 'tax').map((bill) => line(bill, vehicle)),
      ),
      ...found.bills.map((bill) => line(bill, undefined)),
    ]
  const blocking = new Set(all.flatMap(({ requires }) => requires))
  const rows = found.vehicles.flatMap((vehicle): OwedRow[] => {
    // Whoever pays tax has no more to do with a fine that is paid.
    const lines = vehicle.bills
      .filter(({ id, kind, bar }) => !blocking.has(id) && (kind === 'tax' || bar !== 'paid'))
      .map((bill) => line(bill, vehicle))
    return lines.some(({ main }) => main?.kind === 'tax')
      ? lines
      : [
          {
            key: `${vehicle.plate} ${vehicle.class}`,
            vehicle,
            fines: [],
            bills: [],
            amountAvos: 0,
            ...(vehicle.tax === 'paid' ? { bar: 'paid' as const } : {}),
          },
          ...lines,
        ]
  })
  return [...rows, ...found.bills.filter(({ id }) => !blocking.has(id)).map((bill) => line(bill, undefined))]
}

/** Whether a line can be chosen. */
export const isPayable = (row: OwedRow): boolean => row.bar === undefined && row.bills.length > 0

/** Whether a vehicle's tax is due and can't be paid yet: its season hasn't come. */
export const isLater = ({ main, vehicle }: OwedRow): boolean => !main && vehicle?.tax === 'due'

/**
 * What is chosen before anybody touches anything: all taxes, or all fines and slips, that can be paid here; no more
 * than ten vehicles.
 */
export function preselected(rows: readonly OwedRow[], category: BillCategory): string[] {
  const able = rows.filter((row) => isPayable(row) && (category === 'slip' || row.main?.kind === 'tax'))
  return able.slice(0, MOST_VEHICLES).map(({ key }) => key)
}

/** How many vehicles the chosen lines hold. */
export function vehiclesIn(rows: readonly OwedRow[]): number {
  return new Set(rows.flatMap(({ vehicle }) => (vehicle ? [`${vehicle.plate} ${vehicle.class}`] : []))).size
}
