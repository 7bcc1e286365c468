import { z } from 'zod'

/**
 * What the sandbox tells the page that plays a resident's phone. Instants are milliseconds since 1970; texts are what
 * the code on the screen holds, amounts avos.
 *
 * - `GET /phone/residents?language=L` → `phoneResidents`
 * - `GET /phone/residents/{id}?language=L` → `phoneResident`, each time with a freshly signed eID and a new payment code;
 *   with `&contact=none` of a phone that hears nothing from the register, so that it still shows an eID that was frozen
 *   or has ended
 * - `POST /phone/residents/{id}/numbers` → `bindingNumber`: the one that can still be used, or a new one
 * - `POST /phone/residents/{id}/requests` ← `requestQuestion` → `walletRequest`: what a scanned code asks for
 * - `POST /phone/residents/{id}/decisions` ← `decisionOrder` → `walletRequest`: what became of it; decided once
 *
 * An unknown resident or request, and a number for somebody who can't have an eID, is answered with 404, a body that
 * isn't JSON or has another shape with 400.
 */

/** The languages of the phone page. */
export const phoneLanguage = z.enum(['zh-Hant', 'pt', 'en', 'zh-Hans'])
export type PhoneLanguage = z.infer<typeof phoneLanguage>

/** The eID is signed anew this often, in milliseconds (codes.md, section 2). */
export const REFRESH_MS = 30_000

const presented = {
  text: z.string(),
  issuedAt: z.int(),
  expiresAt: z.int(),
  refreshMs: z.literal(REFRESH_MS),
  /** YYYY-MM-DD. */
  cardValidUntil: z.string(),
}

const phoneEid = z.discriminatedUnion('state', [
  z.object({ state: z.literal('shown'), ...presented }),
  /** The card has expired; the eID can still be shown, and says so. */
  z.object({ state: z.literal('expired-card'), ...presented }),
  /** A resident without an eID bound to this phone: not yet, or no more. */
  z.object({ state: z.literal('unbound') }),
  /** It doesn't count until a counter lifts the freeze, and ends at `endsAt`. */
  z.object({ state: z.literal('frozen'), endsAt: z.int() }),
  /** Not a resident, so without an eID. */
  z.object({ state: z.literal('none') }),
])
export type PhoneEid = z.infer<typeof phoneEid>

const listed = { id: z.string(), nameChinese: z.string(), nameForeign: z.string(), about: z.string() }

/** The residents among whom a trainee chooses. */
export const phoneResidents = z.array(z.object(listed))
export type PhoneResidents = z.infer<typeof phoneResidents>

/** A notice or slip with its code; the amount is in avos. */
const phoneSlip = z.object({
  text: z.string(),
  title: z.string(),
  agency: z.string(),
  slipKind: z.enum(['tax', 'fine', 'slip']),
  amountAvos: z.int(),
  number: z.string(),
  /** The vehicle's plate, or the purpose. */
  purpose: z.string(),
  /** YYYY-MM-DD in Asia/Macau. */
  payBy: z.string(),
  /** `pending`: a station has reserved it for a payment. */
  state: z.enum(['due', 'due-today', 'overdue', 'paid', 'pending']),
})
export type PhoneSlip = z.infer<typeof phoneSlip>

/**
 * A payment that a wallet's holder is asked for. `how`: their code was scanned, or a station shows a code. `reason`
 * says why it was declined, such as `limit`, `insufficient-funds`, `maintenance` or `code-expired`.
 */
export const walletRequest = z.object({
  attempt: z.string(),
  how: z.enum(['scanned', 'shown']),
  amountAvos: z.int(),
  expiresAt: z.int(),
  state: z.enum(['pending', 'approved', 'declined', 'cancelled', 'reversed']),
  reason: z.string().optional(),
})

const code = z.string().min(1).max(1024)
/** `code`: the text of the code that a station shows. */
export const requestQuestion = z.strictObject({ code })
/** `attempt`: as a request names it. */
export const decisionOrder = z.union([
  z.strictObject({ code, approve: z.boolean() }),
  z.strictObject({ attempt: z.string().min(1).max(48), approve: z.boolean() }),
])

const phoneLogin = z.object({
  euid: z.string(),
  entity: z.object({ number: z.string(), nameChinese: z.string(), nameForeign: z.string() }),
  state: z.enum(['active', 'pending', 'right-lost']),
  securityCode: z.enum(['on', 'off', 'not-needed']),
  request: z.object({ text: z.string(), refreshMs: z.literal(REFRESH_MS) }).optional(),
})
export type PhoneLogin = z.infer<typeof phoneLogin>

/** A number that binds this resident's eID to this phone, good once until `expiresAt`. */
export const bindingNumber = z.object({ number: z.string(), text: z.string(), expiresAt: z.int() })

/** One resident's phone as it is now. Amounts are in avos, times in milliseconds since 1970. */
export const phoneResident = z.object({
  ...listed,
  /** The resident whose phone holds the eID; one phone may hold several. */
  phone: z.string(),
  numberMasked: z.string(),
  eid: phoneEid,
  /** Whose eIDs are on this phone, this resident among them, the phone's own first. */
  eids: z.array(z.object({ id: z.string(), nameChinese: z.string(), nameForeign: z.string() })),
  /** Eight digits; no message is ever sent to it. */
  phoneNumber: z.string(),
  /**
   * `text` is EMVCo's consumer-presented code and `digits` the same code as a number; it can be used once, until
   * `expiresAt`. `balanceAvos` is what is left, `limitAvos` the most that this holder may pay at once, `capAvos` the
   * wallet's own limit.
   */
  wallet: z.object({
    name: z.string(),
    text: z.string(),
    digits: z.string(),
    expiresAt: z.int(),
    balanceAvos: z.int(),
    limitAvos: z.int(),
    capAvos: z.int().optional(),
    isAsleep: z.boolean(),
  }),
  /**
   * The requests that wait for this resident's decision: charges of their own code, and the codes that stations show
   * now.
   */
  requests: z.array(walletRequest),
  /** The messages that would have been sent to this phone, the latest first. */
  messages: z.array(z.object({ text: z.string(), at: z.int() })),
  slips: z.array(phoneSlip),
  /**
   * For people whom face recognition can't tell apart: the number to type or scan at a kiosk. It is there without an
   * eID on the phone, or once it was asked for.
   */
  bindingNumber: bindingNumber.optional(),
  /**
   * The logins of entities that this resident holds. `request`: where the security code can be switched on for a login,
   * the code that a counter scans, signed anew each time.
   */
  logins: z.array(phoneLogin),
  /** The border code, which counters don't accept. */
  border: z.object({ text: z.string() }),
  /** The code on a non-resident worker's card. */
  blueCard: z.object({ text: z.string() }).optional(),
})
export type PhoneResident = z.infer<typeof phoneResident>
