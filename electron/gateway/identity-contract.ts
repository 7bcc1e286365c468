import { z } from 'zod'
import {
  ENTITY_ACT_KINDS,
  entityActRefusal,
  entityActs,
  entityContract,
  entityDone,
  papers,
} from './entity-contract.ts'
import { procedure } from './procedure.ts'
import { isReadingOf, reading, readingOf } from './reading.ts'

/**
 * The identity side of the gateway: ID cards, the bindings of eIDs to telephones, entity accounts (`entity-contract.ts`),
 * and the acts that change them (domain.md, "Acts on identity" and "Entity accounts"). Instants are milliseconds since 1970, bytes base64.
 * A refusal is an answer with a code, not an HTTP error. An act carries its id, a UUIDv7 of the station, which is its
 * idempotency key. What an act needs is asked for before, by calls that change nothing; each names the service and the
 * purpose for which identity data are read (Law 8/2005; `reading.ts`).
 */

const bytes16 = z.base64().length(24)
/** The id of an act. */
const act = z.uuid()
/** The id of an ID card, which stands on its chip alone. */
const document = bytes16
const instant = z.int().min(0)
const name = z.string().max(120)

/** A telephone as its holder recognises it: its model, and the last digits of its number. */
const telephone = z.object({ model: z.string().max(60), lastDigits: z.string().regex(/^\d{2,4}$/) })

/** Why an ID card can't be used. `openapi-words.ts` says what each refusal means. */
export const cardRefusal = z.enum(['card-unknown', 'card-cancelled', 'card-expired'])
const guardianRefusal = z.enum(['guardian-needed', 'guardian-wrong'])
/** Why a binding number can't be used with this card. */
export const numberRefusal = z.enum([
  ...cardRefusal.options,
  ...guardianRefusal.options,
  'number-unknown',
  'number-used',
  'number-expired',
  'number-of-another',
  'number-locked',
])
/** Why a freeze can't be lifted with this code and card. */
export const undoRefusal = z.enum([...cardRefusal.options, 'undo-unknown', 'undo-used', 'undo-late', 'undo-of-another'])
/** Why an act was not done. */
export const actRefusal = z.enum([
  ...numberRefusal.options,
  ...undoRefusal.exclude(cardRefusal.options).options,
  'binding-not-yours',
  'binding-over',
  'face-not-enough',
  ...entityActRefusal.options,
  'act-withdrawn',
])

/**
 * One binding that somebody may end. `relation`: what they are to its holder; `lastDigits`: the end of the holder's ID
 * number.
 */
const endable = z.object({
  binding: bytes16,
  nameChinese: name,
  nameForeign: name,
  lastDigits: z.string().regex(/^\d{4}$/),
  relation: z.enum(['self', 'guardian']),
  telephone,
  boundAt: instant,
})

/** What an act does. */
const what = z.discriminatedUnion('kind', [
  /** Binds the eID of the card's holder to the telephone that made the number. */
  z.object({ kind: z.literal('bind'), number: z.string().regex(/^\d{10}$/) }),
  /** Freezes bindings at once: none of their eIDs counts from now on. All of them or none. */
  z.object({
    kind: z.literal('freeze'),
    reason: z.enum(['lost', 'stolen', 'changed', 'other']),
    bindings: z.array(bytes16).min(1).max(20),
  }),
  /** Ends for good what an earlier act of the same person froze. */
  z.object({ kind: z.literal('end-freeze'), freeze: act }),
  /** Takes a freeze back; `code`: the COSE message of the printed code. */
  z.object({ kind: z.literal('lift-freeze'), code: z.base64().max(2_048) }),
  ...entityActs,
])

/** How a card was shown to be in its holder's hand. */
const cardShown = z.enum(['finger', 'face', 'face-and-document'])
/**
 * Who acts or for whom it is done, and how the station knows: by an ID card that is in its holder's hand (`document`; of
 * a minor with the card of a `guardian`), or by a document of another kind that a clerk checked (`papers`).
 */
const person = z.discriminatedUnion('by', [
  z.object({ by: cardShown, document, guardian: document.optional() }),
  z.object({ by: z.literal('document-check'), papers }),
])

/** What is asked of an act, but for its id. */
const actWords = z.object({ reading, place: z.enum(['kiosk', 'counter']), person, what })
type ActWords = z.infer<typeof actWords>

const ENTITY_KINDS: ReadonlySet<string> = new Set(ENTITY_ACT_KINDS)

/** Why an act doesn't hang together; undefined where it does. Each is a malformed question, whoever asks. */
function whyMalformed({ reading: given, place, person: who, what: { kind } }: ActWords): string | undefined {
  if (!isReadingOf(kind, given)) return 'Its reading is not the one of this kind of act'
  const isOfEntity = ENTITY_KINDS.has(kind)
  if (place === 'kiosk' && (isOfEntity || kind === 'lift-freeze')) return 'It is done at a counter alone'
  if (who.by === 'document-check') return isOfEntity ? undefined : 'It is done by an ID card alone'
  if (kind === 'security-code') return 'It is done by the document of the registration, which is no ID card'
  return isOfEntity && who.guardian !== undefined ? 'Nobody is a guardian there' : undefined
}

/**
 * What became of an act. `endedEarlier`: binding ended an earlier binding of this eID. `endsAt`: when frozen bindings
 * end by themselves; absent where they ended at once, since the telephone was stolen. `undo`: the COSE message of the
 * code (`MEU1:`) that lifts the freeze until then. Of entity accounts: `entity-contract.ts`.
 */
