import { z } from 'zod'
import { procedure } from './procedure.ts'

/**
 * The money side of the gateway: bills, their reservation, the agencies' acknowledgements and the wallets behind the
 * gateway. Amounts are avos (1 MOP = 100 avos), instants milliseconds since 1970, days YYYY-MM-DD in Asia/Macau. A
 * refusal of the agencies is an answer (`ok: false` with a code), not an HTTP error. Every call that changes something
 * carries an idempotency key and may be repeated with the same answer (money.md, "A payment", 2). `names` says whose
 * transactions a call may name.
 */

export const agency = z.enum(['DSAT', 'PSP', 'MP', 'TUI', 'DSF', 'IAM'])
const billKind = z.enum(['tax', 'fine', 'slip'])
const vehicleClass = z.enum(['moped', 'motorcycle', 'light', 'heavy', 'industrial'])
const avos = z.int().min(0).max(1_000_000_000)
const instant = z.int().min(0)
const day = z.iso.date()
const ref = z.string().min(1).max(64)
/** A UUIDv7 of the station. */
const transaction = z.uuid()
/** `<transaction>:<m>`. */
const item = z
  .string()
  .max(48)
  .regex(/^[0-9a-f-]{36}:\d{1,3}$/)
/** `<transaction>/<n>`. */
const attempt = z
  .string()
  .max(48)
  .regex(/^[0-9a-f-]{36}\/\d{1,3}$/)
/** `<transaction>/`, followed by what distinguishes the messages of one transaction. */
const messageKey = z
  .string()
  .max(80)
  .regex(/^[0-9a-f-]{36}\/./)

/**
 * The header in which every money call carries the head of the station's journal, `<seq> <SHA-256 as base64>`. The
 * gateway takes it as it takes a heartbeat's. It is no part of the question, so the same key with another head is the
 * same question. A gateway that has kept the head answers with its number in `JOURNAL_HEAD_HEARD`; one that doesn't
 * know the header leaves that out.
 */
export const JOURNAL_HEAD = 'journal-head'
export const JOURNAL_HEAD_HEARD = 'journal-head-heard'
export const journalHeadText = z.string().regex(/^(?:0|[1-9]\d{0,14}) [A-Za-z0-9+/]{43}=$/)

/** Why a bill can't be paid here. `OPERATION_WORDS` (`openapi-words.ts`) says what each means. */
export const billBar = z.enum([
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
])

const gatewayBill = z.object({
  ref,
  agency,
  kind: billKind,
  amountAvos: avos,
  number: z.string().max(64).optional(),
  vehicle: z.object({ plate: z.string().max(12), class: vehicleClass }).optional(),
  season: z.int().optional(),
  purpose: z.string().max(200).optional(),
  offence: z.enum(['infraction', 'contravention']).optional(),
  place: z.string().max(200).optional(),
  at: instant.optional(),
  /** A JPEG, base64. */
  photograph: z.base64().max(200_000).optional(),
  /** The last day on which it can be paid, to its last second. */
  payBy: day.optional(),
  composition: z
    .array(z.object({ part: z.enum(['tax', 'default-interest', 'surcharge', 'fine']), amountAvos: avos }))
    .max(8)
    .optional(),
  bar: billBar.optional(),
  /** Of `payment-pending`: the transaction that holds it. */
  heldBy: transaction.optional(),
  /** Of `paid`: the transaction that paid it, where a station did. */
  paidBy: transaction.optional(),
  /** Bills that must be paid before this one, in the same transaction. */
  requires: z.array(ref).max(20),
})
export type GatewayBill = z.infer<typeof gatewayBill>

const gatewayVehicle = z.object({
  plate: z.string().max(12),
  class: vehicleClass,
  description: z.string().max(100).optional(),
  electric: z.boolean(),
  inspectionBy: day.optional(),
  tax: z.enum(['due', 'nothing-due', 'paid']),
  bills: z.array(gatewayBill).max(40),
})
export type GatewayVehicle = z.infer<typeof gatewayVehicle>

