import { z } from 'zod'

/**
 * What the sandbox tells the page that plays a resident's phone. Instants are milliseconds since 1970; texts are what the
 * code on the screen holds. `GET /phone/residents?language=L` answers with a list, `GET /phone/residents/{id}?language=L` with one
 * resident, each time with a freshly signed eID.
 */

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
  cardValidUntil: z.string()
}

const phoneEid = z.discriminatedUnion('state', [
  z.object({ state: z.literal('shown'), ...presented }),
  /** The card's validity is over: the eID can still be shown and says so. */
  z.object({ state: z.literal('expired-card'), ...presented }),
  /** Could have an eID, but none is bound to this phone yet. */
  z.object({ state: z.literal('unbound') }),
  /** Not a resident: there is no eID to have. */
  z.object({ state: z.literal('none') })
])
export type PhoneEid = z.infer<typeof phoneEid>

const listed = { id: z.string(), nameChinese: z.string(), nameForeign: z.string(), about: z.string() }

export const phoneResidents = z.array(z.object(listed))
export type PhoneResidents = z.infer<typeof phoneResidents>

const phoneSlip = z.object({
  text: z.string(),
  title: z.string(),
  agency: z.string(),
  slipKind: z.enum(['tax', 'fine', 'slip']),
  amountAvos: z.int(),
  /** YYYY-MM-DD in Asia/Macau. */
  payBy: z.string(),
  state: z.enum(['due', 'due-today', 'overdue'])
})
export type PhoneSlip = z.infer<typeof phoneSlip>

export const phoneResident = z.object({
  ...listed,
  /** Whose phone it is, where one phone holds several eIDs. */
  phone: z.string(),
  numberMasked: z.string(),
  eid: phoneEid,
  /** `text`: EMVCo consumer-presented; `digits`: the same wallet's number code. */
  wallet: z.object({ text: z.string(), digits: z.string() }),
  slips: z.array(phoneSlip),
  /** For twins and multiples: the number to type or scan at a kiosk. */
  bindingNumber: z.object({ number: z.string(), text: z.string(), expiresAt: z.int() }).optional(),
  /** The border gates' code, good at no counter. */
  border: z.object({ text: z.string() }),
  /** A non-resident worker's card has a code of its own. */
  blueCard: z.object({ text: z.string() }).optional()
})
export type PhoneResident = z.infer<typeof phoneResident>
