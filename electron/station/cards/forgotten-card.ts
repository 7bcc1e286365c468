import type { CardReader } from '../../../hardware/card-reader/port.ts'
import type { Clock } from '../../../hardware/ports.ts'
import type { CardState } from '../../contract/index.ts'
import type { Logger } from '../storage/log.ts'

/** How long the alarm goes on after the end of a visit whose card is still in, in milliseconds. */
export const FORGOTTEN_ALARM_MS = 30_000

/** Notices a card that is still in a reader when its holder goes (experience.md). Any card counts, also a mute one. */
export interface ForgottenCard {
  /** Undefined where the station has no card reader. */
  state(): CardState | undefined
  /** Takes a reader; the returned function lets it go. */
  attach(reader: Pick<CardReader, 'slot' | 'onSlot'>): () => void
  /** Hears that a kiosk's page asks whether somebody is still there, or has stopped asking. */
  noteAsking(isAsking: boolean): void
  /** Hears that a kiosk's visit is over. */
  noteVisitEnded(): void
}

/** Makes the watch over forgotten cards; `onChange` hears each state that is another than before. */
export function createForgottenCard(deps: {
  clock: Clock
  log: Logger
  onChange(state: CardState): void
}): ForgottenCard {
  const { clock, log, onChange } = deps
  const readers = new Set<Pick<CardReader, 'slot' | 'onSlot'>>()
  let state: CardState = 'none'
  let cancelAlarm = () => {}

  function become(next: CardState): void {
    if (state === next) return
    state = next
    onChange(next)
  }

  /** A card that comes belongs to the visit at hand; once no reader holds one, whatever was forgotten is taken. */
  function look(): void {
    const holdsCard = [...readers].some((reader) => reader.slot().holds !== 'nothing')
    if (holdsCard) {
      if (state === 'none') become('in')
      return
    }
    cancelAlarm()
    become('none')
  }

  return {
    state: () => (readers.size > 0 ? state : undefined),
    attach(reader) {
      readers.add(reader)
      const stop = reader.onSlot(look)
      look()
      return () => {
        stop()
        readers.delete(reader)
        look()
      }
    },
    noteAsking(isAsking) {
      if (state === (isAsking ? 'in' : 'unattended')) become(isAsking ? 'unattended' : 'in')
    },
    noteVisitEnded() {
      if (state !== 'in' && state !== 'unattended') return
      log.warn({}, 'a card is still in the reader, and its visit is over')
      cancelAlarm = clock.after(FORGOTTEN_ALARM_MS, () => become('left'))
      become('forgotten')
    },
  }
}
