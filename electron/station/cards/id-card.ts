import type { KeyObject } from 'node:crypto'
import type { CardFault, CardReader, CardSlot, DataGroup } from '../../../hardware/card-reader/port.ts'
import { macaoDay } from '../../common/macao.ts'
import { refuse, type Outcome, type RefusalCode } from '../../contract/refusals.ts'
import type { DatedKey } from '../identity/index.ts'
import { readCardData, type IdCard } from './card-data.ts'

const GROUPS = ['security-object', 'person', 'key', 'portrait'] as const satisfies readonly DataGroup[]
const NOTHING: Uint8Array = new Uint8Array(0)

/** What each fault of a card comes to for a person. */
const FAULTS: Readonly<Record<CardFault, RefusalCode>> = {
  removed: 'card-removed',
  'not-answering': 'card-unreadable',
  unreadable: 'card-unreadable',
  refused: 'card-unreadable',
}

/**
 * Reads the ID card of one insertion, and believes it where its issuer signed it by one of `documentKeys`, those of the
 * trust bundle, and its chip holds the key that the issuer vouches for. `now` is in milliseconds since 1970. Never
 * throws, whatever the card answers. Whether the card has expired or was cancelled isn't looked at.
 *
 * Refuses with `card-removed`, `card-unreadable`, `card-issuer-unknown` and `card-forged`.
 */
export async function readIdCard(deps: {
  reader: Pick<CardReader, 'read' | 'authenticate'>
  insertion: number
  documentKeys: readonly DatedKey<KeyObject>[]
  now: number
}): Promise<Outcome<{ card: IdCard }>> {
  const { reader, insertion } = deps
  const data = { person: NOTHING, portrait: NOTHING, key: NOTHING, 'security-object': NOTHING }
  for (const group of GROUPS) {
    const answer = await reader.read(insertion, group)
    if (!answer.ok) return refuse(FAULTS[answer.code])
    data[group] = answer.bytes
  }
  const read = readCardData(data, deps)
  if (!read.ok) return read
  const answer = await reader.authenticate(insertion, data.key)
  if (!answer.ok) return refuse(FAULTS[answer.code])
  return answer.isGenuine ? read : refuse('card-forged')
}

/** Why what is in a reader can't be read as an ID card, or undefined where it may be one. */
export function refusalOfSlot(slot: CardSlot): RefusalCode | undefined {
  if (slot.holds === 'mute-card') return 'card-unreadable'
  if (slot.holds === 'wrong-card') return 'card-foreign'
  return slot.holds === 'nothing' ? 'card-removed' : undefined
}

/** Whether a card's last day is over in Macao. `now` is in milliseconds since 1970. */
export function isExpired({ validUntil }: Pick<IdCard, 'validUntil'>, now: number): boolean {
  return validUntil < macaoDay(now)
}
