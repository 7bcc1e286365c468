import type { GatewayBill, Place } from '../../gateway/money-contract.ts'
import type { VehiclePlan } from './register.ts'

/**
 * FICTITIOUS amounts in avos, for training, in place of the official table. One is real: a light car up to 1,500 cc
 * pays MOP 850.00. `upTo` is in cubic centimetres, or in kilograms for heavy vehicles and machines.
 */
const TABLE: Readonly<Record<VehiclePlan['class'], readonly { upTo: number; avos: number }[]>> = {
  moped: [{ upTo: Infinity, avos: 10_000 }],
  motorcycle: [
    { upTo: 250, avos: 20_000 },
    { upTo: Infinity, avos: 60_000 },
  ],
  light: [
    { upTo: 1_500, avos: 85_000 },
    { upTo: 2_000, avos: 120_000 },
    { upTo: 3_000, avos: 240_000 },
    { upTo: Infinity, avos: 480_000 },
  ],
  heavy: [
    { upTo: 8_000, avos: 150_000 },
    { upTo: 16_000, avos: 260_000 },
    { upTo: Infinity, avos: 400_000 },
  ],
  industrial: [{ upTo: Infinity, avos: 70_000 }],
}

/**
 * The tax of one season, in avos. Electric light cars, motorcycles and mopeds owe none; heavy electric vehicles pay by
 * weight.
 */
export function taxOf(vehicle: Pick<VehiclePlan, 'class' | 'size' | 'electric'>): number {
  if (vehicle.electric && vehicle.class !== 'heavy' && vehicle.class !== 'industrial') return 0
  return TABLE[vehicle.class].find(({ upTo }) => vehicle.size <= upTo)?.avos ?? 0
}

/** For how many days after the season a counter still takes a late tax; later DSF collects it. */
const PAYABLE_LATE_DAYS = 60

/**
 * Why a tax that is this many days late can't be paid here; undefined where it can. A kiosk takes no late tax, a
 * counter for sixty days.
 */
export function lateBar(daysLate: number, place: Place): 'late' | 'coercive-collection' | undefined {
  if (daysLate > PAYABLE_LATE_DAYS) return 'coercive-collection'
  return daysLate > 0 && place === 'kiosk' ? 'late' : undefined
}

/** FICTITIOUS default interest: a tenth of a per mille a day. */
const INTEREST_PER_DAY = 0.0001
const SURCHARGE = 0.03
const FINE_TIMES = 2
const FINE_TIMES_IN_USE = 3

/**
 * The parts of a tax that is up to sixty days late (Law 16/96/M), in avos: the tax, default interest, three per cent of
 * the debt, and a fine of twice the tax, or three times where the vehicle was used meanwhile.
 */
export function lateComposition(
  taxAvos: number,
  { daysLate, wasUsed }: Pick<VehiclePlan, 'daysLate' | 'wasUsed'>,
): NonNullable<GatewayBill['composition']> {
  return [
    { part: 'tax', amountAvos: taxAvos },
    { part: 'default-interest', amountAvos: Math.round(taxAvos * INTEREST_PER_DAY * daysLate) },
    { part: 'surcharge', amountAvos: Math.round(taxAvos * SURCHARGE) },
    { part: 'fine', amountAvos: taxAvos * (wasUsed ? FINE_TIMES_IN_USE : FINE_TIMES) },
  ]
}
