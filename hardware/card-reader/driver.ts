import { createListeners } from '../../electron/common/listeners.ts'
import type { TemplateSource } from '../fingerprint/template.ts'
import { keepHealth } from '../health.ts'
import type { Clock } from '../ports.ts'
import { createInsertions } from './insertion.ts'
import type { PcscSession, ReaderHolds } from './pcsc.ts'
import type { CardAnswer, CardReader, CardSlot, FingerFault, FingerMatch } from './port.ts'
import { askTries, match, readGroup, signNonce } from './profile.ts'

const FINGER_WITHIN_MS = 30_000

/** A reader as its driver has it: the port, but for the signature's check, which is done where the nonce is made. */
export interface DrivenReader extends Omit<CardReader, 'authenticate'> {
  sign(insertion: number, nonce: Uint8Array): Promise<CardAnswer<{ signature: Uint8Array }>>
}

/** What hears the supervisor of one reader (supervise.ts). */
export interface ReaderListener {
  onHolds(session: PcscSession, holds: ReaderHolds): void
  onFault(code: string): void
  /** It is there and isn't to be used, so its cards aren't opened. */
  onUnused(): void
}

/** Makes the driver of one reader. `name` is the reader's at present; PC/SC may name it otherwise after a replug. */
export function createDrivenReader(options: {
  id: string
  name(): string
  isVirtual: boolean
  sensor?: TemplateSource
  clock: Clock
}): { reader: DrivenReader; listener: ReaderListener } {
  const { id, name, isVirtual, sensor, clock } = options
  const kept = keepHealth({ id, kind: 'card-reader', virtual: isVirtual, clock })
  const { health, onHealth, become } = kept
  const slots = createListeners<[CardSlot]>()
  let slot: CardSlot = { holds: 'nothing' }

  function show(next: CardSlot): void {
    if (slot.holds === next.holds && next.holds !== 'card') return
    slot = next
    slots.tell(next)
  }

  const cards = createInsertions({ name, clock, become, show })

  const listener: ReaderListener = {
    onHolds(session, holds) {
      if (!cards.take(session, holds)) return
      become('ready')
      show({ holds: holds === 'mute' ? 'mute-card' : 'nothing' })
      if (holds === 'card') cards.open()
    },
    onFault(code) {
      cards.end()
      become('lost', code)
      show({ holds: 'nothing' })
    },
    onUnused() {
      cards.end()
      become('unused')
      show({ holds: 'nothing' })
    },
  }

  const reader: DrivenReader = {
    health,
    onHealth,
    slot: () => slot,
    onSlot: (hears) => slots.add(hears),
    read: (number, group) => cards.withCard(number, (transmit) => readGroup(transmit, group)),
    sign: (number, nonce) => cards.withCard(number, (transmit) => signNonce(transmit, nonce)),
    matchFinger: (number) =>
      cards.withCard<FingerMatch, FingerFault>(number, async (transmit, pulled) => {
        if (!sensor) return { ok: false, code: 'no-sensor' }
        const left = await askTries(transmit)
        if (!left.ok) return left
        if (left.triesLeft === 0) return { ok: true, isMatch: false, triesLeft: 0 }
        const shown = await sensor.capture(FINGER_WITHIN_MS, pulled, (template) => match(transmit, template))
        return shown.ok ? shown.value : shown
      }),
    async check() {
      const { state, error } = health()
      if (state !== 'ready' && state !== 'failed') return error ?? (state === 'unused' ? state : 'not-answering')
      const told = await cards.check()
      // A silent card may keep the reader to itself.
      if (slot.holds === 'mute-card' && (told === undefined || told === 'in-use')) return 'mute-card'
      return told ?? health().error
    },
    close() {
      cards.end()
      kept.end()
      slots.clear()
      return Promise.resolve()
    },
  }
  return { reader, listener }
}