export const actAnswer = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('done'),
    /** From when it counts. */
    at: instant,
    endedEarlier: z.boolean().optional(),
    endsAt: instant.optional(),
    undo: z.base64().max(2_048).optional(),
    ...entityDone,
  }),
  z.object({ state: z.literal('refused'), code: actRefusal }),
])
export type ActAnswer = z.infer<typeof actAnswer>

const documents = procedure.route({ tags: ['documents'] })
const bindings = procedure.route({ tags: ['bindings'] })
const acts = procedure.route({ tags: ['acts'] })

/** The gateway's identity calls, by name. */
export const identityContract = {
  /**
   * Whether an ID card is in force, and whether its holder is a minor today, in Macao's calendar. `isAlike`: whether
   * somebody else was born on the same day and has the same name, or an ID number that differs in one digit; nothing else
   * is said of them. Changes nothing.
   */
  checkCard: documents
    .route({ method: 'POST', path: '/v1/cards/check', summary: 'Check an ID card', operationId: 'checkCard' })
    .input(z.object({ reading, document }))
    .output(
      z.discriminatedUnion('ok', [
        z.object({ ok: z.literal(true), isMinor: z.boolean(), isAlike: z.boolean() }),
        z.object({ ok: z.literal(false), code: cardRefusal }),
      ]),
    ),
  /**
   * Whether a guardian's card is that of a parent or guardian of a minor's. Changes nothing.
   */
  checkGuardian: documents
    .route({
      method: 'POST',
      path: '/v1/cards/guardian',
      summary: "Check a guardian's ID card",
      operationId: 'checkGuardian',
    })
    .input(z.object({ reading, document, guardian: document }))
    .output(
      z.discriminatedUnion('ok', [
        z.object({ ok: z.literal(true) }),
        z.object({ ok: z.literal(false), code: z.enum([...cardRefusal.options, 'guardian-wrong']) }),
      ]),
    ),
  /**
   * To which telephone a binding number binds the eID of this card's holder. Changes nothing, but a number that this
   * card can't use counts as a wrong try: after five within an hour it is answered `number-locked` for the rest of it.
   */
  findNumber: bindings
    .route({
      method: 'POST',
      path: '/v1/binding-numbers/find',
      summary: 'Find a binding number',
      operationId: 'findNumber',
    })
    .input(
      z.object({
        reading: readingOf('bind'),
        document,
        guardian: document.optional(),
        number: z.string().regex(/^\d{10}$/),
      }),
    )
    .output(
      z.discriminatedUnion('ok', [
        z.object({
          ok: z.literal(true),
          telephone,
          expiresAt: instant,
          /** The telephone to which the eID is bound now, whose binding would end. */
          earlier: telephone.optional(),
        }),
        z.object({ ok: z.literal(false), code: numberRefusal }),
      ]),
    ),
  /** The bindings that the holder of this card may end: their own, and those of the minors whose guardian they are. */
  findBindings: bindings
    .route({ method: 'POST', path: '/v1/bindings/find', summary: 'Find bindings', operationId: 'findBindings' })
    .input(z.object({ reading: readingOf('freeze'), document }))
    .output(
      z.discriminatedUnion('ok', [
        z.object({ ok: z.literal(true), bindings: z.array(endable).max(20) }),
        z.object({ ok: z.literal(false), code: cardRefusal }),
      ]),
    ),
  /** What a printed code (`MEU1:`) would lift for the holder of this card. Changes nothing. */
  findFreeze: bindings
    .route({ method: 'POST', path: '/v1/freezes/find', summary: 'Find a freeze', operationId: 'findFreeze' })
    .input(z.object({ reading: readingOf('lift-freeze'), document, code: z.base64().max(2_048) }))
    .output(
      z.discriminatedUnion('ok', [
        z.object({ ok: z.literal(true), bindings: z.array(endable).min(1).max(20), endsAt: instant }),
        z.object({ ok: z.literal(false), code: undoRefusal }),
      ]),
    ),
  ...entityContract,
  /**
   * Does an act, whole or not at all. How its person was identified: at a kiosk nobody looks at a face, and for a binding
   * a look isn't enough, so where no finger can be read a supervisor looks and sees a further document. A freeze is lifted
   * and an entity's account changed at a counter alone, and an act names the reading of its kind: else 400. An act that
   * the station's department may not do is refused with `department-not-allowed`.
   */
  performAct: acts
    .route({ method: 'POST', path: '/v1/acts', summary: 'Do an act', operationId: 'performAct' })
    .meta({ names: { field: 'act', whose: 'own-or-unseen' } })
    .input(
      actWords.extend({ act }).superRefine((question, context) => {
        const message = whyMalformed(question)
        if (message !== undefined) context.addIssue({ code: 'custom', message })
      }),
    )
    .output(actAnswer),
  /**
   * What became of an act whose answer was lost. One that the gateway has never seen is withdrawn by this call: it is
   * answered `act-withdrawn` now and whenever it comes.
   */
  settleAct: acts
    .route({ method: 'POST', path: '/v1/acts/settle', summary: 'Settle an act', operationId: 'settleAct' })
    .meta({ names: { field: 'act', whose: 'own-or-unseen' } })
    .input(z.object({ act }))
    .output(actAnswer),
}
