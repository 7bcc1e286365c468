import type { CardReader } from '../../../hardware/card-reader/port.ts'
import type { Act, ActKind, ActStep, EndableBinding, Refusal, ResetReason } from '../../contract/index.ts'
import type { ActAnswer } from '../../gateway/identity-contract.ts'
import type { ActRecord, Identification } from '../acts/index.ts'
import type { IdCard } from '../cards/index.ts'
import type { ReadRecord } from '../serving/index.ts'

/** A session as acts see it: who acts, where, and where it hears of what changes. */
export interface Owner {
  /** The session as a key; nothing is kept beyond its life. */
  readonly session: object
  /** The session's visit; it rises when the person in front has gone for good. */
  readonly visit: number
  readonly place: 'kiosk' | 'counter'
  readonly actor: string
  readonly isSupervisor: boolean
  /** What was read of the person in front. */
  readonly reads: Pick<ReadRecord, 'note' | 'noteGuardian' | 'noteMatch' | 'release'>
  publish(act: Act | null): void
}

/** A card that was read, in the reader and the insertion in which it was. */
export interface HeldCard {
  reader: CardReader
  insertion: number
  card: IdCard
  isMinor: boolean
  /** Whether the gateway says that its holder is easily taken for somebody else. */
  isAlike: boolean
}

/** A binding that may be chosen; `binding`: its id at the gateway, base64, which no page gets. */
export interface Choice {
  binding: string
  shown: EndableBinding
}

interface Telephone {
  model: string
  lastDigits: string
}

/**
 * One act of one session from its beginning to its end, in memory alone: what was read of a card and what the gateway
 * said. It goes with the person.
 */
export interface Visit {
  readonly owner: Owner
  readonly kind: ActKind
  step: ActStep
  /** Its record in the journal, once it is there. */
  record?: ActRecord | undefined
  refusal?: Refusal | undefined
  holder?: HeldCard | undefined
  guardian?: HeldCard | undefined
  triesLeft?: number | undefined
  /** Whether no finger can be matched any more: the card is locked, or the sensor away. */
  isFingerless?: boolean
  /** How the card that counts was shown to be in its holder's hand. */
  identifiedBy?: Identification | undefined
  number?: { digits: string; telephone: Telephone; earlier?: Telephone | undefined } | undefined
  code?: { message: string; endsAt: number } | undefined
  choices?: readonly Choice[] | undefined
  chosen?: { bindings: readonly string[]; reason: ResetReason } | undefined
  /** Those who are easily taken for another and were named by the end of their ID number. */
  told?: ReadonlySet<string> | undefined
  /** How many ends were typed that aren't theirs. */
  wrongDigits?: number
  confirmation?: string | undefined
  /** The confirmation to which the customer consented in their window: one that has changed counts no more. */
  consentedTo?: string | undefined
  answer?: ActAnswer | undefined
  /** Of the end of a freeze: the act that froze, which is shown again when its end is left before it was sent. */
  frozen?: Visit | undefined
  /** Whether the person or the station has left it: nothing that is still under way counts. */
  isLeft: boolean
}

/** Forgets what was read for an act that isn't done. */
export function forgetRead(visit: Visit): void {
  visit.holder = undefined
  visit.guardian = undefined
  visit.number = undefined
  visit.code = undefined
  visit.choices = undefined
  visit.chosen = undefined
  visit.told = undefined
  visit.confirmation = undefined
}

/** The card that acts: a minor's guardian's where there is one. */
export const actingCard = ({ guardian, holder }: Visit): HeldCard | undefined => guardian ?? holder

/** Whether the customer consented in their window to what stands there now. */
export const isConsented = ({ confirmation, consentedTo }: Visit): boolean =>
  confirmation !== undefined && confirmation === consentedTo

/** Whether the gateway was asked to do the act, so that leaving it changes nothing. */
export const isSent = ({ step }: Visit): boolean => step === 'asking' || step === 'over'

/** Whether the act has ended, or its answer is only waited for. */
export const isOver = ({ step }: Visit): boolean => step === 'over'
