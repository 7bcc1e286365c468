import type { CardReader, CardSlot } from '../../../hardware/card-reader/port.ts'
import type { Clock } from '../../../hardware/ports.ts'
import { refuse, type Outcome, type RefusalCode } from '../../contract/index.ts'
import type { GatewayIdentity } from '../../gateway/port.ts'
import { READING_OF_ACT } from '../../gateway/reading.ts'
import type { Acts, Identification } from '../acts/index.ts'
import type { IdCard } from '../cards/index.ts'
import type { ReadCardFor } from './reading.ts'
import { actingCard, isSent, type HeldCard, type Owner, type Visit } from './visit.ts'
import type { Visits } from './visits.ts'

export interface CardIntakeDeps {
  acts: Pick<Acts, 'begin' | 'identified'>
  identity: Pick<GatewayIdentity, 'checkCard' | 'checkGuardian'>
  visits: Visits
  /** Reads a card for an act, and records that before anything of it is shown. */
  readCard: ReadCardFor
  isOwnRecord(actor: string, card: IdCard): boolean
  clock: Pick<Clock, 'after'>
  /** The card that counts is its holder's, so the act goes on. */
  onIdentified(visit: Visit): Promise<void>
}

/** How long the sensor rests before it is asked again when no finger came, in milliseconds. */
const FINGER_AGAIN_MS = 250
/** How long a person has to lift a finger that didn't match, in milliseconds, before the next try counts. */
const FINGER_LIFTED_MS = 2_000

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

/** Whether a card is still in, in the same insertion. */
function isIn({ reader, insertion }: Pick<HeldCard, 'reader' | 'insertion'>): boolean {
  const slot = reader.slot()
  return slot.holds === 'card' && slot.insertion === insertion
}

/** Remembers for whom the card that is in each reader was read. */
function rememberReadCards() {
  const readFor = new Map<CardReader, Pick<Owner, 'session' | 'visit'> & { insertion: number }>()
  return {
    note: ({ session, visit }: Owner, reader: CardReader, insertion: number): void =>
      void readFor.set(reader, { session, visit, insertion }),
    /** Whether the card in a reader was read for somebody who was here before. */
    isOfAnother({ session, visit }: Owner, reader: CardReader): boolean {
      const last = readFor.get(reader)
      if (!last || !isIn({ reader, insertion: last.insertion })) return false
      return last.session !== session || last.visit !== visit
    },
  }
}

/** What the gateway says of a card that is in force, and of a guardian's whether it is theirs. */
async function askAbout(
  identity: CardIntakeDeps['identity'],
  { kind, holder, step }: Visit,
  card: IdCard,
): Promise<Outcome<Pick<HeldCard, 'isMinor' | 'isAlike'>>> {
  const reading = READING_OF_ACT[kind]
  const document = base64(card.documentId)
  if (step === 'guardian-card' && holder) {
    const child = base64(holder.card.documentId)
    const asked = await identity.checkGuardian({ reading, document: child, guardian: document })
    if (!asked.ok) return asked
    return asked.answer.ok ? { ok: true, isMinor: false, isAlike: false } : refuse(asked.answer.code)
  }
  const asked = await identity.checkCard({ reading, document })
  if (!asked.ok) return asked
  if (!asked.answer.ok) return refuse(asked.answer.code)
  const { isMinor, isAlike } = asked.answer
  return { ok: true, isMinor, isAlike }
}

/**
 * Takes the cards and fingers of acts. A card is read whole and believed by its issuer's signature, asked about at the
 * gateway, and shown to be its holder's by a finger that the card itself matches. What was learnt of one insertion never
 * counts for the next.
 */
