import type { CardReader } from '../../../hardware/card-reader/port.ts'
import type { Clock } from '../../../hardware/ports.ts'
import type { FieldName, IdentityRead, Outcome, ReadField } from '../../contract/index.ts'
import { READING_OF_ACT } from '../../gateway/reading.ts'
import type { IdCard } from '../cards/index.ts'
import type { IdentityChecks } from '../reads/index.ts'
import type { Visit } from './visit.ts'
import type { Visits } from './visits.ts'

/** The department that owns the services which need an ID card. */
const DEPARTMENT = 'DSI'

/** Which fields of an ID card an act shows: the approved ones, the portrait, and what tells twins apart. */
const fieldsOf = (approved: readonly FieldName[]): ReadField[] => [...new Set(approved), 'portrait', 'idNumberEnd']

/**
 * Makes the reading of ID cards for acts. Each that was believed is recorded in its session's memory before anything of it
 * is shown. The journal knows by the act's own entries for what, where and by whom its person's card is read, since
 * `act-begun` is there before; a guardian's card, which is somebody else's, has an entry of its own. Refuses as the card's
 * reading does, and as `IdentityChecks.verified` does.
 */
export function createReadCardFor(deps: {
  readCard(reader: CardReader, insertion: number): Promise<Outcome<{ card: IdCard }>>
  checks: Pick<IdentityChecks, 'verified'>
  visits: Pick<Visits, 'approval'>
  clock: Pick<Clock, 'now'>
}) {
  const { readCard, checks, visits, clock } = deps

  function describe({ kind, owner, step }: Visit): IdentityRead {
    const approved = visits.approval(kind)
    return {
      at: new Date(clock.now()).toISOString(),
      from: step === 'guardian-card' ? 'guardian-card' : 'id-card',
      fields: fieldsOf(approved.ok ? approved.fields : []),
      ...READING_OF_ACT[kind],
      department: DEPARTMENT,
      place: owner.place,
      actor: owner.actor,
    }
  }

  async function record(visit: Visit, card: IdCard): Promise<Outcome> {
    const read = describe(visit)
    const { reads } = visit.owner
    if (read.from === 'id-card') {
      reads.note(card.subject, 'card', read)
      return { ok: true }
    }
    const { from, service, purpose, place, actor } = read
    const check = { from, service, purpose, place, actor, act: visit.record?.transaction }
    const recorded = await checks.verified(check, 'online')
    if (recorded.ok && !visit.isLeft) reads.noteGuardian(read)
    return recorded
  }

  return async (visit: Visit, reader: CardReader, insertion: number): Promise<Outcome<{ card: IdCard }>> => {
    const read = await readCard(reader, insertion)
    if (!read.ok || visit.isLeft) return read
    const recorded = await record(visit, read.card)
    return recorded.ok ? read : recorded
  }
}
export type ReadCardFor = ReturnType<typeof createReadCardFor>
