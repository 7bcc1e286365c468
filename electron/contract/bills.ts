import { z } from 'zod'
import { instant, outcome, procedure } from './procedure.ts'
import { billNumber, slip } from './scan.ts'

/** An amount in avos (1 MOP = 100 avos): an integer, never a float. At most ten million patacas. */
export const MAX_AVOS = 1_000_000_000
export const avos = z.int().min(0).max(MAX_AVOS)

/** A date of the calendar in Asia/Macau. */
export const calendarDate = z.iso.date()

/** The classes of the vehicle register. Cars and motorcycles share the shape of their plates. */
export const VEHICLE_CLASSES = ['moped', 'motorcycle', 'light', 'heavy', 'industrial'] as const
export const vehicleClass = z.enum(VEHICLE_CLASSES)
export type VehicleClass = z.infer<typeof vehicleClass>

/** Why a bill can't be paid here. All but the last three send the owner of a vehicle to DSAT (domain.md). */
export const BARS = [
  'offence-records',
  'inactive',
  'transfer-under-way',
  'newly-acquired',
  'clamped',
  'late',
  'coercive-collection',
  'overdue',
  'paid',
  'payment-pending',
] as const
export const bar = z.enum(BARS)
export type Bar = z.infer<typeof bar>

/** A line of a late tax, as the gateway quotes it (Law 16/96/M). */
export const compositionLine = z.object({
  part: z.enum(['tax', 'default-interest', 'surcharge', 'fine']),
  amountAvos: avos,
})
export type CompositionLine = z.infer<typeof compositionLine>

/**
 * Something that can be paid: a vehicle's tax of one season, a fine, a slip. Its amount is the agency's, never ours.
 */
export const bill = z.object({
  /** The gateway's handle. A page can use only what it was shown in this session. */
  id: z.string().min(1).max(64),
  agency: slip.shape.agency,
  kind: slip.shape.slipKind,
  amountAvos: avos,
  /** The number printed on the notice or slip. */
  number: z.string().max(64).optional(),
  vehicle: z.object({ plate: z.string(), class: vehicleClass }).optional(),
  /** Of a tax: the season's year. */
  season: z.int().optional(),
  purpose: z.string().max(200).optional(),
  /** Of a fine: administrative infractions and contraventions are different things. */
  offence: z.enum(['infraction', 'contravention']).optional(),
  place: z.string().max(200).optional(),
  at: instant.optional(),
  /** A photograph of the offence: JPEG, base64. */
  photograph: z.base64().max(200_000).optional(),
  /** Payable to the last second of this day in Asia/Macau, by the gateway's clock. */
  payBy: calendarDate.optional(),
  composition: z.array(compositionLine).max(8).optional(),
  /** Absent where the bill can be paid here and now. */
  bar: bar.optional(),
  /** Bills that must be paid before this one, in the same payment: an unpaid fine blocks the tax of its vehicle. */
  requires: z.array(z.string()).max(20),
})
export type Bill = z.infer<typeof bill>

export const vehicle = z.object({
  plate: z.string(),
  class: vehicleClass,
  /** As the register describes it, such as `1,498 cc`. */
  description: z.string().max(100).optional(),
  electric: z.boolean(),
  /** The next inspection, or none. */
  inspectionBy: calendarDate.optional(),
  /** `nothing-due`: an electric light car, motorcycle or moped. */
  tax: z.enum(['due', 'nothing-due', 'paid']),
  /** The open tax, if any, and the unpaid fines. */
  bills: z.array(bill).max(40),
})
export type Vehicle = z.infer<typeof vehicle>

/** The season in which vehicle tax is paid: dates are data. */
export const season = z.object({ year: z.int(), from: calendarDate, until: calendarDate })
export type Season = z.infer<typeof season>

/** The most vehicles whose tax one payment holds (domain.md, "Vehicle tax"). */
export const MOST_VEHICLES = 10

/** What a plate may look like as typed: dashes may be missing, case doesn't matter. */
export const typedPlate = z
  .string()
  .trim()
  .min(3)
  .max(12)
  .regex(/^[A-Za-z0-9-]+$/)
/** The last four characters of the owner's ID number, or of the chassis number. */
export const proof = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9]{4}$/)
const typedNumber = z.string().trim().pipe(billNumber)

export const billQuery = z.discriminatedUnion('by', [
  z.object({ by: z.literal('plate'), plate: typedPlate, class: vehicleClass.optional(), proof }),
  /** All that the person whose eID was read in this session has to pay for their vehicles. */
  z.object({ by: z.literal('eid') }),
  /** A fine's notice number: pedestrians, bicycles, foreign plates. */
  z.object({ by: z.literal('notice'), number: typedNumber }),
  /** A slip of prosecutor or courts, typed. */
  z.object({ by: z.literal('slip'), agency: slip.shape.agency.optional(), number: typedNumber }),
  /** A slip or notice whose code was scanned; only these facts of it count, the amount is the gateway's. */
  z.object({ by: z.literal('code'), agency: slip.shape.agency, kind: slip.shape.slipKind, number: billNumber }),
])
export type BillQuery = z.infer<typeof billQuery>

/** Payments that one search names. */
export const MOST_PAYMENTS = 20

/** What was found. `classes`: the plate fits these two; ask which, and search again. */
export const found = z.object({
  classes: z.array(vehicleClass).optional(),
  vehicles: z.array(vehicle).max(100),
  /** Fines and slips of no vehicle. */
  bills: z.array(bill).max(40),
  season: season.optional(),
  /** Payments of these bills that this station began, the newest of them: they can be shown again. */
  payments: z.array(z.uuid()).max(MOST_PAYMENTS),
})
export type Found = z.infer<typeof found>

export const bills = {
  /**
   * Finds what is to be paid. What is found stays with the session and is all that it can pay.
   * `proof-wrong` says how long to wait; after the third wrong proof of a plate `proof-locked` shows the way to a
   * counter.
   */
  find: procedure({
    faces: ['kiosk', 'counter'],
    roles: ['resident', 'clerk', 'supervisor'],
    refusals: [
      'vehicle-unknown',
      'proof-wrong',
      'proof-locked',
      'bill-unknown',
      'unknown-agency',
      'person-gone',
      'too-soon',
      'gateway-unreachable',
      'gateway-refused',
    ],
  })
    .input(billQuery)
    .output(outcome({ found })),
}
