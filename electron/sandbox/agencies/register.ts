import type { GatewayBill, GatewayVehicle } from '../../gateway/money-contract.ts'
import { RESIDENTS, type SlipPlan } from '../phones/residents.ts'

/** `ordinary`, or why a vehicle's tax can only be paid at DSAT, whatever the day. */
type VehicleStatus =
  | 'ordinary'
  | Extract<
      NonNullable<GatewayBill['bar']>,
      'newly-acquired' | 'inactive' | 'clamped' | 'offence-records' | 'transfer-under-way'
    >

/** A fine of the training, whose dates count from today. The amount is in avos. */
export interface FinePlan {
  number: string
  agency: 'PSP' | 'IAM'
  amountAvos: number
  offence: 'infraction' | 'contravention'
  purpose: string
  place: string
  daysAgo: number
  payInDays: number
  photographed?: boolean
}

/**
 * A fictitious vehicle. `size` is in cubic centimetres, or in kilograms for heavy vehicles and machines; 0 for light
 * electric ones.
 */
export interface VehiclePlan {
  plate: string
  class: GatewayVehicle['class']
  /** A resident's id. */
  owner: string
  chassis: string
  size: number
  electric: boolean
  status: VehicleStatus
  /** How many days ago the last day to pay its tax in time was; 0 where that is still to come. */
  daysLate: number
  /** Whether it was used while its tax was late. */
  wasUsed: boolean
  /** In how many days its inspection is due; null where none is. */
  inspectInDays: number | null
  /** The number of its tax's notice. */
  notice: string
  fines: readonly FinePlan[]
}

const car = {
  class: 'light',
  size: 1_498,
  electric: false,
  status: 'ordinary',
  daysLate: 0,
  wasUsed: false,
  inspectInDays: 200,
  fines: [],
} as const

let notices = 2026000500
const vehicle = (plate: string, owner: string, rest: Partial<VehiclePlan> = {}): VehiclePlan => ({
  ...car,
  plate,
  owner,
  chassis: `TRAINING00000K${plate.replaceAll('-', '').slice(-3)}`,
  notice: String(notices++),
  ...rest,
})

const parking = { agency: 'PSP', offence: 'infraction', purpose: 'PARKING', daysAgo: 12, payInDays: 15 } as const

/** The fleet's ten plates, and an eleventh to try one too many. */
const FLEET_SIZES = [1_498, 1_498, 1_998, 1_498, 2_494, 1_498, 1_998, 1_498, 1_332, 3_456, 1_498]
const fleet = FLEET_SIZES.map((size, index) =>
  vehicle(`MT-00-${String(index + 10)}`, 'fleet', {
    size,
    inspectInDays: 30 + index * 25,
    ...(index < 10 ? { notice: `20260001${String(index).padStart(2, '0')}` } : {}),
  }),
)

/** The vehicle register. Every plate is from a series that is reserved for training. */
export const VEHICLES: readonly VehiclePlan[] = [
  vehicle('MT-00-01', 'two-cars', { notice: '2026000001' }),
  vehicle('MT-00-02', 'two-cars', {
    size: 1_332,
    inspectInDays: 45,
    fines: [
      { ...parking, number: '2026000002', amountAvos: 30_000, place: 'AVENIDA DE TREINO, 1', photographed: true },
    ],
  }),
  vehicle('MT-00-03', 'late-tax', { daysLate: 20, notice: '2026000003' }),
  vehicle('MT-00-04', 'late-tax', { daysLate: 75 }),
  vehicle('MT-00-05', 'four-cars', { size: 0, electric: true }),
  vehicle('MT-00-06', 'four-cars', { size: 1_998, status: 'newly-acquired', inspectInDays: null }),
  vehicle('MT-00-07', 'four-cars', { status: 'inactive', inspectInDays: null }),
  vehicle('MT-00-08', 'four-cars', {
    status: 'clamped',
    fines: [{ ...parking, number: '2026000311', amountAvos: 150_000, place: 'RUA DE TREINO, 8', daysAgo: 2 }],
  }),
  ...fleet,
  vehicle('MT-00-21', 'mother', { size: 1_998, inspectInDays: 90 }),
  vehicle('MT-00-21', 'mother', { class: 'motorcycle', size: 124, chassis: 'TRAINING00000M021', inspectInDays: null }),
  vehicle('MT-00-22', 'guardian', { status: 'offence-records' }),
  vehicle('MT-00-23', 'guardian', { status: 'transfer-under-way' }),
  vehicle('MT-00-24', 'administrator-one', { class: 'heavy', size: 12_000, electric: true, inspectInDays: 60 }),
  vehicle('MT-00-25', 'administrator-one', { class: 'industrial', size: 9_000, inspectInDays: null }),
  vehicle('CM-99001', 'rare-name', { class: 'moped', size: 49, inspectInDays: null }),
  vehicle('MT-00-26', 'elderly', { inspectInDays: 20 }),
  vehicle('MT-00-27', 'expired-card', {
    size: 2_494,
    fines: [
      { ...parking, number: '2026000312', amountAvos: 30_000, place: 'PRAÇA DE TREINO' },
      {
        ...parking,
        number: '2026000313',
        amountAvos: 90_000,
        offence: 'contravention',
        purpose: 'SPEEDING',
        place: 'PONTE DE TREINO',
        daysAgo: 30,
        photographed: true,
      },
    ],
  }),
  vehicle('MT-00-28', 'administrator-two', { daysLate: 45, wasUsed: true, inspectInDays: 120 }),
  vehicle('MT-00-29', 'administrator-three', { class: 'motorcycle', size: 0, electric: true, inspectInDays: 300 }),
]

/**
 * Fines without a registered vehicle: of people on foot, of bicycles, of foreign plates. `owner` is a resident's id.
 */
export const OTHER_FINES: readonly (FinePlan & { owner: string })[] = [
  {
    ...parking,
    owner: 'blue-card',
    number: '2026000321',
    amountAvos: 30_000,
    purpose: 'PEDESTRIAN',
    place: 'RUA DE TREINO, 2',
  },
  {
    ...parking,
    owner: 'blue-card',
    number: '2026000322',
    amountAvos: 50_000,
    purpose: 'FOREIGN PLATE',
    place: 'FRONTEIRA DE TREINO',
    offence: 'contravention',
  },
]

/** Slips and notices without a vehicle. */
export const RESIDENT_SLIPS: readonly (SlipPlan & { owner: string })[] = RESIDENTS.flatMap(({ id, slips }) =>
  slips.map((slip) => ({ ...slip, owner: id })),
)

/** A plate for comparison, without dashes, blanks and case. */
export const plateKey = (plate: string) => plate.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')

/** The proofs for a vehicle: the last four characters of the owner's ID number, and of the chassis number. */
export function proofsOf({ owner, chassis }: VehiclePlan): readonly string[] {
  const idNumber = RESIDENTS.find(({ id }) => id === owner)?.idNumber ?? ''
  return [idNumber.slice(-4), chassis.slice(-4)]
}