/** Where the payer stands, since a late tax can be paid at a counter only. */
const place = z.enum(['kiosk', 'counter'])
export type Place = z.infer<typeof place>

/** The agencies' refusals of a search. `openapi-words.ts` says what each means. */
export const findRefusal = z.enum(['vehicle-unknown', 'proof-wrong', 'proof-locked', 'bill-unknown', 'too-soon'])
/** The agencies' refusals of a quote or a reservation. `openapi-words.ts` says what each means. */
export const reserveRefusal = z.enum([
  'bill-unknown',
  'bill-paid',
  'bill-pending',
  'bill-barred',
  'bill-overdue',
  'amount-changed',
  'amount-invalid',
  'quote-expired',
  'too-many-vehicles',
])
/** The agencies' refusals of a paid item. `openapi-words.ts` says what each means. */
export const submitRefusal = z.enum([
  'bill-paid',
  'bill-unknown',
  'bill-barred',
  'amount-changed',
  'not-reserved',
  'fine-first',
])
/** Why a wallet declined an attempt. `openapi-words.ts` says what each means. */
export const declineReason = z.enum([
  'declined',
  'insufficient-funds',
  'limit',
  'code-used',
  'code-expired',
  'code-unknown',
  'maintenance',
  'reversed-before',
])

const reservation = { item, ref, amountAvos: avos }
const itemState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none'), item }),
  z.object({ state: z.literal('reserved'), ...reservation }),
  z.object({ state: z.literal('acknowledged'), ...reservation, acknowledgement: z.string().max(64) }),
  z.object({ state: z.literal('refused'), ...reservation, code: submitRefusal }),
  /**
   * Taken back, whatever its submission was answered with, even a refusal. `ref` and `amountAvos` are absent where the
   * item was reversed before the gateway had ever seen it.
   */
  z.object({ state: z.literal('reversed'), ...reservation, ref: ref.optional(), amountAvos: avos.optional() }),
])
export type ItemState = z.infer<typeof itemState>

const walletAnswer = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('approved'),
    reference: z.string().max(64),
    approvedAvos: avos,
    wallet: z.string().max(64),
  }),
  z.object({ state: z.literal('declined'), reason: declineReason }),
  z.object({ state: z.literal('cancelled') }),
  /** The holder hasn't decided yet. */
  z.object({ state: z.literal('pending') }),
  z.object({ state: z.literal('reversed') }),
  /** Of `walletStatus` alone: the attempt was never seen. */
  z.object({ state: z.literal('none') }),
])

const bills = procedure.route({ tags: ['bills'] })
const wallets = procedure.route({ tags: ['wallets'] })