export function createCardIntake(deps: CardIntakeDeps) {
  const { acts, identity, visits, clock } = deps
  const readCards = rememberReadCards()

  /** Has the act in the journal before anything of a card counts. */
  async function begin(visit: Visit): Promise<Outcome> {
    if (visit.record) return { ok: true }
    const { owner, kind } = visit
    const begun = await acts.begin({ kind, ...READING_OF_ACT[kind], place: owner.place, actor: owner.actor })
    if (begun.ok) visit.record = begun.act
    return begun
  }

  /** Reads a card and asks about it, for the person or for a minor's guardian. */
  async function take(visit: Visit, reader: CardReader, insertion: number): Promise<void> {
    const { step } = visit
    const isCurrent = () => !visit.isLeft && visit.step === step && isIn({ reader, insertion })
    const begun = await begin(visit)
    if (!begun.ok) return visits.refuseStep(visit, begun.refusal.code)
    readCards.note(visit.owner, reader, insertion)
    const read = await deps.readCard(visit, reader, insertion)
    if (!isCurrent()) return
    if (!read.ok) return visits.refuseStep(visit, read.refusal.code)
    const { card } = read
    if (deps.isOwnRecord(visit.owner.actor, card)) return visits.refuseStep(visit, 'own-record')
    const asked = await askAbout(identity, visit, card)
    if (!isCurrent()) return
    if (!asked.ok) return visits.refuseStep(visit, asked.refusal.code)
    const { isMinor, isAlike } = asked
    // A minor's eID is reset by a parent or guardian, with that person's card.
    if (isMinor && visit.kind !== 'bind') return visits.refuseStep(visit, 'guardian-needed')
    const held = { reader, insertion, card, isMinor, isAlike }
    if (step === 'guardian-card') visit.guardian = held
    else visit.holder = held
    visit.refusal = undefined
    visit.step = isMinor ? 'guardian-card' : 'finger'
    visits.changed(visit)
    if (!isMinor) await matchFinger(visit, held)
  }

  /** Waits for a finger that the card matches, as often as the card lets one try. */
  async function matchFinger(visit: Visit, held: HeldCard): Promise<void> {
    const isWaiting = () => !visit.isLeft && visit.step === 'finger' && isIn(held)
    while (isWaiting()) {
      const match = await held.reader.matchFinger(held.insertion)
      if (!isWaiting()) return
      if (match.ok && match.isMatch) {
        // Where it can't be recorded, the page says so, and the person may try once more.
        const known = await identify(visit, 'finger')
        if (known.ok) return
      } else if (match.ok) {
        visit.triesLeft = match.triesLeft
        if (match.triesLeft === 0) return endWithout(visit, 'finger-locked')
        await visits.refuseStep(visit, 'finger-no-match')
      } else if (match.code === 'no-sensor' || match.code === 'sensor-lost') {
        return endWithout(visit, 'finger-sensor-lost')
      } else if (match.code !== 'no-finger') {
        return visits.leave(visit, match.code === 'removed' ? 'card-removed' : 'card-unreadable')
      }
      await new Promise<void>((resolve) => {
        clock.after(match.ok ? FINGER_LIFTED_MS : FINGER_AGAIN_MS, resolve)
      })
    }
  }

  /** No finger can be matched: at a counter somebody may compare the face instead, else the act is over. */
  function endWithout(visit: Visit, code: RefusalCode): Promise<void> {
    visit.isFingerless = true
    return visit.owner.place === 'counter' ? visits.refuseStep(visit, code) : visits.refuseAct(visit, code)
  }

  async function identify(visit: Visit, by: Identification): Promise<Outcome> {
    const { record } = visit
    if (!record) return refuse('act-changed')
    const noted = await acts.identified(record.transaction, by)
    if (visit.isLeft || visit.step !== 'finger') return refuse('act-changed')
    if (!noted.ok) {
      await visits.refuseStep(visit, noted.refusal.code)
      return noted
    }
    visit.identifiedBy = by
    visit.owner.reads.noteMatch(by)
    visit.refusal = undefined
    await deps.onIdentified(visit)
    return { ok: true }
  }

  /** Hears what is in a reader now. */
  async function hearSlot(visit: Visit, reader: CardReader, slot: CardSlot): Promise<void> {
    if (visit.isLeft || isSent(visit)) return
    if (visit.step === 'card' || visit.step === 'guardian-card') {
      if (slot.holds === 'card') return take(visit, reader, slot.insertion)
      if (slot.holds === 'nothing') return
      const begun = await begin(visit)
      if (!begun.ok) return visits.refuseStep(visit, begun.refusal.code)
      return visits.refuseStep(visit, slot.holds === 'wrong-card' ? 'card-foreign' : 'card-unreadable')
    }
    if (!isCardIn(visit))
      await visits.leave(visit, reader.health().state === 'ready' ? 'card-removed' : 'reader-missing')
  }

  return {
    hearSlot,
    /** Looks at what is in a reader as an act begins. */
    lookAt: (visit: Visit, reader: CardReader): Promise<void> =>
      readCards.isOfAnother(visit.owner, reader)
        ? visits.refuseStep(visit, 'card-left')
        : hearSlot(visit, reader, reader.slot()),
    identify,
    isCardIn,
  }

  /** Whether the card that acts is still in, so that what was learnt of it still counts. */
  function isCardIn(visit: Visit): boolean {
    const held = actingCard(visit)
    return held !== undefined && isIn(held)
  }
}
