import { Temporal } from 'temporal-polyfill'
import type { Clock } from '../../../hardware/ports.ts'
import { macaoTime } from '../../common/macao.ts'
import {
  refuse,
  type Assurance,
  type Face,
  type FieldName,
  type Person,
  type Refusal,
  type ScanAnswer,
  type ServiceId,
} from '../../contract/index.ts'
import { approvedFields, type EidIdentity, type Identity, type IdentityAssurance } from '../identity/index.ts'
import type { IdentityCheck, IdentityChecks } from '../reads/index.ts'
import { isOffered, readingOf, serviceAtHand } from '../services/index.ts'
import type { HeldPerson, Session } from '../serving/index.ts'
import type { Trust } from '../trust/index.ts'

/** What the reading of eIDs needs of the other rooms. */
export interface ReadEidDeps {
  trust: Pick<Trust, 'bundle'>
  identity: Pick<Identity, 'identify'>
  /** Records that an eID was verified, before anything of its holder is shown, or why it was refused. */
  checks: Pick<IdentityChecks, 'verified' | 'refused'>
  clock: Pick<Clock, 'now'>
}

/**
 * Makes the reading of an eID for a session and the service at hand (`chosen`): its holder is held by the session, by
 * the approved fields alone, and the session's record says what was read.
 */
export function createReadEid(
  deps: ReadEidDeps,
): (session: Session, text: string, chosen: ServiceId | undefined) => Promise<ScanAnswer> {
  const { trust, identity, clock } = deps

  /** Verifies an eID for a service; what became of it is in the journal before anybody hears of it. */
  async function proveFor(session: Session, service: ServiceId, text: string) {
    const check = {
      from: 'eid',
      service,
      purpose: readingOf(service).purpose,
      place: session.face === 'counter' ? 'counter' : 'kiosk',
      actor: session.operator?.id ?? 'resident',
    } as const satisfies IdentityCheck
    const proven = await identity.identify(text)
    if (!proven.ok) {
      await deps.checks.refused(check, proven.refusal.code)
      return proven
    }
    const recorded = await deps.checks.verified(check, proven.assurance.level)
    return recorded.ok ? { ...proven, check } : recorded
  }

  return async function identify(session, text, chosen) {
    const { presence } = session
    return session.inTurn(async () => {
      if (session.presence !== presence) return eidRefused('person-gone')
      const approval = approvalFor(session.face, chosen, trust.bundle(clock.now()))
      if (!approval.ok) return { ...approval, kind: 'eid-presentation' }
      const proven = await proveFor(session, approval.service, text)
      if (session.presence !== presence) return eidRefused('person-gone')
      if (!proven.ok) {
        // The person held before isn't the one of this code, so they are dropped, lest one be taken for the other.
        session.dropPerson()
        return { ...proven, kind: 'eid-presentation' }
      }
      const { identity: proved, subject, bindingId, cti } = proven.presentation
      const person = describePerson(proved, approval, describeAssurance(proven.assurance), clock.now())
      const fields = person.masked.fields.map(({ name }) => name)
      const { department } = readingOf(approval.service)
      session.reads.note(subject, 'eid', { at: person.masked.readAt, fields, department, ...proven.check })
      session.setPerson({ ...person, eid: { bindingId, cti } })
      return { ok: true, kind: 'eid-presentation', person: person.masked }
    })
  }
}

function approvalFor(face: Face, chosen: ServiceId | undefined, trusted: ReturnType<Trust['bundle']>) {
  const service = serviceAtHand(face, chosen)
  if (service === undefined) return refuse('service-not-chosen')
  if (!isOffered(face, service)) return refuse('service-not-approved')
  if (!trusted.ok) return trusted
  const fields = trusted.bundle.authorisations[service]
  return fields ? { ok: true as const, service, fields } : refuse('service-not-approved')
}

const eidRefused = (code: Refusal['code']): ScanAnswer => ({ ...refuse(code), kind: 'eid-presentation' })
const iso = (milliseconds: number) => new Date(milliseconds).toISOString()

/** Describes a person by the approved fields; the rest of the identity goes no further. */
function describePerson(
  identity: EidIdentity,
  { service, fields }: { service: ServiceId; fields: readonly FieldName[] },
  assurance: Assurance,
  readAt: number,
): Omit<HeldPerson, 'eid'> {
  const card = fields.includes('cardValidUntil') ? { card: cardState(identity.cardValidUntil, readAt) } : {}
  const { purpose } = readingOf(service)
  const facts = { service, purpose, assurance, readAt: iso(readAt), ...card } satisfies Omit<Person, 'fields'>
  return {
    masked: { ...facts, fields: approvedFields(identity, fields, 'masked') },
    shown: { ...facts, fields: approvedFields(identity, fields, 'shown') },
  }
}

/** A card is valid through its last day in Macao time. An expired card may still have an eID, and shows as expired. */
function cardState(validUntil: string, now: number): 'valid' | 'expired' {
  return Temporal.PlainDate.compare(Temporal.PlainDate.from(validUntil), macaoTime(now).toPlainDate()) < 0
    ? 'expired'
    : 'valid'
}

function describeAssurance(assurance: IdentityAssurance): Assurance {
  const at = iso(assurance.at)
  return assurance.level === 'online'
    ? { level: 'online', at }
    : { level: 'bundle', at, bundleIssuedAt: iso(assurance.bundleIssuedAt) }
}
