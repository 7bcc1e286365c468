import { defined } from '../../common/defined.ts'
import {
  MOST_VEHICLES,
  refuse,
  type Bill,
  type BillQuery,
  type Outcome,
  type QuoteItem,
  type RefusalCode,
  type Vehicle,
} from '../../contract/index.ts'
import type { GatewayBill, GatewayVehicle } from '../../gateway/money-contract.ts'
import type { Gateway } from '../../gateway/port.ts'

type Search = Parameters<Gateway['money']['findBills']>[0]['by']

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

/** Translates a page's search for the gateway; undefined where it searches by eID and no eID was read. */
export function searchOf(
  query: BillQuery,
  eid: { bindingId: Uint8Array; cti: Uint8Array } | undefined,
): Search | undefined {
  switch (query.by) {
    case 'plate':
      return {
        kind: 'plate',
        plate: query.plate.toUpperCase(),
        proof: query.proof.toUpperCase(),
        ...defined({ class: query.class }),
      }
    case 'eid':
      return eid && { kind: 'eid', bindingId: base64(eid.bindingId), cti: base64(eid.cti) }
    case 'notice':
      return { kind: 'notice', number: query.number }
    case 'slip':
      return { kind: 'slip', number: query.number, ...defined({ agency: query.agency }) }
    case 'code':
      return query.kind === 'slip'
        ? { kind: 'slip', agency: query.agency, number: query.number }
        : { kind: 'notice', number: query.number }
  }
}

/** A bill as pages see it: who holds or paid it stays in the station. */
export function describeBill(found: GatewayBill): Bill {
  const {
    ref,
    agency,
    kind,
    amountAvos,
    number,
    vehicle,
    season,
    purpose,
    offence,
    place,
    at,
    photograph,
    payBy,
    composition,
    bar,
    requires,
  } = found
  return {
    id: ref,
    agency,
    kind,
    amountAvos,
    number,
    vehicle,
    season,
    purpose,
    offence,
    place,
    photograph,
    payBy,
    composition,
    bar,
    requires,
    ...defined({ at: at === undefined ? undefined : new Date(at).toISOString() }),
  }
}

/** A vehicle with its bills as pages see them. */
export function describeVehicle({ bills, ...rest }: GatewayVehicle): Vehicle {
  return { ...rest, bills: bills.map(describeBill) }
}

/** One item of a quote; the amount is in avos. */
export function quoteItemOf({ bill, amountAvos }: { bill: GatewayBill; amountAvos: number }): QuoteItem {
  const { ref, agency, kind, number, vehicle, season, composition } = bill
  return { bill: ref, agency, kind, amountAvos, number, vehicle, season, composition }
}

const REFUSAL_OF_BAR: Readonly<Partial<Record<NonNullable<GatewayBill['bar']>, RefusalCode>>> = {
  paid: 'bill-paid',
  'payment-pending': 'bill-pending',
  overdue: 'bill-overdue',
}

/**
 * Adds the bills that must be paid before these, each once, the required ones first. Refuses with `bill-unknown` (this
 * session hasn't found the bill), `bill-paid`, `bill-pending`, `bill-overdue`, `bill-barred`, `too-many-vehicles` and
 * `nothing-to-pay`.
 */
export function withRequired(
  ids: readonly string[],
  found: ReadonlyMap<string, GatewayBill>,
): Outcome<{ bills: GatewayBill[] }> {
  const chosen = new Map<string, GatewayBill>()

  /**
   * Adds a bill and those it requires. Bills that require each other in a circle can't be paid; `path` holds the bills
   * that led here.
   */
  function choose(id: string, path: readonly string[]): Outcome {
    if (chosen.has(id)) return { ok: true }
    const bill = found.get(id)
    if (!bill || path.includes(id)) return refuse('bill-unknown')
    if (bill.bar !== undefined) return refuse(REFUSAL_OF_BAR[bill.bar] ?? 'bill-barred', { bar: bill.bar })
    for (const required of bill.requires) {
      const outcome = choose(required, [...path, id])
      if (!outcome.ok) return outcome
    }
    chosen.set(id, bill)
    return { ok: true }
  }

  for (const id of ids) {
    const outcome = choose(id, [])
    if (!outcome.ok) return outcome
  }
  const bills = [...chosen.values()]
  const vehicles = new Set(
    bills
      .filter(({ kind }) => kind === 'tax')
      .map(({ vehicle, ref }) => (vehicle ? `${vehicle.class} ${vehicle.plate}` : ref)),
  )
  if (vehicles.size > MOST_VEHICLES) return refuse('too-many-vehicles', { most: MOST_VEHICLES })
  return bills.every(({ amountAvos }) => amountAvos === 0) ? refuse('nothing-to-pay') : { ok: true, bills }
}
