import { z } from 'zod'
import { personField } from './person.ts'
import { instant, outcome, procedure } from './procedure.ts'
import { refusal, type RefusalCode } from './refusals.ts'

/**
 * The acts on identity (domain.md, "Binding for twins and multiples" and "Phone reset"). `bind` binds an eID to a
 * telephone; `freeze` freezes bindings at once; `end-freeze` ends for good what was frozen in the same visit;
 * `lift-freeze` takes a freeze back by its printed code.
 */
export const ACT_KINDS = ['bind', 'freeze', 'end-freeze', 'lift-freeze'] as const
export const actKind = z.enum(ACT_KINDS)
export type ActKind = z.infer<typeof actKind>

/**
 * The states of an act; they only move forward. `asked`: it was sent; `unknown`: its answer was lost, and the gateway
 * is asked what became of it; `ended`: it was left before it was sent, so nothing happened.
 */
export const ACT_STATES = ['begun', 'identified', 'confirmed', 'asked', 'done', 'refused', 'unknown', 'ended'] as const
export const actState = z.enum(ACT_STATES)
export type ActState = z.infer<typeof actState>

/** The services that need an ID card; the trust bundle approves the fields that each may show. */
export const CARD_SERVICES = ['eid-binding', 'phone-reset'] as const
export const cardService = z.enum(CARD_SERVICES)
export type CardService = z.infer<typeof cardService>

/**
 * What the person is asked for next. `digits`: the end of the ID number of somebody who is easily taken for another;
 * `asking`: nothing, the gateway is asked; `over`: the act has ended.
 */
export const ACT_STEPS = [
  'card',
  'guardian-card',
  'finger',
  'number',
  'code',
  'choose',
  'digits',
  'confirm',
  'asking',
  'over',
] as const
export const actStep = z.enum(ACT_STEPS)
export type ActStep = z.infer<typeof actStep>

export const RESET_REASONS = ['lost', 'stolen', 'changed', 'other'] as const
export const resetReason = z.enum(RESET_REASONS)
export type ResetReason = z.infer<typeof resetReason>

/** A telephone: its model, and the last digits of its number. */
export const telephone = z.object({ model: z.string(), lastDigits: z.string() })

/**
 * Whose ID card was read. `fields`: what DSI approved for the service. `lastDigits`: the last four digits of their ID
 * number, which tell twins apart; empty where they are to be typed before anything is confirmed. `portrait`: a JPEG,
 * base64.
 */
export const cardHolder = z.object({
  fields: z.array(personField),
  lastDigits: z.string(),
  portrait: z.base64(),
  isMinor: z.boolean(),
})
export type CardHolder = z.infer<typeof cardHolder>

/** A binding that the person may end. `id`: of this act alone; `lastDigits`: as of a card's holder. */
export const endableBinding = z.object({
  id: z.string(),
  nameChinese: z.string(),
  nameForeign: z.string(),
  lastDigits: z.string(),
  relation: z.enum(['self', 'guardian']),
  telephone,
  boundAt: instant,
})
export type EndableBinding = z.infer<typeof endableBinding>

/** An act as its screen shows it. */
export const act = z.object({
  /** Its id, once it is in the journal. */
  act: z.uuid().optional(),
  kind: actKind,
  state: actState,
  step: actStep,
  /** Why the last try of this step was refused, or the act. */
  refusal: refusal.optional(),
  holder: cardHolder.optional(),
  /** Of a minor: whose card was read as the guardian's. */
  guardian: cardHolder.optional(),
  /** How many tries the card leaves for a finger, once one didn't match. */
  triesLeft: z.int().optional(),
  /** Whether the clerk may say that they compared the face instead. */
  mayCompareFace: z.boolean(),
  /**
   * Of a binding at a counter whose finger can't be read: a supervisor may compare the face, and a further document of
   * the person, since a look alone can't tell twins apart. Where a clerk is signed in, `mayCompareFace` is false.
   */
  needsFurtherDocument: z.boolean(),
  /** Of `bind`: the telephone that made the number, and the one to which the eID is bound now. */
  telephone: telephone.optional(),
  earlier: telephone.optional(),
  /** Of `freeze` and `lift-freeze`: what the person may choose, or what the code lifts. */
  bindings: z.array(endableBinding).max(20).optional(),
  /** Of `freeze`: what they chose, by `id`. */
  chosen: z.object({ bindings: z.array(z.string()), reason: resetReason }).optional(),
  /**
   * Of the step `digits`: the end of whose ID number is to be typed, that of the holder of a binding (`binding`: its
   * `id`) or else of the card, and after a wrong one how many tries are left.
   */
  digits: z.object({ binding: z.string().optional(), triesLeft: z.int().optional() }).optional(),
  /** What the person confirms: another one whenever what stands there changes. */
  confirmation: z.string().optional(),
  /** At a counter, while `confirmation` is asked for: whether the customer has consented to it by touch. */
  consent: z.enum(['wanted', 'given']).optional(),
  /** What was done: from when it counts, and of a freeze when the bindings end by themselves and the code that lifts it. */
  done: z
    .object({
      at: instant,
      endedEarlier: z.boolean().optional(),
      endsAt: instant.optional(),
      undoCode: z.string().optional(),
    })
    .optional(),
  /** Whether what was frozen can be ended for good now. */
  canEnd: z.boolean(),
  /** Whether there is a paper to take: what was done, or a slip where that isn't known yet. */
  hasPaper: z.boolean(),
})
export type Act = z.infer<typeof act>

