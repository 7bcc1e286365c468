import { createHash } from 'node:crypto'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { defined } from '../../common/defined.ts'
import type { Clock } from '../../../hardware/ports.ts'
import { MACAO_ZONE, macaoTime } from '../../common/macao.ts'
import { agency, type GatewayBill, type GatewayVehicle, type Place } from '../../gateway/money-contract.ts'
import { seasonOrder } from '../serving/books-contract.ts'
import type { Books } from './books.ts'
import { PHOTOGRAPH } from './photograph.ts'
import { OTHER_FINES, RESIDENT_SLIPS, VEHICLES, type FinePlan, type VehiclePlan } from './register.ts'
import { seasonAt, type SeasonPlan } from './season.ts'
import { lateBar, lateComposition, taxOf } from './tax-table.ts'

const REF_LENGTH = 24
const SEASON = 'season'

const ref = (from: string, number: string, generation: number) =>
  createHash('sha256')
    .update(`${from} ${number} ${String(generation)}`)
    .digest('base64url')
    .slice(0, REF_LENGTH)

const markRow = z.object({ avos: z.int().nullable(), paid: z.int() })
const txnRow = z.object({ txn: z.string() })
const mintedRow = z.object({
  ref: z.string(),
  kind: z.enum(['slip', 'fine']),
  number: z.string(),
  avos: z.int(),
  pay_by: z.string(),
})