/** The gateway's money calls, by name. */
export const moneyContract = {
  /**
   * Finds what is owed: by plate and proof, by a verified eID (`bindingId`, `cti`: 16 bytes, base64), by a notice or by
   * a payment slip.
   */
  findBills: bills
    .route({ method: 'POST', path: '/v1/bills/find', summary: 'Find what is owed', operationId: 'findBills' })
    .input(
      z.object({
        place,
        by: z.discriminatedUnion('kind', [
          z.object({
            kind: z.literal('plate'),
            plate: z.string().max(12),
            class: vehicleClass.optional(),
            proof: z.string().length(4),
          }),
          z.object({ kind: z.literal('eid'), bindingId: z.base64().length(24), cti: z.base64().length(24) }),
          z.object({ kind: z.literal('notice'), number: z.string().min(1).max(64) }),
          z.object({ kind: z.literal('slip'), agency: agency.optional(), number: z.string().min(1).max(64) }),
        ]),
      }),
    )
    .output(
      z.discriminatedUnion('ok', [
        z.object({
          ok: z.literal(true),
          /** Vehicles of these classes share the plate: the payer has to say which. */
          classes: z.array(vehicleClass).max(5).optional(),
          vehicles: z.array(gatewayVehicle).max(100),
          bills: z.array(gatewayBill).max(40),
          season: z.object({ year: z.int(), from: day, until: day }).optional(),
        }),
        z.object({
          ok: z.literal(false),
          code: findRefusal,
          /**
           * `waitMs`: of `proof-wrong` and `too-soon`, how long to wait. `left`: of `proof-wrong`, how many tries are
           * left.
           */
          waitMs: z.int().optional(),
          left: z.int().optional(),
        }),
      ]),
    ),
  /** Fixes the amounts of bills for five minutes. `place`: as in `findBills`. */
  quote: bills
    .route({ method: 'POST', path: '/v1/quotes', summary: 'Quote bills', operationId: 'quote' })
    .input(z.object({ place, bills: z.array(ref).min(1).max(60) }))
    .output(
      z.discriminatedUnion('ok', [
        z.object({
          ok: z.literal(true),
          quote: z.string().max(64),
          expiresAt: instant,
          items: z.array(z.object({ bill: gatewayBill, amountAvos: avos })),
        }),
        z.object({ ok: z.literal(false), code: reserveRefusal, ref: ref.optional(), bar: billBar.optional() }),
      ]),
    ),
  /**
   * Reserves every item for this transaction for `forMs` milliseconds, or none of them. Whether a bill is still in time
   * is decided by the gateway's clock now (money.md, "A payment", 3).
   */
  reserve: bills
    .route({ method: 'POST', path: '/v1/reservations', summary: 'Reserve items', operationId: 'reserve' })
    .meta({ names: { field: 'transaction', whose: 'own-or-unseen' } })
    .input(
      z.object({
        transaction,
        place,
        quote: z.string().max(64),
        forMs: z.int().min(1_000).max(3_600_000),
        items: z
          .array(z.object({ item, ref, amountAvos: avos }))
          .min(1)
          .max(60),
      }),
    )
    .output(
      z.discriminatedUnion('ok', [
        z.object({ ok: z.literal(true), until: instant }),
        z.object({ ok: z.literal(false), code: reserveRefusal, ref: ref.optional(), bar: billBar.optional() }),
      ]),
    ),
  /**
   * Releases a transaction's items, except those that were submitted. The release of a transaction that was never seen
   * is remembered, and its reservation by this station refused when that comes.
   */
  release: bills
    .route({
      method: 'POST',
      path: '/v1/reservations/release',
      summary: 'Release a reservation',
      operationId: 'release',
    })
    .meta({ names: { field: 'transaction', whose: 'own-or-unseen' } })
    .input(z.object({ transaction }))
    .output(z.object({ ok: z.literal(true) })),
  /**
   * Tells the agency that an item is paid. A reserved item is acknowledged even after its reservation has run out,
   * unless it was paid or changed since. A tax is refused with `fine-first` while a fine of its vehicle isn't
   * acknowledged.
   */
  submitItem: bills
    .route({ method: 'POST', path: '/v1/items', summary: 'Submit a paid item', operationId: 'submitItem' })
    .meta({ names: { field: 'item', whose: 'own-or-unseen' } })
    .input(
      z.object({
        item,
        transaction,
        ref,
        amountAvos: avos,
        paidAt: instant,
        tender: z.enum(['wallet-scan', 'wallet-show', 'card', 'cash']),
        receipt: z.string().max(64),
      }),
    )
    .output(
      z.discriminatedUnion('ok', [
        z.object({ ok: z.literal(true), acknowledgement: z.string().max(64), inspectionBy: day.optional() }),
        z.object({ ok: z.literal(false), code: submitRefusal }),
      ]),
    ),
  /**
   * Takes an item back (a refund, or a tax whose fine was refused). The reversal of an item that was never seen is
   * remembered, and its submission by this station refused when that comes. A refused item is reversed too, when its
   * payer gets their cash back, so that a station whose journal went back can't hand the cash out twice.
   */
  reverseItem: bills
    .route({ method: 'POST', path: '/v1/items/reverse', summary: 'Reverse an item', operationId: 'reverseItem' })
    .meta({ names: { field: 'item', whose: 'own-or-unseen' } })
    .input(z.object({ item, reason: z.enum(['refund', 'fine-refused', 'tender-reversed']) }))
    .output(
      z.discriminatedUnion('ok', [
        z.object({ ok: z.literal(true) }),
        /** The agency will never take it back, so asking again is no use. */
        z.object({ ok: z.literal(false), code: z.literal('not-reversible') }),
      ]),
    ),
  /**
   * What the agencies know of a transaction's items, for a station that can't read its own sealed record of them any
   * more. `reserved`: reserved for this transaction and neither submitted nor reversed since, even where the
   * reservation has run out or was released; `submitItem` then decides.
   */
  itemStates: bills
    .route({ method: 'POST', path: '/v1/items/states', summary: 'What became of items', operationId: 'itemStates' })
    .meta({ names: { field: 'transaction', whose: 'own-or-unseen' } })
    .input(z.object({ transaction, items: z.array(item).min(1).max(60) }))
    .output(z.object({ items: z.array(itemState).max(60) })),
  /** Sends a short message (SMS) about a transaction to a local number. `key` makes it idempotent. */
  sendMessage: bills
    .route({ method: 'POST', path: '/v1/messages', summary: 'Send a message', operationId: 'sendMessage' })
    .meta({ names: { field: 'key', whose: 'own' } })
    .input(z.object({ key: messageKey, phone: z.string().regex(/^6\d{7}$/), text: z.string().min(1).max(300) }))
    .output(z.object({ ok: z.literal(true) })),
  /** Charges the wallet whose payment code was scanned. `deadlineMs`: after it the wallet approves no more. */
  chargeWallet: wallets
    .route({
      method: 'POST',
      path: '/v1/wallets/charges',
      summary: "Charge by the customer's code",
      operationId: 'chargeWallet',
    })
    .meta({ names: { field: 'attempt', whose: 'own-or-unseen' } })
    .input(
      z.object({
        attempt,
        code: z.string().min(1).max(1024),
        amountAvos: avos,
        deadlineMs: z.int().min(1_000).max(600_000),
      }),
    )
    .output(walletAnswer),
  /** Makes a code for the customer's phone (EMVCo merchant-presented). `walletStatus` asks for the outcome. */
  showWallet: wallets
    .route({
      method: 'POST',
      path: '/v1/wallets/codes',
      summary: "Charge by the station's code",
      operationId: 'showWallet',
    })
    .meta({ names: { field: 'attempt', whose: 'own-or-unseen' } })
    .input(z.object({ attempt, amountAvos: avos, deadlineMs: z.int().min(1_000).max(600_000) }))
    .output(
      z.discriminatedUnion('ok', [
        z.object({ ok: z.literal(true), text: z.string().max(1024), expiresAt: instant }),
        z.object({ ok: z.literal(false), reason: declineReason }),
      ]),
    ),
  walletStatus: wallets
    .route({
      method: 'POST',
      path: '/v1/wallets/status',
      summary: 'What became of an attempt',
      operationId: 'walletStatus',
    })
    .meta({ names: { field: 'attempt', whose: 'own-or-unseen' } })
    .input(z.object({ attempt }))
    .output(walletAnswer),
  /**
   * Gives back all that is left of an attempt, or one part under its own key. The reversal of an attempt that was never
   * seen is remembered, and the attempt of this station declined when it comes. `refused`: nothing was given back, and
   * the wallet never will this way, so asking again is no use.
   */
  reverseWallet: wallets
    .route({
      method: 'POST',
      path: '/v1/wallets/reversals',
      summary: 'Reverse an attempt',
      operationId: 'reverseWallet',
    })
    .meta({ names: { field: 'attempt', whose: 'own-or-unseen' } })
    .input(z.object({ attempt, part: z.object({ key: z.string().min(1).max(80), amountAvos: avos }).optional() }))
    .output(z.object({ state: z.enum(['reversed', 'refused']) })),
}
