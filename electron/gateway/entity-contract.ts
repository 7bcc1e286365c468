import { z } from 'zod'
import { procedure } from './procedure.ts'
import { deskReading, readingOf } from './reading.ts'

/**
 * Entity accounts (商社通; domain.md, "Entity accounts"): what a desk may look up, and what its acts are. The acts
 * themselves are asked for by `performAct` and settled by `settleAct` (`identity-contract.ts`), as all acts are. The
 * look-ups change nothing and name no act. How entity numbers and EUIDs are formed isn't public, so their form here is
 * wide. Instants are milliseconds since 1970, bytes base64.
 */

const instant = z.int().min(0)
const name = z.string().max(120)
/** The number of an entity's account, as its people type it. */
const entityNumber = z.string().regex(/^[A-Z0-9-]{1,20}$/)
/** The code of one login of one entity. */
const euid = z.string().regex(/^[A-Z0-9-]{1,32}$/)
/** The COSE message of a request QR (`MES1:`; codes.md, section 7). */
const request = z.base64().max(2_048)

/** The kinds of document, beside Macao's ID card, with which a login can be registered. */
const papersKind = z.enum(['passport', 'hong-kong-id', 'mainland-permit', 'blue-card', 'other'])
/** A document that a clerk looked at, by its number as it is registered: capital letters and digits, without signs. */
export const papers = z.object({ kind: papersKind, number: z.string().regex(/^[A-Z0-9]{1,30}$/) })

/** Why an entity isn't shown at this desk. `openapi-words.ts` says what each refusal means. */
export const entityRefusal = z.enum(['department-not-allowed', 'entity-unknown', 'login-unknown'])
/** Why the security code isn't switched on by a request. */
export const securityCodeRefusal = z.enum([
  'department-not-allowed',
  'entity-unknown',
  'request-forged',
  'request-stale',
  'request-used',
  'request-of-another',
  'not-staff',
  'document-wrong',
  'login-inactive',
  'security-code-on',
])
/** Why an act on an entity account was not done. */
export const entityActRefusal = z.enum([
  ...entityRefusal.options,
  ...securityCodeRefusal.exclude(['department-not-allowed', 'entity-unknown']).options,
  'not-entitled',
  'activation-not-pending',
  'right-not-lost',
  'face-on',
  'face-not-possible',
  'documents-missing',
  'proxy-not-empowered',
  'entity-exists',
])

/**
 * An application to open an account, with its checklist: which of its papers were handed in, how each legal
 * representative's document was seen, how many administrators are named, and who hands it in. A proxy needs a power of
 * attorney that a notary certified and that names the opening of the account. `registration`: the number under which
 * the entity is registered.
 */
const application = z.object({
  holder: z.enum(['legal-person', 'entrepreneur', 'without-personality']),
  registration: z.string().regex(/^[A-Z0-9-]{1,30}$/),
  nameChinese: name,
  nameForeign: name,
  papers: z.array(z.enum(['application-form', 'agreement', 'administrators-form'])).max(3),
  representatives: z
    .array(z.enum(['original', 'certified-copy', 'not-seen']))
    .min(1)
    .max(20),
  administrators: z.int().min(1).max(3),
  handedInBy: z.discriminatedUnion('who', [
    z.object({ who: z.literal('representative') }),
    z.object({ who: z.literal('proxy'), isNotarised: z.boolean(), namesOpening: z.boolean() }),
  ]),
})

/** What an act on an entity account does. */
export const entityActs = [
  /** Switches on the security code of the login that made the request. */
  z.object({ kind: z.literal('security-code'), entity: entityNumber, request }),
  /** Sends an activation code anew: without an EUID that of the entity's account, else that of the login. */
  z.object({ kind: z.literal('activation-code'), entity: entityNumber, euid: euid.optional() }),
  /** Gives an administrator's right back to whoever lost it. */
  z.object({ kind: z.literal('restore-administrator'), entity: entityNumber, euid }),
  /** Switches face recognition on again. */
  z.object({ kind: z.literal('enable-face'), entity: entityNumber, euid }),
  /** Takes an application to open an account in. */
  z.object({ kind: z.literal('lodge-application'), application }),
] as const
/** The kinds of act on entity accounts, which are done at a counter alone. */
export const ENTITY_ACT_KINDS = [
  'security-code',
  'activation-code',
  'restore-administrator',
  'enable-face',
  'lodge-application',
] as const satisfies readonly z.infer<(typeof entityActs)[number]>['kind'][]

