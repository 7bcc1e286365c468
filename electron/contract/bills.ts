import { z } from 'zod'
import { instant, outcome, procedure } from './procedure.ts'
import { billNumber, slip } from './scan.ts'

/** The highest amount, in avos (1 MOP = 100 avos): ten million patacas. Amounts are integers, never floats. */
export const MAX_AVOS = 1_000_000_000
/** An amount in avos: an integer from 0 to `MAX_AVOS`. */
export const avos = z.int().min(0).max(MAX_AVOS)

/** A date of the calendar in Asia/Macau. */
export const calendarDate = z.iso.date()

/**
 * The classes of the vehicle register. Plates of cars and of motorcycles look alike, so a plate alone may fit two
 * classes.
 */
export const VEHICLE_CLASSES = ['moped', 'motorcycle', 'light', 'heavy', 'industrial'] as const
/** One of `VEHICLE_CLASSES`, as the register has a vehicle's class (domain.md, "Vehicle tax"). */
export const vehicleClass = z.enum(VEHICLE_CLASSES)
export type VehicleClass = z.infer<typeof vehicleClass>

/** Why a bill can't be paid here (domain.md). With all but the last three the vehicle's owner has to go to DSAT. */
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
/** One of `BARS`, as the agency gives it with a bill. */
export const bar = z.enum(BARS)
export type Bar = z.infer<typeof bar>

/** One part of a late tax, as the gateway quotes it (Law 16/96/M). */
export const compositionLine = z.object({
  part: z.enum(['tax', 'default-interest', 'surcharge', 'fine']),
  amountAvos: avos,
})
export type CompositionLine = z.infer<typeof compositionLine>

/** Something that can be paid: a vehicle's tax of one season, a fine, a slip. The agency decides its amount. */
export const bill = z.object({
  /** The gateway's id of the bill. A page can use only ids of bills that were found in its session. */
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
  /**
   * Of a fine: which kind of offence, since administrative infractions and contraventions are dealt with differently.
   */
  offence: z.enum(['infraction', 'contravention']).optional(),
  place: z.string().max(200).optional(),
  at: instant.optional(),
  /** A photograph of the offence: JPEG, base64. */
  photograph: z.base64().max(200_000).optional(),
  /** The last day on which it can be paid, to its last second in Asia/Macau by the gateway's clock. */
  payBy: calendarDate.optional(),
  composition: z.array(compositionLine).max(8).optional(),
  /** Why it can't be paid here; absent where it can. */
  bar: bar.optional(),
  /** Bills that must be paid before this one, in the same payment: an unpaid fine blocks the tax of its vehicle. */
  requires: z.array(z.string()).max(20),
})
export type Bill = z.infer<typeof bill>

/** A vehicle with what is to be paid for it. */
export const vehicle = z.object({
  plate: z.string(),
  class: vehicleClass,
  /** As the register describes it, such as `1,498 cc`. */
  description: z.string().max(100).optional(),
  electric: z.boolean(),
  /** The day by which it is next inspected; absent where there is none. */
  inspectionBy: calendarDate.optional(),
  /** `nothing-due`: an electric light car, motorcycle or moped. */
  tax: z.enum(['due', 'nothing-due', 'paid']),
  /** The open tax, if any, and the unpaid fines. */
  bills: z.array(bill).max(40),
})
export type Vehicle = z.infer<typeof vehicle>

/** The season in which vehicle tax is paid (Law 19/2021, art. 7(1)); the gateway tells its dates. */
export const season = z.object({ year: z.int(), from: calendarDate, until: calendarDate })
export type Season = z.infer<typeof season>

/** The most vehicles whose tax one payment holds (domain.md, "Vehicle tax"). */
export const MOST_VEHICLES = 10

/** A plate as it is typed: dashes may be missing, and case doesn't matter. */
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

/** A search for what is to be paid. */
export const billQuery = z.discriminatedUnion('by', [
  z.object({ by: z.literal('plate'), plate: typedPlate, class: vehicleClass.optional(), proof }),
  /** All vehicles of the person whose eID was read in this session. */
  z.object({ by: z.literal('eid') }),
  /** A fine by its notice number, also for pedestrians, bicycles and foreign plates. */
  z.object({ by: z.literal('notice'), number: typedNumber }),
  /** A slip of the prosecutor or a court, whose number was typed. */
  z.object({ by: z.literal('slip'), agency: slip.shape.agency.optional(), number: typedNumber }),
  /** A slip or notice whose code was scanned. Only these facts of the code are used; the amount is the gateway's. */
  z.object({ by: z.literal('code'), agency: slip.shape.agency, kind: slip.shape.slipKind, number: billNumber }),
])
export type BillQuery = z.infer<typeof billQuery>

/** The most payments that one search answers. */
export const MOST_PAYMENTS = 20

/**
 * What was found. `classes`: vehicles of these classes share the plate; the page asks which it is and searches again.
 */
export const found = z.object({
  classes: z.array(vehicleClass).optional(),
  vehicles: z.array(vehicle).max(100),
  /** Fines and slips that belong to no vehicle. */
  bills: z.array(bill).max(40),
  season: season.optional(),
  /**
   * Payments of these bills that this station began, the newest `MOST_PAYMENTS` of them; `payments.show` answers them.
   */
  payments: z.array(z.uuid()).max(MOST_PAYMENTS),
})
export type Found = z.infer<typeof found>

/** The procedures that find bills. */
export const bills = {
  /**
   * Finds what is to be paid. The session keeps what was found and can pay nothing else. `proof-wrong` says how long to
   * wait; after three wrong proofs of a plate the refusal is `proof-locked`, whose next step is a counter.
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
