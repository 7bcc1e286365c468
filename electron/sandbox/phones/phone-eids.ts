import type { Clock, Random } from '../../../hardware/ports.ts'
import { macaoDay } from '../../common/macao.ts'
import type { Binding } from '../identity/bindings.ts'
import type { Register } from '../identity/register.ts'
import { issueCredential, present, type EidCredential } from '../trust/eid.ts'
import { fromPkcs8, type SandboxKeys } from '../trust/keys.ts'
import { REFRESH_MS, type PhoneEid, type PhoneResident } from './phone-contract.ts'
import { RESIDENTS, type Resident } from './residents.ts'

/** How long a presentation is good (codes.md, section 2), in milliseconds. */
const PRESENTATION_LIFE = 60_000
const DAY = 86_400_000
const CREDENTIAL_DAYS = 7
/** The credential's age at which a phone renews it, before it expires. */
const RENEW_AFTER = 5 * DAY
/**
 * How long ago phones renewed at the latest: a credential of this very moment would be in the future for a station
 * whose clock is a little behind.
 */
const LAST_RENEWED = DAY

/** The eIDs in the residents' phones: what the register has bound, and the numbers by which it binds. */
export function openPhoneEids(deps: { register: Register; keys: SandboxKeys; clock: Clock; random: Random }) {
  const { keys, clock, random } = deps
  const { bindings, credentials, numbers, freezes } = deps.register

  function credentialOf(resident: Resident, binding: Binding): EidCredential {
    const now = clock.now()
    const held = credentials.of(binding)
    if (held && held.issuedAt <= now && now - held.issuedAt < RENEW_AFTER) return held.credential
    const credential = issueCredential(
      { issuer: keys.issuer, readingKey: keys.reading, random },
      {
        subject: binding.subject,
        bindingId: binding.bindingId,
        holder: { ...resident, guardianBound: binding.isByGuardian },
        phoneKey: fromPkcs8(binding.phoneKey).publicKey,
        issuedAt: now - LAST_RENEWED,
        days: CREDENTIAL_DAYS,
      },
    )
    credentials.keep(binding, credential, now)
    return credential
  }

  function shown(resident: Resident, binding: Binding): PhoneEid {
    const now = clock.now()
    const text = present(
      { credential: credentialOf(resident, binding), phone: fromPkcs8(binding.phoneKey), random },
      { at: now },
    )
    const issuedAt = Math.floor(now / 1000) * 1000
    return {
      state: resident.cardValidUntil < macaoDay(now) ? 'expired-card' : 'shown',
      text,
      issuedAt,
      expiresAt: issuedAt + PRESENTATION_LIFE,
      refreshMs: REFRESH_MS,
      cardValidUntil: resident.cardValidUntil,
    }
  }

  return {
    /**
     * What this resident's phone shows as their eID. A phone that has no contact with the register goes on showing a
     * binding that was frozen or has ended.
     */
    eidOf(resident: Resident, hasContact: boolean): PhoneEid {
      if (resident.binding === 'none') return { state: 'none' }
      bindings.endDue()
      const binding = bindings.newestOf(resident.id)
      if (!binding) return { state: 'unbound' }
      if (binding.state === 'live' || !hasContact) return shown(resident, binding)
      const freeze = binding.state === 'frozen' && binding.act !== undefined ? freezes.byAct(binding.act) : undefined
      return freeze ? { state: 'frozen', endsAt: freeze.endsAt } : { state: 'unbound' }
    },
    /** The residents whose eIDs are on the same phone as this one's, which is among them, the phone's own first. */
    eidsBeside(resident: Resident): PhoneResident['eids'] {
      const phone = bindings.currentOf(resident.id)?.phone ?? resident.phone
      return RESIDENTS.filter(({ id }) => id === resident.id || bindings.currentOf(id)?.phone === phone)
        .sort((one, other) => Number(other.id === phone) - Number(one.id === phone))
        .map(({ id, nameChinese, nameForeign }) => ({ id, nameChinese, nameForeign }))
    },
    /**
     * The number by which this resident's eID can be bound to their phone: one that was asked for, and a new one where
     * no eID is bound. Undefined for somebody who can't have an eID.
     */
    bindingNumberOf(resident: Resident, isAskedFor = false): PhoneResident['bindingNumber'] {
      if (resident.binding === 'none') return undefined
      const made = isAskedFor || !bindings.currentOf(resident.id) ? numbers.make(resident) : numbers.unused(resident)
      return made && { number: made.number, text: `MEB1:${made.number}`, expiresAt: made.expiresAt }
    },
  }
}
