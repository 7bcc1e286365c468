import { Temporal } from 'temporal-polyfill'
import type { z } from 'zod'
import { macaoDay } from '../../common/macao.ts'
import type { Clock } from '../../../hardware/ports.ts'
import type { cardRefusal } from '../../gateway/identity-contract.ts'
import { RESIDENTS, type Resident } from '../phones/residents.ts'
import type { Store } from '../serving/store.ts'

const ADULT_YEARS = 18

type Refused<Code extends string> = { ok: false; code: Code }
type CardRefusal = z.infer<typeof cardRefusal>

const haveSameName = (one: Resident, other: Resident): boolean =>
  (one.nameChinese !== '' && one.nameChinese === other.nameChinese) || one.nameForeign === other.nameForeign

/** Whether two ID numbers differ in one digit. */
const areOneApart = (one: string, other: string): boolean =>
  [...one].filter((digit, at) => digit !== other[at]).length === 1

/** What the gateway knows of ID cards, their holders, and who may act for a minor today, in Macao's calendar. */
export function openCards({ store, clock }: { store: Pick<Store, 'residentByDocument'>; clock: Clock }) {
  /** The holder of a card that is in force, or why it isn't. `document`: the card's id, base64. */
  function holderOf(document: string): { ok: true; holder: Resident } | Refused<CardRefusal> {
    const id = store.residentByDocument(new Uint8Array(Buffer.from(document, 'base64')))
    const holder = RESIDENTS.find((resident) => resident.id === id)
    if (!holder) return { ok: false, code: 'card-unknown' }
    if (holder.cardState === 'cancelled') return { ok: false, code: 'card-cancelled' }
    if (holder.cardValidUntil < macaoDay(clock.now())) return { ok: false, code: 'card-expired' }
    return { ok: true, holder }
  }

  /** Whether this resident is under eighteen; they are of age from the first moment of their birthday. */
  function isMinor({ birthDate }: Resident): boolean {
    const ofAge = Temporal.PlainDate.from(birthDate).add({ years: ADULT_YEARS }).toString()
    return macaoDay(clock.now()) < ofAge
  }

  const isGuardianOf = (guardian: Resident, minor: Resident) => minor.guardians.includes(guardian.id) && isMinor(minor)

  /** Whether somebody else is easily taken for this resident, a twin for instance. */
  const isAlike = (one: Resident): boolean =>
    RESIDENTS.some(
      (other) =>
        other.id !== one.id &&
        other.birthDate === one.birthDate &&
        (haveSameName(one, other) || areOneApart(one.idNumber, other.idNumber)),
    )

  /** Whether a second card is that of a parent or guardian of this minor. */
  function guardianOf(minor: Resident, document: string): { ok: true } | Refused<CardRefusal | 'guardian-wrong'> {
    const read = holderOf(document)
    if (!read.ok) return read
    return isGuardianOf(read.holder, minor) ? { ok: true } : { ok: false, code: 'guardian-wrong' }
  }

  return {
    holderOf,
    isMinor,
    isAlike,
    guardianOf,
    /** The holder of a card for whom somebody may act: an adult alone, a minor with a guardian's card. */
    actingHolderOf({
      document,
      guardian,
    }: {
      document: string
      guardian?: string | undefined
    }): { ok: true; holder: Resident; isMinor: boolean } | Refused<CardRefusal | 'guardian-needed' | 'guardian-wrong'> {
      const read = holderOf(document)
      if (!read.ok) return read
      const { holder } = read
      // Whoever came of age acts for themselves: a guardian's card and finger count no more.
      if (!isMinor(holder)) {
        return guardian === undefined ? { ok: true, holder, isMinor: false } : { ok: false, code: 'guardian-wrong' }
      }
      if (guardian === undefined) return { ok: false, code: 'guardian-needed' }
      const checked = guardianOf(holder, guardian)
      return checked.ok ? { ok: true, holder, isMinor: true } : checked
    },
    /** Whose bindings this person may end: their own, and those of the minors whose guardian they are today. */
    endableBy: (person: Resident): Resident[] =>
      RESIDENTS.filter((resident) => resident.id === person.id || isGuardianOf(person, resident)),
  }
}
export type Cards = ReturnType<typeof openCards>