/** The agencies' bills as they are owed now, seen from a kiosk or a counter. */
export function openBillDesk({ books, clock }: { books: Books; clock: Clock }) {
  const markOf = books.row(markRow, 'SELECT avos, paid FROM marks WHERE ref = ?')
  const paidBy = books.row(txnRow, "SELECT txn FROM items WHERE ref = ? AND state = 'acknowledged'")
  const heldBy = books.row(
    txnRow,
    `SELECT reserved.txn FROM reserved JOIN reservations USING (txn)
    WHERE ref = ? AND done = 0 AND released = 0 AND until > ? ORDER BY until DESC LIMIT 1`,
  )
  const mintedByRef = books.row(mintedRow, 'SELECT * FROM minted WHERE ref = ?')
  const mintedByNumber = books.row(mintedRow, 'SELECT * FROM minted WHERE number = ?')
  const keepMark = books.change('INSERT OR REPLACE INTO marks VALUES (?, ?, ?)')
  const mint = books.change('INSERT INTO minted VALUES (?, ?, ?, ?, ?)')

  const today = () => macaoTime(clock.now()).toPlainDate()
  const season = () =>
    seasonAt(
      today(),
      seasonOrder
        .nullable()
        .catch(null)
        .parse(JSON.parse(books.setting(SEASON) ?? 'null')) ?? undefined,
    )

  /** Applies the books to a bill: paid, reserved, changed amount, overdue. */
  function asOfNow(bill: GatewayBill): GatewayBill {
    const mark = markOf(bill.ref)
    const payer = paidBy(bill.ref)?.txn
    const holder = heldBy(bill.ref, clock.now())?.txn
    const changed = mark?.avos === null || mark === undefined ? {} : { amountAvos: mark.avos }
    if (payer !== undefined || mark?.paid === 1)
      return { ...bill, ...changed, bar: 'paid', ...defined({ paidBy: payer }) }
    if (holder !== undefined) return { ...bill, ...changed, bar: 'payment-pending', heldBy: holder }
    const overdue =
      bill.bar === undefined &&
      bill.payBy !== undefined &&
      bill.composition === undefined &&
      bill.payBy < today().toString()
    return { ...bill, ...changed, ...(overdue ? { bar: 'overdue' as const } : {}) }
  }

  function fineOf(plan: FinePlan, vehicle?: VehiclePlan): GatewayBill {
    const day = today()
    return asOfNow({
      ref: ref(plan.agency, plan.number, books.generation()),
      agency: plan.agency,
      kind: 'fine',
      amountAvos: plan.amountAvos,
      number: plan.number,
      purpose: plan.purpose,
      offence: plan.offence,
      place: plan.place,
      at: day.subtract({ days: plan.daysAgo }).toZonedDateTime({ timeZone: MACAO_ZONE, plainTime: '09:30' })
        .epochMilliseconds,
      payBy: day.add({ days: plan.payInDays }).toString(),
      requires: [],
      ...(plan.photographed ? { photograph: PHOTOGRAPH } : {}),
      // A clamped vehicle and its fines are settled in person.
      ...(vehicle?.status === 'clamped' ? { bar: 'clamped' as const } : {}),
      ...defined({ vehicle: vehicle && { plate: vehicle.plate, class: vehicle.class } }),
    })
  }

  function taxBillOf(plan: VehiclePlan, place: Place, fines: readonly GatewayBill[]): GatewayBill | undefined {
    const { status } = plan
    const amountAvos = taxOf(plan)
    if (amountAvos === 0) return undefined
    const day = today()
    const { year, from, until } = season()
    const isOfLast = plan.daysLate > 0
    // A season's tax isn't owed before its first day.
    if (!isOfLast && Temporal.PlainDate.compare(day, from) < 0) return undefined
    const daysLate = isOfLast ? plan.daysLate : Math.max(0, until.until(day).days)
    const bar = status === 'ordinary' ? lateBar(daysLate, place) : status
    const composition =
      daysLate > 0 && bar === undefined ? lateComposition(amountAvos, { ...plan, daysLate }) : undefined
    return asOfNow({
      ref: ref('DSAT', plan.notice, books.generation()),
      agency: 'DSAT',
      kind: 'tax',
      number: plan.notice,
      vehicle: { plate: plan.plate, class: plan.class },
      season: isOfLast ? year - 1 : year,
      amountAvos: composition?.reduce((sum, line) => sum + line.amountAvos, 0) ?? amountAvos,
      payBy: (isOfLast ? day.subtract({ days: daysLate }) : until).toString(),
      requires: fines.filter((fine) => fine.bar !== 'paid').map((fine) => fine.ref),
      ...defined({ composition, bar }),
    })
  }

  function vehicleOf(plan: VehiclePlan, place: Place): GatewayVehicle {
    const fines = plan.fines.map((fine) => fineOf(fine, plan))
    const tax = taxBillOf(plan, place, fines)
    const describe = plan.electric ? 'electric' : plan.class === 'heavy' || plan.class === 'industrial' ? 'kg' : 'cc'
    const size = plan.size.toLocaleString('en-US')
    return {
      plate: plan.plate,
      class: plan.class,
      electric: plan.electric,
      tax: taxOf(plan) === 0 ? 'nothing-due' : tax?.bar === 'paid' ? 'paid' : 'due',
      description:
        describe === 'electric' ? (plan.size > 0 ? `electric, ${size} kg` : 'electric') : `${size} ${describe}`,
      ...(plan.inspectInDays === null ? {} : { inspectionBy: today().add({ days: plan.inspectInDays }).toString() }),
      bills: [...fines, ...(tax ? [tax] : [])],
    }
  }

  function slipOf(plan: (typeof RESIDENT_SLIPS)[number]): GatewayBill {
    return asOfNow({
      ref: ref(plan.agency, plan.billNumber, books.generation()),
      agency: plan.agency,
      kind: plan.slipKind,
      amountAvos: plan.amountAvos,
      number: plan.billNumber,
      purpose: plan.purpose,
      payBy: today().add({ days: plan.payInDays }).toString(),
      requires: [],
    })
  }

  function mintedBill({ ref: handle, kind, number, avos, pay_by }: z.infer<typeof mintedRow>): GatewayBill {
    return asOfNow({
      ref: handle,
      agency: kind === 'fine' ? 'PSP' : 'MP',
      kind,
      amountAvos: avos,
      number,
      purpose: 'TRAINING',
      payBy: pay_by,
      requires: [],
      ...(kind === 'fine' ? { offence: 'infraction' as const } : {}),
    })
  }

  /** The training's bills by their handles, for the current generation. */
  let latest:
    | {
        generation: number
        byRef: ReadonlyMap<string, (place: Place) => GatewayBill | undefined>
        vehicleByRef: ReadonlyMap<string, VehiclePlan>
      }
    | undefined
  function plans() {
    const generation = books.generation()
    if (latest?.generation === generation) return latest
    const byRef = new Map<string, (place: Place) => GatewayBill | undefined>()
    const vehicleByRef = new Map<string, VehiclePlan>()
    for (const plan of VEHICLES) {
      for (const fine of plan.fines) {
        const handle = ref(fine.agency, fine.number, generation)
        byRef.set(handle, () => fineOf(fine, plan))
        vehicleByRef.set(handle, plan)
      }
      const handle = ref('DSAT', plan.notice, generation)
      byRef.set(handle, (place) =>
        taxBillOf(
          plan,
          place,
          plan.fines.map((fine) => fineOf(fine, plan)),
        ),
      )
      vehicleByRef.set(handle, plan)
    }
    for (const fine of OTHER_FINES) byRef.set(ref(fine.agency, fine.number, generation), () => fineOf(fine))
    for (const slip of RESIDENT_SLIPS) byRef.set(ref(slip.agency, slip.billNumber, generation), () => slipOf(slip))
    latest = { generation, byRef, vehicleByRef }
    return latest
  }

  return {
    today,
    vehicle: vehicleOf,
    season() {
      const { year, from, until } = season()
      return { year, from: from.toString(), until: until.toString() }
    },
    /** Moves the season to a plan's days; null opens it as usual. Answers whether that changed anything. */
    moveSeason(plan: SeasonPlan | null): boolean {
      const [before, now] = [books.setting(SEASON) ?? 'null', JSON.stringify(plan)]
      if (before !== now) books.keepSetting(SEASON, now)
      return before !== now
    },
    /** A bill as it is now; undefined where it isn't owed, or the handle is of a generation before a reset. */
    bill(handle: string, place: Place): GatewayBill | undefined {
      const minted = mintedByRef(handle)
      return minted ? mintedBill(minted) : plans().byRef.get(handle)?.(place)
    },
    /** The vehicle to which a bill belongs. */
    vehicleOfBill: (handle: string): VehiclePlan | undefined => plans().vehicleByRef.get(handle),
    /** Finds a notice by its number: for a tax the vehicle with all that it owes, else the fine or slip alone. */
    notice(number: string, place: Place): { vehicles: GatewayVehicle[]; bills: GatewayBill[] } | undefined {
      const vehicle = VEHICLES.find((plan) => plan.notice === number)
      if (vehicle) return { vehicles: [vehicleOf(vehicle, place)], bills: [] }
      const owner = VEHICLES.find((plan) => plan.fines.some((fine) => fine.number === number))
      const fine = [...(owner?.fines ?? []), ...OTHER_FINES].find((plan) => plan.number === number)
      if (fine) return { vehicles: [], bills: [fineOf(fine, owner)] }
      const minted = mintedByNumber(number)
      if (minted?.kind === 'fine') return { vehicles: [], bills: [mintedBill(minted)] }
      const slip = RESIDENT_SLIPS.find((plan) => plan.billNumber === number && plan.slipKind !== 'slip')
      return slip && { vehicles: [], bills: [slipOf(slip)] }
    },
    /** Finds a slip of the prosecutor or the courts; undefined where there is none, or it isn't of agency `from`. */
    slip(from: GatewayBill['agency'] | undefined, number: string): GatewayBill | undefined {
      const minted = mintedByNumber(number)
      const slip = RESIDENT_SLIPS.find((plan) => plan.billNumber === number && plan.slipKind === 'slip')
      const bill = minted?.kind === 'slip' ? mintedBill(minted) : slip && slipOf(slip)
      return bill && (from === undefined || bill.agency === from) ? bill : undefined
    },
    /**
     * Changes a bill by its printed number: another amount in avos, or paid elsewhere. False where no bill has the
     * number.
     */
    mark(
      number: string,
      { amountAvos, paidElsewhere = false }: { amountAvos?: number | undefined; paidElsewhere?: boolean | undefined },
    ): boolean {
      const minted = mintedByNumber(number)
      const handle =
        minted?.ref ??
        agency.options.map((each) => ref(each, number, books.generation())).find((each) => plans().byRef.has(each))
      if (handle === undefined) return false
      keepMark(handle, amountAvos ?? null, paidElsewhere ? 1 : 0)
      return true
    },
    /** All bills of a resident, owed and paid, as a kiosk would find them: by vehicle, then those without one. */
    billsOf: (resident: string): GatewayBill[] => [
      ...VEHICLES.filter(({ owner }) => owner === resident).flatMap((vehicle) => vehicleOf(vehicle, 'kiosk').bills),
      ...OTHER_FINES.filter(({ owner }) => owner === resident).map((fine) => fineOf(fine)),
      ...RESIDENT_SLIPS.filter(({ owner }) => owner === resident).map(slipOf),
    ],
    /** Makes a new bill that can be paid until the end of tomorrow; the amount is in avos. */
    mint(number: string, kind: 'slip' | 'fine', amountAvos: number): GatewayBill {
      const handle = ref('minted', number, 0)
      mint(handle, kind, number, amountAvos, today().add({ days: 1 }).toString())
      return mintedBill({ ref: handle, kind, number, avos: amountAvos, pay_by: today().add({ days: 1 }).toString() })
    },
  }
}
export type BillDesk = ReturnType<typeof openBillDesk>