/** The refusals of an ID card. */
export const CARD_REFUSALS = [
  'card-removed',
  'card-unreadable',
  'card-foreign',
  'card-forged',
  'card-issuer-unknown',
  'card-expired',
  'card-cancelled',
  'card-unknown',
] as const satisfies readonly RefusalCode[]

/** The refusals of any step of an act. */
export const ACT_REFUSALS = [
  ...CARD_REFUSALS,
  'act-unknown',
  'act-under-way',
  'act-changed',
  'act-withdrawn',
  'consent-missing',
  'consent-declined',
  'service-not-approved',
  'reader-missing',
  'finger-no-match',
  'finger-locked',
  'finger-sensor-lost',
  'guardian-needed',
  'guardian-wrong',
  'number-unknown',
  'number-used',
  'number-expired',
  'number-of-another',
  'number-locked',
  'digits-wrong',
  'digits-locked',
  'binding-not-yours',
  'binding-over',
  'nothing-bound',
  'undo-unknown',
  'undo-used',
  'undo-late',
  'undo-of-another',
  'face-not-enough',
  'own-record',
  'card-left',
  'trust-missing',
  'trust-expired',
  'gateway-unreachable',
  'gateway-refused',
  'settling',
  'clock-unsure',
  'too-often',
  'disk-full',
  'journal-locked',
  'data-damaged',
  'journal-went-back',
  'person-gone',
] as const satisfies readonly RefusalCode[]

const BOTH = { faces: ['kiosk', 'counter'], roles: ['resident', 'clerk', 'supervisor'] } as const

/**
 * The procedures about acts. Each session has one act at a time, and the station keeps its steps: a call that doesn't fit
 * the step at hand is refused with `act-changed` and changes nothing. The card and the finger are the station's own
 * affair; the page hears of them by `act-changed` events.
 */
export const acts = {
  /** Begins an act; refuses with `act-under-way` where this session, or another at the same reader, has one. */
  begin: procedure({ ...BOTH, refusals: ACT_REFUSALS })
    .input(z.object({ kind: actKind.exclude(['end-freeze']) }))
    .output(outcome({ act })),
  /** The act of this session; null where there is none. */
  current: procedure({ ...BOTH, refusals: [] }).output(z.object({ act: act.nullable() })),
  /**
   * Says, at a counter, that the clerk compared the face with the card's portrait; for a binding, where no finger can be
   * read, that a supervisor did so and saw a further document of the person's. Refuses else with `face-not-enough`.
   */
  compareFace: procedure({ faces: ['counter'], roles: ['clerk', 'supervisor'], refusals: ACT_REFUSALS })
    .input(z.object({ furtherDocument: z.boolean().optional() }))
    .output(outcome({ act })),
  /** Gives the binding number that was typed: ten digits. */
  number: procedure({ ...BOTH, refusals: ACT_REFUSALS })
    .input(z.object({ number: z.string().regex(/^\d{10}$/) }))
    .output(outcome({ act })),
  /** Chooses the bindings that are to be frozen, and why. */
  choose: procedure({ ...BOTH, refusals: ACT_REFUSALS })
    .input(z.object({ bindings: z.array(z.string().max(40)).min(1).max(20), reason: resetReason }))
    .output(outcome({ act })),
  /**
   * Names the person who is easily taken for another once more, by the last four digits of their ID number. The station
   * compares them: others are refused with `digits-wrong`, after the third try the act with `digits-locked`.
   */
  digits: procedure({ ...BOTH, refusals: ACT_REFUSALS })
    .input(z.object({ digits: z.string().regex(/^\d{4}$/) }))
    .output(outcome({ act })),
  /**
   * Goes back from the confirmation, or from the question before it, to what is confirmed there; of the end of a freeze,
   * to the freeze.
   */
  back: procedure({ ...BOTH, refusals: ACT_REFUSALS }).output(outcome({ act })),
  /**
   * Confirms what stands on the screen, and does it. `confirmation` names what was read there: another is refused with
   * `act-changed`. `consent`: by touch, at a kiosk here and at a counter in the customer's window (else refused with
   * `consent-missing`); or at a counter by a form that the clerk has.
   */
  confirm: procedure({ ...BOTH, refusals: ACT_REFUSALS })
    .input(z.object({ confirmation: z.string().max(64), consent: z.enum(['touch', 'signed-form']) }))
    .output(outcome({ act })),
  /** Begins the end for good of what this visit froze: it is confirmed as any act, and *back* shows the freeze again. */
  endFreeze: procedure({ ...BOTH, refusals: ACT_REFUSALS }).output(outcome({ act })),
  /** What the person may take with them of an act that is over, as a picture with its code. */
  paper: procedure({ ...BOTH, refusals: ['act-unknown', 'act-changed'] })
    .input(z.object({ beside: z.enum(['pt', 'en']).optional() }))
    .output(outcome({ paper: z.object({ svg: z.string(), code: z.string() }) })),
  /** Prints it, a few times a minute at most. */
  print: procedure({
    ...BOTH,
    refusals: ['act-unknown', 'act-changed', 'printer-out', 'printer-silent', 'too-often'],
  })
    .input(z.object({ beside: z.enum(['pt', 'en']).optional() }))
    .output(outcome({})),
  /** Leaves the act: one that wasn't sent ends, and nothing happened. What was sent goes on by itself. */
  cancel: procedure({ ...BOTH, refusals: [] }).output(z.object({ ok: z.literal(true) })),
}