/** What the answer of an act that was done says of entity accounts. */
export const entityDone = {
  /** The number of an application, which is needed to activate the account. */
  application: z.string().max(40).optional(),
  /** To which telephone an activation code was sent (its number's last digits), and until when it is good. */
  activation: z.object({ lastDigits: z.string().regex(/^\d{2,4}$/), expiresAt: instant }).optional(),
}

/** An activation code that was sent and not used yet. */
const activation = z.object({ sentAt: instant, expiresAt: instant })

/**
 * A login of an entity. `nameMasked`: enough of its holder's name to be recognised by whoever knows it. `lock`: five
 * wrong passwords, and what ends that. `face`: whether face recognition is on, which Macao's ID card alone allows;
 * `securityCode`: whether the code is on, which is for other documents.
 */
const login = z.object({
  euid,
  role: z.enum(['administrator', 'staff']),
  nameMasked: name,
  document: z.enum(['id-card', ...papersKind.options]),
  state: z.enum(['active', 'pending', 'right-lost']),
  activation: activation.optional(),
  lock: z.object({ since: instant, until: instant.optional(), endsBy: z.enum(['password-reset', 'time']) }).optional(),
  face: z.enum(['on', 'off', 'not-possible']),
  securityCode: z.enum(['on', 'off', 'not-needed']),
})

/** An entity's account, with its administrators first. */
const entity = z.object({
  number: entityNumber,
  holder: application.shape.holder,
  nameChinese: name,
  nameForeign: name,
  state: z.enum(['pending', 'active']),
  activation: activation.optional(),
  logins: z.array(login).max(200),
})
export type GatewayEntity = z.infer<typeof entity>

const entities = procedure.route({ tags: ['entities'] })

/** The gateway's calls about entity accounts, by name. */
export const entityContract = {
  /**
   * Finds an entity by its number, with all its logins, or by an EUID, with that login alone. Refused where the
   * station's department does nothing for which this is read. Changes nothing, and names no act.
   */
  findEntity: entities
    .route({ method: 'POST', path: '/v1/entities/find', summary: 'Find an entity', operationId: 'findEntity' })
    .input(
      z.object({
        reading: deskReading,
        by: z.discriminatedUnion('what', [
          z.object({ what: z.literal('number'), number: entityNumber }),
          z.object({ what: z.literal('euid'), euid }),
        ]),
      }),
    )
    .output(
      z.discriminatedUnion('ok', [
        z.object({ ok: z.literal(true), entity }),
        z.object({ ok: z.literal(false), code: entityRefusal }),
      ]),
    ),
  /**
   * What a request QR would switch on for the holder of this document at this entity. The gateway takes a request for
   * ten minutes after its end, since its person confirms in between: whether it was fresh when it was scanned is the
   * station's to say. Changes nothing, and names no act.
   */
  findSecurityCode: entities
    .route({
      method: 'POST',
      path: '/v1/security-codes/find',
      summary: 'Find what a request switches on',
      operationId: 'findSecurityCode',
    })
    .input(z.object({ reading: readingOf('security-code'), papers, entity: entityNumber, request }))
    .output(
      z.discriminatedUnion('ok', [
        z.object({
          ok: z.literal(true),
          entity: entity.pick({ number: true, nameChinese: true, nameForeign: true }),
          login: login.pick({ euid: true, nameMasked: true, document: true }),
        }),
        z.object({ ok: z.literal(false), code: securityCodeRefusal }),
      ]),
    ),
}
