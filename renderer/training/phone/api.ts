import { z } from 'zod'

// Must come before any schema: the page's content security policy forbids the code that Zod would generate.
z.config({ jitless: true })

const listed = { id: z.string(), nameChinese: z.string(), nameForeign: z.string(), about: z.string() }
const presented = {
  text: z.string(),
  issuedAt: z.int(),
  expiresAt: z.int(),
  refreshMs: z.int().positive(),
  cardValidUntil: z.string(),
}

const eid = z.discriminatedUnion('state', [
  z.object({ state: z.literal('shown'), ...presented }),
  z.object({ state: z.literal('expired-card'), ...presented }),
  z.object({ state: z.literal('unbound') }),
  z.object({ state: z.literal('frozen'), endsAt: z.int() }),
  z.object({ state: z.literal('none') }),
])

const slip = z.object({
  text: z.string(),
  title: z.string(),
  agency: z.string(),
  amountAvos: z.int(),
  number: z.string(),
  purpose: z.string(),
  payBy: z.string(),
  state: z.enum(['due', 'due-today', 'overdue', 'paid', 'pending']),
})

/** A payment that waits for the wallet's holder to approve it: their code was scanned, or a station shows one. */
const request = z.object({
  attempt: z.string(),
  how: z.enum(['scanned', 'shown']),
  amountAvos: z.int(),
  expiresAt: z.int(),
  state: z.enum(['pending', 'approved', 'declined', 'cancelled', 'reversed']),
  reason: z.string().optional(),
})

/** A login of an entity; `request`: what a counter scans to switch its security code on. */
const login = z.object({
  euid: z.string(),
  entity: z.object({ number: z.string(), nameChinese: z.string(), nameForeign: z.string() }),
  state: z.enum(['active', 'pending', 'right-lost']),
  securityCode: z.enum(['on', 'off', 'not-needed']),
  request: z.object({ text: z.string(), refreshMs: z.int().positive() }).optional(),
})

const bindingNumber = z.object({ number: z.string(), text: z.string(), expiresAt: z.int() })
const residents = z.array(z.object(listed))
const resident = z.object({
  ...listed,
  numberMasked: z.string(),
  eid,
  eids: z.array(z.object({ id: z.string(), nameChinese: z.string(), nameForeign: z.string() })),
  phoneNumber: z.string(),
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
  requests: z.array(request),
  messages: z.array(z.object({ text: z.string(), at: z.int() })),
  slips: z.array(slip),
  bindingNumber: bindingNumber.optional(),
  logins: z.array(login),
  border: z.object({ text: z.string() }),
  blueCard: z.object({ text: z.string() }).optional(),
})

export type Listed = z.infer<typeof residents>[number]
export type Resident = z.infer<typeof resident>
export type Login = z.infer<typeof login>
export type WalletRequest = z.infer<typeof request>

async function ask<T>(path: string, schema: z.ZodType<T>, order?: object): Promise<T> {
  const sent = order
    ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(order) }
    : {}
  const response = await fetch(path, { cache: 'no-store', ...sent })
  if (!response.ok) throw new Error(`the sandbox answered ${response.status}`)
  return schema.parse(await response.json())
}

/** Lists the sandbox's residents, described in `language`. Rejects where the sandbox doesn't answer. */
export function listResidents(language: string): Promise<Listed[]> {
  return ask(`/phone/residents?language=${encodeURIComponent(language)}`, residents)
}

/** Fetches one resident's phone, with a freshly signed eID. Rejects where the sandbox doesn't answer. */
export function showResident(id: string, language: string): Promise<Resident> {
  return ask(`/phone/residents/${encodeURIComponent(id)}?language=${encodeURIComponent(language)}`, resident)
}

/** Asks for a number that binds this resident's eID to their phone. */
export async function makeNumber(id: string): Promise<void> {
  await ask(`/phone/residents/${encodeURIComponent(id)}/numbers`, bindingNumber, {})
}

/** Sends the holder's approval or refusal of a payment. Answers its outcome, such as declined for lack of money. */
export function decideRequest(id: string, order: { attempt: string; approve: boolean }): Promise<WalletRequest> {
  return ask(`/phone/residents/${encodeURIComponent(id)}/decisions`, request, order)
}
