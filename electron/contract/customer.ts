import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { actKind, actStep, cardHolder, endableBinding, resetReason, telephone } from './acts.ts'
import { payment, quoteItem } from './payments.ts'
import { person } from './person.ts'
import { instant, outcome, procedure } from './procedure.ts'
import type { RefusalCode } from './refusals.ts'
import { purpose, serviceId } from './services.ts'
import { pageIncident, status } from './station.ts'

/** Whose ID card was read, as its holder sees it. */
const shownHolder = z.object({
  /** The names that DSI approved for the service. */
  nameChinese: z.string().optional(),
  nameForeign: z.string().optional(),
  lastDigits: cardHolder.shape.lastDigits,
  portrait: cardHolder.shape.portrait,
})
export type ShownHolder = z.infer<typeof shownHolder>

/**
 * How an act ended for the person whose act it is. `not-done`: nothing was changed; `unknown`: its answer was lost, and
 * the gateway is asked what became of it.
 */
export const ACT_ENDINGS = ['done', 'not-done', 'unknown'] as const

/** An act on identity as the customer sees it, at its present step. */
const shownAct = z.object({
  what: z.literal('act'),
  kind: actKind,
  step: actStep,
  holder: shownHolder.optional(),
  /** Of a minor: whose card was read as the guardian's. */
  guardian: shownHolder.optional(),
  /** How many tries the card leaves for a finger, once one didn't match. */
  triesLeft: z.int().optional(),
  /** Of `bind`: the telephone that made the number, and the one to which the eID is bound now. */
  telephone: telephone.optional(),
  earlier: telephone.optional(),
  /** What the person may choose, and from the confirmation on what they chose. */
  bindings: z
    .array(endableBinding.omit({ id: true }))
    .max(20)
    .optional(),
  reason: resetReason.optional(),
  /** What they are asked to consent to: another one whenever what stands there changes. */
  confirmation: z.string().optional(),
  /** Whether they have consented to it by touch. */
  isConsented: z.boolean(),
  ending: z.enum(ACT_ENDINGS).optional(),
  /** What was done: from when it counts, and of a freeze when the bindings end by themselves. */
  done: z.object({ at: instant, endedEarlier: z.boolean().optional(), endsAt: instant.optional() }).optional(),
})
export type ShownAct = z.infer<typeof shownAct>

/**
 * How a payment stands for who pays. `to-pay`: a quote, before a tender is chosen; `unsure`: its outcome isn't known, or
 * money is on its way back.
 */
export const PAY_STAGES = ['to-pay', 'paying', 'paid', 'not-paid', 'unsure'] as const

/** A payment as the customer sees it. */
const shownPayment = z.object({
  what: z.literal('payment'),
  stage: z.enum(PAY_STAGES),
  totalAvos: payment.shape.totalAvos,
  items: z
    .array(quoteItem.pick({ agency: true, kind: true, amountAvos: true, number: true, vehicle: true, season: true }))
    .max(60),
  tender: payment.shape.tender.optional(),
  /** Of `wallet-show`, while it is being paid: the code for the customer's phone. */
  code: payment.shape.code,
  givenAvos: payment.shape.givenAvos,
  changeAvos: payment.shape.changeAvos,
})
export type ShownPayment = z.infer<typeof shownPayment>

/** Whose eID was read at the counter: for which service and purpose, and the fields that DSI approved for it, masked. */
const shownPerson = z.object({
  what: z.literal('person'),
  service: serviceId,
  purpose,
  fields: person.shape.fields,
})
export type ShownPerson = z.infer<typeof shownPerson>

/** What a counter's customer sees now; `nothing` between people. */
export const customerView = z.discriminatedUnion('what', [
  z.object({ what: z.literal('nothing') }),
  shownAct,
  shownPayment,
  shownPerson,
])
export type CustomerView = z.infer<typeof customerView>

/** The event that a customer's window gets. */
export const customerEvent = z.object({ type: z.literal('customer-changed'), view: customerView })
export type CustomerEvent = z.infer<typeof customerEvent>

/** The refusals of consent. */
export const CONSENT_REFUSALS = ['act-unknown', 'act-changed'] as const satisfies readonly RefusalCode[]

const CUSTOMER = { faces: ['customer'], roles: ['customer'] } as const
const confirmation = z.object({ confirmation: z.string().max(64) })

/**
 * The procedures of a counter's second window, which faces the customer. It belongs to the signed-in session of the
 * counter that was used last, and shows nothing where there is none. It may call nothing else.
 */
export const customer = {
  /** What the customer sees now, and where they are. */
  show: procedure({ ...CUSTOMER, refusals: [] }).output(
    z.object({ mode: status.shape.mode, site: status.shape.station.shape.site, now: instant, view: customerView }),
  ),
  /** The stream of changes of what the customer sees. */
  events: procedure({ ...CUSTOMER, refusals: [] }).output(eventIterator(customerEvent)),
  /**
   * Consents by touch to what stands there: the clerk may then have it done. Refuses a confirmation that isn't the
   * present one with `act-changed`.
   */
  consent: procedure({ ...CUSTOMER, refusals: CONSENT_REFUSALS })
    .input(confirmation)
    .output(outcome({ view: customerView })),
  /** Says no to what stands there: the act goes back to the step before, and the clerk's page says why. */
  decline: procedure({ ...CUSTOMER, refusals: CONSENT_REFUSALS })
    .input(confirmation)
    .output(outcome({ view: customerView })),
  /** As `station.reportIncident`. */
  reportIncident: procedure({ ...CUSTOMER, refusals: [] })
    .input(pageIncident)
    .output(z.object({ ok: z.literal(true) })),
}
